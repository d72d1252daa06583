"""pytest plugin: each run has a data folder and a PostgreSQL of its own, thrown away at the end.

A plugin, not a conftest, because pytest-django reads the settings before it reads any conftest. With
`DATABASE_URL` set, that server is used; the data folder is a fresh one all the same.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from dundian.config.catalogues import compile_stale
from dundian.config.postgres import AS_OWNER, Cluster, PostgresFault, administrator, external, parameters

PREFIX = "dundian-tests-"
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    (folder / "static").mkdir()  # WhiteNoise looks for it
    os.environ["DUNDIAN_DATA"] = str(folder)
    os.environ[AS_OWNER] = "yes"  # read by the settings, and not handed on to commands that tests start
    compile_stale()
    try:
        yield
        os.environ.pop(AS_OWNER)
    except BaseException:  # settings that cannot be read: nothing else will tidy up
        _discard(folder)
        raise


@pytest.fixture(scope="session", autouse=True)
def database_server() -> Iterator[None]:
    if external():
        yield
        return
    _sweep()
    with Cluster(Path(os.environ["DUNDIAN_DATA"]), HASTY).in_use():
        yield


@contextmanager
def behind_the_wall() -> Iterator[None]:
    """The test database is the owner's; the tests work as the role of pages and jobs, whom the wall binds.

    What a test does by itself reaches everything; a request reaches as far as whoever makes it.
    """
    from django.db import connection

    from dundian.config import wall
    from dundian.kernel import reach

    data = Path(os.environ["DUNDIAN_DATA"])
    wall.build(data)
    reach.stand_on(reach.EVERYTHING)
    owner, worker = (parameters(data, owner=o) for o in (True, False))
    if way := administrator(data, str(connection.settings_dict["NAME"])):
        with psycopg.connect(
            way, autocommit=True
        ) as superuser:  # for the flush between tests, by SET ROLE alone
            superuser.execute(f"GRANT {owner['user']} TO {worker['user']} WITH INHERIT FALSE, SET TRUE")
    for who, next_step in ((worker, True), (owner, False)):
        connection.close()
        connection.settings_dict["USER"] = who.get("user", "")
        connection.settings_dict["PASSWORD"] = who.get("password", "")
        if next_step:
            yield


def pytest_unconfigure() -> None:
    _discard(Path(os.environ["DUNDIAN_DATA"]))


def _sweep() -> None:
    """Remove what killed runs left behind, servers included."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):  # its own run may remove it in this moment
            if folder.stat().st_uid == os.geteuid() and (folder / "postgres.use.lock").exists():
                _discard(folder)


def _discard(folder: Path) -> None:
    try:
        if (folder / "postgres.use.lock").exists():
            Cluster(folder).remove()
    except PostgresFault:
        return  # another run is using it
    shutil.rmtree(folder, ignore_errors=True)
