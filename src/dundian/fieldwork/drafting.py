"""A report's first draft, put together from the logs so that nobody writes down twice what was done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from dundian.campaign.models import Indicator, Site
from dundian.fieldwork.ledger import concern_lines
from dundian.fieldwork.models import LogFigure, Task, WorkLog
from dundian.ui import formats

LONGEST = 20_000


@dataclass(frozen=True)
class Draft:
    """The three texts of a report."""

    body: str
    problems: str
    next_steps: str


def figures_of(site: Site, starts_on: date, ends_on: date) -> list[dict[str, Any]]:
    """Per indicator of the site's tasks or logs: amount in the period, sum since the start, target.

    Ready for JSON: decimals as text.
    """
    sums: dict[Any, dict[str, Any]] = {
        row["indicator"]: dict(row)
        for row in LogFigure.objects.filter(log__site=site, log__on__lte=ends_on)
        .order_by()
        .values("indicator")
        .annotate(period=Sum("amount", filter=Q(log__on__gte=starts_on)), total=Sum("amount"))
    }
    targets: dict[Any, Any] = {}
    for indicator, target in (
        Task.objects.filter(site=site).exclude(indicator=None).values_list("indicator", "target")
    ):
        targets[indicator] = max(filter(None, (targets.get(indicator), target)), default=None)
    found = Indicator.objects.filter(pk__in=[*sums, *targets]).order_by("place", "id")
    return [
        {
            "indicator": str(i.pk),
            "name": i.name,
            "measure": i.measure,
            "amount": _plain(sums.get(i.pk, {}).get("period")),
            "total": _plain(sums.get(i.pk, {}).get("total")),
            "target": _plain(targets[i.pk]) if targets.get(i.pk) is not None else None,
        }
        for i in found
    ]


def _plain(value: Any) -> str:
    text = f"{value or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _line(log: WorkLog) -> str:
    met = _(" (%(people)s people met)") % {"people": formats.number(log.people_met)} if log.people_met else ""
    day = _("%(month)s/%(day)s") % {"month": log.on.month, "day": log.on.day}
    return f"{day} {log.author.name}：{log.text}{met}"


def _body(logs: Sequence[WorkLog], site: Site, starts_on: date, ends_on: date) -> str:
    """Lines under the activity that each log names first; figures of the period on top; finished tasks at the end."""
    parts: list[str] = []
    counted = [
        f"{f['name']} {formats.number(float(f['amount']))} {f['measure']}"
        for f in figures_of(site, starts_on, ends_on)
        if f["amount"] != "0"
    ]
    days = len({log.on for log in logs})
    if logs:
        head = _("On site on %(days)s days, %(people)s people met.") % {
            "days": days,
            "people": formats.number(sum(log.people_met for log in logs)),
        }
        parts.append(head + ("；".join(counted) + "。" if counted else ""))
    grouped: dict[str, list[WorkLog]] = defaultdict(list)
    for log in logs:
        if log.text:
            grouped[log.activities[0] if log.activities else WorkLog.Activity.OTHER].append(log)
    for activity in WorkLog.Activity:
        if lines := grouped.get(activity):
            parts.append("\n".join([f"【{activity.label}】", *map(_line, lines)]))
    done = Task.objects.filter(
        site=site, state=Task.State.DONE, done_on__range=(starts_on, ends_on)
    ).order_by("done_on", "id")
    if finished := [f"{t.name}{f'：{t.result}' if t.result else ''}" for t in done]:
        parts.append("\n".join([_("[Tasks finished]"), *finished]))
    return "\n\n".join(parts)


def _step(task: Task) -> str:
    due = _("by %(day)s") % {"day": f"{task.due_on:%m-%d}"}
    reached = f"，{formats.number(task.progress)}/{formats.number(task.target)}" if task.target else ""
    return f"{task.name}（{due}{reached}）"


def draft(site: Site, logs: Sequence[WorkLog], starts_on: date, ends_on: date) -> Draft:
    """Texts from the site's `logs` of the period (authors loaded, oldest first)."""
    concerns = concern_lines([site.pk], starts_on, ends_on).get(site.pk, [])
    problems = [f"{line.text}{f'（{line.result}）' if line.result else ''}" for line in concerns]
    soon = (
        Task.objects.filter(site=site)
        .open()
        .filter(due_on__lte=ends_on + timedelta(days=14))
        .order_by("due_on", "id")
    )
    steps = list(map(_step, soon))
    texts = (_body(logs, site, starts_on, ends_on), _numbered(problems), _numbered(steps))
    return Draft(*(text[:LONGEST] for text in texts))


def _numbered(lines: list[str]) -> str:
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1))
