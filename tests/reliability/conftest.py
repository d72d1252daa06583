import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.reliability.stage import Stage


@pytest.fixture(autouse=True)
def embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the embedded server, whichever the others use."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DUNDIAN_PG_BIN", raising=False)


@pytest.fixture
def opened() -> Iterator[Path]:
    """A folder that the server's account may pass through; pytest closes its own ones to others."""
    with tempfile.TemporaryDirectory(prefix="dundian-reliability-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def stage_at() -> Iterator[Callable[[Path], Stage]]:
    stages: list[Stage] = []

    def make(data: Path) -> Stage:
        stages.append(Stage(data))
        return stages[-1]

    yield make
    for stage in stages:
        stage.clear()


@pytest.fixture
def stage(opened: Path, stage_at: Callable[[Path], Stage]) -> Stage:
    return stage_at(opened / "data")
