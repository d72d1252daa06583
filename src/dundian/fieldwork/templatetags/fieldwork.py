"""`{% load fieldwork %}`: the lines of the long lists, written by code (`ui.drawing`)."""

from typing import Any
from urllib.parse import quote

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dundian.fieldwork.models import Report, SupportRequest, Task, WorkLog
from dundian.ui.addresses import address
from dundian.ui.drawing import lines, shortened, shown
from dundian.ui.formats import NULL, day, number
from dundian.ui.templatetags.ui import pick_box, progress, status

register = template.Library()


@register.simple_tag
def log_lines(logs: list[WorkLog]) -> SafeString:
    """Logs with the figures they counted as `counted`."""
    return lines(_log, logs)


def _log(log: Any) -> str:
    on, author, unit = day(log.on), shown(log.author), shown(log.unit)
    counts = [
        f"{shown(f.indicator.name)} {number(f.amount)} {shown(f.indicator.measure)}" for f in log.counted
    ]
    return (
        f'<tr><th scope="row" class="nowrap"><a href="{address("fieldwork:log_detail", log.pk)}"'
        f' aria-label="{on} {author} {unit}">{on}</a></th><td>{unit}</td><td class="nowrap">{author}</td>'
        f"<td>{'、'.join(map(shown, log.activity_labels))}</td><td>{shortened(log.text, 120)}</td>"
        f"<td>{'；'.join(counts)}</td></tr>"
    )


@register.simple_tag(takes_context=True)
def task_lines(context: Context, tasks: list[Task], may_finish: bool) -> SafeString:
    """Tasks; with a way to finish each, and back to this page."""
    here = f"?next={quote(context['request'].get_full_path())}" if may_finish else ""
    return lines(_task, tasks, here)


def _task(task: Task, here: str) -> str:
    owner = shown(task.owner) if task.owner_id else NULL
    finish = f'<td class="cell-actions">{_finish(task, here)}</td>' if here else ""
    return (
        f'<tr><th scope="row"><a href="{address("fieldwork:task_detail", task.pk)}">{shown(task.name)}</a></th>'
        f'<td>{shown(task.unit)}</td><td>{owner}</td><td class="nowrap">{day(task.due_on)}</td>'
        f"<td>{task_progress(task)}</td><td>{status(task.standing, task.standing_label)}</td>{finish}</tr>"
    )


def _finish(task: Task, here: str) -> str:
    if task.state == Task.State.DONE:
        return ""
    said, word = _("Finish: %(name)s") % {"name": shown(task.name)}, _("Finish")
    url = address("fieldwork:task_finish", task.pk)
    return f'<a class="btn btn-sm" href="{url}{here}" aria-label="{said}">{word}</a>'


@register.simple_tag
def task_progress(task: Task) -> SafeString:
    """How far the task is: towards its target, counted, or told in words."""
    if task.target:
        return progress(task.progress, task.target, task.name)
    if task.indicator_id:
        return SafeString(f'<span class="num">{number(task.progress)}</span>')
    words = _("by word")
    return SafeString(f'<span class="muted">{words}</span>')


@register.simple_tag
def report_lines(reports: list[Report]) -> SafeString:
    return lines(_report, reports)


def _report(report: Report) -> str:
    combined = pgettext("report", "Combined")
    unit = f'<span class="tag">{combined}</span>' if report.is_combined else shown(report.unit)
    return (
        f'<tr><th scope="row"><a href="{address("fieldwork:report_detail", report.pk)}">'
        f"{shown(report.of_whom)} {shown(report.get_kind_display())}</a></th><td>{unit}</td>"
        f'<td class="nowrap">{day(report.starts_on)} – {report.ends_on:%m-%d}</td>'
        f'<td class="nowrap">{day(report.due_on)}</td><td class="nowrap">{day(report.submitted_at)}</td>'
        f"<td>{status(report.standing, report.get_state_display())}</td></tr>"
    )


@register.simple_tag
def support_lines(rows: list[tuple[SupportRequest, bool]], ticked: bool, priced: bool) -> SafeString:
    """Requests, each with whether its money is shown; with a box to tick, and a column of money."""
    return lines(_support, rows, ticked, priced)


def _support(line: tuple[SupportRequest, bool], ticked: bool, priced: bool) -> str:
    row, money = line
    box = f"<td>{pick_box(row.pk, SafeString(shortened(row.text, 30)))}</td>" if ticked else ""
    cost = f'<td class="num">{number(row.cost) if money else NULL}</td>' if priced else ""
    holder, due = (shown(row.holder), day(row.due_on)) if row.is_open else (NULL, NULL)
    return (
        f'<tr>{box}<th scope="row"><a href="{address("fieldwork:support_detail", row.pk)}">'
        f"{shortened(row.text, 40)}</a></th><td>{shown(row.unit)}</td><td>{shown(row.get_kind_display())}</td>"
        f'<td>{holder}</td><td class="nowrap">{due}</td>{cost}<td>{support_state(row)}</td></tr>'
    )


@register.simple_tag
def support_state(row: SupportRequest) -> SafeString:
    """Where a request stands, and whether it was urged."""
    word, standing, urged = row.get_state_display(), row.standing, _("Urged")
    late = standing == "overdue"
    said = status(standing, _("Overdue") if late else word)
    beside = f' <span class="small muted">{shown(word)}</span>' if late else ""
    tag = f' <span class="tag">{urged}</span>' if row.is_open and row.urged_on else ""
    return SafeString(f"{said}{beside}{tag}")
