"""The draw as mathematics: everybody's chance is the same, and whatever is changed afterwards is found."""

import json
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dundian.oversight import drawing

SIZES = {"甲县 · 园区": 7, "甲县 · 非公": 1, "乙县 · 园区": 12, "丙县 · 乡镇": 3, "丁县 · 新业态": 19}
POPULATION = [[f"{name}-{n}", name, f"{name}{n}号"] for name, size in SIZES.items() for n in range(size)]
DRAWS, SIZE = 10_000, 9
WHOLE = len(POPULATION)


@pytest.fixture(scope="module")
def hits() -> np.ndarray:
    """10,000 draws × 42 sites: drawn or not."""
    place = {row[0]: n for n, row in enumerate(POPULATION)}
    found = np.zeros((DRAWS, WHOLE), dtype=bool)
    for n in range(DRAWS):
        found[n, [place[pk] for pk in drawing.draw(POPULATION, SIZE, drawing.digest(f"key {n}"))]] = True
    return found


def strata(hits: np.ndarray) -> np.ndarray:
    """10,000 draws × 5 strata: how many were drawn."""
    edges = np.cumsum([0, *SIZES.values()])[:-1]
    return np.add.reduceat(hits.astype(int), edges, axis=1)


def test_every_draw_has_its_size_and_each_site_once(hits: np.ndarray) -> None:
    assert (hits.sum(axis=1) == SIZE).all()


def test_each_stratum_gets_its_share_rounded_one_way_or_the_other(hits: np.ndarray) -> None:
    counts = strata(hits)
    shares = np.array([SIZE * n / WHOLE for n in SIZES.values()])
    assert (counts >= np.floor(shares)).all()
    assert (counts <= np.ceil(shares)).all()


def test_strata_get_their_exact_share_on_average(hits: np.ndarray) -> None:
    counts = strata(hits)
    shares = np.array([SIZE * n / WHOLE for n in SIZES.values()])
    spread = np.sqrt((shares - np.floor(shares)) * (np.ceil(shares) - shares) / DRAWS)
    assert (np.abs(counts.mean(axis=0) - shares) < 4.5 * spread + 1e-9).all()


def test_every_site_has_the_same_chance(hits: np.ndarray) -> None:
    """Each frequency within 4.5 standard errors of 9/42, and all together by chi-square."""
    chance = SIZE / WHOLE
    error = np.sqrt(chance * (1 - chance) / DRAWS)
    off = (hits.mean(axis=0) - chance) / error
    assert np.abs(off).max() < 4.5
    assert (off**2).sum() < WHOLE + 5 * np.sqrt(2 * WHOLE)


def test_two_sites_of_a_stratum_are_drawn_together_as_often_as_chance_has_it(hits: np.ndarray) -> None:
    """In 丁县, n of 19 are drawn; two given ones together with probability E[n(n−1)] / (19·18)."""
    last = hits[:, -19:]
    drawn = last.sum(axis=1)
    expected = (drawn * (drawn - 1)).mean() / (19 * 18)
    together = (last.astype(int).T @ last.astype(int))[np.triu_indices(19, 1)] / DRAWS
    error = np.sqrt(expected * (1 - expected) / DRAWS)
    assert np.abs(together - expected).max() < 5 * error


@pytest.mark.parametrize(("size", "whole"), [(1, 1), (3, 3), (1, 50), (49, 50), (50, 50)])
def test_edges(size: int, whole: int) -> None:
    rows = [[str(n), str(n % 7), str(n)] for n in range(whole)]
    chosen = drawing.draw(rows, size, "k")
    assert len(set(chosen)) == size


def test_the_order_of_the_list_does_not_matter() -> None:
    assert drawing.draw(POPULATION, SIZE, "k") == drawing.draw(POPULATION[::-1], SIZE, "k")


def test_no_stratum_is_safe() -> None:
    """The single site of its stratum is drawn, too: shares below one half are not rounded away."""
    counts = Counter(pk for n in range(300) for pk in drawing.draw(POPULATION, SIZE, f"k{n}"))
    assert counts["甲县 · 非公-0"] > 30


@pytest.fixture
def record() -> dict[str, Any]:
    seed = "5e" * 32
    told: dict[str, Any] = {
        "scheme": drawing.SCHEME,
        "title": "抽查",
        "federation": "盐都市总工会",
        "campaign": "蹲点",
        "committed_at": "2024-06-14T10:00:00+08:00",
        "size": SIZE,
        "population": POPULATION,
        "excluded": [],
        "population_sha256": drawing.digest(drawing.canonical(POPULATION)),
        "seed_sha256": drawing.digest(seed),
    }
    told |= {"commitment": drawing.commit(told), "seed": seed, "outside": "3141", "drawn_at": "x"}
    told["chosen"] = drawing.draw(POPULATION, SIZE, drawing.key_of(seed, "3141"))
    return told


def broken(told: dict[str, Any]) -> set[str]:
    return {check.name for check in drawing.verify(told) if not check.holds}


def test_an_honest_record_holds(record: dict[str, Any]) -> None:
    assert broken(drawing.read(json.dumps(record))) == set()


def test_whatever_is_changed_is_found(record: dict[str, Any]) -> None:
    def changed(**values: Any) -> set[str]:
        return broken({**deepcopy(record), **values})

    rest = [row for row in POPULATION if row[0] not in record["chosen"]]
    assert "population" in changed(population=[*rest, POPULATION[0]])
    assert "population" in changed(population=[["x", *POPULATION[0][1:]], *POPULATION[1:]])
    assert changed(seed="6f" * 32) >= {"seed", "result"}
    assert "result" in changed(outside="3142")
    assert changed(chosen=[rest[0][0], *record["chosen"][1:]]) == {"result"}
    assert changed(chosen=record["chosen"][::-1]) == {"result"}
    assert changed(size=SIZE + 1) == {"commitment", "result"}
    assert changed(excluded=[["z", "点位", "理由"]]) == {"commitment"}
    assert changed(committed_at="2024-06-15T10:00:00+08:00") == {"commitment"}
    # Whoever also redoes the digests inside is found by the commitment, which stands on the audit trail and elsewhere.
    fewer = POPULATION[1:]
    assert changed(population=fewer, population_sha256=drawing.digest(drawing.canonical(fewer))) >= {
        "commitment"
    }
    seed = "6f" * 32
    new = drawing.draw(POPULATION, SIZE, drawing.key_of(seed, "3141"))
    assert changed(seed=seed, seed_sha256=drawing.digest(seed), chosen=new) == {"commitment"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", "[" * 5000, '{"scheme": "dundian-draw/1"}', b"\xff\xfe\x00"],
    ids=["empty", "list", "object", "null", "deep", "bare", "bytes"],
)
def test_no_record_is_told_apart(text: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        drawing.read(text)


@pytest.mark.parametrize(
    "values",
    [
        {"population": []},
        {"population": [["a", "b"]]},
        {"population": [["a", "b", "c"], ["a", "b", "d"]]},
        {"size": 0},
        {"size": 10**6},
        {"size": "9"},
        {"size": True},
        {"seed": 1},
        {"commitment": None},
    ],
)
def test_a_damaged_record_is_refused(record: dict[str, Any], values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        drawing.read(json.dumps({**record, **values}))


SCRIPT = Path(__file__).parents[4] / "docs" / "reference" / "committed-draw.md"


def told_by_script(record: dict[str, Any], folder: Path) -> str:
    """What the few lines of the documentation print for the record."""
    script = SCRIPT.read_text().split("```python\n")[1].split("```")[0]
    (folder / "again.py").write_text(script)
    (folder / "record.json").write_text(drawing.canonical(record))
    command = [sys.executable, "-I", str(folder / "again.py"), str(folder / "record.json")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_script_in_the_docs_comes_to_the_same(record: dict[str, Any], tmp_path: Path) -> None:
    assert told_by_script(record, tmp_path).split()[1::2] == ["True"] * 4
    record["chosen"] = record["chosen"][::-1]
    assert told_by_script(record, tmp_path).split()[1::2] == ["True", "True", "True", "False"]
