"""The day on which these tests stand, a posting of the cast, and a drawn inspection of its site."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dundian.fieldwork.factories import Posting, post
from dundian.kernel import clock
from dundian.org.cast import Cast
from dundian.oversight.factories import Drawn, drawn_at

TODAY = datetime(2024, 6, 14, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _midsummer(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "attachments"},
        },
    }
    with clock.at(TODAY):
        yield


@pytest.fixture
def posting(cast: Cast) -> Posting:
    return post(cast)


@pytest.fixture
def drawn(cast: Cast, posting: Posting) -> Drawn:
    return drawn_at(cast, posting)
