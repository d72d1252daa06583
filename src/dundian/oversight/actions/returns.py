"""Return visits: the team that ends becomes a contact group; each visit is logged, moved or dropped with a reason."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Indicator
from dundian.fieldwork.actions.handovers import settle_item
from dundian.fieldwork.actions.logs import write_return_log
from dundian.fieldwork.models import HandoverItem
from dundian.fieldwork.signals import ConcernRaised
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import SYSTEM, Actor
from dundian.org.models import Unit
from dundian.oversight import access
from dundian.oversight.models import ContactGroup, ReturnRhythm, ReturnVisit
from dundian.oversight.queries import returns
from dundian.planning.models import Dispatch

State = ReturnVisit.State
MOST_MONTHS = 60
MOST_VISITS = 24


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _note(visit: ReturnVisit, verb: str, actor: Actor, appointment: Any, **detail: Any) -> None:
    record(
        actor=actor,
        verb=verb,
        noun="return_visit",
        obj=visit,
        unit=visit.unit,
        appointment=appointment,
        detail=detail or None,
    )


@transaction.atomic
def form_contact_group(*, dispatch: Dispatch, actor: Actor) -> ContactGroup | None:
    """The team of a dispatch that ended goes on as a contact group; its visits fall on working days."""
    team = dispatch.team
    if team.site is None or ContactGroup.objects.filter(team=team).exists():
        return None
    site = team.site
    months = returns.rhythm_of(site.unit)
    last = dispatch.ends_on
    worked = calendar.current()
    days = sorted({worked.next_workday(months_after(last, n)) for n in months})
    group = ContactGroup.objects.create(
        team=team, campaign=team.campaign, site=site, unit=site.unit, since=last, until=days[-1]
    )
    ReturnVisit.objects.bulk_create(
        ReturnVisit(group=group, unit=site.unit, number=number, due_on=day, first_due_on=day)
        for number, day in enumerate(days, 1)
    )
    record(
        actor=actor,
        verb="form",
        noun="contact_group",
        obj=group,
        unit=site.unit,
        detail={"until": group.until, "items": len(days)},
    )
    return group


@transaction.atomic
def set_rhythm(*, unit: Unit, months: Sequence[int], actor: Actor) -> ReturnRhythm:
    """After how many months contact groups of this federation's sites come back; groups there are keep theirs."""
    reason = _("The rhythm of return visits is set by the office of the federation, or one above it.")
    appointment = actor.require("keep", "return_visit", unit, reason)
    wanted = sorted(set(months))
    if not wanted or len(wanted) > MOST_VISITS or not 1 <= wanted[0] <= wanted[-1] <= MOST_MONTHS:
        raise Invalid({"months": _("Name 1 to 24 months between 1 and 60.")})
    if not unit.is_federation:
        raise Invalid({"unit": _("Choose a federation.")})
    rhythm, _made = ReturnRhythm.objects.update_or_create(unit=unit, defaults={"months": wanted})
    record(
        actor=actor,
        verb="set",
        noun="return_rhythm",
        obj=rhythm,
        unit=unit,
        appointment=appointment,
        detail={"months": wanted},
    )
    return rhythm


def _due(visit: ReturnVisit) -> ReturnVisit:
    stored = ReturnVisit.locked(visit.pk)
    if stored.state != State.DUE:
        raise Refused(_("This return visit is over."))
    return stored


@transaction.atomic
def log_return(
    *,
    visit: ReturnVisit,
    on: date,
    activities: Iterable[str],
    text: str,
    actor: Actor,
    people_met: int = 0,
    figures: Mapping[Indicator, Decimal] | None = None,
    evidence: str = "",
    concerns: Sequence[ConcernRaised] = (),
    photos: Sequence[Any] = (),
    settled: Mapping[UUID, str] | None = None,
    id: UUID | None = None,
) -> ReturnVisit:
    """Write the visit's work log; `settled` says of unfinished items that the team left what came of them."""
    appointment = access.require_log_return(actor, visit.group)
    if id is not None and ReturnVisit.objects.filter(pk=visit.pk, log=id).exists():
        return ReturnVisit.objects.get(pk=visit.pk)  # sent twice
    stored = _due(visit)
    stored.log = write_return_log(
        id=id,
        site=stored.group.site,
        after=stored.group.since,
        on=on,
        activities=activities,
        text=text,
        people_met=people_met,
        figures=figures,
        evidence=evidence,
        concerns=concerns,
        photos=photos,
        appointment=appointment,
        actor=actor,
    )
    stored.state, stored.made_on, stored.by = State.MADE, on, actor.signature
    stored.touch()
    items = returns.unfinished_of(stored.group).in_bulk(list(settled or ()))
    for pk, result in (settled or {}).items():
        if pk in items and clean_line(result):
            _settle(items[pk], result)
    _note(stored, "write", actor, appointment, on=on, items=len(items))
    return stored


def _settle(item: HandoverItem, result: str) -> None:
    """Whoever made the visit has no office here any more: the right was checked with the visit."""
    settle_item(item=item, result=result, actor=SYSTEM)


@transaction.atomic
def move_return(*, visit: ReturnVisit, due_on: date, reason: str, actor: Actor) -> ReturnVisit:
    """Another day, with the reason; a day off becomes the next working day."""
    appointment = access.require_log_return(actor, visit.group)
    stored = _due(visit)
    reason = clean_line(reason)
    wrong = {}
    if due_on < clock.today() or due_on > months_after(stored.group.since, MOST_MONTHS):
        wrong["due_on"] = _("Choose a day from today on, within five years of the dispatch.")
    if not 1 <= len(reason) <= 200:
        wrong["reason"] = _("Say in 1 to 200 characters why.")
    if wrong:
        raise Invalid(wrong)
    stored.due_on, stored.reason = calendar.current().next_workday(due_on), reason
    stored.touch("due_on", "reason")
    if stored.due_on > stored.group.until:
        stored.group.until = stored.due_on
        stored.group.touch("until")
    _note(stored, "delay", actor, appointment, until=stored.due_on, reason=reason)
    return stored


@transaction.atomic
def drop_return(*, visit: ReturnVisit, reason: str, actor: Actor) -> ReturnVisit:
    """The office decides that a visit is not made, and says why."""
    stored = _due(visit)
    appointment = actor.require(
        "keep", "return_visit", stored.unit, _("Only the office decides that a return visit is not made.")
    )
    stored.reason = clean_line(reason)
    if not 1 <= len(stored.reason) <= 200:
        raise Invalid({"reason": _("Say in 1 to 200 characters why.")})
    stored.state, stored.by = State.DROPPED, actor.signature
    stored.touch("state", "reason", "by")
    _note(stored, "drop", actor, appointment, reason=stored.reason)
    return stored


@transaction.atomic
def end_groups(*, actor: Actor = SYSTEM) -> int:
    """Each night: groups whose time is over and that owe nothing end; returns how many."""
    owing = ReturnVisit.objects.filter(state=State.DUE).values("group")
    rows = ContactGroup.objects.select_for_update(of=("self",)).filter(
        state=ContactGroup.State.ACTIVE, until__lt=clock.today()
    )
    found = list(rows.exclude(pk__in=owing).select_related("unit"))
    for group in found:
        group.state = ContactGroup.State.ENDED
        group.touch("state")
        record(actor=actor, verb="end", noun="contact_group", obj=group, unit=group.unit)
    return len(found)
