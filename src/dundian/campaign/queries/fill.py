"""How far a campaign is filled: quotas by kind, coverage by area."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q

from dundian.campaign.models import AreaCharge, Campaign, CampaignQuerySet, Site
from dundian.kernel.fields import label_at
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, KIND_ORDER, Unit, UnitKind


@dataclass(frozen=True)
class QuotaLine:
    """How many sites of a kind are wanted and how many have been chosen; `wanted` is 0 for kinds without a quota."""

    kind: str
    wanted: int
    chosen: int

    @property
    def label(self) -> str:
        return str(UnitKind(self.kind).label)

    @property
    def short(self) -> int:
        """Sites still to be chosen."""
        return max(0, self.wanted - self.chosen)

    @property
    def over(self) -> int:
        """Sites beyond the quota."""
        return max(0, self.chosen - self.wanted)


def quota_fill(campaign: Campaign) -> list[QuotaLine]:
    """One line for each kind with a quota or a site, in the order of kinds."""
    wanted = dict(campaign.quotas.values_list("kind", "wanted"))
    chosen = dict(campaign.sites.order_by().values_list("kind").annotate(n=Count("pk")))
    kinds = sorted(wanted.keys() | chosen.keys(), key=lambda kind: KIND_ORDER[UnitKind(kind)])
    return [QuotaLine(kind, wanted.get(kind, 0), chosen.get(kind, 0)) for kind in kinds]


def family(campaign: Campaign | UUID | str) -> CampaignQuerySet:
    """The campaign and those deployed from it, three levels in all; an id serves as well."""
    top = getattr(campaign, "pk", campaign)
    return Campaign.objects.filter(Q(pk=top) | Q(parent=top) | Q(parent__parent=top))


@dataclass
class AreaLine:
    """One area beneath the campaign's federation: sites by kind, those with a team on site, leaders in charge."""

    unit: Unit
    kinds: Counter[str] = field(default_factory=Counter)
    active: int = 0
    leaders: list[str] = field(default_factory=list)

    @property
    def sites(self) -> int:
        return sum(self.kinds.values())

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        """(kind in words, sites), in the order of kinds."""
        ordered = sorted(self.kinds, key=lambda kind: KIND_ORDER[UnitKind(kind)])
        return [(str(UnitKind(kind).label), self.kinds[kind]) for kind in ordered]


def coverage_by_county(campaign: Campaign, actor: Actor) -> list[AreaLine]:
    """The federations directly beneath the campaign's that the actor sees, in order, those without a site too.

    Counts the sites in sight of the campaign and of those deployed from it; those directly under the federation
    come first.
    """
    depth = campaign.unit.path.count(".") + 1
    areas = Unit.objects.open().filter(parent=campaign.unit, kind__in=FEDERATIONS).order_by("place", "id")
    lines = {area.pk: AreaLine(area) for area in [campaign.unit, *areas]}
    known = set(Unit.objects.visible_to(actor).filter(pk__in=lines).values_list("pk", flat=True))
    counted = Site.objects.visible_to(actor).filter(campaign__in=family(campaign)).order_by()
    parts = counted.values_list(label_at("unit__path", depth + 1), "kind", "state").annotate(n=Count("pk"))
    for place, kind, state, many in parts:
        line = lines.get(int(place or campaign.unit_id), lines[campaign.unit_id])
        line.kinds[kind] += many
        line.active += many if state == Site.State.ACTIVE else 0
    for unit, leaders in _leaders(campaign).items():
        if unit in lines:
            lines[unit].leaders = leaders
    own = lines.pop(campaign.unit_id)
    shown = [line for line in lines.values() if line.sites or line.unit.pk in known]
    return ([own] if own.sites else []) + shown


def _leaders(campaign: Campaign) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for unit, name in AreaCharge.objects.filter(campaign=campaign).values_list("unit_id", "person__name"):
        found[unit].append(name)
    return found
