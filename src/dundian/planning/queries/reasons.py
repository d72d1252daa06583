"""The solver's answers in words: rules by name, what clashes, why this one and not that one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dundian.org.access import Actor
from dundian.planning.models import Candidate
from dundian.planning.plans import SelectionPlan
from dundian.planning.queries.plans import sees_whole
from dundian.planning.queries.priority import Weighed, places, scores_of
from dundian.planning.queries.problem import eligible, problem_of_plan, weighed
from dundian.planning.solver import selection

Names = Mapping[str, str]
HIDDEN = "…"


def _side(rule: Mapping[str, Any], limits: Mapping[str, Mapping[str, Any]], *, least: bool) -> str:
    limit = limits.get(rule["key"])
    if limit is None:
        return str(rule["key"])
    words = {"what": limit["label"], "n": limit["least" if least else "most"]}
    return (_("%(what)s: at least %(n)s") if least else _("%(what)s: at most %(n)s")) % words


def rule_in_words(rule: Mapping[str, Any], rules: Mapping[str, Any], names: Names) -> str:
    """A rule of a kept plan by name; `names` of candidates by id."""
    code, key = rule["code"], rule["key"]
    limits = {line["id"]: line for line in rules.get("limits", [])}
    groups = {line["id"]: line for line in rules.get("groups", [])}
    units = {line["unit"]: line for line in rules.get("capacities", [])}
    name = names.get(key, HIDDEN)
    if code == "choose":
        return _("%(n)s sites in all") % {"n": rules.get("choose")}
    if code in ("least", "most"):
        return _side(rule, limits, least=code == "least")
    if code in ("group_least", "group_most"):
        return _side(rule, groups, least=code == "group_least")
    if code == "rotation" and not key:
        return _("Not the same union %(n)s years running") % {"n": rules.get("years_running")}
    if code == "capacity":
        unit = units.get(key, {"label": key, "teams": "—"})
        return _("%(unit)s can send %(n)s teams") % {"unit": unit["label"], "n": unit["teams"]}
    told = {
        "pin": _("%(name)s must be chosen"),
        "ban": _("%(name)s must not be chosen"),
        "rotation": _("%(name)s has been a site in the years before"),
    }
    return told.get(code, "%(name)s") % {"name": name}


@dataclass(frozen=True)
class ClashLine:
    """A rule of a clash, and what giving way on it alone would bring."""

    code: str
    key: str
    text: str
    remedy: str = ""
    needed: int | None = None
    gain: float | None = None
    helps: bool = False


@dataclass(frozen=True)
class ClashInWords:
    lines: list[ClashLine] = field(default_factory=list)
    minimal: bool = True


def clash_in_words(plan: SelectionPlan) -> ClashInWords:
    """The rules that cannot all be kept, each with its remedy."""
    clash = plan.clash or {}
    rules = list(clash.get("rules", []))
    keys = [r["key"] for r in rules]
    names = names_of(plan, keys)
    loosenings = {(x["rule"]["code"], x["rule"]["key"]): x for x in clash.get("loosenings", [])}
    lines = [
        _clash_line(rule, plan.rules, names, loosenings.get((rule["code"], rule["key"]))) for rule in rules
    ]
    return ClashInWords(lines, bool(clash.get("minimal", True)))


def _clash_line(
    rule: Mapping[str, Any], rules: Mapping[str, Any], names: Names, loosening: Mapping[str, Any] | None
) -> ClashLine:
    code, key = rule["code"], rule["key"]
    text = rule_in_words(rule, rules, names)
    needed = None if loosening is None else loosening.get("needed")
    if needed is None:
        return ClashLine(code, key, text)
    gain = (loosening or {}).get("value")
    whole = {
        "pin": _("Take this back"),
        "ban": _("Take this back"),
        "group_least": _("Give this group up"),
        "group_most": _("Give this group up"),
        "rotation": _("Allow sites of the years before"),
    }
    if code in whole:
        return ClashLine(code, key, text, whole[code], gain=gain, helps=True)
    number = int(needed)
    return ClashLine(code, key, text, _("Make it %(n)s") % {"n": number}, number, gain, True)


def names_of(plan: SelectionPlan, ids: Sequence[str], actor: Actor | None = None) -> dict[str, str]:
    """Names of candidates by id; for somebody who sees an area only, those elsewhere are not named."""
    wanted = [pk for text in ids if (pk := _uuid(text))]
    rows = Candidate.objects.filter(campaign=plan.campaign_id, pk__in=wanted).select_related("unit")
    if actor is not None and not sees_whole(actor, plan):
        rows = rows.filter(pk__in=Candidate.objects.visible_to(actor).values("pk"))
    return {str(c.pk): c.unit.name for c in rows}


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


@dataclass(frozen=True)
class Standing:
    """Where a candidate stands by priority, and what its points are made of."""

    priority: float
    place: int
    of: int
    place_in_kind: int
    of_kind: int
    shares: list[tuple[Weighed, float, bool]]


def standing(plan: SelectionPlan, candidate: Candidate) -> Standing | None:
    """By the plan's own criteria, over all candidates of the campaign."""
    scores = scores_of(plan.campaign, eligible(plan.campaign))
    criteria = weighed(plan.rules)
    number = next((n for n, c in enumerate(scores.rows) if c.pk == candidate.pk), None)
    if number is None:
        return None
    worth = scores.priorities(criteria)
    placed = places(worth)
    kind = [n for n, c in enumerate(scores.rows) if c.kind == candidate.kind]
    above = sum(1 for n in kind if placed[n] < placed[number])
    return Standing(
        float(worth[number]),
        int(placed[number]),
        len(scores.rows),
        above + 1,
        len(kind),
        scores.shares(criteria, number),
    )


@dataclass(frozen=True)
class Answer:
    """Why a candidate is not in the plan: `sentence`, the exchange it would take and the rules that bind."""

    reason: str
    sentence: str
    leaves: list[str] = field(default_factory=list)
    enters: list[str] = field(default_factory=list)
    cost: float | None = None
    binding: list[str] = field(default_factory=list)
    detail: str = ""


def why_not(
    plan: SelectionPlan, candidate: Candidate, actor: Actor, instead_of: Candidate | None = None
) -> Answer:
    """Asked of the solver, around the plan as it stands; `instead_of`: in exchange for this site of the plan."""
    problem, _scores = problem_of_plan(plan)
    rows = {str(pk): fixed for pk, fixed in plan.sites.values_list("candidate", "fixed")}
    chosen = list(rows)
    # Once decided, the plan's candidates are sites; that they stand now is no reason why they were chosen.
    problem = replace(problem, pins=[i for i in problem.pins if rows.get(i, True)])
    wanted = str(candidate.pk)
    if wanted not in {c.id for c in problem.candidates}:
        return Answer("barred", _("It has been set aside and does not stand for choice."))
    other = str(instead_of.pk) if instead_of else None
    found = selection.why_not(problem, chosen, wanted, instead_of=other if other in chosen else None)
    keys = [*found.leaves, *found.enters, *(r.key for r in found.binding), found.barred_swap or "", wanted]
    names = names_of(plan, keys, actor)
    binding = [rule_in_words({"code": str(r.code), "key": r.key}, plan.rules, names) for r in found.binding]
    return Answer(
        reason=str(found.reason),
        sentence=_sentence(found, plan),
        leaves=_told(found.leaves, names),
        enters=_told([e for e in found.enters if e != wanted], names),
        cost=found.cost,
        binding=binding,
        detail=_detail(found, names),
    )


def _told(ids: Sequence[str], names: Names) -> list[str]:
    """Names; those that must not be named are counted."""
    named = [names[i] for i in ids if i in names]
    hidden = len(ids) - len(named)
    if hidden:
        named.append(
            ngettext("%(n)s candidate of another area", "%(n)s candidates of other areas", hidden)
            % {"n": hidden}
        )
    return named


def _sentence(found: selection.WhyNot, plan: SelectionPlan) -> str:
    if found.reason == selection.Reason.RULE and found.cost is None:
        return _("A rule forbids this exchange.")
    cost = "—" if found.cost is None else f"{found.cost:.2f}"
    share = "—" if found.cost is None or not plan.value else f"{100 * found.cost / abs(plan.value):.2f}"
    told = {
        selection.Reason.CHOSEN: _("It is in the plan."),
        selection.Reason.BARRED: _("A rule keeps it out whatever it is worth."),
        selection.Reason.WORSE: _(
            "It could be a site, but another would have to go, and the plan would lose %(cost)s points (%(share)s %%)."
        ),
        selection.Reason.RULE: _(
            "The exchange that would cost least is forbidden by a rule; within the rules the plan would lose %(cost)s "
            "points (%(share)s %%)."
        ),
        selection.Reason.EQUAL: _("It could take another's place at no loss: the two are equally good."),
        selection.Reason.IMPOSSIBLE: _("No plan with it keeps all rules; that is proven."),
        selection.Reason.UNKNOWN: _("No exchange that keeps the rules was found in the time given."),
    }
    return told[found.reason] % {"cost": cost, "share": share}


def _detail(found: selection.WhyNot, names: Names) -> str:
    if found.barred_swap is None or found.cost_without_rule is None:
        return ""
    words = {"name": names.get(found.barred_swap, HIDDEN), "cost": f"{found.cost_without_rule:.2f}"}
    return (
        _("Without this rule it could take the place of %(name)s, at %(cost)s points.") % words
        if found.cost_without_rule >= 0
        else _("Without this rule it would take the place of %(name)s and the plan would gain.") % words
    )
