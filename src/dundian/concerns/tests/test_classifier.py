"""With many examples ratios and the nearest speak beside likeness; how sure an answer is, is learned; and what was
learned is the same after it was stored."""

import random
from threading import Barrier
from typing import Any

import numpy as np
import pytest

from dundian.concerns.text import vectors
from dundian.concerns.text.classifier import Classifier
from dundian.concerns.text.joined import RICH
from dundian.concerns.text.material import HEAD, dense_of, material
from dundian.concerns.text.nearest import Nearest, among_others
from dundian.concerns.text.sureness import Sureness

WORDS = {"wages": "拖欠工资加班费欠薪", "heat": "高温车间中暑降温饮料", "rest": "休假年假轮休排班调休"}
TAILS = "公司老板同事班组宿舍食堂昨天今天一直没有希望请求"


def _told(luck: random.Random, label: str) -> str:
    return "".join(luck.choices(WORDS[label], k=6) + luck.choices(TAILS, k=8))


def test_ratios_learn_with_many_examples_and_are_stored() -> None:
    luck = random.Random(7)
    labels = [label for label in WORDS for _one in range(RICH)]
    texts = [_told(luck, label) for label in labels]
    asked = [_told(luck, label) for label in WORDS]
    learned = Classifier.train(material(texts, with_vectors=False), labels)
    assert learned.ratio is not None
    found = learned.judged(material(asked, with_vectors=False))[0]
    assert [learned.labels[i] for i in found.argmax(axis=1)] == list(WORDS)
    again = Classifier.from_bytes(learned.to_bytes())
    stored = again.judged(material(asked, with_vectors=False))[0]
    assert np.allclose(stored, found, atol=0.02)
    few = Classifier.train(material(texts[::10], with_vectors=False), labels[::10])
    assert few.ratio is None


def test_sureness_is_learned_beside_vectors_tells_the_share_that_is_right_and_is_stored() -> None:
    luck, noise = random.Random(3), np.random.default_rng(3)
    labels = [label for label in WORDS for _one in range(2 * RICH)]
    texts = [_told(luck, label) for label in labels]
    places = np.array([list(WORDS).index(label) for label in labels])
    dense = (np.eye(3, 768)[places] + noise.normal(0, 0.05, (len(labels), 768))).astype(np.float32)
    given = [luck.choice(list(WORDS)) if luck.random() < 0.3 else label for label in labels]
    made = material(texts, with_vectors=False, dense=dense)
    odd, even = np.arange(1, len(texts), 2), np.arange(0, len(texts), 2)
    learned = Classifier.train(made.take(odd), [given[i] for i in odd])
    assert learned.sureness is not None
    assert learned.nearest is not None
    found, sure = learned.judged(made.take(even))
    right = np.array(learned.labels)[found.argmax(axis=1)] == np.array(given)[even]
    assert abs(sure.mean() - right.mean()) < 0.05
    again = Classifier.from_bytes(learned.to_bytes())
    assert np.allclose(again.judged(made.take(even))[1], sure, atol=0.02)


def test_the_nearest_never_are_ones_own_kin() -> None:
    points = np.array([[1, 0], [0.999, 0.0447], [0, 1], [0.0447, 0.999]], np.float32)
    target, kin = np.array([0, 0, 1, 1]), np.array([7, 7, 8, 9])
    nearest = Nearest(target, 2)
    assert nearest.votes(points @ points.T).argmax(axis=1).tolist() == [0, 0, 1, 1]
    others = nearest.votes(among_others(points @ points.T, kin))
    assert others.argmax(axis=1).tolist() == [1, 1, 1, 1]
    assert np.allclose(others.sum(axis=1), 1)
    assert (
        nearest.shares(points @ points.T).tolist() == [[0.5, 0.5]] * 4
    )  # fewer than are wanted: all of them


def test_sureness_wants_answers_of_either_kind_and_knows_machines_that_disagree() -> None:
    luck = np.random.default_rng(5)
    agreed = luck.random(2000) < 0.5
    odds = luck.normal(2, 0.5, 2000)
    right = luck.random(2000) < np.where(agreed, 0.98, 0.7)
    told = np.column_stack([odds, agreed]).astype(np.float32)
    assert Sureness.learn(told[:60], right[:60]) is None
    learned = Sureness.learn(told, right)
    assert learned is not None
    both = learned.of(np.array([[2, 1], [2, 0]], np.float32))
    assert np.allclose(both, [0.98, 0.7], atol=0.05)


def test_one_text_and_its_head_are_asked_side_by_side_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bool]] = []
    both = Barrier(2, timeout=60)

    def told(texts: list[str], *, short: bool = False) -> Any:
        asked.append((texts[0], short))
        if len(asked) <= 2:
            both.wait()  # neither answers before the other is asked
        return np.full((1, vectors.WIDTH), len(texts[0]), np.float32)

    monkeypatch.setattr(vectors, "encode", told)
    monkeypatch.setattr(vectors, "_lately", vectors._Lately())
    text = "食堂" * 30
    found = dense_of([text])
    assert found.shape == (1, 2 * vectors.WIDTH)
    assert (found[0, 0], found[0, -1]) == (60, HEAD)
    assert (dense_of([text]) == found).all()
    dense_of([text + "的"])
    assert sorted(asked) == [(text[:HEAD], True), (text, False), (text + "的", False)]


def test_what_the_engine_cannot_say_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(texts: list[str], *, short: bool = False) -> Any:
        if short:
            raise RuntimeError("no answer")
        return np.zeros((1, vectors.WIDTH), np.float32)

    monkeypatch.setattr(vectors, "encode", silent)
    monkeypatch.setattr(vectors, "_lately", vectors._Lately())
    with pytest.raises(RuntimeError, match="no answer"):
        dense_of(["食堂"])
