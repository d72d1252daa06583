"""What waits for whom at the desk of concerns: every line from one query."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import GroupMember
from dundian.concerns import access, queries
from dundian.concerns.models import (
    CallBack,
    Concern,
    Escalation,
    Help,
    Letter,
    Measure,
    Referral,
    Watch,
)
from dundian.kernel import clock
from dundian.notify.todo import Need, Tab, Todo
from dundian.org.access import Actor

KINDS = {
    "answer": _("Answer a referral"),
    "settle": _("Settle a concern"),
    "pool": _("Nobody attends to it"),
    "take_over": _("Nobody left to act: take over"),
    "help": _("Help asked"),
    "measure": _("A measure to do"),
    "issue": _("Letter to issue"),
    "letter": _("Reply to a letter awaited"),
    "call_back": _("Call a worker back"),
    "escalated": _("Escalated"),
    "led": _("For the leading group"),
}

REFERRALS = Need(lambda user: Referral.objects.filter(state=Referral.State.WAITING))
HELP = Need(lambda user: Help.objects.filter(state=Help.State.ASKED))
MEASURES = Need(lambda user: Measure.objects.filter(owner__user=user, done_at=None))
DRAFTS = Need(lambda user: Letter.objects.filter(state=Letter.State.DRAFT))
LETTERS = Need(lambda user: Letter.objects.filter(state=Letter.State.ISSUED))
CALLS = Need(lambda user: CallBack.objects.filter(at=None))
TOLD = Need(lambda user: Escalation.objects.all())
LED = Need(lambda user: GroupMember.objects.filter(person__user=user))


def badge(concern: Concern) -> str:
    """Which of the six statuses a concern shows."""
    if concern.step == Concern.Step.CLOSED:
        return "done"
    now = clock.now()
    if concern.paused_at is None and concern.due_at < now:
        return "overdue"
    if concern.paused_at is None and concern.warn_at < now:
        return "due"
    return "todo" if concern.step in (Concern.Step.FOUND, Concern.Step.REOPENED) else "doing"


def _line(concern: Concern, kind: Any) -> Todo:
    return Todo(
        kind=kind,
        title=concern.text[:60],
        url=reverse("concerns:concern_detail", args=[concern.number]),
        place=str(concern.unit),
        due_on=timezone.localdate(concern.due_at),
        state=badge(concern),
        detail=concern.number,
    )


def _rows(
    rows: QuerySet[Any], kind: str, limit: int, *, to: str = "", due: Any = None, warn: Any = None
) -> QuerySet[Any]:
    """(kind, number, text, place, due, warn) of a source, in one shape, so that they can be asked together."""
    place = f"{to}unit__"
    shaped = rows.order_by().annotate(
        the_kind=Value(kind, CharField()),
        the_number=F(f"{to}number"),
        the_text=F(f"{to}text"),
        the_place=Coalesce(NullIf(F(f"{place}short_name"), Value("")), F(f"{place}name")),
        the_due=Cast(due if due is not None else F(f"{to}due_at"), DateTimeField()),
        the_warn=Cast(warn if warn is not None else F(f"{to}warn_at"), DateTimeField()),
    )
    columns = ("the_kind", "the_number", "the_text", "the_place", "the_due", "the_warn")
    found: QuerySet[Any] = shaped.values_list(*columns).order_by("the_due")[:limit]
    return found


def _waiting(actor: Actor, units: list[int], limit: int) -> QuerySet[Any]:
    """Everything that waits for this person, as one union; for those who only look on, what their group decides."""
    if units and LED.unmet():
        return _desk(actor, units, limit).order_by("the_due")
    group = GroupMember.objects.filter(person__user=actor.user).values("campaign")
    led = Concern.objects.visible_to(actor).filter(led_at__isnull=False, campaign__in=group).open()
    decided = _rows(led.exclude(handler__in=units), "led", limit)
    return _desk(actor, units, limit).union(decided, all=True).order_by("the_due") if units else decided


def _desk(actor: Actor, units: list[int], limit: int) -> QuerySet[Any]:
    """What waits at the desk of somebody who handles concerns at `units`."""
    user = actor.user
    running = Concern.objects.open().filter(paused_at=None)
    out = Referral.objects.filter(state=Referral.State.WAITING)
    held = running.filter(handler__in=units).filter(~Exists(out.filter(concern=OuterRef("pk"))))
    stood_in = [a.deputy_for.user_id for a in actor.appointments if a.deputy_for]
    mine = Q(owner__user=user) | Q(owner__user__in=stood_in)
    nobodys = queries.unattended() & ~mine
    told = Escalation.objects.filter(to__in=units)
    still = Q(matter="settle", due_at=F("concern__due_at")) | Q(
        matter="reply", due_at=F("concern__reply_due_at"), concern__replied_at=None
    )
    waits = out.filter(concern=OuterRef("concern"), answer_due_at=OuterRef("due_at"))
    broken = told.filter(still | (Q(matter="accept") & Exists(waits)), concern__paused_at=None)
    helped = Help.objects.filter(unit__in=units).values("concern")
    calls = CallBack.objects.filter(at=None, unit__in=units).exclude(handled_by=user)
    parts = [
        _rows(held.filter(mine), "settle", limit),
        _rows(held.filter(nobodys), "pool", limit),
        _rows(queries.unstaffed(actor), "take_over", limit),
    ]
    if not REFERRALS.unmet():
        due, warn = F("answer_due_at"), F("warn_at")
        parts += [_rows(out.filter(to__in=units), "answer", limit, to="concern__", due=due, warn=warn)]
    if not HELP.unmet():
        asked = Help.objects.filter(state=Help.State.ASKED, unit__in=units)
        parts += [_dated(asked, "help", limit, F("due_on"))]
    if not MEASURES.unmet():
        measures = (
            Measure.objects.filter(owner__user=user, done_at=None)
            .filter(Q(concern__handler__in=units) | Q(concern__in=helped))
            .exclude(concern__step="closed")
        )
        parts += [_dated(measures, "measure", limit, F("due_on"))]
    if not DRAFTS.unmet():
        drafts = Letter.objects.filter(state=Letter.State.DRAFT, unit__in=actor.units("issue", "document"))
        parts += [_dated(drafts, "issue", limit, F("created_at"))]
    if not LETTERS.unmet():
        late = Letter.objects.filter(
            state=Letter.State.ISSUED, concern__handler__in=units, reply_due_on__lt=clock.today()
        )
        parts += [_dated(late, "letter", limit, F("reply_due_on"))]
    if not CALLS.unmet():
        parts += [_dated(calls.exclude(concern__owner__user=user), "call_back", limit, F("due_on"))]
    if not TOLD.unmet():
        parts += [_dated(broken.exclude(concern__step="closed"), "escalated", limit, F("due_at"))]
    return parts[0].union(*parts[1:], all=True)


def _dated(rows: QuerySet[Any], kind: str, limit: int, due: F) -> QuerySet[Any]:
    """Rows about a concern that know one day, and no warning before it."""
    return _rows(rows, kind, limit, to="concern__", due=due, warn=due)


def _todo(row: tuple[str, str, str, str, datetime, datetime], now: datetime) -> Todo:
    kind, number, text, place, due, warn = row
    by_day = kind in ("help", "measure", "call_back", "letter")
    due_on = None if kind == "issue" else timezone.localdate(due)
    late = due_on is not None and (due_on < timezone.localdate(now) if by_day else due < now)
    state = "overdue" if late else "due" if warn < now and not by_day and kind != "issue" else "todo"
    return Todo(
        kind=KINDS[kind],
        title=text[:60],
        url=reverse("concerns:concern_detail", args=[number]),
        place=place,
        due_on=due_on,
        state=state,
        detail=number,
    )


def _all_waiting(actor: Actor, limit: int) -> Iterator[Todo]:
    now, seen = clock.now(), set()
    for row in _waiting(actor, access.handling_units(actor), limit):
        if (row[0], row[1]) not in seen:
            seen.add((row[0], row[1]))
            yield _todo(row, now)
        if len(seen) == limit:
            return


def source(actor: Actor, tab: Tab, limit: int) -> Iterator[Todo]:
    if tab == Tab.WAITING:
        if actor.can("view", "concern"):
            yield from _all_waiting(actor, limit)
        return
    visible = Concern.objects.visible_to(actor).select_related("unit")
    if tab == Tab.DONE:
        done = visible.filter(owner__user=actor.user, step=Concern.Step.CLOSED)
        for concern in done.order_by("-closed_on", "-id")[:limit]:
            yield _line(concern, _("Concern"))
    elif tab == Tab.STARTED:
        for concern in visible.filter(raised_by=actor.user).order_by("-id")[:limit]:
            yield _line(concern, _("Concern"))
    elif tab == Tab.COPIED:
        followed = Watch.objects.filter(user=actor.user).values("concern")
        for concern in visible.filter(pk__in=followed).order_by("-updated_at", "-id")[:limit]:
            yield _line(concern, _("Followed"))
