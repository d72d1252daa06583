"""Candidates as a list, and what choosing some of them does to the quotas."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, Q, QuerySet
from django.utils.functional import Promise

from dundian.campaign.models import Campaign, Site
from dundian.campaign.queries import quota_fill
from dundian.org.access import Actor
from dundian.org.models import KIND_ORDER, Unit, UnitKind
from dundian.planning.models import Candidate, CandidateQuerySet

# What the list can be sorted by, and the order of its columns (the last one unique, for keyset paging).
SORTS: dict[str, list[str]] = {
    "": ["id"],
    "kind": ["kind", "id"],
    "workers": ["by_workers", "id"],
    "complexity": ["by_complexity", "id"],
    "foundation": ["by_foundation", "id"],
}


def order_by(sort: str) -> list[str]:
    """Columns for a `sort` of the query string; "-" in front turns them all; anything unknown is the order of entry."""
    columns = SORTS.get(sort.removeprefix("-"), SORTS[""])
    return [f"-{c}" for c in columns] if sort.startswith("-") and columns != SORTS[""] else columns


def candidates_of(rows: CandidateQuerySet, conditions: dict[str, Any]) -> CandidateQuerySet:
    """Rows that meet the conditions of `forms.CandidateFilter`."""
    exact = {"kind": "kind", "state": "state", "workers": "workers__gte", "complexity": "complexity__gte"}
    exact["foundation"] = "foundation__lte"
    for name, lookup in exact.items():
        if conditions.get(name):
            rows = rows.filter(**{lookup: conditions[name]})
    if county := conditions.get("county"):
        rows = rows.filter(unit__path__within=county.path)
    if weakness := conditions.get("weakness"):
        rows = rows.filter(weaknesses__contains=[weakness])
    if survey := conditions.get("survey"):
        rows = _by_survey(rows, survey, conditions["campaign"])
    if signer := conditions.get("signer"):
        from dundian.planning.queries.surveying import to_sign

        rows = to_sign(rows, signer)
    if text := conditions.get("q"):
        rows = rows.filter(
            Q(unit__name__icontains=text) | Q(contact__icontains=text) | Q(note__icontains=text)
        )
    return rows.sortable()


def _by_survey(rows: CandidateQuerySet, wanted: str, campaign: Campaign) -> CandidateQuerySet:
    from dundian.planning.queries.surveying import MISSING, WRONG, unsigned

    if wanted == "unsigned":
        return unsigned(campaign, rows)
    return rows.filter(MISSING if wanted == "gaps" else WRONG)


def counties_of(campaign: Campaign) -> QuerySet[Unit]:
    """The areas that coverage is counted by: counties beneath the federation, or its prefectures for a province."""
    kinds = {UnitKind.PROVINCE: [UnitKind.PREFECTURE]}.get(UnitKind(campaign.unit.kind), [UnitKind.COUNTY])
    return Unit.objects.open().filter(path__within=campaign.unit.path, kind__in=kinds).order_by("place", "id")


class AreaNames:
    """Names of areas by unit, after one query; what hangs straight under the federation bears the federation's name."""

    def __init__(self, campaign: Campaign) -> None:
        self.federation = str(campaign.unit)
        self.areas = {area.pk: str(area) for area in counties_of(campaign)}

    def of(self, unit: Unit) -> str:
        over = (int(label) for label in unit.path.split("."))
        return next((self.areas[i] for i in over if i in self.areas), self.federation)


def earlier_sites(actor: Actor, candidate: Candidate) -> list[Site]:
    """The union's stays in campaigns before, whose pages show their results; newest first."""
    rows = Site.objects.filter(unit=candidate.unit_id, campaign__year__lt=candidate.campaign.year)
    rows = rows.filter(campaign__in=Campaign.objects.visible_to(actor))
    return list(rows.select_related("campaign").order_by("-campaign__year", "id")[:10])


def area_names(campaign: Campaign, units: Iterable[Unit]) -> dict[int, str]:
    """Name of the area by unit id."""
    names = AreaNames(campaign)
    return {unit.pk: names.of(unit) for unit in units}


def weaknesses_in(campaign: Campaign) -> list[str]:
    """Every weakness named in the campaign's survey."""
    named = Candidate.objects.filter(campaign=campaign).annotate(one=Func(F("weaknesses"), function="unnest"))
    return sorted(set(named.values_list("one", flat=True).distinct()[:200]))


@dataclass(frozen=True)
class Filled:
    """One kind's quota: how many are wanted and chosen, and how many this selection would add."""

    kind: str
    label: str | Promise
    wanted: int
    chosen: int
    selected: int

    @property
    def after(self) -> int:
        return self.chosen + self.selected

    @property
    def left(self) -> int:
        return max(0, self.wanted - self.chosen)

    @property
    def over(self) -> int:
        """By how many the quota would be exceeded."""
        return max(0, self.after - self.wanted)


def quota_with(campaign: Campaign, selected: Iterable[Candidate] = ()) -> list[Filled]:
    """Quotas in the usual order of kinds, kinds without a quota that are selected or chosen included."""
    adding = Counter(c.kind for c in selected)
    lines = {str(line.kind): (line.wanted, line.chosen) for line in quota_fill(campaign)}
    kinds = sorted(lines.keys() | adding.keys(), key=lambda k: KIND_ORDER[UnitKind(k)])
    return [Filled(k, UnitKind(k).label, *lines.get(k, (0, 0)), adding[k]) for k in kinds]


def within_quota(campaign: Campaign, selected: Iterable[Candidate]) -> list[Candidate]:
    """The first of `selected`, in their order, that the quotas still have room for."""
    room = {line.kind: line.left for line in quota_with(campaign)}
    kept = []
    for candidate in selected:
        if room.get(candidate.kind, 0) > 0:
            room[candidate.kind] -= 1
            kept.append(candidate)
    return kept
