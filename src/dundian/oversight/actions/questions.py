"""Hints become questions, or are set aside; the team answers in words; the office settles."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Appointment
from dundian.oversight.models import Question
from dundian.oversight.queries.hints import Hint

State = Question.State
ANSWER_DAYS = 5


def _note(question: Question, verb: str, actor: Actor, appointment: Appointment | None) -> None:
    detail = {"kind": question.kind}
    record(
        actor=actor,
        verb=verb,
        noun="question",
        obj=question,
        unit=question.unit,
        appointment=appointment,
        detail=detail,
    )


@transaction.atomic
def ask_question(*, hint: Hint, text: str, actor: Actor, aside: bool = False) -> Question:
    """Ask the team what lies behind a hint, or set it aside; once."""
    unit = hint.site.unit
    appointment = actor.require("ask", "question", unit, _("Questions are asked by the office."))
    text = clean_line(text)
    if not 1 <= len(text) <= 500:
        raise Invalid({"text": _("Say in 1 to 500 characters what you would like to know, or why not.")})
    values = {
        "campaign": hint.site.campaign,
        "unit": unit,
        "reason": hint.reason,
        "url": hint.url,
        "text": text,
        "state": State.SET_ASIDE if aside else State.ASKED,
        "asked_by": actor.signature,
        "due_on": calendar.current().add_workdays(clock.today(), ANSWER_DAYS),
    }
    question, made = Question.objects.get_or_create(
        site=hint.site, kind=hint.kind, mark=hint.mark, defaults=values
    )
    if made:
        _note(question, "set_aside" if aside else "ask", actor, appointment)
    return question


def _locked(question: Question, *states: str) -> Question:
    stored = Question.locked(question.pk)
    if stored.state not in states:
        raise Refused(
            _("The question is “%(state)s”; this can no longer be done.")
            % {"state": stored.get_state_display()}
        )
    return stored


@transaction.atomic
def answer_question(*, question: Question, answer: str, actor: Actor) -> Question:
    """The team says in words how it is."""
    stored = _locked(question, State.ASKED, State.ANSWERED)
    appointment = actor.require("answer", "question", stored.unit, _("Questions are answered by the team."))
    stored.answer = clean_text(answer)
    if not 1 <= len(stored.answer) <= 1000:
        raise Invalid({"answer": _("Answer in 1 to 1,000 characters.")})
    stored.state, stored.answered_on, stored.answered_by = State.ANSWERED, clock.today(), actor.signature
    stored.touch()
    _note(stored, "answer", actor, appointment)
    return stored


@transaction.atomic
def settle_question(*, question: Question, closing: str, actor: Actor) -> Question:
    """The office has heard the answer, or no longer needs one."""
    stored = _locked(question, State.ASKED, State.ANSWERED)
    appointment = actor.require("ask", "question", stored.unit, _("Questions are asked by the office."))
    stored.closing = clean_line(closing)
    if len(stored.closing) > 300 or (not stored.closing and stored.state == State.ASKED):
        raise Invalid({"closing": _("Say in 1 to 300 characters why no answer is needed any more.")})
    stored.state = State.SETTLED
    stored.touch("state", "closing")
    _note(stored, "settle", actor, appointment)
    return stored
