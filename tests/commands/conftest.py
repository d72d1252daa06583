import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dundian.config.postgres import Cluster
from tests.commands.installation import Installation


@pytest.fixture(scope="module", autouse=True)
def embedded() -> Iterator[None]:
    """The commands are shown with the server they bring along, whichever the other tests use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        yield


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dundian-commands-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture(scope="module")
def installed(folder: Path) -> Iterator[Installation]:
    """Migrated, with a federation and its three administrators."""
    installation = Installation(folder / "data")
    installation.run("migrate")
    installation.run("createadmin", "system", "zhang", "--name", "张管理", "--federation", "盐都市总工会")
    installation.run("createadmin", "security", "li", "--name", "李安全")
    installation.run("createadmin", "audit", "wang", "--name", "王审计")
    yield installation
    Cluster(installation.data).remove()


@pytest.fixture
def second(folder: Path, request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An empty one beside it."""
    installation = Installation(folder / request.node.name)
    yield installation
    Cluster(installation.data).remove()
