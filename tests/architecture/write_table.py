"""Run by `pytest tests/architecture/write_table.py`; not collected otherwise. ROOMS=campaign,org:unit asks those."""

import os

from dundian.org.cast import Cast
from tests.architecture.permissions import write_table
from tests.architecture.world import make_world


def test_write(cast: Cast) -> None:
    write_table(make_world(cast), [room for room in os.environ.get("ROOMS", "").split(",") if room])
