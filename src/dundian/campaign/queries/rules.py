"""What a campaign asks in reports, and which activities count to which role of a cadre."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from dundian.campaign.asked import Activity, Countersigner, ReportKind, ReportPart, ReportRule, usual_parts
from dundian.campaign.models import Campaign

DEFAULTS = Path(__file__).parents[1] / "catalogue" / "defaults"


@dataclass(frozen=True)
class Rule:
    """A `ReportRule` as a value; `due_after` and `gather_after` are working days after the period's last day."""

    kind: str
    in_use: bool = True
    due_after: int = 1
    parts: tuple[str, ...] = tuple(usual_parts())
    countersign: str = ""
    gather_after: int | None = None
    gather_countersign: str = ""
    by_area: bool = False

    @property
    def label(self) -> str:
        return str(ReportKind(self.kind).label)

    @property
    def part_labels(self) -> list[str]:
        return [str(ReportPart(part).label) for part in self.parts]

    @property
    def signer(self) -> str:
        return str(Countersigner(self.countersign).label) if self.countersign else ""

    @property
    def gather_signer(self) -> str:
        return str(Countersigner(self.gather_countersign).label) if self.gather_countersign else ""

    @classmethod
    def of(cls, row: ReportRule) -> "Rule":
        return cls(
            row.kind,
            row.in_use,
            row.due_after,
            tuple(row.parts),
            row.countersign,
            row.gather_after,
            row.gather_countersign,
            row.by_area,
        )


@cache
def shipped_rules() -> dict[str, Rule]:
    """The rules of a campaign that has set none, by kind."""
    told = tomllib.loads((DEFAULTS / "report_rules.toml").read_text("utf-8"))
    return {
        kind: Rule(kind, **{**facts, "parts": tuple(facts["parts"])})
        for kind in ReportKind.values
        if (facts := told.get(kind))
    }


def report_rules(campaign: Campaign) -> tuple[Rule, ...]:
    """One rule for each kind of report, in the order of kinds: the campaign's own, or the shipped ones.

    Reads `campaign.report_rules`, which a list prefetches.
    """
    return _completed({row.kind: Rule.of(row) for row in campaign.report_rules.all()})


def report_rules_of(campaigns: Iterable[UUID]) -> dict[UUID, tuple[Rule, ...]]:
    """`report_rules` of many campaigns by their id, in one query."""
    own: dict[UUID, dict[str, Rule]] = {pk: {} for pk in campaigns}
    for row in ReportRule.objects.filter(campaign__in=own):
        own[row.campaign_id][row.kind] = Rule.of(row)
    return {pk: _completed(rules) for pk, rules in own.items()}


def _completed(own: Mapping[str, Rule]) -> tuple[Rule, ...]:
    if not own:
        return tuple(shipped_rules().values())
    return tuple(own.get(kind) or Rule(kind, in_use=False) for kind in ReportKind.values)


def report_rule(campaign: Campaign, kind: str) -> Rule:
    """The campaign's rule for this kind, in use or not."""
    return next((rule for rule in report_rules(campaign) if rule.kind == kind), Rule(kind, in_use=False))


@cache
def _shipped_roles() -> dict[str, list[str]]:
    return tomllib.loads((DEFAULTS / "roles.toml").read_text("utf-8"))


def role_activities(campaign: Campaign) -> dict[str, list[str]]:
    """The campaign's roles, in its order, with the activities that count to each.

    A role without a line of its own takes the shipped line of its name.
    """
    own: dict[str, list[str]] = campaign.role_activities
    return {name: own.get(name, _shipped_roles().get(name, [])) for name in campaign.role_names}


def role_rows(campaign: Campaign) -> list[tuple[str, list[str]]]:
    """Each role with its activities in words."""
    return [
        (name, [str(Activity(value).label) for value in activities])
        for name, activities in role_activities(campaign).items()
    ]
