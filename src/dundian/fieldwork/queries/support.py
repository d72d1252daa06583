"""Reading support requests."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Site
from dundian.campaign.queries import at_sites_of, family
from dundian.fieldwork import access, moves
from dundian.fieldwork.models import (
    SupportEvent,
    SupportHelp,
    SupportQuerySet,
    SupportRequest,
    SupportStep,
)
from dundian.fieldwork.routing import Course
from dundian.org.access import Actor

ORDER = ["-created_at", "-id"]
DAYS = {
    "since": "created_at__date__gte",
    "until": "created_at__date__lte",
    "closed_from": "closed_on__gte",
    "closed_to": "closed_on__lte",
}
BY_DUE = ["due_on", "id"]
State = SupportRequest.State
SHOWN = ("unit", "holder", "department", "asked_by", "campaign")
VERBS = {
    "ask": pgettext_lazy("support event", "Asked for"),
    "approve": pgettext_lazy("support event", "Approved"),
    "return": pgettext_lazy("support event", "Returned"),
    "resend": pgettext_lazy("support event", "Sent again"),
    "answer": pgettext_lazy("support event", "Answered"),
    "pass_on": pgettext_lazy("support event", "Passed on"),
    "call": pgettext_lazy("support event", "Help asked for"),
    "help": pgettext_lazy("support event", "Help given"),
    "deliver": pgettext_lazy("support event", "Provided"),
    "confirm": pgettext_lazy("support event", "Received"),
    "refuse": pgettext_lazy("support event", "Not as agreed"),
    "cancel": pgettext_lazy("support event", "Cancelled"),
    "urge": pgettext_lazy("support event", "Urged"),
    "carry": pgettext_lazy("support event", "Taken on by the office"),
}
OF_OFFICES = ("approve", "return")


def supports_for(actor: Actor, conditions: dict[str, Any]) -> SupportQuerySet:
    """Visible requests by box (waiting, helping, mine), campaign, site, area, what the sites are, kind, state ("open"),
    department, late,
    days of asking or closing, spent (with money spent) and text."""
    rows = SupportRequest.objects.visible_to(actor).select_related(*SHOWN)
    if campaign := conditions.get("campaign"):
        rows = rows.filter(campaign__in=family(campaign))
    for name in ("site", "department"):
        if value := conditions.get(name):
            rows = rows.filter(**{f"{name}_id": getattr(value, "pk", value)})
    rows = rows.filter(unit__path__within=area.path) if (area := conditions.get("area")) else rows
    rows = at_sites_of(rows, conditions)
    if kind := conditions.get("kind"):
        rows = rows.filter(kind=kind)
    if state := conditions.get("state"):
        rows = rows.open() if state == "open" else rows.filter(state=state)
    if conditions.get("late"):
        rows = rows.late()
    if conditions.get("spent"):
        rows = rows.filter(spent__gt=0).priced_for(actor)
    rows = _in_box(rows, actor, conditions.get("box") or "")
    return _by_days_and_words(rows, conditions)


def _in_box(rows: SupportQuerySet, actor: Actor, box: str) -> SupportQuerySet:
    if box == "waiting":
        return rows.waiting_for(actor)
    if box == "helping":
        desks = [a.unit_id for a in actor.appointments]
        return rows.filter(helpers__unit__in=desks)
    return rows.filter(asked_by=actor.user) if box == "mine" else rows


def _by_days_and_words(rows: SupportQuerySet, conditions: dict[str, Any]) -> SupportQuerySet:
    for name, lookup in DAYS.items():
        if day := conditions.get(name):
            rows = rows.filter(**{lookup: day})
    if text := conditions.get("text"):
        parts = ("text", "promise", "unit__name", "department__name")
        rows = rows.filter(Q(*((f"{part}__icontains", text) for part in parts), _connector=Q.OR))
    return rows


def money_spent(actor: Actor, conditions: dict[str, Any]) -> int:
    """Yuan spent on the requests of the list, as far as the person sees their money."""
    rows = supports_for(actor, {**conditions, "spent": True})
    return int(rows.aggregate(n=Sum("spent"))["n"] or 0)


def support_in_full(actor: Actor, pk: Any) -> SupportRequest | None:
    """One request in sight with its steps, helpers and events."""
    rows = SupportRequest.objects.visible_to(actor).select_related(*SHOWN, "site", "delivered_by")
    return (
        rows.prefetch_related(
            Prefetch("steps", SupportStep.objects.select_related("unit", "by")),
            Prefetch("helpers", SupportHelp.objects.select_related("unit", "by")),
            Prefetch("events", SupportEvent.objects.select_related("holder", "by")),
        )
        .filter(pk=pk)
        .first()
    )


def history(request: SupportRequest, *, priced: bool) -> list[dict[str, Any]]:
    """The events of a request for the timeline; what offices said about money only for those who see it."""
    return [
        {
            "when": event.at,
            "title": VERBS[event.verb],
            "who": event.by,
            "text": event.note if priced or event.verb not in OF_OFFICES else "",
        }
        for event in request.events.all()
    ]


def stepper(request: SupportRequest) -> list[tuple[Any, str]]:
    """Asked, each consent, answer, provision, receipt: with what is done and what comes now."""
    order = [State.APPROVING, State.ASKED, State.PROMISED, State.DELIVERED, State.CONFIRMED]
    past = order.index(State(request.state)) if request.state in order else -1
    steps: list[tuple[Any, str]] = [
        (pgettext_lazy("support step", "Request"), "now" if request.state == State.RETURNED else "done")
    ]
    waiting = [s for s in request.steps.all() if s.state == SupportStep.State.WAITING]
    for step in request.steps.all():
        if step.state == SupportStep.State.RETURNED:
            continue
        turn = past == 0 and waiting and step.pk == waiting[0].pk
        done = step.state == SupportStep.State.APPROVED
        words = _("%(unit)s consents") % {"unit": step.unit}
        steps.append((words, "done" if done else "now" if turn else "next"))
    for place, label in (
        (1, _("%(unit)s answers") % {"unit": request.department}),
        (2, pgettext_lazy("support step", "Provision")),
        (3, pgettext_lazy("support step", "Receipt confirmed")),
    ):
        steps.append((label, "done" if past > place else "now" if past == place else "next"))
    return steps


def course_words(course: Course) -> list[Any]:
    """The course in words, for the form: who consents, who answers, who confirms."""
    consent = [(unit, _("consents")) for unit in course.steps]
    return [*consent, (course.department, _("answers and provides")), (_("Your team"), _("confirms"))]


def on_site(site: Site, actor: Actor, limit: int) -> list[SupportRequest]:
    """The newest requests of a site, those still open first."""
    rows = SupportRequest.objects.filter(site=site).visible_to(actor).select_related("holder", "unit")
    found = list(rows.open().order_by(*BY_DUE)[:limit])
    if len(found) < limit:
        found += list(rows.exclude(state__in=SupportRequest.OPEN).order_by(*ORDER)[: limit - len(found)])
    return found


def approvable(actor: Actor, rows: Iterable[SupportRequest]) -> list[SupportRequest]:
    """Those that wait for this person's consent."""
    return [
        row
        for row in rows
        if moves.may("approve", row.state)
        and row.asked_by_id != actor.user.pk
        and access.desk_of(actor, row) is not None
    ]


def total(rows: Iterable[SupportRequest]) -> Decimal:
    return sum((row.cost or Decimal(0) for row in rows), Decimal(0))
