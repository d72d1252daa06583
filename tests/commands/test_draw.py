"""`dundian verify-draw` says what holds, without a database."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from dundian.config.cli import draw, parser
from dundian.config.cli.faults import Fault
from dundian.oversight import drawing

ROWS = [[str(n), f"层{n % 3}", f"{n}号点位"] for n in range(12)]


@pytest.fixture
def record() -> dict[str, Any]:
    told: dict[str, Any] = {
        "scheme": drawing.SCHEME,
        "title": "抽查",
        "federation": "盐都市总工会",
        "campaign": "蹲点",
        "committed_at": "2024-06-14T10:00:00+08:00",
        "size": 4,
        "population": ROWS,
        "excluded": [],
        "population_sha256": drawing.digest(drawing.canonical(ROWS)),
        "seed_sha256": drawing.digest("5e"),
    }
    told |= {"commitment": drawing.commit(told), "seed": "5e", "outside": "3141", "drawn_at": "x"}
    return told | {"chosen": drawing.draw(ROWS, 4, drawing.key_of("5e", "3141"))}


def run(record: Any, folder: Path) -> int:
    file = folder / "record.json"
    file.write_text(drawing.canonical(record))
    options: Namespace = parser().parse_args(["verify-draw", str(file)])
    assert options.run is draw.run
    return draw.run(options)


def test_what_it_says(record: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(record, tmp_path) == 0
    said = capsys.readouterr().out
    assert "result      holds" in said
    assert "号点位 (层" in said
    assert run({**record, "size": 3}, tmp_path) == 1
    assert "commitment  DIFFERS" in capsys.readouterr().out
    assert run({**record, "chosen": [["x"], 1]}, tmp_path) == 1
    with pytest.raises(Fault):
        run({}, tmp_path)
