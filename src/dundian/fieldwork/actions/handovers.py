"""Handing over: drafted by itself, confirmed by both sides, passed on by its day; nothing is left without an owner."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Site
from dundian.documents.actions import issue_document
from dundian.documents.models import Document
from dundian.fieldwork import access, handover
from dundian.fieldwork.handover_letter import handover_sheet
from dundian.fieldwork.models import Handover, HandoverItem, Task
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import SYSTEM, Actor
from dundian.org.models import Appointment, Person
from dundian.planning.models import Dispatch, Team, TeamMember

State, Kind, Way = Handover.State, Handover.Kind, HandoverItem.Way


def _note(
    sheet: Handover, verb: str, actor: Actor, appointment: Appointment | None = None, **detail: Any
) -> None:
    record(
        actor=actor,
        verb=verb,
        noun="handover",
        obj=sheet,
        unit=sheet.unit,
        appointment=appointment,
        detail=detail or None,
    )


@transaction.atomic
def draft_handover(
    *,
    team: Team,
    leaving: Person,
    coming: Person | None,
    on: date,
    until: date | None,
    reason: str,
    actor: Actor,
) -> Handover | None:
    """The sheet of a member who leaves: all that is theirs goes to whoever comes, else to the team leader."""
    if team.site is None:
        return None
    sheet = Handover.objects.create(
        unit=team.site.unit,
        team=team,
        kind=Kind.STAND_IN if until else Kind.REPLACEMENT,
        leaving=leaving,
        coming=coming or _stays(team, leaving),
        on=on,
        until=until,
        reason=reason or _("The team has changed."),
    )
    _fill(sheet)
    _note(sheet, "draft", actor, leaving=str(leaving), coming=str(sheet.coming or ""))
    if on <= clock.today():
        _pass_on(sheet, actor)
    return sheet


def _stays(team: Team, leaving: Person) -> Person | None:
    """The team leader, or the first who stays."""
    place = team.members.exclude(person=leaving).select_related("person").first()
    return place.person if place else None


def _fill(sheet: Handover) -> None:
    """Put on the sheet what has come since, take off what is finished; what was decided already stays."""
    held = {(item.source, item.ref): item for item in sheet.items.all()}
    found: set[tuple[str, UUID]] = set()
    new = []
    for source in handover.sources():
        for thing in _things(source, sheet):
            if sheet.until and thing.due_on and thing.due_on > sheet.until:
                continue
            found.add((source.key, thing.ref))
            if (source.key, thing.ref) not in held:
                new.append(_item(sheet, source.key, thing))
    HandoverItem.objects.bulk_create(new)
    gone = [item.pk for place, item in held.items() if place not in found]
    HandoverItem.objects.filter(pk__in=gone).delete()


def _things(source: handover.Source, sheet: Handover) -> Iterable[handover.Thing]:
    if sheet.leaving is None:
        return source.of_team(sheet.team)
    return source.of_person(sheet.leaving, sheet.team)


def _item(sheet: Handover, source: str, thing: handover.Thing) -> HandoverItem:
    closing = sheet.kind == Kind.CLOSING or sheet.coming is None
    way = (Way.VISIT if source == "task" else Way.OFFICE) if closing else Way.PERSON
    return HandoverItem(
        handover=sheet,
        source=source,
        ref=thing.ref,
        title=thing.title[:200],
        detail=thing.detail[:300],
        url=thing.url,
        due_on=thing.due_on or sheet.on,
        way=way,
        to=sheet.coming if way == Way.PERSON else None,
    )


@transaction.atomic
def arrange_handover(
    *,
    sheet: Handover,
    ways: Mapping[UUID, tuple[str, Person | None]],
    notes: str,
    actor: Actor,
    version: int | None = None,
) -> Handover:
    """Say to whom each thing goes, and write a word for whoever follows, as long as nothing has passed."""
    stored, appointment = _kept(sheet, actor, version)
    if stored.moved_at is not None:
        raise Refused(_("These things have passed already."))
    able = {p.person_id for p in TeamMember.ever.lasting().filter(team=stored.team_id)}
    for item in stored.items.all():
        way, to = ways.get(item.pk, (item.way, item.to))
        if way not in Way.values or (way == Way.PERSON and (to is None or to.pk not in able)):
            raise Invalid(_("Choose a member of the team for “%(title)s”.") % {"title": item.title})
        if stored.kind != Kind.CLOSING and way != Way.PERSON:
            raise Invalid(
                _("The team goes on: “%(title)s” stays with one of its members.") % {"title": item.title}
            )
        item.way, item.to = way, to if way == Way.PERSON else None
        item.touch("way", "to")
    stored.notes = clean_text(notes)[:2000]
    stored.touch("notes")
    _note(stored, "save", actor, appointment)
    return stored


def _kept(sheet: Handover, actor: Actor, version: int | None) -> tuple[Handover, Appointment | None]:
    stored = Handover.locked(sheet.pk)
    appointment = access.require_handover(actor, stored)
    if stored.state == State.TAKEN:
        raise Refused(_("This has been taken over; the sheet stays as it is."))
    if version is not None and stored.version != version:
        raise Conflict(stored)
    return stored, appointment


@transaction.atomic
def give_over(*, sheet: Handover, notes: str, actor: Actor) -> Handover:
    """The leaving side says that the sheet is complete; for somebody who is gone the team leader or the office does."""
    stored, appointment = _kept(sheet, actor, None)
    if stored.state != State.DRAFT:
        return stored
    if stored.coming_id and stored.coming and stored.coming.user_id == actor.user.pk and stored.leaving_id:
        raise Refused(_("The one who takes over does not hand over as well."))
    if stored.moved_at is None:
        _fill(stored)
    stored.notes = clean_text(notes)[:2000] or stored.notes
    stored.state, stored.given_by, stored.given_at = State.GIVEN, actor.user, clock.now()
    stored.touch()
    _note(stored, "hand_over", actor, appointment, items=stored.items.count())
    return stored


@transaction.atomic
def take_over_handover(*, sheet: Handover, word: str, actor: Actor) -> Handover:
    """The other side has it all; what had not passed yet passes now. Both sides stand on the sheet."""
    stored, appointment = _kept(sheet, actor, None)
    if stored.state != State.GIVEN:
        raise Refused(_("It has not been handed over yet."))
    if stored.given_by_id == actor.user.pk:
        raise Refused(_("Handing over and taking over take two people."))
    word = clean_line(word)
    if len(word) > 500:
        raise Invalid({"word": _("At most %(n)d characters.") % {"n": 500}})
    if stored.moved_at is None and stored.on <= clock.today():
        _pass_on(stored, actor)
    stored.word, stored.state = word, State.TAKEN
    stored.taken_by, stored.taken_at = actor.user, clock.now()
    facts = handover_sheet(stored)
    stored.document = issue_document(
        unit=stored.team.campaign.unit,
        kind=Document.Kind.HANDOVER,
        title=facts["title"],
        context=facts,
        actor=SYSTEM,
    )
    stored.touch()
    _note(stored, "take_over", actor, appointment, items=stored.items.count())
    return stored


def _pass_on(sheet: Handover, actor: Actor) -> None:
    """Everything on the sheet, and what came since, goes to its new owner.

    Whoever only stands in owns nothing: the things are shown to them on those days and stay where they are.
    """
    _fill(sheet)
    office = sheet.team.campaign.unit
    for item in sheet.items.select_related("to") if sheet.kind != Kind.STAND_IN else ():
        source = handover.source(item.source)
        if source is None:
            continue
        if item.way == Way.PERSON and item.to is not None:
            source.to_person(item.ref, item.to, actor)
        else:
            source.to_office(item.ref, office, actor)
    sheet.moved_at = clock.now()
    sheet.touch("moved_at")
    _note(sheet, "pass_on", actor)


@transaction.atomic
def pass_on_due(*, actor: Actor = SYSTEM) -> int:
    """Each morning: what is to pass today and has not; returns how many sheets."""
    due = Handover.objects.select_for_update(of=("self",), skip_locked=True)
    due = due.filter(on__lte=clock.today(), moved_at=None).select_related("team__campaign__unit")
    found = list(due.order_by("on", "id"))
    for sheet in found:
        _pass_on(sheet, actor)
    return len(found)


@transaction.atomic
def draft_closing(*, dispatch: Dispatch, actor: Actor) -> Handover | None:
    """The list of what a dispatch that ends leaves unfinished, and to whom it goes; nothing unfinished, no list."""
    team = dispatch.team
    if team.site is None or Handover.objects.filter(team=team, kind=Kind.CLOSING).exists():
        return None
    sheet = Handover.objects.create(
        unit=team.site.unit,
        team=team,
        kind=Kind.CLOSING,
        on=clock.today(),
        reason=_("The dispatch has ended."),
        state=State.GIVEN,
        given_at=clock.now(),
    )
    _fill(sheet)
    if not sheet.items.exists():
        sheet.delete()
        return None
    _note(sheet, "draft", actor, items=sheet.items.count())
    _pass_on(sheet, actor)
    return sheet


@transaction.atomic
def settle_item(*, item: HandoverItem, result: str, actor: Actor) -> HandoverItem:
    """What was carried over is done: said by whoever has it now."""
    stored = HandoverItem.locked(item.pk)
    sheet = stored.handover
    appointment = actor.require(
        "keep", "handover", sheet.unit, _("Unfinished items are kept by the office and the team leader.")
    )
    if stored.settled_on is not None:
        return stored
    result = clean_line(result)
    if not result or len(result) > 300:
        raise Invalid({"result": _("Say in at most 300 characters what came of it.")})
    stored.settled_on, stored.result = clock.today(), result
    stored.touch("settled_on", "result")
    record(
        actor=actor,
        verb="settle",
        noun="unfinished",
        obj=stored,
        unit=sheet.unit,
        appointment=appointment,
        detail={"what": stored.title},
    )
    return stored


@transaction.atomic
def carry_over(*, dispatch: Dispatch, actor: Actor) -> int:
    """Unfinished tasks that an earlier team left for whoever follows become tasks of the new team's site."""
    team = dispatch.team
    site = Site.objects.select_related("unit", "campaign").get(team=team)
    rows = HandoverItem.objects.select_for_update(of=("self",)).filter(
        Q(way=Way.TEAM) | Q(way=Way.VISIT), handover__unit=site.unit, source="task", settled_on=None
    )
    rows = rows.exclude(handover__team=team)
    leader = Person.objects.filter(team_places__in=team.members.filter(leads=True)).first()
    old = {task.pk: task for task in Task.objects.filter(pk__in=[row.ref for row in rows])}
    for row in rows:
        task = old.get(row.ref)
        if task is not None and task.state != Task.State.DONE:
            _carry(task, site, dispatch, leader)
        row.settled_on, row.result = clock.today(), _("Goes on with %(team)s.") % {"team": team}
        row.touch("settled_on", "result")
    if rows:
        record(actor=actor, verb="carry", noun="task", obj=site, unit=site.unit, detail={"tasks": len(rows)})
    return len(rows)


def _carry(task: Task, site: Site, dispatch: Dispatch, leader: Person | None) -> None:
    rest = task.target - task.progress if task.target is not None else None
    Task.objects.create(
        campaign=site.campaign,
        site=site,
        unit=site.unit,
        group=_("Carried over"),
        name=task.name,
        content=task.content,
        owner=leader,
        indicator=task.indicator if rest is not None and rest > 0 else None,
        target=rest if rest is not None and rest > 0 else None,
        due_on=dispatch.ends_on,
    )
