"""The clock stands still, for a stated reason and not for ever."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.concerns import queries
from dundian.concerns.actions.holding import Held, hold, leave_row, words
from dundian.concerns.models import Concern, Pause
from dundian.concerns.workflow import Event
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid
from dundian.org.access import SYSTEM, Actor

LONGEST_PAUSE = timedelta(days=180)


@transaction.atomic
def pause_concern(
    *, concern: Concern, reason: str, text: str, until: date, version: int, actor: Actor
) -> Concern:
    """Stop the clock for one of the stated reasons; on `until` it goes on by itself."""
    held = hold(concern, Event.PAUSE, actor, version=version)
    if reason not in Pause.Reason.values:
        raise Invalid({"reason": _("Only the stated reasons stop the clock.")})
    text = words(text, "text", _("Say what is awaited."))
    today = clock.today()
    if not today < until <= today + LONGEST_PAUSE:
        raise Invalid({"until": _("Choose a day within the next 180 days.")})
    now = clock.now()
    Pause.objects.create(concern=held.concern, reason=reason, text=text, until=until, at=now, by=actor.user)
    held.concern.paused_at = now
    held.move("paused_at")
    leave_row(held, "pause", reason=reason, until=until.isoformat())
    return held.concern


@transaction.atomic
def resume_concern(*, concern: Concern, actor: Actor) -> Concern:
    """Let the clock run again; the working time of the pause is added to what is left."""
    held = hold(concern, Event.RESUME, actor)
    _shift(held)
    now = clock.now()
    Pause.objects.filter(concern=held.concern, ended_at=None).update(
        ended_at=now, ended_by=actor.signature, updated_at=now
    )
    held.concern.paused_at = None
    held.move("paused_at", "due_at", "warn_at", "reply_due_at")
    leave_row(held, "resume")
    return held.concern


def _shift(held: Held) -> None:
    concern, days = held.concern, calendar.current()
    if concern.paused_at is None:
        return
    stood = days.hours_between(concern.paused_at, clock.now())
    concern.due_at = days.add_hours(concern.due_at, stood)
    concern.warn_at = days.add_hours(concern.warn_at, stood)
    concern.reply_due_at = days.add_hours(concern.reply_due_at, stood)


def resume_due() -> int:
    """Pauses whose day has come end by themselves; how many."""
    due = list(queries.pauses_over())
    for concern in due:
        resume_concern(concern=concern, actor=SYSTEM)
    return len(due)
