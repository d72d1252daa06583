"""A ground for benchmarks within one process: a fresh embedded PostgreSQL, durable as in service, gone at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from dundian.config.postgres import creation


@contextmanager
def installation() -> Iterator[None]:
    """Django with all tables, as their owner, who fills them by COPY; must come before Django is touched."""
    with TemporaryDirectory(prefix="dundian-bench-") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder, "data")
        data.mkdir()
        os.environ["DUNDIAN_DATA"] = str(data)
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "dundian.config.settings"
        from dundian.config.cli.ground import ready

        with ready(data, migrated=False, owner=True):
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            yield


def as_pages() -> None:
    """The second wall goes up, and this process asks as pages and jobs do: as the role that owns nothing."""
    from django.db import connection

    from dundian.config import wall
    from dundian.config.cli.ground import let_go_of_pool

    wall.build(Path(os.environ["DUNDIAN_DATA"]))
    connection.close()
    let_go_of_pool()
    connection.settings_dict["USER"] = creation.WORKER
