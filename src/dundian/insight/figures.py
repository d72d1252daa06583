"""Figures with a stable definition: a number is the count, or the sum, of exactly the rows that its link opens.

A figure is a list of another room with conditions on it; the number, the list page and the list's export ask the same
query with the same conditions, so they cannot differ. `where` says those conditions once more for the database, so
that a page can ask for many figures at once; a test holds the two together.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Model, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.fieldwork.models import LogFigure, SupportRequest, Task
from dundian.fieldwork.queries import count_missing
from dundian.insight import sources
from dundian.insight.scope import Query, Scope
from dundian.insight.sources import Source
from dundian.kernel import clock
from dundian.ui.addresses import address

__all__ = ["FIGURES", "Figure", "Query", "Scope"]

Text = str | Promise
Number = int | Decimal


@dataclass(frozen=True)
class Figure:
    """`definition` is what a reader is told; `measure` the word after the number.

    `amount` is the column summed instead of counting rows, `column` its heading in the export. `days` are the page's
    names for a period and `day` its column; without them a figure says how things stand, whatever the period.
    `count` is the number where no list is summed; `rest` names two figures whose difference it is when no days are
    asked for, where those two cost less.
    """

    key: str
    source: Source
    label: Text
    measure: Text
    definition: Text
    conditions: Query = field(default_factory=dict)
    where: Callable[[], Q] = Q
    amount: str = ""
    column: Text = ""
    days: tuple[str, str] | None = None
    day: str = ""
    count: Callable[[Scope, Query], int] | None = None
    rest: tuple[str, ...] = ()
    inside: Callable[[QuerySet[Any], Scope], QuerySet[Any]] | None = None

    @property
    def noun(self) -> str:
        return self.source.noun

    @property
    def url_name(self) -> str:
        return self.source.url_name

    def allowed(self, scope: Scope) -> bool:
        """Whether the person may see it, and its list can be narrowed as the scope is."""
        return scope.actor.can("view", self.noun) and scope.parts.keys() <= self.source.names.keys()

    def query(self, scope: Scope) -> Query:
        """The list's conditions, as its page would read them."""
        return self._conditions(scope, scope.parts)

    def _conditions(self, scope: Scope, parts: Query) -> Query:
        period = {}
        if self.days and scope.since and scope.until:
            period = dict(zip(self.days, (scope.since, scope.until), strict=True))
        return {**self.conditions, **self.source.named(parts), **period}

    def rows(self, scope: Scope) -> QuerySet[Any]:
        return self.source.rows(scope.actor, self._conditions(scope, scope.narrowing))

    def summed(self, scope: Scope, within: Q | None = None) -> QuerySet[Any]:
        """The rows whose number or sum it is, without order and relations; `within` narrows the list further."""
        # What stands inside the rows is narrowed to the indicator itself; its rows need not be looked for, too.
        rows = self.rows(scope.but(indicator=None) if self.inside else scope)
        rows = rows.order_by().select_related(None).prefetch_related(None)
        rows = rows.filter(within) if within is not None else rows
        return self.inside(rows, scope) if self.inside else rows

    @property
    def aggregate(self) -> Any:
        return Sum(self.amount) if self.amount else Count("pk")

    def value(self, scope: Scope) -> Number:
        if self.count:
            return self.count(scope, self._conditions(scope, scope.narrowing))
        return self.summed(scope).aggregate(n=self.aggregate)["n"] or 0

    def url(self, scope: Scope, **more: Any) -> str:
        if not scope.links:
            return ""
        query = "&".join(
            [_said(name, _plain(value)) for name, value in {**self.query(scope), **more}.items()]
        )
        return f"{address(self.url_name)}?{query}" if query else address(self.url_name)


def narrowed_url(url: str, **more: str) -> str:
    """A list's address with one more condition; hundreds of them begin alike. None stays none."""
    if not url:
        return ""
    said = "&".join([_pair(name, value) for name, value in more.items()])
    return f"{url}{'&' if '?' in url else '?'}{said}"


def _said(name: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return "&".join([_pair(name, str(one)) for one in value])
    return _pair(name, str(value))


@lru_cache(5000)
def _pair(name: str, value: str) -> str:
    """One condition in an address; a board writes the same ones hundreds of times."""
    return urlencode({name: value})


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value.pk)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _owed(scope: Scope, query: Query) -> int:
    return count_missing(scope.actor, query)


def _results(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """The figures that stand in these logs."""
    found = LogFigure.objects.filter(log__in=rows.values("id"))
    return found.filter(indicator=scope.indicator) if scope.indicator else found


def _late_tasks() -> Q:
    return Q(due_on__lt=clock.today()) & ~Q(state=Task.State.DONE)


def _open_concerns() -> Q:
    return ~Q(step="closed")


def _late_concerns() -> Q:
    return _open_concerns() & Q(due_at__lt=clock.now(), paused_at=None)


def _open_support() -> Q:
    return Q(state__in=SupportRequest.OPEN)


_EVERY = (
    Figure(
        "sites",
        sources.SITES,
        _("Sites"),
        pgettext_lazy("measure", "sites"),
        _("Grassroots unions chosen in the campaigns in sight."),
    ),
    Figure(
        "sites_active",
        sources.SITES,
        _("Sites with a team"),
        pgettext_lazy("measure", "sites"),
        _("Sites whose team has been dispatched and has not ended."),
        {"state": "active"},
        lambda: Q(state="active"),
    ),
    Figure(
        "unions",
        sources.UNIONS,
        _("Grassroots unions"),
        pgettext_lazy("measure", "unions"),
        _("Open grassroots unions of every kind in scope; of a campaign, those beneath its federation."),
    ),
    Figure(
        "unions_reached",
        sources.UNIONS,
        _("Unions reached"),
        pgettext_lazy("measure", "unions"),
        _("Grassroots unions that are or were a site of the campaign (of the year; of any campaign)."),
        {"reached": "yes"},
        lambda: Q(is_reached=True),
    ),
    Figure(
        "unions_unreached",
        sources.UNIONS,
        _("Unions not reached"),
        pgettext_lazy("measure", "unions"),
        _("Grassroots unions that no site of the campaign (of the year; of any campaign) has reached."),
        {"reached": "no"},
        lambda: Q(is_reached=False),
    ),
    Figure(
        "workers_unreached",
        sources.UNIONS,
        _("Workers not reached"),
        pgettext_lazy("measure", "people"),
        _(
            "Sum of the workers that the newest survey counted at the unions not reached; unsurveyed ones count none."
        ),
        {"reached": "no"},
        lambda: Q(is_reached=False),
        amount="workers",
        column=_("Workers"),
    ),
    Figure(
        "tasks",
        sources.TASKS,
        _("Tasks"),
        pgettext_lazy("measure", "tasks"),
        _("All tasks of the sites in sight."),
    ),
    Figure(
        "tasks_done",
        sources.TASKS,
        _("Tasks done"),
        pgettext_lazy("measure", "tasks"),
        _("Tasks in the state “done”; in a period, those finished on its days."),
        {"state": "done"},
        lambda: Q(state="done"),
        days=("done_from", "done_to"),
        day="done_on",
    ),
    Figure(
        "tasks_late",
        sources.TASKS,
        _("Overdue tasks"),
        pgettext_lazy("measure", "tasks"),
        _("Tasks not done whose due date has passed."),
        {"late": "on"},
        _late_tasks,
    ),
    Figure(
        "concerns_raised",
        sources.CONCERNS,
        pgettext_lazy("figure", "Concerns raised"),
        pgettext_lazy("measure", "concerns"),
        _("Concerns, opinions and suggestions; in a period, those raised on its days."),
        days=("since", "until"),
        day="raised_on",
    ),
    Figure(
        "concerns_workers",
        sources.CONCERNS,
        pgettext_lazy("figure", "Workers concerned"),
        pgettext_lazy("measure", "people"),
        _("Sum of “workers concerned” over the concerns raised."),
        amount="people",
        column=_("Workers concerned"),
        days=("since", "until"),
        day="raised_on",
    ),
    Figure(
        "concerns_open",
        sources.CONCERNS,
        _("Open concerns"),
        pgettext_lazy("measure", "concerns"),
        _("Concerns that are not closed."),
        {"only": ["open"]},
        _open_concerns,
    ),
    Figure(
        "concerns_closed",
        sources.CONCERNS,
        _("Settled concerns"),
        pgettext_lazy("measure", "concerns"),
        _("Concerns closed with an outcome; in a period, those closed on its days."),
        {"step": "closed"},
        lambda: Q(step="closed"),
        days=("closed_from", "closed_to"),
        day="closed_on",
        rest=("concerns_raised", "concerns_open"),
    ),
    Figure(
        "concerns_late",
        sources.CONCERNS,
        _("Overdue concerns"),
        pgettext_lazy("measure", "concerns"),
        _("Concerns not closed whose time limit has passed while the clock was running."),
        {"only": ["late"]},
        _late_concerns,
    ),
    Figure(
        "reports_due",
        sources.REPORTS,
        _("Reports"),
        pgettext_lazy("measure", "reports"),
        _("Reports of teams and combined ones; in a period, those due on its days."),
        days=("due_from", "due_to"),
        day="due_on",
    ),
    Figure(
        "reports_waiting",
        sources.REPORTS,
        _("Reports to answer"),
        pgettext_lazy("measure", "reports"),
        _("Reports submitted and neither accepted nor returned."),
        {"state": "submitted"},
        lambda: Q(state="submitted"),
    ),
    Figure(
        "reports_returned",
        sources.REPORTS,
        _("Returned reports"),
        pgettext_lazy("measure", "reports"),
        _("Reports returned and not yet submitted again."),
        {"state": "returned"},
        lambda: Q(state="returned"),
    ),
    Figure(
        "reports_missing",
        sources.OWED,
        _("Reports owed"),
        pgettext_lazy("measure", "reports"),
        _("Reports whose period ended within the last 60 days and that have not been handed in."),
        count=_owed,
    ),
    Figure(
        "logs",
        sources.LOGS,
        _("Work logs"),
        pgettext_lazy("measure", "logs"),
        _("Work logs; in a period, those of its days."),
        days=("since", "until"),
        day="on",
    ),
    Figure(
        "people_met",
        sources.LOGS,
        pgettext_lazy("figure", "People met"),
        pgettext_lazy("measure", "meetings"),
        _("Sum of “people met” over the work logs; who is met twice counts twice."),
        amount="people_met",
        column=_("People met"),
        days=("since", "until"),
        day="on",
    ),
    Figure(
        "results",
        sources.RESULTS,
        _("Result of an indicator"),
        "",
        _("Sum of what the work logs count by the indicator."),
        amount="amount",
        days=("since", "until"),
        day="on",
        inside=_results,
    ),
    Figure(
        "support_open",
        sources.SUPPORT,
        _("Open support requests"),
        pgettext_lazy("measure", "requests"),
        _("Support requests that are neither confirmed nor cancelled."),
        {"state": "open"},
        _open_support,
    ),
    Figure(
        "support_late",
        sources.SUPPORT,
        _("Overdue support requests"),
        pgettext_lazy("measure", "requests"),
        _("Open support requests whose due date has passed."),
        {"late": "on"},
        lambda: _open_support() & Q(due_on__lt=clock.today()),
    ),
    Figure(
        "support_given",
        sources.SUPPORT,
        _("Support given"),
        pgettext_lazy("measure", "requests"),
        _("Support requests that the team has confirmed as received; in a period, those closed on its days."),
        {"state": "confirmed"},
        lambda: Q(state="confirmed"),
        days=("closed_from", "closed_to"),
        day="closed_on",
    ),
    Figure(
        "support_spent",
        sources.MONEY,
        _("Money spent on support"),
        pgettext_lazy("measure", "yuan"),
        _("Sum of “spent” over the support requests that cost money; in a period, those closed on its days."),
        {"spent": "on"},
        amount="spent",
        column=_("Spent"),
        days=("closed_from", "closed_to"),
        day="closed_on",
    ),
)
FIGURES = {figure.key: figure for figure in _EVERY}
STANDING = [key for key, figure in FIGURES.items() if not figure.days]
FLOWS = [key for key, figure in FIGURES.items() if figure.days and key != "results"]
