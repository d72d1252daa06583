"""What waits for whom: referrals to answer, concerns to settle, concerns that nobody can act on."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dundian.concerns import queries
from dundian.concerns.access import HANDLERS
from dundian.concerns.models import Concern, Referral
from dundian.kernel import clock
from dundian.notify.todo import Tab, Todo
from dundian.org.access import Actor


def badge(concern: Concern) -> str:
    """Which of the six statuses a concern shows."""
    if concern.step == Concern.Step.CLOSED:
        return "done"
    now = clock.now()
    if concern.paused_at is None and concern.due_at < now:
        return "overdue"
    if concern.paused_at is None and concern.warn_at < now:
        return "due"
    return "todo" if concern.step == Concern.Step.FOUND else "doing"


def _line(concern: Concern, kind: str) -> Todo:
    return Todo(
        kind=kind,
        title=concern.text[:60],
        url=reverse("concerns:concern_detail", args=[concern.number]),
        place=str(concern.unit),
        due_on=timezone.localdate(concern.due_at),
        state=badge(concern),
        detail=concern.number,
    )


def _to_answer(actor: Actor, units: list[int], limit: int) -> Iterator[Todo]:
    waiting = Referral.objects.filter(to__in=units, state=Referral.State.WAITING)
    for referral in waiting.select_related("concern__unit", "sender").order_by("answer_due_at")[:limit]:
        yield Todo(
            kind=_("Answer a referral"),
            title=referral.concern.text[:60],
            url=reverse("concerns:concern_detail", args=[referral.concern.number]),
            place=str(referral.concern.unit),
            due_on=timezone.localdate(referral.answer_due_at),
            state="overdue" if referral.answer_due_at < clock.now() else "todo",
            detail=_("from %(unit)s") % {"unit": referral.sender},
        )


def _mine(actor: Actor, units: list[int]) -> QuerySet[Concern]:
    """Open concerns at my units that are mine or nobody's, and not out on referral."""
    held = Concern.objects.open().filter(handler__in=units).select_related("unit")
    return held.filter(owner__user=actor.user) | held.filter(owner=None)


def source(actor: Actor, tab: Tab, limit: int) -> Iterator[Todo]:
    units = [a.unit_id for a in actor.appointments if a.role in HANDLERS]
    if tab == Tab.WAITING and units:
        yield from _to_answer(actor, units, limit)
        out = Referral.objects.filter(state=Referral.State.WAITING).values("concern")
        for concern in _mine(actor, units).exclude(pk__in=out).order_by("due_at", "id")[:limit]:
            yield _line(concern, _("Settle a concern"))
        for concern in queries.unstaffed(actor).order_by("due_at", "id")[:limit]:
            yield _line(concern, _("Nobody left to act: take over"))
    elif tab == Tab.DONE:
        seen = Concern.objects.visible_to(actor).select_related("unit")
        done = seen.filter(owner__user=actor.user, step=Concern.Step.CLOSED)
        for concern in done.order_by("-closed_on", "-id")[:limit]:
            yield _line(concern, _("Concern"))
    elif tab == Tab.STARTED:
        raised = Concern.objects.visible_to(actor).filter(raised_by=actor.user).select_related("unit")
        for concern in raised.order_by("-id")[:limit]:
            yield _line(concern, _("Concern"))
