"""The way of a concern: its states and the one table of what leads from one to the next."""

from dundian.concerns.models import Concern

Step = Concern.Step
WAY = (Step.FOUND, Step.THOUGHT, Step.GOAL, Step.ACTED, Step.VERIFIED, Step.CLOSED)


def rank(step: str) -> int:
    """How far along the way; taken up again means at its beginning."""
    return 0 if step == Step.REOPENED else WAY.index(Step(step))


def following(step: str) -> Step:
    """The next one on the way, the last one itself when there is none."""
    return WAY[min(rank(step) + 1, len(WAY) - 1)]
