"""What has happened to a concern, and what stands written of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from dundian.concerns.identifying import mask
from dundian.concerns.models import (
    Attachment,
    CallBack,
    Concern,
    Escalation,
    Help,
    Letter,
    Link,
    Measure,
    Note,
    Pause,
    Referral,
    Reply,
    Satisfaction,
    StepTaken,
    Urge,
)
from dundian.concerns.workflow import FACTS, TEXTS, WAY, Gravity, Means, Step
from dundian.ui.formats import day

CHOICES: dict[str, Any] = {"gravity": Gravity, "satisfaction": Satisfaction, "means": Means}


@dataclass(frozen=True)
class Happening:
    """One line of a concern's history."""

    when: Any
    title: Any
    text: str
    who: str


def in_words(step: str, facts: dict[str, Any]) -> list[tuple[Any, str]]:
    """(label, value) of a step's facts as people read them."""
    found = []
    for fact in FACTS.get(Step(step), ()):
        value = str(facts.get(fact.name, ""))
        if not value:
            continue
        if fact.form in CHOICES and value in CHOICES[fact.form].values:
            value = str(CHOICES[fact.form](value).label)
        elif fact.form == "date":
            value = day(date.fromisoformat(value))
        found.append((fact.label, value))
    return found


@dataclass(frozen=True)
class Written:
    """The newest entry of one step: its heading, what its text is called, text, facts, who and when."""

    step: Step
    text_label: Any
    text: str
    facts: list[tuple[Any, str]]
    who: str
    when: Any


def _steps(concern: Concern) -> list[StepTaken]:
    return list(StepTaken.objects.filter(concern=concern).select_related("by"))


def worked_out(taken: list[StepTaken]) -> list[Written]:
    """The newest entry of each of the four steps and of the verifying since it was last taken up again."""
    begun = max((n for n, s in enumerate(taken) if s.step == Step.REOPENED), default=0)
    newest = {s.step: s for n, s in enumerate(taken) if n >= begun or s.step == Step.FOUND}
    return [
        Written(
            step, TEXTS[step], newest[step].text, in_words(step, newest[step].facts),
            str(newest[step].by or ""), newest[step].at,
        )
        for step in WAY[:-1]
        if step in newest
    ]  # fmt: skip


def steps_taken(concern: Concern) -> list[StepTaken]:
    """Every entry of the steps, oldest first, in one query."""
    return _steps(concern)


ROWS: dict[str, Any] = {
    "referrals": Referral,
    "replies": Reply,
    "pauses": Pause,
    "call_backs": CallBack,
    "helps": Help,
    "letters": Letter,
    "escalations": Escalation,
    "notes": Note,
    "attachments": Attachment,
    "measures": Measure,
    "urges": Urge,
}


def present(concern: Concern) -> frozenset[str]:
    """Which kinds of rows a concern has at all, in one query: the page asks for no others."""
    flags = {
        f"has_{name}": Exists(model.objects.filter(concern=OuterRef("pk"))) for name, model in ROWS.items()
    }
    linked = Q(one=OuterRef("pk")) | Q(other=OuterRef("pk"))
    flags["has_links"] = Exists(Link.objects.filter(linked))
    flags["has_parts"] = Exists(Concern.objects.filter(parent=OuterRef("pk")))
    row = Concern.objects.filter(pk=concern.pk).values(**flags).get()
    return frozenset(name.removeprefix("has_") for name, there in row.items() if there)


def history(
    concern: Concern, taken: list[StepTaken], *, inside: bool, has: frozenset[str]
) -> list[Happening]:
    """All that happened, oldest first; `has` as `present` says. Outside the circle of handlers: without colleagues'
    names and letters, and without what points at a person."""
    lines = [_step_line(s, told=inside or s.step != Step.THOUGHT) for s in taken]
    told = {"referrals": _referral_lines, "replies": _reply_lines, "pauses": _pause_lines}
    told["call_backs"] = _call_back_lines
    if inside:
        told |= {"helps": _help_lines, "letters": _letter_lines, "escalations": _escalation_lines}
    for name, lines_of in told.items():
        lines += lines_of(concern) if name in has else ()
    if not inside:
        lines = [Happening(line.when, line.title, mask(line.text), "") for line in lines]
    return sorted(lines, key=lambda line: line.when)


def _step_line(s: StepTaken, *, told: bool) -> Happening:
    if not told:
        return Happening(s.at, s.get_step_display(), "", "")
    facts = "\n".join(f"{label}：{value}" for label, value in in_words(s.step, s.facts))
    text = f"{s.text}\n{facts}" if facts else s.text
    return Happening(s.at, s.get_step_display(), text, str(s.by or ""))


def _referral_lines(concern: Concern) -> Iterator[Happening]:
    rows = Referral.objects.filter(concern=concern).select_related("sender", "to", "by", "answered_by")
    for r in rows:
        text = f"{r.sender} → {r.to}：{r.reason}"
        yield Happening(r.created_at, _("Referred: %s") % r.get_direction_display(), text, str(r.by or ""))
        if r.answered_at and r.by_id:
            text = f"{r.to}：{r.answer}" if r.answer else str(r.to)
            yield Happening(r.answered_at, r.get_state_display(), text, str(r.answered_by or ""))


def _reply_lines(concern: Concern) -> Iterator[Happening]:
    for r in Reply.objects.filter(concern=concern).select_related("by"):
        yield Happening(r.at, _("Reply to the worker"), r.text, str(r.by))


def _pause_lines(concern: Concern) -> Iterator[Happening]:
    for p in Pause.objects.filter(concern=concern).select_related("by", "ended_by"):
        text = _("%(text)s (until %(day)s at the latest)") % {"text": p.text, "day": day(p.until)}
        yield Happening(p.at, _("Paused: %s") % p.get_reason_display(), text, str(p.by))
        if p.ended_at:
            yield Happening(p.ended_at, _("The clock runs again"), "", str(p.ended_by or ""))


def _help_lines(concern: Concern) -> Iterator[Happening]:
    rows = Help.objects.filter(concern=concern).select_related("unit", "by", "answered_by")
    for h in rows:
        yield Happening(h.created_at, _("Help asked of %s") % h.unit, h.part, str(h.by))
        if h.answered_at:
            title = _("%(unit)s: %(state)s") % {"unit": h.unit, "state": h.get_state_display()}
            yield Happening(h.answered_at, title, h.answer, str(h.answered_by))


def _letter_lines(concern: Concern) -> Iterator[Happening]:
    rows = Letter.objects.filter(concern=concern, issued_at__isnull=False)
    for letter in rows.select_related("body", "document", "issued_by"):
        number = letter.document.number if letter.document else ""
        text = f"{letter.body}：{letter.title} {number}"
        yield Happening(letter.issued_at, letter.get_kind_display(), text, str(letter.issued_by))


def _call_back_lines(concern: Concern) -> Iterator[Happening]:
    for c in CallBack.objects.filter(concern=concern, at__isnull=False).select_related("by"):
        title = _("Call-back: %s") % c.get_result_display()
        yield Happening(c.at, title, c.word, str(c.by))


def _escalation_lines(concern: Concern) -> Iterator[Happening]:
    for e in Escalation.objects.filter(concern=concern).select_related("to"):
        text = _("%(office)s was told.") % {"office": e.to}
        yield Happening(e.at, e.get_matter_display(), text, "")
