"""What the worker reads of a concern, in words that need no knowledge of the office."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import pgettext

from dundian.concerns.models import (
    Concern,
    Pause,
    Rating,
    Referral,
    Reply,
    StepTaken,
    WorkerMessage,
)
from dundian.org.models import Unit
from dundian.ui import formats

Kind = WorkerMessage.Kind


@dataclass(frozen=True)
class Stage:
    """One of the five things that happen to a concern; `state` done, now or next."""

    label: str
    words: str
    state: str


@dataclass(frozen=True)
class Said:
    """One thing said; `union`: by those who handle it, named as a unit."""

    who: str
    text: str
    at: datetime
    union: bool


def day(moment: datetime | date) -> str:
    """2024年6月3日."""
    return formats.day_in_words(timezone.localdate(moment) if isinstance(moment, datetime) else moment)


def spoken_of(unit: Unit, concern: Concern) -> str:
    """A unit as the worker should read it: who handles the matter at the site is the team sent there from above, not
    the worker's own union under whose roof it sits."""
    return pgettext("worker", "the union’s team on site") if unit == concern.unit else str(unit)


def stages(concern: Concern, talk: list[Said]) -> list[Stage]:
    """收到→转办→办理→答复→评价."""
    rating = latest_rating(concern)
    answered = bool(concern.replied_at) or concern.is_closed
    found = [
        (
            pgettext("worker stage", "Received"),
            pgettext("worker stage", "%(day)s") % {"day": day(concern.raised_on)},
            True,
        ),
        _passed_on(concern),
        (pgettext("worker stage", "Being handled"), _handling(concern), concern.is_closed),
        (pgettext("worker stage", "Answer"), _answer(concern, answered), answered),
        (
            pgettext("worker stage", "Your opinion"),
            pgettext("worker stage", "You said: %(grade)s") % {"grade": rating.get_grade_display()}
            if rating
            else pgettext("worker stage", "When it is finished you say whether you are satisfied"),
            rating is not None,
        ),
    ]
    current = next((i for i, (_label, _words, done) in enumerate(found) if not done), len(found))
    return [
        Stage(label, words, "done" if done else "now" if i == current else "next")
        for i, (label, words, done) in enumerate(found)
    ]


def _passed_on(concern: Concern) -> tuple[str, str, bool]:
    label = pgettext("worker stage", "Passed on")
    waiting = concern.awaited()
    if waiting and not concern.is_closed:
        return (
            label,
            pgettext("worker stage", "Being passed on to %(unit)s")
            % {"unit": spoken_of(waiting.to, concern)},
            False,
        )
    moved = (
        Referral.objects.filter(concern=concern, state=Referral.State.ACCEPTED).order_by("answered_at").last()
    )
    if moved and moved.answered_at:
        words = pgettext("worker stage", "%(day)s, to %(unit)s")
        return (
            label,
            words % {"day": day(moved.answered_at), "unit": spoken_of(concern.handler, concern)},
            True,
        )
    return (
        label,
        pgettext("worker stage", "Not needed: %(unit)s has it")
        % {"unit": spoken_of(concern.handler, concern)},
        True,
    )


def _handling(concern: Concern) -> str:
    if concern.is_closed and concern.closed_on:
        words = pgettext("worker stage", "Finished on %(day)s: %(outcome)s")
        return words % {"day": day(concern.closed_on), "outcome": concern.get_outcome_display()}
    pause = Pause.objects.filter(concern=concern, ended_at=None).first() if concern.paused_at else None
    if pause:
        words = pgettext("worker stage", "%(unit)s has it; it stands still until %(day)s: %(why)s")
        told = {
            "unit": spoken_of(concern.handler, concern),
            "day": day(pause.until),
            "why": pause.get_reason_display(),
        }
        return words % told
    words = pgettext("worker stage", "%(unit)s has it and finishes by %(day)s")
    if concern.step == Concern.Step.REOPENED or concern.reopened:
        words = pgettext("worker stage", "Taken up again by somebody else: %(unit)s, who finishes by %(day)s")
    return words % {"unit": spoken_of(concern.handler, concern), "day": day(concern.due_at)}


def _answer(concern: Concern, answered: bool) -> str:
    if concern.replied_at:
        return pgettext("worker stage", "%(day)s, see below") % {"day": day(concern.replied_at)}
    if answered:
        return pgettext("worker stage", "see below")
    return pgettext("worker stage", "by %(day)s at the latest") % {"day": day(concern.reply_due_at)}


def talk(concern: Concern) -> list[Said]:
    """What the worker and the union have said to each other, oldest first; never a note, a name or another's words."""
    me = pgettext("worker", "You")
    said = [Said(me, concern.text, concern.created_at, union=False)]
    for message in WorkerMessage.objects.filter(concern=concern).select_related("unit"):
        who = me if message.from_worker else spoken_of(message.unit or concern.handler, concern)
        said.append(Said(who, message.text, message.at, union=not message.from_worker))
    for reply in Reply.objects.filter(concern=concern).select_related("unit"):
        said.append(Said(spoken_of(reply.unit, concern), reply.text, reply.at, union=True))
    for again in StepTaken.objects.filter(concern=concern, step=Concern.Step.REOPENED, by=None):
        words = pgettext("worker", "You asked again: %(text)s") % {"text": again.text}
        said.append(Said(me, words, again.at, union=False))
    for rating in Rating.objects.filter(concern=concern):
        words = pgettext("worker", "You are: %(grade)s. %(word)s")
        told = words % {"grade": rating.get_grade_display(), "word": rating.word}
        said.append(Said(me, told.strip(), rating.at, union=False))
    return sorted(said, key=lambda one: one.at)


def open_question(concern: Concern) -> WorkerMessage | None:
    """The last question to which the worker has not answered yet."""
    last = WorkerMessage.objects.filter(concern=concern, kind__in=(Kind.QUESTION, Kind.ANSWER)).last()
    return last if last and last.kind == Kind.QUESTION and not concern.is_closed else None


def latest_rating(concern: Concern) -> Rating | None:
    """The worker's opinion of the present result; one of an earlier round does not count."""
    rating = Rating.objects.filter(concern=concern, at__gte=concern.clock_from).last()
    return rating if concern.is_closed else None
