"""How to reach the database, whichever it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dundian.config.postgres import creation
from dundian.config.postgres.cluster import Cluster
from dundian.config.postgres.faults import PostgresFault
from dundian.config.postgres.layout import Layout

DATABASE = "dundian"
AS_OWNER = "DUNDIAN_AS_OWNER"  # set by the commands that need the owner's rights, for their own process


def external() -> bool:
    """Whether `DATABASE_URL` names a server that somebody else runs."""
    return bool(os.environ.get("DATABASE_URL"))


def parameters(data: Path, *, owner: bool = False) -> dict[str, str]:
    """libpq's connection parameters; nothing is started and no password is read.

    The tables belong to the owner; pages and jobs work as a role that owns nothing and is bound by the second wall.
    On a server of others both are the same role unless `DUNDIAN_OWNER_URL` names the owner.
    """
    if external():
        return _named(
            "DUNDIAN_OWNER_URL" if owner and os.environ.get("DUNDIAN_OWNER_URL") else "DATABASE_URL"
        )
    layout = Layout.of(data)
    return {
        "host": str(layout.sockets),
        "port": "5432",
        "user": creation.OWNER if owner else creation.WORKER,
        "dbname": DATABASE,
        "passfile": str(layout.passwords),
    }


def _named(variable: str) -> dict[str, str]:
    url = os.environ[variable]
    if not url.startswith(("postgresql://", "postgres://")):
        raise PostgresFault(f"{variable} must begin with postgresql://")
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.Error:  # whose text repeats the address, password included
        raise PostgresFault(
            f"{variable} cannot be read as postgresql://user:password@host:port/database"
        ) from None


def dsn(data: Path) -> str:
    """How the owner connects, as one libpq connection string: for backups and the like."""
    return make_conninfo(**parameters(data, owner=True))


def administrator(data: Path, database: str) -> str | None:
    """How the embedded server's superuser connects; None where the server is somebody else's."""
    return None if external() else creation.administrator(Layout.of(data), database)


def django_database(data: Path) -> dict[str, Any]:
    """An entry for `DATABASES`. Web processes set `DUNDIAN_POOL` to the number of connections they share."""
    found = parameters(data, owner=bool(os.environ.get(AS_OWNER)))
    options: dict[str, Any] = {"application_name": "dundian"}
    entry: dict[str, Any] = {
        "ENGINE": "dundian.kernel.database",
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
