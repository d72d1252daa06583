"""Every read of this room that is longer than a line."""

from dundian.fieldwork.queries.gathering import combined_due, lines_waiting
from dundian.fieldwork.queries.leave import leaves_for, on_leave
from dundian.fieldwork.queries.log_lines import log_lines
from dundian.fieldwork.queries.logs import (
    ledger,
    ledger_subject,
    log_indicators,
    logs_for,
    task_lines,
    tasks_to_move,
)
from dundian.fieldwork.queries.plans import plans_for
from dundian.fieldwork.queries.reports import (
    count_missing,
    differences,
    draft_for,
    missing_reports,
    periods_open,
    reports_for,
    sources_of,
)
from dundian.fieldwork.queries.sites import my_sites, offered, site_of_day, sites_seen
from dundian.fieldwork.queries.tasks import open_tasks_of, tasks_for

__all__ = [
    "combined_due",
    "count_missing",
    "differences",
    "draft_for",
    "leaves_for",
    "ledger",
    "ledger_subject",
    "lines_waiting",
    "log_indicators",
    "log_lines",
    "logs_for",
    "missing_reports",
    "my_sites",
    "offered",
    "on_leave",
    "open_tasks_of",
    "periods_open",
    "plans_for",
    "reports_for",
    "site_of_day",
    "sites_seen",
    "sources_of",
    "task_lines",
    "tasks_for",
    "tasks_to_move",
]
