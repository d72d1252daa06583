"""`make bench-concerns`: finding what is common, on public messages of citizens and workers.

DATA names the folder (default `../shared/data/concerns`); HELD one with other files of the same form: then all is
learned from DATA and tested on HELD. Otherwise classes are tested by cross-validation in which near-same texts stay
in one fold; whatever is fitted (rarity, weights, probabilities, threshold of acceptance) is fitted inside the training
folds. Beside each figure stands the same without the optional vectors, or what others published. ONLY=classes,union,
paraphrase,pairs,regroup,entry chooses; N is how many concerns are regrouped and asked among.
"""

import csv
import hashlib
import json
import lzma
import os
import random
import re
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from bench.report import Row, before, report
from dundian.concerns.text import groups, vectors
from dundian.concerns.text.classifier import Classifier, near_same_groups
from dundian.concerns.text.features import Floats, Weights
from dundian.concerns.text.material import Material, dense_of, material
from dundian.concerns.text.near import counted, matter
from dundian.concerns.text.pairs import PairJudge, pairs
from dundian.concerns.text.plain import normalise

SEED = int(os.environ.get("SEED", "7"))
DATA = Path(os.environ.get("DATA", Path(__file__).resolve().parents[2] / "shared" / "data" / "concerns"))
HELD = Path(os.environ["HELD"]) if os.environ.get("HELD") else None
MANY = int(os.environ.get("N", "100000"))
CACHE = Path("build/bench-concerns")
FOLDS = 5
ASKED = 200
TOGETHER = 256  # texts whose vectors are kept in one file


def read(folder: Path, pattern: str) -> list[dict[str, str]]:
    """Rows of the one file that matches, .csv or .json, packed or not."""
    found = sorted(folder.glob(pattern))
    if not found:
        return []
    data = lzma.decompress(found[0].read_bytes()) if found[0].suffix == ".xz" else found[0].read_bytes()
    text = data.decode("utf-8-sig")
    if ".json" in found[0].name:
        return list(json.loads(text))
    return list(csv.DictReader(text.splitlines(keepends=True)))


def kept(name: str, texts: Sequence[str], make: Callable[[Sequence[str]], Floats]) -> Floats | None:
    """Vectors, kept between runs a few texts at a time: making them is the longest part and not what is measured."""
    if not vectors.available():
        return None
    CACHE.mkdir(parents=True, exist_ok=True)
    wanted = {}
    for start in range(0, len(texts), TOGETHER):
        some = texts[start : start + TOGETHER]
        mark = hashlib.sha256("\0".join([name, str(vectors.LONGEST), *some]).encode()).hexdigest()[:20]
        wanted[CACHE / f"{mark}.npy"] = some
    missing = {path: some for path, some in wanted.items() if not path.exists()}
    if missing:
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as makers:
            for path, made in zip(missing, makers.map(make, missing.values()), strict=True):
                _store(path, made)
                print(f"vectors ({name}): {len(made):,} more of {len(texts):,} texts", flush=True)
    return np.vstack([np.asarray(np.load(path, allow_pickle=False), np.float32) for path in wanted])


def _store(path: Path, made: Floats) -> None:
    with path.with_suffix(".part").open("wb") as file:
        np.save(file, made)
    path.with_suffix(".part").rename(path)


def short(clean: Sequence[str]) -> Floats:
    return vectors.encode(clean, short=True)


def seen(texts: Sequence[str]) -> Material:
    clean = [normalise(text) for text in texts]
    return material(texts, with_vectors=False, dense=kept("texts", clean, dense_of))


def without(made: Material) -> Material:
    return Material(made.blocks, None)


# Classes


class Answers:
    """What was said of each tested text: the class, how sure, and whether accepted without asking."""

    def __init__(self, given: Sequence[str]) -> None:
        self.given = np.array(given)
        self.said = np.array(given)
        self.sure = np.zeros(len(given))
        self.accepted = np.zeros(len(given), bool)
        self.tested = np.zeros(len(given), bool)

    def take(self, rows: Any, classifier: Classifier, made: Material) -> None:
        found, self.sure[rows] = classifier.judged(made)
        self.said[rows] = np.array(classifier.labels)[found.argmax(axis=1)]
        self.accepted[rows] = self.sure[rows] >= classifier.threshold
        self.tested[rows] = True

    @property
    def f1(self) -> float:
        return float(f1_score(self.given, self.said, average="macro"))

    @property
    def right(self) -> Any:
        return self.given == self.said

    def right_of_surest(self, share: float) -> float:
        order = np.argsort(-self.sure, kind="stable")[: int(share * len(self.sure))]
        return float(self.right[order].mean())

    @property
    def gap(self) -> float:
        """How far sureness is from the share that is right: mean of ten parts of the texts, the least sure first."""
        order = np.argsort(self.sure, kind="stable")
        gaps = [abs(self.sure[part].mean() - self.right[part].mean()) for part in np.array_split(order, 10)]
        return float(np.mean(gaps))


def crossed(made: Material, given: list[str], near: Any, seed: int) -> Answers:
    answers = Answers(given)
    labels = np.array(given)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for train, test in folds.split(labels, labels, near):
        classifier = Classifier.train(made.take(train), labels[train].tolist(), groups=near[train])
        answers.take(test, classifier, made.take(test))
    return answers


def reserved(
    texts: list[str], given: list[str], others: list[str], labels: list[str], plain: bool
) -> Answers:
    """Learned from `texts`, tested on `others`; what is near the same as a tested text is not learned from."""
    both = near_of([*texts, *others])
    n = len(texts)
    own = np.flatnonzero(~np.isin(both[:n], both[n:]))
    made, tested = seen(texts), seen(others)
    if plain:
        made, tested = without(made), without(tested)
    classifier = Classifier.train(made.take(own), [given[i] for i in own], groups=both[own])
    answers = Answers(labels)
    answers.take(np.arange(len(others)), classifier, tested)
    return answers


def near_of(texts: Sequence[str]) -> Any:
    counts = counted(texts)
    return near_same_groups(Weights.of(counts).apply(counts))


def answers_for(
    pattern: str, columns: Sequence[str], label: str, seeds: int
) -> list[tuple[Answers, Answers | None]]:
    """With vectors and without; one pair a seed."""

    def texts(rows: list[dict[str, str]]) -> list[str]:
        return ["。".join(row[c] for c in columns) for row in rows]

    rows = read(DATA, pattern)
    if not rows:
        return []
    told, given = texts(rows), [row[label] for row in rows]
    if HELD:
        others = read(HELD, pattern)
        if not others:
            return []
        labels, more = [row[label] for row in others], texts(others)
        runs = [
            reserved(told, given, more, labels, plain)
            for plain in ((False, True) if vectors.available() else (True,))
        ]
        return [(runs[0], runs[1] if len(runs) > 1 else None)]
    made, near = seen(told), near_of(told)
    found = []
    for seed in range(SEED, SEED + seeds):
        best = crossed(made, given, near, seed)
        found.append((best, crossed(without(made), given, near, seed) if made.dense is not None else None))
    return found


def mean(
    found: list[tuple[Answers, Answers | None]], of: Callable[[Answers], float]
) -> tuple[float, float | None]:
    first = [of(one) for one, _other in found]
    second = [of(other) for _one, other in found if other is not None]
    return float(np.mean(first)), float(np.mean(second)) if second else None


def classes() -> Iterator[Row]:
    named = (
        ("tokenised", "*clf*tokenised*.csv*", ["tok"]),
        ("raw", "*clf*raw*.csv*", ["留言主题", "留言详情"]),
    )
    for name, pattern, columns in named:
        found = answers_for(pattern, columns, "label", 1)
        if not found:
            print(f"seven classes, {name}: no file")
            continue
        limit = 0.93 if name == "tokenised" else None  # the raw file holds an eighth of the texts
        f1, plain = mean(found, lambda a: a.f1)
        yield Row(
            f"seven classes, {name}: macro-F1",
            f1,
            "",
            limit,
            "higher",
            "published, TF-IDF + SVM, random split",
            0.92,
        )
        yield Row(
            f"seven classes, {name}: macro-F1 without vectors",
            plain or f1,
            "",
            None,
            "higher",
            "published, second prize",
            0.912,
        )
        eighty, plain = mean(found, lambda a: a.right_of_surest(0.8))
        bound = 0.985 if name == "tokenised" else None
        yield Row(f"{name}: the surest 80 %, right", eighty, "", bound, "higher", "without vectors", plain)
        share, plain = mean(found, lambda a: float(a.accepted.mean()))
        yield Row(f"{name}: accepted without asking", share, "", None, "higher", "without vectors", plain)
        right, plain = mean(found, lambda a: float(a.right[a.accepted].mean()) if a.accepted.any() else 1.0)
        yield Row(f"{name}: accepted and right", right, "", bound, "higher", "without vectors", plain)
        gap, plain = mean(found, lambda a: a.gap)
        close = 0.02 if name == "tokenised" else None
        yield Row(
            f"{name}: sureness beside share right, gap", gap, "", close, "lower", "without vectors", plain
        )


def union() -> Iterator[Row]:
    found = answers_for("*union_cat*.csv*", ["留言主题", "留言详情"], "union_cat", 3)
    if not found:
        print("union categories: no file")
        return
    f1, plain = mean(found, lambda a: a.f1)
    yield Row("union categories: macro-F1", f1, "", 0.80, "higher", "without vectors", plain)
    right, plain = mean(found, lambda a: float(a.right.mean()))
    yield Row("union categories: right", right, "", None, "higher", "prototype, characters + vectors", 0.766)


# Likeness


def hits(matrix: Any, kinds: Sequence[str], *, top: int = 5) -> float:
    """The share of texts among whose `top` nearest is one of their own kind; texts of kind "" are only in the way."""
    close = np.asarray((matrix @ matrix.T).todense())
    np.fill_diagonal(close, -9)
    best = np.argsort(-close, axis=1)[:, :top]
    return float(np.mean([any(kinds[j] == kind for j in best[i]) for i, kind in enumerate(kinds) if kind]))


def paraphrase() -> Iterator[Row]:
    rows = read(HELD or DATA, "*union_paraphrase*.csv*")
    if not rows:
        print("paraphrases: no file")
        return
    texts, kinds = [row["text"] for row in rows], [row["group"] for row in rows]
    dense = kept("short", [normalise(t) for t in texts], short)
    plain = hits(matter(texts), kinds)
    yield Row(
        "paraphrases: hit@5", hits(matter(texts, dense), kinds), "", 0.90, "higher", "vectors alone", 0.86
    )
    yield Row("paraphrases: hit@5 without vectors", plain, "", None, "higher", "characters alone", 0.57)


def same_question() -> Iterator[Row]:
    rows = read(DATA, "*pairs_afqmc*.json")
    if not rows:
        print("pairs: no file")
        return
    held = read(HELD, "*pairs_afqmc*.json") if HELD else []
    every = [*rows, *held]
    same = np.array([int(row["label"]) for row in every])
    first, second = [r["sentence1"] for r in every], [r["sentence2"] for r in every]
    dense = kept("short", [normalise(t) for t in (*first, *second)], short)
    split = [(np.arange(len(rows)), np.arange(len(rows), len(every)))]
    if not held:
        split = list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(same, same))
    for name, given, limit in (("", dense, 0.69), (" without vectors", None, None)):
        made, scores = pairs(first, second, given), np.zeros(len(every))
        for train, test in split:
            scores[test] = PairJudge(made.take(train), same[train].tolist()).scores(made.take(test))
        tested = np.concatenate([test for _train, test in split])
        area = float(roc_auc_score(same[tested], scores[tested]))
        yield Row(f"AFQMC: AUC{name}", area, "", limit, "higher", "published, fine-tuned BERT", 0.768)
        if dense is None:
            return


# A hundred thousand


def blown_up(n: int, seed: int) -> list[str]:
    """`n` messages made from the public ones, the same each time: four clauses of five of one message in their order,
    district codes changed, and one clause of another message; so events repeat, and no two texts are equal."""
    rows = read(DATA, "taidi_f3*.csv*") or read(DATA, "*clf*raw*.csv*")
    told = [re.split(r"(?<=[，。！？；])", f"{row['留言主题']}。{row['留言详情']}") for row in rows]
    luck = random.Random(seed)
    made = []
    for _one in range(n):
        own, other = luck.choice(told), luck.choice(told)
        clauses = [clause for clause in own if luck.random() < 0.8] or own
        shift = luck.randrange(1, 40)
        text = "".join([*clauses[:12], luck.choice(other)])[:300]
        made.append(re.sub(r"A(\d+)", lambda m: f"A{int(m[1][:4]) + shift}", text))  # noqa: B023 - used at once
    return made


def regroup() -> Iterator[Row]:
    """In a process of its own, so that its memory can be told."""
    ran = subprocess.run(
        [sys.executable, "-m", "bench.concerns", "--regroup"], capture_output=True, text=True, check=True
    )
    told = json.loads(ran.stdout.splitlines()[-1])
    yield Row(
        f"{MANY:,} concerns regrouped: events and matters",
        told["seconds"],
        "s",
        180,
        "lower",
        "prototype, events alone",
        138,
    )
    yield Row("memory of it", told["megabytes"], "MB", 1500, "lower", "prototype", 733)
    yield Row("groups of events / of matters", told["events"], "", None, "lower", "matters", told["matters"])


def _regroup() -> None:
    texts = blown_up(MANY, SEED)
    began = time.perf_counter()
    events, matters = groups.events(texts), groups.matters(texts)
    seconds = time.perf_counter() - began
    told = {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    print(json.dumps(told | {"events": len(set(events)), "matters": len(set(matters))}))


def entry() -> Iterator[Row]:
    """What the form asks while a concern is written: the near-same ones among so many, and the category."""
    from bench.near import near_same  # needs a database of its own

    texts = blown_up(MANY + ASKED, SEED)
    yield from near_same(texts[:MANY], texts[MANY:])
    rows = read(DATA, "*union_cat*.csv*")
    told = [f"{row['留言主题']}。{row['留言详情']}" for row in rows]
    classifier = Classifier.train(seen(told), [row["union_cat"] for row in rows])
    spent = sorted(_timed(partial(classifier.suggest, text)) for text in told[:ASKED])
    yield Row(
        "category of a new concern: p95",
        spent[int(0.95 * len(spent))],
        "ms",
        150,
        "lower",
        "median",
        spent[len(spent) // 2],
    )


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


PARTS = {
    "classes": classes,
    "union": union,
    "paraphrase": paraphrase,
    "pairs": same_question,
    "regroup": regroup,
    "entry": entry,
}


def main() -> int:
    if "--regroup" in sys.argv:
        _regroup()
        return 0
    if not DATA.is_dir():
        print(f"No data at {DATA}. DATA=<folder> names another.")
        return 2
    if not vectors.available():
        print("The optional package for vectors is absent: everything is measured without it.")
    warnings.filterwarnings("ignore", message="The least populated class")
    chosen = [part for part in os.environ.get("ONLY", "").split(",") if part] or list(PARTS)
    rows = {} if HELD else before("concerns")
    for part in chosen:
        rows |= {row.name: row for row in PARTS[part]()}
        print(f"{part}: done", flush=True)
    return 0 if report("concerns", SEED, list(rows.values()), write=HELD is None) else 1


if __name__ == "__main__":
    sys.exit(main())
