"""Reading plans: their lines, how they are spread, how two differ."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from dundian.campaign.models import Campaign
from dundian.org.access import Actor
from dundian.org.models import KIND_ORDER, UnitKind
from dundian.planning.drawing import Cell, Dot, laid_out, scattered
from dundian.planning.models import Candidate, CandidateQuerySet
from dundian.planning.needs import needs_beneath
from dundian.planning.plans import PlanSite, RunState, SelectionPlan
from dundian.planning.queries.candidates import AreaNames, counties_of
from dundian.planning.queries.priority import place_of
from dundian.planning.queries.problem import eligible


def plans_of(actor: Actor, campaign: Campaign) -> Any:
    """Versions in sight, newest first."""
    rows = SelectionPlan.objects.visible_to(actor).filter(campaign=campaign)
    return rows.select_related("by", "decided_by", "based_on", "minutes").order_by("-number")


def in_force(campaign: Campaign) -> SelectionPlan | None:
    """The plan decided last."""
    decided = SelectionPlan.objects.filter(campaign=campaign, decided_at__isnull=False)
    return decided.order_by("-decided_at").first()


def sees_whole(actor: Actor, plan: SelectionPlan) -> bool:
    """Whether the person sees all of it, or the lines of an area only."""
    return actor.can("see", "site_plan", plan.campaign.unit)


@dataclass(frozen=True)
class Line:
    """A site of a plan. `mark`: fixed, new (against the version before), or nothing."""

    site: PlanSite
    area: str
    mark: str = ""

    @property
    def candidate(self) -> Candidate:
        return self.site.candidate


def lines_of(plan: SelectionPlan, actor: Actor) -> list[Line]:
    """The plan's sites that the person may see, by area in administrative order, then kind, then priority."""
    rows = plan.sites.select_related("candidate__unit")
    if not sees_whole(actor, plan):
        rows = rows.filter(candidate__in=Candidate.objects.visible_to(actor).values("pk"))
    before = _ids(plan.based_on) if plan.based_on else None
    areas = AreaNames(plan.campaign)
    places = {name: n for n, name in enumerate([areas.federation, *areas.areas.values()])}
    lines = [
        Line(
            s,
            areas.of(s.candidate.unit),
            "fixed" if s.fixed else "new" if before is not None and s.candidate_id not in before else "",
        )
        for s in rows
    ]
    return sorted(
        lines,
        key=lambda line: (
            places.get(line.area, 0),
            KIND_ORDER[UnitKind(line.candidate.kind)],
            -line.site.priority,
        ),
    )


def _ids(plan: SelectionPlan) -> set[UUID]:
    return set(plan.sites.values_list("candidate", flat=True))


def left_out(plan: SelectionPlan, visible: CandidateQuerySet) -> CandidateQuerySet:
    """Candidates that the plan could have chosen and did not, among those in sight."""
    mine = eligible(plan.campaign).exclude(pk__in=plan.sites.values("candidate")).values("pk")
    return visible.filter(pk__in=mine).select_related("unit")


@dataclass
class Spread:
    """How the sites of a plan are spread: over kinds and over areas."""

    kinds: list[tuple[str, Any, int, int]] = field(default_factory=list)  # kind, label, sites, candidates
    cells: list[Cell] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)


def spread(plan: SelectionPlan, lines: Sequence[Line]) -> Spread:
    """Sites by kind and area, candidates and workers beside them, in a constant number of queries."""
    campaign = plan.campaign
    names = AreaNames(campaign)
    everybody = list(eligible(campaign).select_related("unit").only("kind", "workers", "campaign", "unit"))
    cells: dict[str, Cell] = {}
    list_url = reverse("planning:candidate_list", args=[campaign.pk])
    for area in counties_of(campaign):
        cells[str(area)] = Cell(str(area), url=f"{list_url}?county={area.pk}")
    offered = Counter(c.kind for c in everybody)
    for candidate in everybody:
        cell = cells.setdefault(names.of(candidate.unit), Cell(names.federation))
        cell.candidates += 1
        cell.workers += candidate.workers or 0
    marks: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for line in lines:
        marks[line.area].append((line.candidate.kind, line.candidate.unit.name))
    workers = sum(cell.workers for cell in cells.values())
    for name, cell in cells.items():
        laid_out(cell, sorted(marks[name], key=lambda m: KIND_ORDER[UnitKind(m[0])]))
        cell.sites = len(marks[name])
        cell.fair = round(len(lines) * cell.workers / workers, 1) if workers else None
    taken = Counter(line.candidate.kind for line in lines)
    kinds = sorted(offered.keys() | taken.keys(), key=lambda k: KIND_ORDER[UnitKind(k)])
    chosen = {line.candidate.pk: line.candidate.kind for line in lines}
    places = [(chosen.get(c.pk, ""), c.unit.name, *place) for c in everybody if (place := place_of(c.unit))]
    return Spread(
        [(k, UnitKind(k).label, taken[k], offered[k]) for k in kinds],
        [c for c in cells.values() if c.candidates or c.sites],
        sorted(scattered(places), key=lambda d: d.kind != ""),
    )


@dataclass(frozen=True)
class Difference:
    """What a plan has that another has not, and the other way round."""

    other: SelectionPlan
    enter: list[Candidate]
    leave: list[Candidate]
    same: int


def difference(plan: SelectionPlan, other: SelectionPlan, visible: CandidateQuerySet) -> Difference:
    mine, theirs = _ids(plan), _ids(other)
    found = visible.filter(pk__in=mine ^ theirs).select_related("unit").order_by("kind", "id")
    enter = [c for c in found if c.pk in mine]
    return Difference(other, enter, [c for c in found if c.pk in theirs], len(mine & theirs))


@dataclass(frozen=True)
class Beside:
    """One plan of several side by side, measured with the same yardstick whatever it leans towards."""

    plan: SelectionPlan
    sites: int
    priority: float
    workers: int
    covered: int
    unions: int
    needs: int
    apart: float  # sites above or below the fair shares, all areas together
    kinds: Counter[str]
    only: int = 0  # sites that no other of the plans has


def beside(plans: Iterable[SelectionPlan], campaign: Campaign) -> list[Beside]:
    """The plans in the order given; queries do not grow with the number of sites."""
    chosen = list(plans)
    sites: dict[UUID, list[PlanSite]] = defaultdict(list)
    for site in PlanSite.objects.filter(plan__in=chosen).select_related("candidate__unit"):
        sites[site.plan_id].append(site)
    names = AreaNames(campaign)
    by_area: Counter[str] = Counter()
    for c in eligible(campaign).select_related("unit").only("workers", "unit", "campaign"):
        by_area[names.of(c.unit)] += c.workers or 0
    needs = {u: sum(n.number for n in told) for u, told in needs_beneath(campaign.unit.path).items()}
    held = Counter(s.candidate_id for rows in sites.values() for s in rows)
    return [_beside(plan, sites[plan.pk], names, by_area, needs, held) for plan in chosen]


def _beside(
    plan: SelectionPlan,
    rows: Sequence[PlanSite],
    names: AreaNames,
    by_area: Counter[str],
    needs: dict[int, int],
    held: Counter[UUID],
) -> Beside:
    areas = Counter(names.of(s.candidate.unit) for s in rows)
    total = sum(by_area.values()) or 1
    return Beside(
        plan=plan,
        sites=len(rows),
        priority=sum(s.priority for s in rows) / len(rows) if rows else 0.0,
        workers=sum(s.candidate.workers or 0 for s in rows),
        covered=int(plan.parts.get("workers_covered") or 0),
        unions=int(plan.parts.get("unions_covered") or 0),
        needs=sum(needs.get(s.candidate.unit_id, 0) for s in rows),
        apart=round(sum(abs(areas[a] - len(rows) * w / total) for a, w in by_area.items()), 1),
        kinds=Counter(s.candidate.kind for s in rows),
        only=sum(held[s.candidate_id] == 1 for s in rows),
    )


def comparable(plans: Iterable[SelectionPlan]) -> list[SelectionPlan]:
    return [p for p in plans if p.state == RunState.DONE]
