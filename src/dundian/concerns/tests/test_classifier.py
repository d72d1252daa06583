"""With many examples ratios speak beside likeness; what was learned is the same after it was stored."""

import random

import numpy as np

from dundian.concerns.text.classifier import RICH, Classifier
from dundian.concerns.text.material import material

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
    found = learned.probabilities(material(asked, with_vectors=False))
    assert [learned.labels[i] for i in found.argmax(axis=1)] == list(WORDS)
    again = Classifier.from_bytes(learned.to_bytes())
    stored = again.probabilities(material(asked, with_vectors=False))
    assert np.allclose(stored, found, atol=0.02)
    few = Classifier.train(material(texts[::10], with_vectors=False), labels[::10])
    assert few.ratio is None
