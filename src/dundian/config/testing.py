"""pytest plugin: each run has a data folder and a PostgreSQL of its own, thrown away at the end.

A plugin, not a conftest, because pytest-django reads the settings before it reads any conftest. With
`DATABASE_URL` set, that server is used; the data folder is a fresh one all the same.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dundian.config.catalogues import compile_stale
from dundian.config.postgres import Cluster, PostgresFault, external

PREFIX = "dundian-tests-"
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    (folder / "static").mkdir()  # WhiteNoise looks for it
    os.environ["DUNDIAN_DATA"] = str(folder)
    compile_stale()
    try:
        yield
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
