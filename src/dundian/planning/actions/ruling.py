"""The rules of a choice: weights, limits, what must and must not be chosen, groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Initiative
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.planning.access import require_open, require_plan
from dundian.planning.actions.teams import lock_campaign
from dundian.planning.models import Candidate
from dundian.planning.rules import (
    CapacityRule,
    Criterion,
    GroupRule,
    LimitRule,
    Measure,
    Missing,
    SelectionRules,
    Stance,
)

MOST_SITES = 100_000
MOST_GROUP = 200


def _begin(campaign: Campaign, actor: Actor) -> tuple[Campaign, Any]:
    by = require_plan(actor, campaign)
    campaign = lock_campaign(campaign)
    require_open(campaign)
    return campaign, by


@transaction.atomic
def set_priority(
    *,
    campaign: Campaign,
    weights: Mapping[str, int],
    actor: Actor,
    missing: Mapping[str, str] | None = None,
    judgements: Mapping[str, float] | None = None,
) -> list[Criterion]:
    """Weights of 0 to 100 by measure; those not named weigh nothing. `judgements`: the comparisons they come from."""
    campaign, by = _begin(campaign, actor)
    if any(not 0 <= w <= 100 for w in weights.values()) or set(weights) - set(Measure.values):
        raise Invalid(_("A weight is a whole number from 0 to 100."))
    if not any(weights.values()):
        raise Invalid(_("At least one criterion must weigh something."))
    stored = {c.measure: c.missing for c in Criterion.objects.filter(campaign=campaign)}
    said = {m: (missing or {}).get(m) or stored.get(m) or Missing.MIDDLE for m in Measure.values}
    if set(said.values()) - set(Missing.values):
        raise Invalid(_("Choose from the list."))
    Criterion.objects.filter(campaign=campaign).delete()
    made = Criterion.objects.bulk_create(
        Criterion(campaign=campaign, measure=m, weight=weights.get(m, 0), missing=said[m])
        for m in Measure.values
    )
    if judgements is not None:
        rules, _made = SelectionRules.objects.get_or_create(campaign=campaign)
        rules.judgements = dict(judgements)
        rules.touch("judgements")
    record(
        actor=actor, verb="weigh", noun="site_plan", obj=campaign, unit=campaign.unit, appointment=by,
        detail={"weights": {m: w for m, w in weights.items() if w}, "compared": judgements is not None},
    )  # fmt: skip
    return made


@dataclass(frozen=True)
class LimitLine:
    """A limit as a form sends it; exactly one of kind, level, area and initiative is given."""

    least: int = 0
    most: int | None = None
    kind: str = ""
    level: str = ""
    area: Unit | None = None
    initiative: Initiative | None = None


FACTS = (
    "choose",
    "coverage",
    "reach_km",
    "across",
    "same_kind",
    "evenness",
    "fair_by",
    "years_running",
    "seconds",
)


@transaction.atomic
def set_selection_rules(
    *,
    campaign: Campaign,
    facts: Mapping[str, Any],
    actor: Actor,
    limits: Sequence[LimitLine] | None = None,
    capacities: Sequence[tuple[Unit, int]] | None = None,
) -> SelectionRules:
    """Set what `facts` name (as in `FACTS`) and, where given, replace all limits and capacities."""
    campaign, by = _begin(campaign, actor)
    rules, _made = SelectionRules.objects.get_or_create(campaign=campaign)
    for name in FACTS:
        if name in facts:
            setattr(rules, name, facts[name])
    if rules.choose is not None and rules.choose > MOST_SITES:
        raise Invalid({"choose": _("This number is too large.")})
    try:
        rules.full_clean(exclude=["campaign", "judgements"], validate_unique=False)
    except ValidationError as fault:
        raise Invalid({name: " ".join(said) for name, said in fault.message_dict.items()}) from fault
    rules.touch()
    if limits is not None:
        _replace_limits(campaign, limits)
    if capacities is not None:
        CapacityRule.objects.filter(campaign=campaign).delete()
        CapacityRule.objects.bulk_create(
            CapacityRule(campaign=campaign, unit=u, teams=n) for u, n in capacities
        )
    detail = {**{n: facts[n] for n in FACTS if n in facts}, "limits": len(limits or ())}
    record(
        actor=actor,
        verb="rule",
        noun="site_plan",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return rules


def _replace_limits(campaign: Campaign, limits: Sequence[LimitLine]) -> None:
    rows = []
    for line in limits:
        if line.most is not None and line.most < line.least:
            raise Invalid(_("The upper limit lies below the lower one."))
        if line.initiative is not None and line.initiative.campaign_id != campaign.pk:
            raise Invalid(_("The initiative belongs to another campaign."))
        rows.append(LimitRule(campaign=campaign, **vars(line)))
    LimitRule.objects.filter(campaign=campaign).delete()
    LimitRule.objects.bulk_create(rows)


@transaction.atomic
def take_stance(*, candidates: Sequence[Candidate], what: str, reason: str, actor: Actor) -> list[Stance]:
    """Lay down that the candidates of one campaign must be chosen, or must not, with the reason."""
    if not candidates or len({c.campaign_id for c in candidates}) != 1:
        raise Invalid(_("The candidates must all belong to one campaign."))
    campaign, by = _begin(candidates[0].campaign, actor)
    if what not in Stance.What.values:
        raise Invalid({"what": _("Choose from the list.")})
    reason = clean_line(reason)
    if not 1 <= len(reason) <= 200:
        raise Invalid({"reason": _("Give the reason in 1 to 200 characters.")})
    Stance.objects.filter(candidate__in=candidates).delete()
    made = Stance.objects.bulk_create(Stance(candidate=c, what=what, reason=reason) for c in candidates)
    detail = {"what": what, "reason": reason, "candidates": [str(c.pk) for c in candidates]}
    record(
        actor=actor,
        verb="fix",
        noun="site_plan",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return made


@transaction.atomic
def drop_stance(*, candidate: Candidate, actor: Actor) -> None:
    """Let the solver decide on the candidate again."""
    campaign, by = _begin(candidate.campaign, actor)
    Stance.objects.filter(candidate=candidate).delete()
    record(
        actor=actor, verb="unfix", noun="site_plan", obj=candidate, unit=candidate.unit, appointment=by,
        detail={"campaign": str(campaign.pk)},
    )  # fmt: skip


@transaction.atomic
def add_group(
    *,
    campaign: Campaign,
    name: str,
    candidates: Sequence[Candidate],
    actor: Actor,
    least: int = 0,
    most: int | None = 1,
) -> GroupRule:
    """At least and at most so many of the named candidates."""
    campaign, by = _begin(campaign, actor)
    name = clean_line(name)
    if not 1 <= len(name) <= 60:
        raise Invalid({"name": _("The name has 1 to 60 characters.")})
    if not 2 <= len(candidates) <= MOST_GROUP or any(c.campaign_id != campaign.pk for c in candidates):
        raise Invalid(_("A group has 2 to 200 candidates of one campaign."))
    if most is not None and most < least:
        raise Invalid({"most": _("The upper limit lies below the lower one.")})
    if GroupRule.objects.filter(campaign=campaign, name=name).exists():
        raise Invalid({"name": _("There is a group of this name already.")})
    group = GroupRule.objects.create(campaign=campaign, name=name, least=least, most=most)
    group.candidates.set(candidates)
    detail = {"least": least, "most": most, "candidates": len(candidates)}
    record(
        actor=actor,
        verb="group",
        noun="site_plan",
        obj=group,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return group


@transaction.atomic
def drop_group(*, group: GroupRule, actor: Actor) -> None:
    campaign, by = _begin(group.campaign, actor)
    record(actor=actor, verb="ungroup", noun="site_plan", obj=group, unit=campaign.unit, appointment=by)
    group.delete()


@transaction.atomic
def loosen_rule(*, campaign: Campaign, code: str, key: str, needed: int | None, actor: Actor) -> None:
    """Give way on one rule of a clash: move its bound to `needed`, or take it away."""
    if code == "choose" and needed is not None:
        set_selection_rules(campaign=campaign, facts={"choose": needed}, actor=actor)
    elif code in ("least", "most"):
        _loosen_limit(campaign, code, key, needed, actor)
    elif code in ("group_least", "group_most"):
        group = GroupRule.objects.filter(campaign=campaign, pk=key.partition(":")[2]).first()
        if group is not None:
            drop_group(group=group, actor=actor)
    elif code == "capacity":
        _loosen_capacity(campaign, key, needed, actor)
    elif code in ("pin", "ban"):
        found = Candidate.objects.filter(campaign=campaign, pk=key).select_related("campaign", "unit").first()
        if found is not None:
            drop_stance(candidate=found, actor=actor)
    elif code == "rotation":
        set_selection_rules(campaign=campaign, facts={"years_running": 0}, actor=actor)
    else:
        raise Invalid(_("This rule cannot be loosened here."))
    record(
        actor=actor, verb="loosen", noun="site_plan", obj=campaign, unit=campaign.unit,
        detail={"rule": code, "key": key, "needed": needed},
    )  # fmt: skip


def _loosen_limit(campaign: Campaign, side: str, key: str, needed: int | None, actor: Actor) -> None:
    what, _colon, value = key.partition(":")
    columns = {"kind": "kind", "level": "level", "area": "area_id", "initiative": "initiative_id"}
    if what not in columns:
        raise Invalid(_("This rule cannot be loosened here."))
    campaign, by = _begin(campaign, actor)
    rule = LimitRule.objects.filter(campaign=campaign, **{columns[what]: value}).first()
    if rule is None and what == "kind":  # a quota of the campaign, which the rule now stands before
        quota = campaign.quotas.filter(kind=value).first()
        if quota is None:
            raise Invalid(_("This rule stands no more."))
        rule = LimitRule(campaign=campaign, kind=value, least=quota.wanted, most=quota.wanted)
    if rule is None:
        raise Invalid(_("This rule stands no more."))
    if side == "least":
        rule.least = min(rule.least, needed or 0)
    else:
        rule.most = None if needed is None else max(rule.most or 0, needed)
    rule.save()
    record(
        actor=actor, verb="rule", noun="site_plan", obj=campaign, unit=campaign.unit, appointment=by,
        detail={"limit": str(rule)},
    )  # fmt: skip


def _loosen_capacity(campaign: Campaign, key: str, needed: int | None, actor: Actor) -> None:
    campaign, by = _begin(campaign, actor)
    rule = CapacityRule.objects.filter(campaign=campaign, unit_id=int(key) if key.isdigit() else 0).first()
    if rule is None:
        raise Invalid(_("This rule stands no more."))
    if needed is None:
        rule.delete()
    else:
        rule.teams = max(rule.teams, needed)
        rule.touch("teams")
    record(
        actor=actor, verb="rule", noun="site_plan", obj=campaign, unit=campaign.unit, appointment=by,
        detail={"capacity": str(rule)},
    )  # fmt: skip
