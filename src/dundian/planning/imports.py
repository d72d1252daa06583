"""Candidate unions from a workbook, as a survey lists them.

A candidate is the one of the same union in the campaign; the union is found by its code, else by its name under the
county. A union that is not in the tree yet is founded there, when the importing office may. A blank cell never
wipes out what is stored.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.campaign.models import Campaign
from dundian.exchange.importers import (
    Importer,
    Outcome,
    ParsedRow,
    RowPlan,
    Target,
    Values,
    register,
)
from dundian.exchange.taking_back import taking_back
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import Actor, actor_of
from dundian.org.actions import NewUnit, create_unit, create_units, withdraw_unit
from dundian.org.models import GRASSROOTS, Unit, UnitKind
from dundian.planning.access import may_survey, require_open
from dundian.planning.actions import add_candidate, add_candidates, edit_candidate, withdraw_candidate
from dundian.planning.import_columns import COLUMNS
from dundian.planning.models import MASK, Candidate

DIRECT = frozenset(
    [
        "市本级",
        "市直",
        "市直属",
        "市级",
        "州本级",
        "州直",
        "州级",
        "省本级",
        "省直",
        "县本级",
        "区本级",
        "本级",
        "直属",
    ]
)
FACTS = ("kind", "workers", "members", "complexity", "foundation", "weaknesses", "contact", "note")


class CandidatePlanner:
    """Compares rows with the candidates of one campaign and the unions of its area."""

    def __init__(self, target: Target, actor: Actor) -> None:
        self.actor = actor
        self.campaign = Campaign.objects.select_related("unit").get(pk=target.context["campaign"])
        top = self.campaign.unit
        counties = (
            Unit.objects.open().within([top.path]).filter(kind__in=[UnitKind.PREFECTURE, UnitKind.COUNTY])
        )
        self.areas: dict[str, list[Unit]] = defaultdict(list)
        for unit in counties:
            area = unit.name.removesuffix("总工会")
            for name in {
                unit.name,
                unit.short_name,
                area,
                area.removeprefix(top.name.removesuffix("总工会")),
            } - {""}:
                self.areas[name].append(unit)
        self.seen: dict[Any, int] = {}

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        unions = _Unions(self.campaign, rows)
        return [self._plan(row, unions) for row in rows]

    def _plan(self, row: ParsedRow, unions: "_Unions") -> RowPlan:
        values = row.values
        county = self._county(values.get("county"), unions.by_code.get(values.get("code") or ""))
        if isinstance(county, str):
            return _failed("county", county)
        union = unions.find(values, county)
        if isinstance(union, RowPlan):
            return union
        key: Any = union.pk if union else (county.pk, values["name"])
        before = self.seen.setdefault(key, row.number)
        if before != row.number:
            return _failed("name", _("The same union stands in row %(row)d.") % {"row": before})
        facts = _facts(values)
        wrong = _wrong(facts)
        if wrong:
            return RowPlan(Outcome.FAILED, wrong)
        if union is None:
            return self._founded(values, facts, county)
        candidate = unions.candidates.get(union.pk)
        return self._changed(candidate, facts) if candidate else self._new(union, facts)

    def _county(self, name: str | None, by_code: Unit | None) -> Unit | str:
        """The federation that the union hangs under, or what is wrong with the cell."""
        top = self.campaign.unit
        if not name:
            if top.kind == UnitKind.COUNTY or by_code:
                return top
            return _("Name the county, or write 市本级 for a union directly under the city.")
        if name in DIRECT:
            return top
        found = self.areas.get(name) or self.areas.get(name.removesuffix("总工会")) or []
        if len(found) == 1:
            return found[0]
        if found:
            told = {"number": len(found), "name": name}
            return _("%(number)d units are called “%(name)s”; write the full name.") % told
        return _("There is no county “%(name)s” under %(top)s.") % {"name": name, "top": top.name}

    def _founded(self, values: Values, facts: Values, county: Unit) -> RowPlan:
        """A union that is not in the tree yet, and its candidate."""
        if not self.actor.can("add", "unit", county) or not self.actor.can("add", "candidate", county):
            why = _("The union is not in the tree, and you may not add unions at %(unit)s.")
            return _failed("county", why % {"unit": county.name})

        def act() -> str:
            union = create_unit(
                parent=county,
                kind=facts["kind"],
                name=values["name"],
                code=values.get("code") or "",
                actor=self.actor,
            )
            return str(add_candidate(campaign=self.campaign, unit=union, actor=self.actor, **facts).pk)

        return RowPlan(
            Outcome.NEW,
            {"name": _("The union will be added under %(unit)s.") % {"unit": county.name}},
            act=act,
            before={"founded": True},
            facts=_Found(
                self.campaign, facts, parent=county, name=values["name"], code=values.get("code") or ""
            ),
        )

    def _new(self, union: Unit, facts: Values) -> RowPlan:
        if not self.actor.can("add", "candidate", union):
            return _failed("name", _("You may enter candidates only in the area of your own office."))
        if union.kind not in GRASSROOTS or union.pk == self.campaign.unit_id:
            return _failed("name", _("Only grassroots unions can become sites."))
        campaign, actor = self.campaign, self.actor
        return RowPlan(
            Outcome.NEW,
            act=lambda: str(add_candidate(campaign=campaign, unit=union, actor=actor, **facts).pk),
            facts=_Found(campaign, facts, unit=union),
        )

    def _changed(self, candidate: Candidate, facts: Values) -> RowPlan:
        changes = {k: v for k, v in facts.items() if getattr(candidate, k) != v}
        if not changes:
            return RowPlan(Outcome.SAME, object_id=str(candidate.pk))
        if not self.actor.can("change", "candidate", candidate.unit):
            return _failed("name", _("You may change candidates only in your own area."))
        if "kind" in changes and candidate.state == Candidate.State.CHOSEN:
            return _failed(
                "kind", _("The kind of a chosen site counts towards its quota. Take the choice back first.")
            )
        told = {k: f"{_in_words(k, getattr(candidate, k))} → {_in_words(k, v)}" for k, v in changes.items()}
        version, actor = candidate.version, self.actor
        return RowPlan(
            Outcome.CHANGED, told, str(candidate.pk),
            lambda: str(edit_candidate(candidate=candidate, version=version, actor=actor, **changes).pk),
            {"version": version + 1, "facts": {k: getattr(candidate, k) for k in changes}},
        )  # fmt: skip


@dataclass
class _Found:
    """What a new row tells of a union: of one in the tree (`unit`), or of one to be founded under `parent`."""

    campaign: Campaign
    facts: Values
    unit: Unit | None = None
    parent: Unit | None = None
    name: str = ""
    code: str = ""


@transaction.atomic
def _add_many(found: Sequence[_Found], actor: Actor) -> list[str]:
    """Found the unions that are not in the tree yet, then enter all, or none."""
    fresh = [one for one in found if one.parent is not None]
    units = [
        NewUnit(parent=one.parent, kind=one.facts["kind"], name=one.name, code=one.code)
        for one in fresh
        if one.parent is not None
    ]
    for one, unit in zip(fresh, create_units(units=units, actor=actor) if units else [], strict=True):
        one.unit = unit
    made = add_candidates(
        campaign=found[0].campaign, candidates=[{"unit": one.unit, **one.facts} for one in found], actor=actor
    )
    return [str(candidate.pk) for candidate in made]


class _Unions:
    """The unions and candidates that a batch of rows could mean, in two queries."""

    def __init__(self, campaign: Campaign, rows: Sequence[ParsedRow]) -> None:
        codes = {r.values["code"] for r in rows if r.values.get("code")}
        names = {r.values["name"] for r in rows}
        found = Unit.objects.filter(
            Q(name__in=names, closed_on=None, path__within=campaign.unit.path) | Q(code__in=codes)
        )
        self.campaign = campaign
        self.by_code = {u.code: u for u in found if u.code}
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in found:
            self.by_name[unit.name].append(unit)
        candidates = Candidate.objects.filter(campaign=campaign, unit__in=[u.pk for u in found])
        self.candidates = {c.unit_id: c for c in candidates.select_related("unit", "campaign__unit")}

    def find(self, values: Values, county: Unit) -> Unit | RowPlan | None:
        """The union meant, None for one that is not in the tree yet, or the plan of a row that must be mended."""
        code = values.get("code")
        if code and code in self.by_code:
            union = self.by_code[code]
            if not union.is_within(self.campaign.unit.path) or union.closed_on:
                return _failed("code", _("This code belongs to a union that is closed or lies elsewhere."))
            return union
        found = [
            u
            for u in self.by_name.get(values["name"], [])
            if u.is_within(county.path) and u.closed_on is None
        ]
        if len(found) > 1:
            return _failed("name", _("Several unions in this county have this name; give the union code."))
        if found and code and found[0].code:
            return _failed(
                "code", _("The union of this name has another code: %(code)s.") % {"code": found[0].code}
            )
        return found[0] if found else None


def _facts(values: Values) -> Values:
    """What `add_candidate` takes, without blank cells; the telephone stands behind the contact's name."""
    facts = {k: values[k] for k in FACTS if values.get(k) is not None}
    if MASK in facts.get("contact", ""):  # an exported list that comes back must not wipe out the telephone
        del facts["contact"]
    phone = values.get("phone")
    if phone and phone not in facts.get("contact", ""):
        facts["contact"] = f"{facts.get('contact', '')} {phone}".strip()
    return facts


def _wrong(facts: Values) -> dict[str, str]:
    """What the single cells could not tell."""
    if len(facts.get("contact", "")) > 40:
        return {"contact": _("Contact and telephone together have at most 40 characters.")}
    if facts.get("members", 0) > facts.get("workers", facts.get("members", 0)):
        return {"members": _("There cannot be more members than workers.")}
    return {}


def _failed(key: str, message: str) -> RowPlan:
    return RowPlan(Outcome.FAILED, {key: message})


def _in_words(key: str, value: Any) -> str:
    if key == "kind":
        return str(UnitKind(value).label)
    if isinstance(value, list):
        return "、".join(value) or "—"
    return "—" if value in (None, "") else str(value)


def _withdraw(candidate: Candidate, before: Mapping[str, Any], actor: Actor) -> None:
    """The union goes too when the row founded it; it stays when something else has come to it by now."""
    union = candidate.unit
    withdraw_candidate(candidate=candidate, actor=actor)
    if before.get("founded"):
        with suppress(Invalid, Conflict, Refused), transaction.atomic():
            withdraw_unit(unit=union, actor=actor)


def _restore(candidate: Candidate, before: Mapping[str, Any], actor: Actor) -> None:
    edit_candidate(candidate=candidate, version=before["version"], actor=actor, **before["facts"])


def _target(campaign: Campaign) -> Target:
    label = f"{campaign.unit.name} · {campaign.name}"
    return Target(str(campaign.pk), label, campaign.unit, {"campaign": str(campaign.pk)})


def _open_campaigns(actor: Actor) -> list[Campaign]:
    found = Campaign.objects.visible_to(actor).exclude(state=Campaign.State.CLOSED).select_related("unit")
    return [c for c in found.order_by("-year", "unit__path", "name")[:200] if may_survey(actor, c)]


def targets(actor: Actor) -> list[Target]:
    return [_target(c) for c in _open_campaigns(actor)]


def target_of(actor: Actor, unit_id: int | None, context: Mapping[str, str]) -> Target:
    try:
        wanted = UUID(str(context.get("campaign", "")))
    except ValueError:
        raise Invalid({"target": _("Choose the campaign.")}) from None
    campaign = Campaign.objects.visible_to(actor).select_related("unit").filter(pk=wanted).first()
    if campaign is None:
        raise Invalid({"target": _("There is no such campaign in your scope.")})
    require_open(campaign)
    if not may_survey(actor, campaign):
        raise Refused(_("You may enter candidates only in the area of your own office."))
    return _target(campaign)


def named_target(actor: Actor, unit_code: str, campaign: str) -> Target:
    """By the campaign's id or name, else the newest open campaign of the unit with this code, or of one's own."""
    found = _open_campaigns(actor)
    if campaign:
        found = [c for c in found if campaign in (str(c.pk), c.name)]
    if unit_code:
        found = [c for c in found if c.unit.code == unit_code]
    elif not campaign and actor.main:
        found = [c for c in found if c.unit_id == actor.main.unit_id] or found
    if not found:
        raise Invalid(_("No open campaign fits."))
    return _target(found[0])


CANDIDATES = Importer(
    kind="candidates",
    title=pgettext_lazy("import", "Candidate unions"),
    help=gettext_lazy(
        "A survey list with at least the name and kind of each union. Unions that are not in the tree yet are added "
        "under their county."
    ),
    columns=COLUMNS,
    right=("add", "candidate"),
    target_label=gettext_lazy("Campaign"),
    targets=targets,
    target_of=target_of,
    named_target=named_target,
    planner=CandidatePlanner,
    actor_of=actor_of,
    result_url=lambda target: reverse("planning:candidate_list", args=[target.key]),
    take_back=taking_back(
        lambda: Candidate.objects.select_related("unit__parent", "campaign__unit"),
        withdraw=_withdraw,
        restore=_restore,
    ),
    add_many=_add_many,
)

register(CANDIDATES)
