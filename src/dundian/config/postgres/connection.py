"""How to reach the database, whichever it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dundian.config.postgres.cluster import Cluster
from dundian.config.postgres.faults import PostgresFault
from dundian.config.postgres.layout import Layout

DATABASE = ROLE = "dundian"


def external() -> bool:
    """Whether `DATABASE_URL` names a server that somebody else runs."""
    return bool(os.environ.get("DATABASE_URL"))


def parameters(data: Path) -> dict[str, str]:
    """libpq's connection parameters; nothing is started and no password is read."""
    if external():
        return _named()
    layout = Layout.of(data)
    return {
        "host": str(layout.sockets),
        "port": "5432",
        "user": ROLE,
        "dbname": DATABASE,
        "passfile": str(layout.passwords),
    }


def _named() -> dict[str, str]:
    url = os.environ["DATABASE_URL"]
    if not url.startswith(("postgresql://", "postgres://")):
        raise PostgresFault("DATABASE_URL must begin with postgresql://")
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.Error:  # whose text repeats the address, password included
        raise PostgresFault(
            "DATABASE_URL cannot be read as postgresql://user:password@host:port/database"
        ) from None


def dsn(data: Path) -> str:
    """The same as one libpq connection string."""
    return make_conninfo(**parameters(data))


def django_database(data: Path) -> dict[str, Any]:
    """An entry for `DATABASES`. Web processes set `DUNDIAN_POOL` to the number of connections they share."""
    found = parameters(data)
    options: dict[str, Any] = {"application_name": "dundian"}
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.pop("dbname", ""),
        "USER": found.pop("user", ""),
        "PASSWORD": found.pop("password", ""),
        "HOST": found.pop("host", ""),
        "PORT": found.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | found,
        "TEST": {"NAME": os.environ.get("DUNDIAN_TEST_DB", "test_dundian")},
    }
    if size := os.environ.get("DUNDIAN_POOL"):
        entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": int(size), "timeout": 30}
    return entry


@contextmanager
def running(data: Path, *, watch: bool = False) -> Iterator[None]:
    """Have a server while the block runs. An external one is left alone.

    The embedded one is started when needed, and stopped by whoever leaves it last. With `watch` it is also
    brought back when it dies.
    """
    if external():
        yield
    else:
        with Cluster(data).in_use(watch=watch):
            yield
