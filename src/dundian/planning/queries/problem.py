"""From a campaign's rules and survey to the solver's problem.

All worths are points of priority (0 to 100 a site), so that they can be compared. With coverage weight c, covering
every worker is worth c % of what the sites could be worth at most: `per_worker` = c · K / all workers. With evenness
weight e, each site that a county has above or below its fair share costs e / 5 points.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from dundian.campaign.models import Campaign, Quota, Site
from dundian.org.models import FEDERATIONS, Unit, UnitKind
from dundian.planning.models import Candidate
from dundian.planning.plans import Emphasis, SelectionPlan
from dundian.planning.queries.priority import (
    Scores,
    Weighed,
    criteria_of,
    place_of,
    priority_by_id,
    scores_of,
)
from dundian.planning.rules import (
    CapacityRule,
    GroupRule,
    LimitRule,
    Measure,
    Missing,
    SelectionRules,
    Stance,
)
from dundian.planning.solver import selection

Rules = dict[str, Any]
EVENNESS_PER_POINT = 5.0
# What an emphasis does to the weights: (criterion of need, coverage, evenness).
LEANING: dict[str, tuple[float, float, float]] = {
    Emphasis.WEIGHED: (1, 1, 1),
    Emphasis.COVERAGE: (1, 4, 0.5),
    Emphasis.NEED: (4, 0.25, 0.5),
    Emphasis.EVEN: (1, 0.5, 5),
}


def rules_of(campaign: Campaign) -> SelectionRules:
    """The stored rules, or the usual ones, unsaved."""
    found = SelectionRules.objects.filter(campaign=campaign).first()
    return found or SelectionRules(campaign=campaign)


def wanted_of(campaign: Campaign, rules: SelectionRules) -> int:
    """How many sites: the rule's number, else what the quotas come to."""
    if rules.choose is not None:
        return rules.choose
    return sum(Quota.objects.filter(campaign=campaign).values_list("wanted", flat=True))


def limits_of(campaign: Campaign) -> list[Rules]:
    """Limits as kept with a plan: those set as rules, and quotas by kind that no rule replaces, as exact numbers."""
    stored = list(LimitRule.objects.filter(campaign=campaign).select_related("area", "initiative"))
    lines = [_limit(rule) for rule in stored]
    ruled = {rule.kind for rule in stored if rule.kind}
    for quota in Quota.objects.filter(campaign=campaign).exclude(kind__in=ruled):
        where = {"kind": quota.kind}
        label = str(UnitKind(quota.kind).label)
        lines.append(
            {
                "id": f"kind:{quota.kind}",
                "label": label,
                "where": where,
                "least": quota.wanted,
                "most": quota.wanted,
            }
        )
    return lines


def _limit(rule: LimitRule) -> Rules:
    if rule.kind:
        key, where, label = f"kind:{rule.kind}", {"kind": rule.kind}, str(UnitKind(rule.kind).label)
    elif rule.level:
        key, where, label = f"level:{rule.level}", {"level": rule.level}, str(UnitKind(rule.level).label)
    elif rule.area is not None:
        field = "city" if rule.area.kind == UnitKind.PREFECTURE else "county"
        key, where, label = f"area:{rule.area_id}", {field: str(rule.area_id)}, str(rule.area)
    else:
        key = f"initiative:{rule.initiative_id}"
        where, label = {"initiative": str(rule.initiative_id)}, str(rule.initiative)
    return {"id": key, "label": label, "where": where, "least": rule.least, "most": rule.most}


def snapshot(campaign: Campaign, emphasis: str = Emphasis.WEIGHED) -> Rules:
    """Everything a plan is calculated by, as it stands now; kept with the plan."""
    rules = rules_of(campaign)
    need, coverage, evenness = LEANING[emphasis]
    criteria = [
        {
            "measure": c.measure,
            "weight": c.weight * (need if c.measure == Measure.NEED else 1),
            "missing": c.missing,
        }
        for c in criteria_of(campaign)
    ]
    stances = Stance.objects.filter(candidate__campaign=campaign).values_list("candidate", "what")
    return {
        "choose": wanted_of(campaign, rules),
        "criteria": criteria,
        "limits": limits_of(campaign),
        "groups": [
            _group(g) for g in GroupRule.objects.filter(campaign=campaign).prefetch_related("candidates")
        ],
        "capacities": _capacities(campaign),
        "pins": [str(pk) for pk, what in stances if what == Stance.What.PIN],
        "bans": [str(pk) for pk, what in stances if what == Stance.What.BAN],
        "coverage": rules.coverage * coverage,
        "reach_km": rules.reach_km,
        "across": rules.across,
        "same_kind": rules.same_kind,
        "evenness": rules.evenness * evenness,
        "fair_by": rules.fair_by,
        "years_running": rules.years_running,
    }


def _group(group: GroupRule) -> Rules:
    members = [str(c.pk) for c in group.candidates.all()]
    return {
        "id": f"group:{group.pk}",
        "label": group.name,
        "members": members,
        "least": group.least,
        "most": group.most,
    }


def _capacities(campaign: Campaign) -> list[Rules]:
    stored = list(CapacityRule.objects.filter(campaign=campaign).select_related("unit"))
    by_id = {rule.unit_id: rule for rule in stored}
    lines = []
    for rule in stored:
        over = [int(label) for label in rule.unit.path.split(".")][:-1]
        above = next((i for i in reversed(over) if i in by_id), None)
        lines.append(
            {
                "unit": str(rule.unit_id),
                "label": str(rule.unit),
                "teams": rule.teams,
                "above": str(above) if above else None,
            }
        )
    return lines


def weighed(rules: Rules) -> list[Weighed]:
    """The criteria that a plan was calculated by."""
    return [
        Weighed(Measure(c["measure"]), c["weight"], Missing(c["missing"])) for c in rules.get("criteria", [])
    ]


class Areas:
    """Federations above candidates, after one query."""

    def __init__(self, campaign: Campaign) -> None:
        units = Unit.objects.filter(path__within=campaign.unit.path, kind__in=FEDERATIONS)
        self.units = {u.pk: u for u in units}
        self.top = campaign.unit

    def above(self, unit: Unit) -> tuple[Unit, Unit]:
        """(nearest federation, city) of a grassroots union; the campaign's federation where there is none."""
        over = [self.units[i] for i in map(int, unit.path.split(".")) if i in self.units]
        nearest = over[-1] if over else self.top
        city = next((u for u in over if u.kind == UnitKind.PREFECTURE), nearest)
        return nearest, city


def years_of(campaign: Campaign, beneath: Unit | None = None) -> dict[int, tuple[int, ...]]:
    """Years before this campaign in which a union was a site, by unit; only at and beneath a unit where given."""
    found: dict[int, list[int]] = defaultdict(list)
    top = beneath or campaign.unit
    earlier = Site.objects.filter(unit__path__within=top.path, campaign__year__lt=campaign.year)
    earlier = earlier.order_by("campaign__year")
    for unit_id, year in earlier.values_list("unit", "campaign__year").distinct():
        found[unit_id].append(year)
    return {unit_id: tuple(years) for unit_id, years in found.items()}


def eligible(campaign: Campaign) -> Any:
    """Candidates that a plan may choose: those set aside stay out."""
    return Candidate.objects.filter(campaign=campaign).exclude(state=Candidate.State.PASSED)


def problem_of(
    campaign: Campaign, rules: Rules, keep: Iterable[UUID] = (), leave: Iterable[UUID] = ()
) -> tuple[selection.Problem, Scores]:
    """The solver's problem by kept `rules` and today's survey, and the scores behind its priorities.

    Sites the campaign already has are pinned; `keep` and `leave` are a version's own pins and bans.
    """
    rows = eligible(campaign).prefetch_related("initiatives")
    scores = scores_of(campaign, rows)
    worth = priority_by_id(scores, weighed(rules))
    areas, years = Areas(campaign), years_of(campaign)
    lines = [_line(c, worth[c.pk], areas, years) for c in scores.rows]
    known = {line.id for line in lines}
    already = {str(c.pk) for c in scores.rows if c.state == Candidate.State.CHOSEN}
    left = {str(pk) for pk in leave} & known
    pins = (({*rules["pins"], *map(str, keep)} & known) | already) - left
    bans = (({*rules["bans"]} & known) - {*map(str, keep)} - already) | left
    workers = sum(line.workers for line in lines)
    return (
        selection.Problem(
            candidates=lines,
            choose=rules["choose"],
            limits=[
                selection.Limit(
                    r["id"],
                    {selection.Field(f): v for f, v in r["where"].items()},
                    r["least"],
                    r["most"],
                )
                for r in rules["limits"]
            ],
            groups=[
                selection.Group(r["id"], tuple(m for m in r["members"] if m in known), r["least"], r["most"])
                for r in rules["groups"]
            ],
            capacities=[selection.Capacity(r["unit"], r["teams"], r["above"]) for r in rules["capacities"]],
            pins=sorted(pins),
            bans=sorted(bans),
            coverage=_coverage(rules, workers),
            fairness=_fairness(rules),
            year=campaign.year if rules["years_running"] > 1 else None,
            years_running=max(2, rules["years_running"]),
        ),
        scores,
    )


def _line(
    candidate: Candidate, worth: float, areas: Areas, years: Mapping[int, tuple[int, ...]]
) -> selection.Candidate:
    county, city = areas.above(candidate.unit)
    return selection.Candidate(
        id=str(candidate.pk),
        priority=worth,
        kind=candidate.kind,
        county=str(county.pk),
        city=str(city.pk),
        level=county.kind,
        industry=candidate.kind,
        workers=candidate.workers or 0,
        place=place_of(candidate.unit),
        initiatives=tuple(str(i.pk) for i in candidate.initiatives.all()),
        years=years.get(candidate.unit_id, ()),
    )


def _coverage(rules: Rules, workers: int) -> selection.Coverage | None:
    if not rules["coverage"] or not workers or not rules["choose"]:
        return None
    return selection.Coverage(
        per_worker=rules["coverage"] * rules["choose"] / workers,
        reach_km=rules["reach_km"],
        across_counties=bool(rules["across"] and rules["reach_km"]),
        same_industry=rules["same_kind"],
    )


def _fairness(rules: Rules) -> selection.Fairness | None:
    if not rules["evenness"]:
        return None
    return selection.Fairness(
        weight=rules["evenness"] / EVENNESS_PER_POINT, share=selection.Share(rules["fair_by"])
    )


def problem_of_plan(plan: SelectionPlan) -> tuple[selection.Problem, Scores]:
    return problem_of(plan.campaign, plan.rules, plan.keep, plan.leave)


def clash_as_kept(clash: Any) -> dict[str, Any]:
    """A clash of the solver as it lies with the plan."""
    return asdict(clash) if clash is not None else {}
