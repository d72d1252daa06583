"""Planning, committing and making a draw; who inspects what and when; closing it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.models import new_id
from dundian.kernel.once import one_at_a_time
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person
from dundian.oversight import access, drawing
from dundian.oversight.models import Draw, DrawExclusion, DrawPerson, Visit
from dundian.oversight.queries import sides

State = Draw.State
Exclusions = Sequence[tuple[Site, str]]
LEAST_OUTSIDE = 4


def _note(draw: Draw, verb: str, actor: Actor, appointment: Appointment | None, **detail: Any) -> None:
    """On the trail of the federation that draws, without a site's name: county auditors read theirs."""
    record(
        actor=actor,
        verb=verb,
        noun="draw",
        obj=draw,
        unit=draw.unit,
        appointment=appointment,
        label=_("Draw %(id)s") % {"id": str(draw.pk)[:8]},
        detail=detail or None,
    )


@transaction.atomic
def plan_draw(
    *,
    campaign: Campaign,
    title: str,
    size: int,
    by_county: bool,
    by_kind: bool,
    inspectors: Sequence[Person],
    informed: Sequence[Person],
    exclusions: Exclusions,
    actor: Actor,
    purpose: str = Draw.Purpose.INSPECTION,
    id: UUID | None = None,
) -> Draw:
    """A draw being planned; known from now on to whoever plans it and to those named. Sent twice with one id: once."""
    appointment = access.require_plan(actor, campaign)
    id = id or new_id()
    one_at_a_time(id)
    if stored := Draw.objects.known_to(actor).filter(pk=id).first():
        return stored
    if Draw.objects.filter(pk=id).exists():
        id = new_id()  # somebody else's, of which this person must not learn
    draw = Draw(
        id=id,
        unit=campaign.unit,
        campaign=campaign,
        purpose=purpose,
        title=clean_line(title),
        size=size,
        by_county=by_county,
        by_kind=by_kind,
        organiser=actor.user,
    )
    told = _told(actor, inspectors, informed)
    _check(draw, told, exclusions)
    draw.save(force_insert=True)
    _write(draw, told, exclusions)
    _note(draw, "draft", actor, appointment)
    return draw


@transaction.atomic
def edit_draw(
    *,
    draw: Draw,
    title: str,
    size: int,
    by_county: bool,
    by_kind: bool,
    inspectors: Sequence[Person],
    informed: Sequence[Person],
    exclusions: Exclusions,
    actor: Actor,
    version: int | None = None,
) -> Draw:
    """Change a draw as long as it is not committed."""
    stored, appointment = _kept(draw, actor, State.DRAFT)
    if version is not None and stored.version != version:
        raise Conflict(stored)
    stored.title, stored.size = clean_line(title), size
    stored.by_county, stored.by_kind = by_county, by_kind
    told = _told(actor, inspectors, informed)
    _check(stored, told, exclusions)
    stored.touch()
    stored.people.all().delete()
    stored.exclusions.all().delete()
    _write(stored, told, exclusions)
    _note(stored, "change", actor, appointment)
    return stored


def _kept(draw: Draw, actor: Actor, *states: str) -> tuple[Draw, Appointment | None]:
    stored = Draw.locked(draw.pk)
    appointment = access.require_organise(actor, stored)
    if stored.state not in states:
        raise Refused(
            _("The draw is “%(state)s”; this can no longer be done.") % {"state": stored.get_state_display()}
        )
    return stored, appointment


def _told(actor: Actor, inspectors: Sequence[Person], informed: Sequence[Person]) -> dict[Person, bool]:
    """Everybody in the know, and whether they inspect."""
    if actor.person is None:
        raise Refused(_("Your sign-in is not tied to anybody on the staff list; ask the office to do so."))
    told = {actor.person: False, **dict.fromkeys(informed, False)}
    return told | dict.fromkeys(inspectors, True)


def _check(draw: Draw, told: dict[Person, bool], exclusions: Exclusions) -> None:
    wrong: dict[str, str] = {}
    if not draw.title or len(draw.title) > 100:
        wrong["title"] = _("A title has 1 to 100 characters.")
    left_out = {site.pk for site, _reason in exclusions}
    sites = [s for s in sides.population_of(draw.campaign, draw.purpose) if s.pk not in left_out]
    if not 1 <= draw.size <= len(sites):
        wrong["size"] = _("Between 1 and %(n)d sites can be drawn here.") % {"n": len(sites)}
    if any(not 1 <= len(clean_line(reason)) <= 200 for _site, reason in exclusions):
        wrong["exclusions"] = _("Say for each site that is left out why, in at most 200 characters.")
    if not any(told.values()):
        wrong["inspectors"] = _("Name at least one inspector.")
    for person, reasons in _conflicted(draw, told, sites):
        place = "inspectors" if told[person] else "informed"
        words = {"person": person, "why": _("; ").join(reasons)}
        said = _("%(person)s stands on the inspected side: %(why)s.") % words
        wrong[place] = f"{wrong.get(place, '')} {said}".strip()
    if wrong:
        raise Invalid(wrong)


def _conflicted(draw: Draw, told: dict[Person, bool], sites: list[Site]) -> list[tuple[Person, list[str]]]:
    by_person = sides.inspected_side(told, sites, draw.unit)
    return [(person, by_person[person.pk]) for person in told if person.pk in by_person]


def _write(draw: Draw, told: dict[Person, bool], exclusions: Exclusions) -> None:
    DrawPerson.objects.bulk_create(
        DrawPerson(draw=draw, person=person, inspects=inspects) for person, inspects in told.items()
    )
    DrawExclusion.objects.bulk_create(
        DrawExclusion(draw=draw, site=site, reason=clean_line(reason)) for site, reason in exclusions
    )


@transaction.atomic
def drop_draw(*, draw: Draw, actor: Actor) -> None:
    """Throw away a draw that was never committed."""
    stored, appointment = _kept(draw, actor, State.DRAFT)
    _note(stored, "drop", actor, appointment)
    stored.delete()


@transaction.atomic
def commit_draw(*, draw: Draw, actor: Actor) -> Draw:
    """Freeze parameters and population and a seed's hash; their digest goes on the audit trail."""
    stored, appointment = _kept(draw, actor, State.DRAFT)
    told = {row.person: row.inspects for row in stored.people.select_related("person__home_unit")}
    exclusions = [(row.site, row.reason) for row in stored.exclusions.select_related("site__unit")]
    _check(stored, told, exclusions)
    stored.seed = drawing.new_seed()
    stored.committed_at = clock.now()
    stored.frozen = _frozen(stored, exclusions)
    stored.commitment = drawing.commit(stored.frozen)
    stored.state = State.COMMITTED
    stored.touch()
    _note(stored, "commit", actor, appointment, sha256=stored.commitment)
    return stored


def told_at(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _frozen(draw: Draw, exclusions: Exclusions) -> dict[str, Any]:
    left_out = {site.pk for site, _reason in exclusions}
    population = [
        [str(site.pk), sides.stratum_of(site, draw.by_county, draw.by_kind), site.unit.name]
        for site in sides.population_of(draw.campaign, draw.purpose)
        if site.pk not in left_out
    ]
    return {
        "scheme": drawing.SCHEME,
        "title": draw.title,
        "federation": draw.unit.name,
        "campaign": draw.campaign.name,
        "committed_at": told_at(draw.committed_at or clock.now()),
        "size": draw.size,
        "population": population,
        "excluded": [[str(site.pk), site.unit.name, reason] for site, reason in exclusions],
        "population_sha256": drawing.digest(drawing.canonical(population)),
        "seed_sha256": drawing.digest(draw.seed),
    }


@transaction.atomic
def make_draw(*, draw: Draw, outside: str, actor: Actor) -> Draw:
    """Draw, with a word from outside that nobody could know when the draw was committed."""
    stored, appointment = _kept(draw, actor, State.COMMITTED)
    outside = clean_line(outside)
    if not LEAST_OUTSIDE <= len(outside) <= 100:
        raise Invalid({"outside": _("Between 4 and 100 characters.")})
    stored.outside, stored.drawn_at, stored.state = outside, clock.now(), State.DRAWN
    key = drawing.key_of(stored.seed, outside)
    stored.chosen = drawing.draw(stored.frozen["population"], stored.frozen["size"], key)
    stored.touch()
    if stored.purpose == Draw.Purpose.INSPECTION:
        _make_visits(stored)
    _note(stored, "draw", actor, appointment, sha256=drawing.digest(drawing.canonical(stored.chosen)))
    return stored


def _make_visits(draw: Draw) -> None:
    sites = {str(site.pk): site for site in Site.objects.filter(pk__in=draw.chosen)}
    inspectors = [row.person for row in draw.people.filter(inspects=True).select_related("person")]
    for place, pk in enumerate(draw.chosen):
        visit = Visit.objects.create(draw=draw, site=sites[pk], unit_id=sites[pk].unit_id, place=place)
        visit.inspectors.set(inspectors)


@transaction.atomic
def arrange_visits(
    *, draw: Draw, days: Mapping[UUID, tuple[date | None, Sequence[Person]]], actor: Actor
) -> Draw:
    """Say who goes where on which day; visits that are over stay as they are."""
    stored, appointment = _kept(draw, actor, State.DRAWN)
    able = {row.person_id for row in stored.people.filter(inspects=True)}
    for visit in stored.visits.select_for_update(of=("self",)).filter(state=Visit.State.PLANNED):
        if visit.pk not in days:
            continue
        planned_on, people = days[visit.pk]
        if not people or {person.pk for person in people} - able:
            raise Invalid(_("Each visit needs an inspector of this draw."))
        visit.planned_on = planned_on
        visit.touch("planned_on")
        visit.inspectors.set(people)
    _note(stored, "assign", actor, appointment)
    return stored


@transaction.atomic
def close_draw(*, draw: Draw, actor: Actor) -> Draw:
    """Every visit is saved or called off: offices and leaders over the federation now see the draw."""
    stored, appointment = _kept(draw, actor, State.DRAWN)
    if stored.visits.filter(state=Visit.State.PLANNED).exists():
        raise Refused(_("Some visits have still to be made or called off."))
    stored.state, stored.closed_at = State.CLOSED, clock.now()
    stored.touch("state", "closed_at")
    _note(stored, "close", actor, appointment)
    return stored
