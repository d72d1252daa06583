"""Leaders in charge of areas (领导包片): a proposal with the work shared evenly, and what each would carry."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import AreaCharge, Campaign, Site
from dundian.kernel.lazily import Later
from dundian.org.access import Actor
from dundian.org.models import Grade, Person, Unit
from dundian.planning.models import Candidate
from dundian.planning.queries.candidates import counties_of
from dundian.planning.queries.priority import place_of

if TYPE_CHECKING:
    from dundian.planning.solver.assignment import charge as charging
else:
    charging = Later("dundian.planning.solver.assignment.charge")


SECONDS = 3.0
MOST_LEADERS = 30
MEASURES = {"sites": _("Sites"), "workers": _("Workers at the sites"), "candidates": _("Candidates")}


def leaders_of(actor: Actor, campaign: Campaign) -> list[Person]:
    """Who may be in charge: leading cadres of the federation, and whoever is in charge of an area by now."""
    rows = Person.objects.visible_to(actor).filter(left_on=None, home_unit__path__within=campaign.unit.path)
    leading = rows.filter(grade=Grade.LEADING, home_unit=campaign.unit)
    charged = rows.filter(pk__in=AreaCharge.objects.filter(campaign=campaign).values("person"))
    found = (leading | charged).distinct().select_related("home_unit", "user")
    return list(found.order_by("number", "id")[:MOST_LEADERS])


@dataclass(frozen=True)
class Loaded:
    """An area with what lies in it and who is, or would be, in charge."""

    area: Unit
    work: int
    now: Person | None = None
    then: Person | None = None


@dataclass(frozen=True)
class Carried:
    """A leader with the areas of the proposal and what they come to."""

    person: Person
    areas: list[Unit] = field(default_factory=list)
    work: int = 0


@dataclass(frozen=True)
class Proposal:
    lines: list[Loaded]
    leaders: list[Carried]
    proven: bool
    heaviest: int
    lightest: int


def work_of(campaign: Campaign, areas: Sequence[Unit], measure: str) -> Counter[int]:
    """What lies in each area, by unit id."""
    known = {a.pk for a in areas}
    rows: Any
    if measure == "candidates":
        rows = Candidate.objects.filter(campaign=campaign).values_list("unit__path", "workers")
    else:
        rows = Site.objects.filter(campaign=campaign).values_list("unit__path", "unit")
    workers: dict[int, int] = {}
    if measure == "workers":
        told = Candidate.objects.filter(campaign=campaign).values_list("unit", "workers")
        workers = {unit: n or 0 for unit, n in told}
    found: Counter[int] = Counter()
    for path, value in rows:
        area = next((i for i in map(int, str(path).split(".")) if i in known), None)
        if area is not None:
            found[area] += workers.get(value, 0) if measure == "workers" else 1
    return found


def charges_now(campaign: Campaign) -> dict[int, Person]:
    rows = AreaCharge.objects.filter(campaign=campaign).select_related("person")
    return {c.unit_id: c.person for c in rows}


def propose(
    campaign: Campaign, leaders: Sequence[Person], measure: str, *, keep: bool
) -> tuple[list[Loaded], Proposal | None]:
    """Each area's work and present leader, and the proposal when `leaders` are given; `keep` changes little."""
    areas = list(counties_of(campaign))
    work, now = work_of(campaign, areas, measure), charges_now(campaign)
    lines = [Loaded(a, work[a.pk], now.get(a.pk)) for a in areas]
    if not leaders or not areas:
        return lines, None
    people = {str(p.pk): p for p in leaders}
    found = charging.charge(_problem(areas, leaders, work, now if keep else {}), seconds=SECONDS)
    if not found.leader:
        return lines, None
    return lines, _proposal(found, lines, people)


def _problem(
    areas: Sequence[Unit], leaders: Sequence[Person], work: Counter[int], earlier: dict[int, Person]
) -> "charging.Charging":
    known = {p.pk for p in leaders}
    return charging.Charging(
        leaders=[
            charging.Leader(str(p.pk), place_of(p.home_unit), least=1 if len(leaders) <= len(areas) else 0)
            for p in leaders
        ],
        areas=[charging.Area(str(a.pk), max(1, work[a.pk]), place_of(a)) for a in areas],
        earlier={str(unit): str(p.pk) for unit, p in earlier.items() if p.pk in known},
        change=1000 if earlier else 0,
    )


def _proposal(found: "charging.Charges", lines: Sequence[Loaded], people: dict[str, Person]) -> Proposal:
    told = [Loaded(x.area, x.work, x.now, people[found.leader[str(x.area.pk)]]) for x in lines]
    carried = [
        Carried(
            person, [x.area for x in told if x.then == person], sum(x.work for x in told if x.then == person)
        )
        for person in people.values()
    ]
    loads = [c.work for c in carried]
    return Proposal(told, carried, str(found.status) == "optimal", max(loads), min(loads))
