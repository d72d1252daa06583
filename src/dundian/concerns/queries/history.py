"""What has happened to a concern."""

from dataclasses import dataclass
from typing import Any

from dundian.concerns.models import Concern, Referral, StepTaken


@dataclass(frozen=True)
class Happening:
    """One line of a concern's history: a step taken, a referral, or its answer."""

    when: Any
    title: Any
    text: str
    who: str


def history(concern: Concern) -> list[Happening]:
    """All that happened, oldest first, in two queries."""
    lines = [
        Happening(s.at, s.get_step_display(), s.text, str(s.by))
        for s in StepTaken.objects.filter(concern=concern).select_related("by")
    ]
    for r in Referral.objects.filter(concern=concern).select_related("sender", "to", "by", "answered_by"):
        lines.append(
            Happening(r.created_at, r.get_direction_display(), f"{r.sender} → {r.to}：{r.reason}", str(r.by))
        )
        if r.answered_at:
            lines.append(
                Happening(r.answered_at, r.get_state_display(), f"{r.to}：{r.answer}", str(r.answered_by))
            )
    return sorted(lines, key=lambda line: line.when)
