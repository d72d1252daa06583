"""The lists that figures count in: each is a room's own list query, with the names its page gives to conditions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from dundian.campaign.queries import sites_for
from dundian.concerns.queries import concerns, filtered
from dundian.fieldwork.queries import logs_for, reports_for, tasks_for
from dundian.fieldwork.queries.support import supports_for
from dundian.insight.coverage import told_at_once, unions_for
from dundian.insight.scope import Query
from dundian.org.access import Actor

ALL_PARTS = ("campaign", "area", "site", "initiative", "union", "year")


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


@dataclass(frozen=True)
class Source:
    """`rows(actor, query)` is what the page `url_name` lists under that query string.

    `names` gives the page's name of each part of a scope that it can be narrowed by; `paths` the columns by which its
    rows can be grouped. `at_once(actor, query, part)` tells all figures of the list by key, along an expression or in
    one, where that costs less than its rows.
    """

    key: str
    noun: str
    url_name: str
    rows: Callable[[Actor, Query], QuerySet[Any]]
    names: Mapping[str, str] = field(default_factory=lambda: _same(*ALL_PARTS))
    paths: Mapping[str, str] = field(default_factory=dict)
    at_once: Callable[[Actor, Query, Any], list[tuple[Any, dict[str, int]]]] | None = None

    def named(self, parts: Query) -> Query:
        """The parts of a scope as the page's conditions."""
        return {self.names[part]: value for part, value in parts.items()}


def concern_rows(actor: Actor, query: Query) -> QuerySet[Any]:
    only = query.get("only", [])
    wanted = {k: v for k, v in query.items() if k != "only"}
    return filtered(concerns(actor), still_open="open" in only, late="late" in only, **wanted)


AT_SITE = {"area": "unit__path", "union": "site__kind", "campaign": "campaign", "year": "campaign__year"}
SITES = Source(
    "sites",
    "site",
    "campaign:site_list",
    sites_for,
    {**_same("campaign", "initiative", "year"), "area": "county", "union": "kind"},
    {"area": "unit__path", "union": "kind", "campaign": "campaign", "year": "campaign__year", "state": "state",
     "initiative": "initiatives"},
)  # fmt: skip
TASKS = Source(
    "tasks",
    "task",
    "fieldwork:task_list",
    tasks_for,
    _same(*ALL_PARTS, "indicator"),
    {**AT_SITE, "state": "state", "indicator": "indicator", "initiative": "site__initiatives"},
)
LOGS = Source(
    "logs",
    "log",
    "fieldwork:log_list",
    logs_for,
    _same(*ALL_PARTS, "indicator"),
    {**AT_SITE, "initiative": "site__initiatives"},
)
RESULTS = Source("logs", "log", LOGS.url_name, logs_for, LOGS.names, {**LOGS.paths, "indicator": "indicator"})
CONCERNS = Source(
    "concerns",
    "concern",
    "concerns:concern_list",
    concern_rows,
    _same(*ALL_PARTS),
    {
        "area": "unit__path",
        "union": "unit__kind",
        "campaign": "campaign",
        "topic": "topic",
        "kind": "kind",
        "source": "source",
        "tier": "tier",
        "step": "step",
        "initiative": "site__initiatives",
    },
)
REPORTS = Source(
    "reports",
    "report",
    "fieldwork:report_list",
    reports_for,
    paths={**AT_SITE, "state": "state", "kind": "kind"},
)
SUPPORT = Source(
    "support",
    "support",
    "fieldwork:support_list",
    supports_for,
    paths={**AT_SITE, "kind": "kind", "state": "state", "initiative": "site__initiatives"},
)
OWED = Source("owed", "report", "fieldwork:report_due", reports_for)
MONEY = Source("money", "support_cost", SUPPORT.url_name, supports_for, SUPPORT.names, SUPPORT.paths)
UNIONS = Source(
    "unions",
    "figure",
    "insight:coverage",
    unions_for,
    _same("campaign", "area", "union", "year"),
    {"area": "path", "union": "kind"},
    told_at_once,
)
