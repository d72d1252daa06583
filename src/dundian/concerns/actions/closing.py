"""Closing a concern and taking it up again."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access, queries
from dundian.concerns.actions.holding import hold, took
from dundian.concerns.actions.steps import next_label
from dundian.concerns.models import Concern
from dundian.concerns.signals import concern_closed
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor


@transaction.atomic
def close_concern(
    *, concern: Concern, outcome: str, text: str, workers_word: str, version: int, actor: Actor
) -> Concern:
    """Close with an outcome and what the worker says of it. “Solved” and “partly” need all four steps."""
    locked, appointment = hold(concern, actor, version)
    if outcome not in Concern.Outcome.values:
        raise Invalid({"outcome": _("Choose an outcome.")})
    solved = outcome in (Concern.Outcome.SOLVED, Concern.Outcome.PARTLY)
    if solved and locked.step != Concern.Step.ACTED:
        raise Invalid(
            {
                "outcome": _("It can be called solved only after the four steps; next comes “%(step)s”.")
                % {"step": next_label(locked)}
            }
        )
    if solved and not workers_word.strip():
        raise Invalid({"workers_word": _("Ask the worker and write down what they say of the result.")})
    if not text.strip():
        raise Invalid({"text": _("Say what came of it.")})
    locked.step, locked.outcome, locked.workers_word = Concern.Step.CLOSED, outcome, workers_word
    locked.closed_on = clock.today()
    locked.touch("step", "outcome", "workers_word", "closed_on")
    took(locked, Concern.Step.CLOSED, text, actor)
    detail = {"outcome": outcome}
    record(
        actor=actor,
        verb="close",
        noun="concern",
        obj=locked,
        unit=locked.unit,
        appointment=appointment,
        detail=detail,
    )
    concern_closed.send(Concern, concern=locked, actor=actor)
    return locked


@transaction.atomic
def reopen_concern(*, concern: Concern, reason: str, actor: Actor) -> Concern:
    """Take up a closed concern again, from the first step, with a new time limit."""
    locked = Concern.locked(concern.pk)
    appointment = access.require_handle(actor, locked)
    if locked.step != Concern.Step.CLOSED:
        raise Refused(_("This concern is not closed."))
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is taken up again.")})
    locked.step, locked.outcome, locked.closed_on = Concern.Step.FOUND, "", None
    locked.clock_from = clock.now()
    times = queries.clock_of(locked.unit, locked.tier, locked.clock_from)
    locked.due_at, locked.warn_at, locked.reply_due_at = times.due_at, times.warn_at, times.reply_due_at
    locked.touch("step", "outcome", "closed_on", "clock_from", "due_at", "warn_at", "reply_due_at")
    took(locked, Concern.Step.FOUND, reason, actor)
    record(actor=actor, verb="reopen", noun="concern", obj=locked, unit=locked.unit, appointment=appointment)
    return locked
