"""Figures with a stable definition: a number is the count of exactly the rows that its link opens.

A figure is a list of another room with conditions on it; the number, the list page and the list's export ask the same
query with the same conditions, so they cannot differ.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign
from dundian.campaign.queries import sites_for
from dundian.concerns.queries import concerns, filtered
from dundian.fieldwork.queries import logs_for, missing_reports, reports_for, tasks_for
from dundian.fieldwork.queries.support import money_spent, supports_for
from dundian.kernel import clock
from dundian.org.access import Actor

Query = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """What a figure is asked for: all that the actor sees, or one campaign of it."""

    actor: Actor
    campaign: Campaign | None = None

    @property
    def query(self) -> Query:
        return {"campaign": self.campaign} if self.campaign else {}


@dataclass(frozen=True)
class Figure:
    """`conditions(scope)` is the query string of the list `url_name`; `count` counts what that list shows."""

    key: str
    noun: str
    label: str | Promise
    definition: str | Promise
    url_name: str
    count: Callable[[Scope, Query], int]
    conditions: Callable[[], Query] = field(default=dict)

    def value(self, scope: Scope) -> int:
        return self.count(scope, {**self.conditions(), **scope.query})

    def url(self, scope: Scope) -> str:
        query = {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in self.conditions().items()}
        return f"{reverse(self.url_name)}?{urlencode({**query, **_plain(scope.query)}, doseq=True)}".rstrip(
            "?"
        )


def _plain(query: Query) -> Query:
    return {k: str(v.pk) if isinstance(v, Campaign) else v for k, v in query.items()}


def _rows(ask: Callable[[Actor, Any], QuerySet[Any]]) -> Callable[[Scope, Query], int]:
    return lambda scope, query: ask(scope.actor, query).count()


def _concern_rows(scope: Scope, query: Query) -> QuerySet[Any]:
    only = query.get("only", [])
    wanted: Mapping[str, Any] = {k: v for k, v in query.items() if k != "only"}
    rows = concerns(scope.actor)
    return filtered(rows, still_open="open" in only, late="late" in only, **wanted)


def _concerns(scope: Scope, query: Query) -> int:
    return _concern_rows(scope, query).count()


def _people_met(scope: Scope, query: Query) -> int:
    return int(logs_for(scope.actor, query).aggregate(n=Sum("people_met"))["n"] or 0)


def this_month() -> Query:
    """From the first of the month to today."""
    today = clock.today()
    return {"since": today.replace(day=1), "until": today}


FIGURES = {
    figure.key: figure
    for figure in (
        Figure(
            "sites",
            "site",
            _("Sites"),
            _("Grassroots unions chosen in the campaigns in sight."),
            "campaign:site_list",
            _rows(sites_for),
        ),
        Figure(
            "sites_active",
            "site",
            _("Sites with a team"),
            _("Sites whose team has been dispatched and has not ended."),
            "campaign:site_list",
            _rows(sites_for),
            lambda: {"state": "active"},
        ),
        Figure(
            "tasks",
            "task",
            _("Tasks"),
            _("All tasks of the sites in sight."),
            "fieldwork:task_list",
            _rows(tasks_for),
        ),
        Figure(
            "tasks_done",
            "task",
            _("Tasks done"),
            _("Tasks in the state “done”."),
            "fieldwork:task_list",
            _rows(tasks_for),
            lambda: {"state": "done"},
        ),
        Figure(
            "tasks_late",
            "task",
            _("Overdue tasks"),
            _("Tasks not done whose due date has passed."),
            "fieldwork:task_list",
            _rows(tasks_for),
            lambda: {"late": "on"},
        ),
        Figure(
            "concerns_raised",
            "concern",
            _("Concerns this month"),
            _("Concerns raised since the first of this month."),
            "concerns:concern_list",
            _concerns,
            this_month,
        ),
        Figure(
            "concerns_open",
            "concern",
            _("Open concerns"),
            _("Concerns that are not closed."),
            "concerns:concern_list",
            _concerns,
            lambda: {"only": ["open"]},
        ),
        Figure(
            "concerns_closed",
            "concern",
            _("Settled concerns"),
            _("Concerns closed with an outcome."),
            "concerns:concern_list",
            _concerns,
            lambda: {"step": "closed"},
        ),
        Figure(
            "concerns_late",
            "concern",
            _("Overdue concerns"),
            _("Concerns not closed whose time limit has passed."),
            "concerns:concern_list",
            _concerns,
            lambda: {"only": ["late"]},
        ),
        Figure(
            "reports_waiting",
            "report",
            _("Reports to answer"),
            _("Reports submitted and neither accepted nor returned."),
            "fieldwork:report_list",
            _rows(reports_for),
            lambda: {"state": "submitted"},
        ),
        Figure(
            "reports_returned",
            "report",
            _("Returned reports"),
            _("Reports returned and not yet submitted again."),
            "fieldwork:report_list",
            _rows(reports_for),
            lambda: {"state": "returned"},
        ),
        Figure(
            "reports_missing",
            "report",
            _("Reports owed"),
            _("Reports whose period has ended and that have not been handed in."),
            "fieldwork:report_due",
            lambda scope, query: len(missing_reports(scope.actor, query)),
        ),
        Figure(
            "logs",
            "log",
            _("Logs this month"),
            _("Work logs of days since the first of this month."),
            "fieldwork:log_list",
            _rows(logs_for),
            this_month,
        ),
        Figure(
            "people_met",
            "log",
            _("People met this month"),
            _("Sum of “people met” over the logs since the first of this month."),
            "fieldwork:log_list",
            _people_met,
            this_month,
        ),
        Figure(
            "support_open",
            "support",
            _("Open support requests"),
            _("Support requests that are neither confirmed nor cancelled."),
            "fieldwork:support_list",
            _rows(supports_for),
            lambda: {"state": "open"},
        ),
        Figure(
            "support_late",
            "support",
            _("Overdue support requests"),
            _("Open support requests whose due date has passed."),
            "fieldwork:support_list",
            _rows(supports_for),
            lambda: {"late": "on"},
        ),
        Figure(
            "support_given",
            "support",
            _("Support given"),
            _("Support requests that the team has confirmed as received."),
            "fieldwork:support_list",
            _rows(supports_for),
            lambda: {"state": "confirmed"},
        ),
        Figure(
            "support_spent",
            "support_cost",
            _("Money spent on support (yuan)"),
            _("Sum of “spent” over the support requests that cost money."),
            "fieldwork:support_list",
            lambda scope, query: money_spent(scope.actor, query),
            lambda: {"spent": "on"},
        ),
    )
}
