"""Closing a concern, asking again, and taking it up again."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.concerns import access, queries
from dundian.concerns.actions.holding import Held, hold, leave_row, made_before, took, words
from dundian.concerns.identifying import mask
from dundian.concerns.models import CallBack, Concern, Reply
from dundian.concerns.signals import concern_closed, concern_reopened
from dundian.concerns.workflow import DENIED, PATHS, SETTLED, Event, following
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.access import Actor

Step = Concern.Step
FEWEST_GROUNDS = 4


@transaction.atomic
def close_concern(
    *,
    concern: Concern,
    outcome: str,
    text: str,
    workers_word: str,
    version: int,
    actor: Actor,
    reply: str = "",
    parts: bool = False,
) -> Concern:
    """Close with an outcome. “Solved” and “partly” need the steps up to acting and the worker's word; a refusal
    needs grounds; a consultation needs a reply. `reply` is what the worker is told.

    `parts`: its open parts that the actor handles too are closed with the same answer; those elsewhere stay open.
    """
    held = hold(concern, Event.CLOSE, actor, version=version)
    workers_word = mask(workers_word.strip()) or held.concern.workers_word
    _check_outcome(held.concern, outcome, workers_word, text, reply)
    _close(held, outcome, text, workers_word, reply)
    for part in queries.closable_parts(held.concern, actor) if parts else ():
        _close(hold(part, Event.CLOSE, actor), outcome, text, "", reply)
    return held.concern


def _check_outcome(concern: Concern, outcome: str, workers_word: str, text: str, reply: str) -> None:
    path = PATHS[concern.kind]
    if outcome not in path.outcomes:
        raise Invalid({"outcome": _("Choose an outcome.")})
    if outcome in SETTLED and concern.step not in (Step.ACTED, Step.VERIFIED):
        message = _("It can be called solved only after the four steps; next comes “%(step)s”.")
        raise Invalid({"outcome": message % {"step": following(concern.step).label}})
    if outcome in SETTLED and not workers_word:
        raise Invalid({"workers_word": _("Ask the worker and write down what they say of the result.")})
    words(text, "text", _("Say what came of it."))
    if outcome in DENIED and len(text.strip()) < FEWEST_GROUNDS:
        raise Invalid({"text": _("Give the grounds.")})
    if path.reply_needed and not concern.replied_at and not reply.strip():
        raise Invalid({"reply": _("Tell the worker the answer.")})


def _close(held: Held, outcome: str, text: str, workers_word: str, reply: str) -> None:
    concern, actor = held.concern, held.actor
    if reply.strip():
        _tell(held, reply)
    if workers_word and workers_word != concern.workers_word:
        took(concern, Step.VERIFIED, workers_word, actor)
    concern.outcome, concern.workers_word, concern.closed_on = outcome, workers_word, clock.today()
    held.move("outcome", "workers_word", "closed_on", "replied_at")
    took(concern, Step.CLOSED, text, actor)
    leave_row(held, "close", outcome=outcome)
    _plan_call_back(concern, actor)
    concern_closed.send(Concern, concern=concern, actor=actor)


def _tell(held: Held, text: str, id: UUID | None = None) -> Reply:
    concern, now = held.concern, clock.now()
    concern.replied_at = concern.replied_at or now
    return Reply.objects.create(
        id=id or new_id(),
        concern=concern,
        text=text.strip(),
        by=held.actor.user,
        unit=concern.handler,
        at=now,
    )


def _plan_call_back(concern: Concern, actor: Actor) -> None:
    if concern.kind == Concern.Kind.PRAISE or concern.outcome == Concern.Outcome.WITHDRAWN:
        return
    days = queries.rule_for(concern.unit).call_back_workdays
    CallBack.objects.create(
        concern=concern,
        handled_by=actor.signature,
        unit=queries.caller_of(concern, actor.signature),
        due_on=calendar.current().add_workdays(clock.today(), days),
    )


@transaction.atomic
def reply_to_worker(*, concern: Concern, text: str, actor: Actor, id: UUID | None = None) -> Reply:
    """Tell the worker something; the first time stops the clock of the first reply."""
    held = hold(concern, Event.REPLY, actor)
    if made := made_before(Reply, id, held.concern, actor):
        return made
    reply = _tell(held, words(text, "text", _("Write what the worker is told.")), id)
    held.move("replied_at")
    leave_row(held, "reply")
    return reply


@transaction.atomic
def reopen_concern(*, concern: Concern, reason: str, actor: Actor) -> Concern:
    """Take up a closed concern again, from the first step, with a new clock. When an office above or the worker
    asks for it, somebody else has it from now on."""
    held = hold(concern, Event.REOPEN, actor)
    mine = access.may_handle(actor, held.concern)
    return _reopen(held, reason, somebody_else=not mine)


def _reopen(held: Held, reason: str, *, somebody_else: bool) -> Concern:
    reason = words(reason, "reason", _("Say why it is taken up again."))
    locked = held.concern
    if somebody_else:
        locked.handler, locked.owner = queries.somebody_else(locked)
    else:
        locked.owner = held.actor.person or locked.owner
    CallBack.objects.filter(concern=locked, at=None).delete()
    locked.outcome, locked.closed_on, locked.replied_at, locked.workers_word = "", None, None, ""
    locked.reopened += 1
    locked.clock_from = clock.now()
    times = queries.clock_of(locked.unit, locked.tier, locked.clock_from)
    locked.due_at, locked.warn_at, locked.reply_due_at = times.due_at, times.warn_at, times.reply_due_at
    held.move(
        "handler", "owner", "outcome", "closed_on", "replied_at", "workers_word", "reopened",
        "clock_from", "due_at", "warn_at", "reply_due_at",
    )  # fmt: skip
    took(locked, Step.REOPENED, reason, held.actor)
    leave_row(held, "reopen")
    concern_reopened.send(Concern, concern=locked, actor=held.actor)
    return locked


@transaction.atomic
def reopen_by_worker(*, concern: Concern, reason: str, actor: Actor) -> Concern:
    """The worker is not content: somebody else takes it up. `actor` is `SYSTEM`."""
    return _reopen(hold(concern, Event.REOPEN, actor), reason, somebody_else=True)


@transaction.atomic
def call_back(*, concern: Concern, result: str, word: str, actor: Actor) -> CallBack:
    """Somebody other than the handler asked the worker; not satisfied means it is taken up again by somebody else."""
    Concern.locked(concern.pk)
    waiting = CallBack.objects.filter(concern=concern, at=None).select_related("concern__owner", "unit")
    found = waiting.first()
    if found is None:
        raise Refused(_("No call-back is due for this concern."))
    appointment = access.require_call_back(actor, found)
    if result not in CallBack.Result.values:
        raise Invalid({"result": _("Say what the worker said.")})
    bad = result == CallBack.Result.DISSATISFIED
    if bad:
        words(word, "word", _("Write down what the worker is not satisfied with."))
    found.result, found.word, found.by, found.at = result, word.strip(), actor.user, clock.now()
    found.touch("result", "word", "by", "at")
    held = hold(concern, Event.REOPEN, actor, appointment=appointment)
    leave_row(held, "call_back", result=result)
    if bad:
        _reopen(held, word, somebody_else=True)
    return found
