"""A report's draft: a team's from its logs, an office's from accepted reports; how a new one meets a person's text."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, Sum
from django.utils.translation import gettext as _

from dundian.campaign.models import Indicator, Site
from dundian.fieldwork.ledger import concern_lines
from dundian.fieldwork.models import LogFigure, Report, Task, WorkLog
from dundian.ui import formats

LONGEST = 20_000
LONGEST_COMBINED = 200_000
AHEAD = timedelta(days=14)
Part = Report.Part
Texts = dict[str, str]


def figures_of(sites: Iterable[UUID], starts_on: date, ends_on: date) -> list[dict[str, Any]]:
    """Per indicator of the sites' tasks or logs: amount in the period, sum since the start, target.

    A site's target is the highest of its tasks with the indicator, since each of them counts the same lines; the
    sites' targets add up. Ready for JSON: decimals as text.
    """
    sites = list(sites)
    sums: dict[Any, dict[str, Any]] = {
        row["indicator"]: dict(row)
        for row in LogFigure.objects.filter(log__site__in=sites, log__on__lte=ends_on)
        .order_by()
        .values("indicator")
        .annotate(period=Sum("amount", filter=Q(log__on__gte=starts_on)), total=Sum("amount"))
    }
    targets = targets_of(Q(site__in=sites))
    found = Indicator.objects.filter(pk__in=[*sums, *targets]).order_by("place", "id")
    return [
        {
            "indicator": str(i.pk),
            "name": i.name,
            "measure": i.measure,
            "amount": plain(sums.get(i.pk, {}).get("period")),
            "total": plain(sums.get(i.pk, {}).get("total")),
            "target": plain(target) if (target := targets.get(i.pk)) is not None else None,
        }
        for i in found
    ]


def targets_of(tasks: Q) -> dict[UUID, Decimal | None]:
    """Per indicator of these tasks, the sum over sites of the highest target; None when no task sets one."""
    rows = Task.objects.filter(tasks).exclude(indicator=None).order_by()
    summed: dict[UUID, Decimal | None] = {}
    for indicator, _site, highest in rows.values_list("indicator", "site").annotate(top=Max("target")):
        before = summed.setdefault(indicator, None)
        if highest is not None:
            summed[indicator] = (before or Decimal(0)) + highest
    return summed


def plain(value: Any) -> str:
    """A decimal as text without needless zeros."""
    text = f"{value or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def add_figures(lists: Iterable[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Figures of several reports summed by indicator, in the order in which indicators first appear."""
    summed: dict[str, dict[str, Any]] = {}
    for figures in lists:
        for figure in figures:
            into = summed.setdefault(
                figure["indicator"], {**figure, "amount": "0", "total": "0", "target": None}
            )
            for name in ("amount", "total"):
                into[name] = plain(Decimal(into[name]) + Decimal(figure[name] or 0))
            if figure.get("target") is not None:
                into["target"] = plain(Decimal(into["target"] or 0) + Decimal(figure["target"]))
    return list(summed.values())


def _counted(figures: Iterable[dict[str, Any]]) -> str:
    """The figures of the period in one line."""
    return "；".join(
        f"{f['name']} {formats.number(float(f['amount']))} {f['measure']}"
        for f in figures
        if f["amount"] != "0"
    )


# --- a team's draft ---------------------------------------------------------------------------------------------------


def _line(log: WorkLog) -> str:
    met = _(" (%(people)s people met)") % {"people": formats.number(log.people_met)} if log.people_met else ""
    day = _("%(month)s/%(day)s") % {"month": log.on.month, "day": log.on.day}
    return f"{day} {log.author.name}：{log.text}{met}"


def _headings(site: Site, logs: Sequence[WorkLog]) -> tuple[list[Task], dict[UUID, Task]]:
    """The site's tasks in order, and the one under which each log's line stands.

    It is the first task that the log moved; without any, the first that counts what the log counted.
    """
    tasks = list(Task.objects.filter(site=site).order_by("group", "item__place", "due_on", "id"))
    tasks.sort(key=lambda task: not task.group)
    place = {task.pk: n for n, task in enumerate(tasks)}
    counting: dict[UUID, int] = {}
    for n, task in enumerate(tasks):
        if task.indicator_id:
            counting.setdefault(task.indicator_id, n)
    ids = [log.pk for log in logs]
    named: dict[UUID, list[int]] = defaultdict(list)
    links = WorkLog.tasks.through.objects.filter(worklog__in=ids)
    for log_id, task_id in links.values_list("worklog", "task"):
        if task_id in place:
            named[log_id].append(place[task_id])
    counted: dict[UUID, list[int]] = defaultdict(list)
    for log_id, indicator in LogFigure.objects.filter(log__in=ids).values_list("log", "indicator"):
        if indicator in counting:
            counted[log_id].append(counting[indicator])
    return tasks, {pk: tasks[min(named[pk] or counted[pk])] for pk in ids if named[pk] or counted[pk]}


def heading(text: Any) -> str:
    return f"【{text}】"


def _body(logs: Sequence[WorkLog], site: Site, starts_on: date, ends_on: date, parts: Sequence[str]) -> str:
    """Figures of the period on top, lines under their tasks, the others under what was done, finished tasks last."""
    blocks: list[str] = []
    if logs:
        head = _("On site on %(days)s days, %(people)s people met.") % {
            "days": len({log.on for log in logs}),
            "people": formats.number(sum(log.people_met for log in logs)),
        }
        counted = _counted(figures_of([site.pk], starts_on, ends_on)) if Part.FIGURES in parts else ""
        blocks.append(head + (f"{counted}。" if counted else ""))
    told = [log for log in logs if log.text]
    tasks, under = _headings(site, told)
    by_task: dict[UUID, list[str]] = defaultdict(list)
    by_activity: dict[str, list[str]] = defaultdict(list)
    for log in told:
        if task := under.get(log.pk):
            by_task[task.pk].append(_line(log))
        else:
            by_activity[log.activities[0] if log.activities else WorkLog.Activity.OTHER].append(_line(log))
    blocks += ["\n".join([heading(t.name), *by_task[t.pk]]) for t in tasks if by_task[t.pk]]
    blocks += ["\n".join([heading(a.label), *by_activity[a]]) for a in WorkLog.Activity if by_activity[a]]
    done = Task.objects.filter(site=site, state=Task.State.DONE, done_on__range=(starts_on, ends_on))
    finished = [f"{t.name}{f'：{t.result}' if t.result else ''}" for t in done.order_by("done_on", "id")]
    if finished:
        blocks.append("\n".join([heading(_("Tasks finished")), *finished]))
    return "\n\n".join(blocks)


def _step(task: Task) -> str:
    due = _("by %(day)s") % {"day": f"{task.due_on:%m-%d}"}
    reached = f"，{formats.number(task.progress)}/{formats.number(task.target)}" if task.target else ""
    return f"{task.name}（{due}{reached}）"


def draft(
    site: Site, logs: Sequence[WorkLog], starts_on: date, ends_on: date, parts: Sequence[str] = tuple(Part)
) -> Texts:
    """The texts of a team's report, by part, from the site's `logs` of the period (authors loaded, oldest first).

    What experience the work gave is for people to say: that part starts empty.
    """
    texts: Texts = {Part.WORK: _body(logs, site, starts_on, ends_on, parts)}
    if Part.PROBLEMS in parts:
        concerns = concern_lines([site.pk], starts_on, ends_on).get(site.pk, [])
        texts[Part.PROBLEMS] = "\n".join(
            f"{line.text}{f'（{line.result}）' if line.result else ''}" for line in concerns
        )
    if Part.NEXT in parts:
        soon = Task.objects.filter(site=site, due_on__lte=ends_on + AHEAD).open().order_by("due_on", "id")
        texts[Part.NEXT] = "\n".join(map(_step, soon))
    return {name: text[:LONGEST] for name, text in texts.items()}


# --- an office's draft ------------------------------------------------------------------------------------------------


def source_name(report: Report) -> str:
    """How a gathered report is called in the headings: the site and its team, or the federation."""
    return str(report.unit) if report.is_combined else f"{report.unit}（{report.team}）"


def combine(reports: Sequence[Report], parts: Sequence[str]) -> Texts:
    """The texts of a combined report: what its sources say, each under its name, in the order given."""
    figures = add_figures(report.figures for report in reports)
    head = _("Combined from %(count)s accepted reports.") % {"count": len(reports)}
    if Part.FIGURES in parts and (counted := _counted(figures)):
        head += f"{counted}。"
    texts: Texts = {}
    for part in Report.TEXTS:
        if part not in parts:
            continue
        blocks = [
            "\n".join([heading(source_name(report)), _as_lines(text)])
            for report in reports
            if (text := getattr(report, part).strip())
        ]
        texts[part] = "\n\n".join([head, *blocks] if part == Part.WORK else blocks)
    return {name: text[:LONGEST_COMBINED] for name, text in texts.items()}


def _as_lines(text: str) -> str:
    """A source's text without its empty lines, its own headings one step down."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(
        f"〔{line[1:-1]}〕" if line.startswith("【") and line.endswith("】") else line
        for line in lines
        if line
    )


# --- a new draft and a person's text ----------------------------------------------------------------------------------


@dataclass
class Merged:
    """A text after a new draft came in: `came` and `gone` are the lines that did."""

    text: str
    came: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def _is_heading(line: str) -> bool:
    return line.startswith("【") and line.endswith("】")


def merge(base: str, mine: str, fresh: str) -> Merged:
    """`mine` with what changed between the drafts `base` and `fresh`.

    A line of the old draft that the new one lacks goes, when nobody touched it; a new line stands after the one that
    precedes it in the new draft. What a person wrote, changed or took out stays so.
    """
    before, after = Counter(_lines(base)), Counter(_lines(fresh))
    surplus = before - after
    kept: list[str] = []
    gone: list[str] = []
    own = mine.splitlines()
    for n, line in enumerate(own):
        heads_something = _is_heading(line.strip()) and _has_own_line(own[n + 1 :], surplus)
        if line.strip() and surplus[line.strip()] > 0 and not heads_something:
            surplus[line.strip()] -= 1
            gone.append(line.strip())
        else:
            kept.append(line)
    known = before | Counter(line.strip() for line in kept)
    came: list[str] = []
    previous = ""
    seen: Counter[str] = Counter()
    for line in _lines(fresh):
        seen[line] += 1
        if seen[line] > known[line]:
            _insert(kept, line, previous)
            came.append(line)
        if line in (other.strip() for other in kept):
            previous = line
    return Merged(_tidy(kept), came, gone)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _has_own_line(following: Sequence[str], surplus: Counter[str]) -> bool:
    """Whether something that stays stands under a heading."""
    for line in following:
        if not line.strip() or _is_heading(line.strip()):
            return False
        if surplus[line.strip()] <= 0:
            return True
    return False


def _insert(kept: list[str], line: str, previous: str) -> None:
    """Put `line` after `previous`; a heading opens a block of its own behind that of `previous`."""
    places = [n for n, other in enumerate(kept) if other.strip() == previous]
    place = places[-1] + 1 if places and previous else 0
    if not _is_heading(line):
        kept.insert(place, line)
        return
    while place < len(kept) and kept[place].strip():
        place += 1
    kept[place:place] = ["", line] if place else [line, ""]


def _tidy(lines: Iterable[str]) -> str:
    """Without empty lines on the outside, or two in a row."""
    tidy: list[str] = []
    for line in lines:
        if line.strip() or (tidy and tidy[-1].strip()):
            tidy.append(line.rstrip())
    return "\n".join(tidy).strip()
