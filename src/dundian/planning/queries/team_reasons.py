"""Why a person is not in another team, and which rules of forming teams clash, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dundian.campaign.models import Site
from dundian.org.access import actor_of
from dundian.org.models import Person
from dundian.planning.assignments import TeamPlan
from dundian.planning.queries.assigning import Ground, assignment_of
from dundian.planning.queries.reasons import ClashInWords, ClashLine
from dundian.planning.solver import assignment
from dundian.planning.solver.assignment import RuleCode, Verdict
from dundian.planning.solver.rules import Rule

ALL_SITES = 60
# Gains beyond this come from a rule that the plan breaks by now.
CHANGED = 1_000_000
Names = Mapping[str, str]


@dataclass(frozen=True)
class Elsewhere:
    """What it would take to have the person at a site: extra points, who would move, the rules that forbid it."""

    site: Site
    verdict: str
    sentence: str
    cost: int | None = None
    moves: list[str] = field(default_factory=list)
    binding: list[str] = field(default_factory=list)
    paid: list[tuple[Any, int]] = field(default_factory=list)

    @property
    def is_possible(self) -> bool:
        return self.verdict in (Verdict.WORSE, Verdict.EQUAL, Verdict.CHEAPER)


def asked(plan: TeamPlan) -> "tuple[Ground, assignment.Questions]":
    """The plan as it can be questioned: its own sites and people, whatever has been formed since."""
    rows = list(plan.places.select_related("person__home_unit", "site__unit", "site__county").order_by("id"))
    sites = list({r.site_id: r.site for r in rows if r.site is not None}.values())
    ground = assignment_of(
        actor_of(plan.by), plan.campaign, plan.rules, plan.pins, sites=sites, staff=[r.person for r in rows]
    )
    sent = {str(r.person_id) for r in rows if r.site_id}
    people = [
        replace(p, away=()) if p.id in sent else p for p in ground.problem.people
    ]  # free as they were then
    ground.problem = replace(ground.problem, people=people)
    formed = [
        assignment.Formed(
            str(site.pk),
            tuple(
                assignment.Member(str(r.person_id), r.leads, tuple(r.roles))
                for r in sorted(rows, key=lambda r: not r.leads)
                if r.site_id == site.pk
            ),
        )
        for site in sites
    ]
    made = assignment.Plan(assignment_status(plan), tuple(formed), int(plan.value or 0), plan.bound)
    return ground, assignment.Questions(ground.problem, made)


def assignment_status(plan: TeamPlan) -> Any:
    from dundian.planning.solver.running import Status

    return Status(plan.outcome) if plan.outcome in list(Status) else Status.FEASIBLE


def elsewhere(plan: TeamPlan, person: Person, wanted: Sequence[UUID] = ()) -> list[Elsewhere]:
    """The answer for the `wanted` sites, or for all of a plan of at most `ALL_SITES`; the cheapest first."""
    ground, questions = asked(plan)
    ids = [str(pk) for pk in wanted if str(pk) in ground.sites]
    ids = ids or (list(ground.sites) if len(ground.sites) <= ALL_SITES else [])
    if str(person.pk) not in ground.people:
        return []
    names = _names(ground)
    answers = [
        _told(ground.sites[i], questions.why_not(str(person.pk), i), names, plan.rules)
        for i in ids
        if questions.at.get(str(person.pk)) != i
    ]
    return sorted(answers, key=lambda a: (not a.is_possible, a.cost or 0))


def _names(ground: Ground) -> dict[str, str]:
    return {**{k: p.name for k, p in ground.people.items()}, **{k: str(s) for k, s in ground.sites.items()}}


def _told(site: Site, found: assignment.WhyNot, names: Names, rules: Mapping[str, Any]) -> Elsewhere:
    sentence = {
        Verdict.THERE: _("Is in this team."),
        Verdict.BARRED: _("A rule keeps this person from the site."),
        Verdict.WORSE: _("Possible, but all teams together would cost %(cost)s points more."),
        Verdict.EQUAL: _("Possible at no loss: the two plans are equally good."),
        Verdict.CHEAPER: _("Possible, and all teams together would cost %(cost)s points less."),
        Verdict.IMPOSSIBLE: _("No exchange keeps all rules."),
    }[found.verdict]
    if found.verdict == Verdict.CHEAPER and found.cost is not None and found.cost < -CHANGED:
        told = _("The rules or people have changed since this plan was calculated; calculate it anew.")
        return Elsewhere(site, str(Verdict.IMPOSSIBLE), told)
    moves = [_move(m, names) for m in found.moves if m.person != found.person]
    binding = [rule_in_words(r, names, rules) for r in found.binding]
    return Elsewhere(
        site,
        str(found.verdict),
        sentence % {"cost": abs(found.cost or 0)},
        found.cost,
        moves,
        list(dict.fromkeys(binding)),
        _paid(found.parts),
    )


def _move(move: assignment.Move, names: Names) -> str:
    words = {
        "name": names.get(move.person, "—"),
        "from": names.get(move.origin or "", ""),
        "to": names.get(move.target or "", ""),
    }
    if move.origin is None:
        return _("%(name)s goes to %(to)s") % words
    if move.target is None:
        return _("%(name)s stands by") % words
    return _("%(name)s moves from %(from)s to %(to)s") % words


def _paid(parts: assignment.Parts | None) -> list[tuple[Any, int]]:
    if parts is None:
        return []
    named = [
        (_("Ways"), parts.travel),
        (_("Earlier stays"), parts.load),
        (_("Levels"), parts.levels),
        (_("Skills"), parts.skills),
        (_("Roles"), parts.roles),
        (_("Continuity"), parts.past),
        (_("People"), parts.people),
    ]
    return [(name, points) for name, points in named if points]


def rule_in_words(rule: Rule, names: Names, rules: Mapping[str, Any]) -> str:
    """A rule of forming teams by name; `names` of people and sites by id."""
    first, _slash, second = rule.key.partition("/")
    words = {
        "one": names.get(first, ""),
        "two": names.get(second, second),
        "least": rules.get("least"),
        "levels": rules.get("levels"),
        "km": rules.get("travel_most"),
        "load": rules.get("load_most"),
    }
    told = {
        RuleCode.SIZE: _("Each team has at least %(least)s people"),
        RuleCode.LEADER: _("A mid-level cadre leads each team")
        if rules.get("middle_leads")
        else _("Each team has a leader who may lead"),
        RuleCode.LEVELS: _("People of %(levels)s levels in each team"),
        RuleCode.SKILL: _("Each team has the skills that its kind of union needs"),
        RuleCode.ROLE: _("The roles of each team are filled"),
        RuleCode.OWN_UNIT: _("Nobody goes to the own union"),
        RuleCode.CONFLICT: _("Nobody goes where a conflict was declared"),
        RuleCode.AWAY: _("Nobody on leave in the time of the campaign is sent"),
        RuleCode.TRAVEL: _("Nobody goes farther than %(km)s km"),
        RuleCode.LOAD: _("Nobody is sent more than %(load)s times in three years"),
        RuleCode.ROTATION: _("Nobody goes where they were before"),
        RuleCode.ONCE: _("Nobody is in two teams"),
        RuleCode.BAN: _("Laid down: %(one)s not to %(two)s")
        if first
        else _("Who is laid down not to be sent, or not there"),
        RuleCode.PIN: _("Laid down: %(one)s to %(two)s"),
        RuleCode.TOGETHER: _("Laid down: %(one)s and %(two)s together"),
        RuleCode.APART: _("Laid down: %(one)s and %(two)s apart"),
    }
    return told.get(RuleCode(rule.code), rule.code) % words


REMEDIES = {
    RuleCode.LEADER: lambda: _("Let anybody trusted lead"),
    RuleCode.LEVELS: lambda: _("Ask for one level only"),
    RuleCode.SKILL: lambda: _("Ask for no skills"),
    RuleCode.OWN_UNIT: lambda: _("Allow the own union"),
    RuleCode.BAN: lambda: _("Take these back"),
    RuleCode.PIN: lambda: _("Take this back"),
    RuleCode.TOGETHER: lambda: _("Take this back"),
    RuleCode.APART: lambda: _("Take this back"),
}


def clash_in_words(plan: TeamPlan) -> ClashInWords:
    """The rules that cannot all be kept, each with its remedy."""
    clash = plan.clash or {}
    rules = [Rule(r["code"], r["key"]) for r in clash.get("rules", [])]
    names = _names_in(plan, rules)
    found = {(x["rule"]["code"], x["rule"]["key"]): x for x in clash.get("loosenings", [])}
    lines = [_clash_line(r, names, plan.rules, found.get((r.code, r.key), {})) for r in rules]
    return ClashInWords(lines, bool(clash.get("minimal", True)))


def _clash_line(rule: Rule, names: Names, rules: Mapping[str, Any], found: Mapping[str, Any]) -> ClashLine:
    text = rule_in_words(rule, names, rules)
    needed = found.get("needed")
    value = found.get("value")
    if (
        rule.code == RuleCode.LEADER and value is None
    ):  # that anybody trusted leads was tried and is not enough
        needed = None
    if rule.code in (RuleCode.SIZE, RuleCode.LEADER) and found.get("available") is not None:
        words = {"need": int(found["bound"]), "have": found["available"]}
        text += _(" (%(need)s needed, %(have)s there are)") % words
        if rule.code == RuleCode.SIZE:
            return ClashLine(rule.code, rule.key, text)
    if needed is None:
        return ClashLine(rule.code, rule.key, text)
    if rule.code in (RuleCode.TRAVEL, RuleCode.LOAD):
        remedy = _("Make it %(n)s") % {"n": int(needed)}
        return ClashLine(rule.code, rule.key, text, remedy, int(needed), value, True)
    remedy_of = REMEDIES.get(RuleCode(rule.code))
    if remedy_of is None:
        return ClashLine(rule.code, rule.key, text)
    return ClashLine(rule.code, rule.key, text, remedy_of(), gain=value, helps=True)


def _names_in(plan: TeamPlan, rules: Sequence[Rule]) -> dict[str, str]:
    ids = {pk for rule in rules for text in rule.key.split("/") if (pk := _uuid(text))}
    people = {str(p.pk): p.name for p in Person.objects.filter(pk__in=ids)}
    sites = Site.objects.filter(pk__in=ids, campaign=plan.campaign_id).select_related("unit")
    return {**people, **{str(s.pk): str(s) for s in sites}}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
