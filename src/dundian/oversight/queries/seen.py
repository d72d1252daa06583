"""What log and ledger say of a site, to stand beside what an inspector saw there."""

from datetime import date, timedelta
from typing import Any

from dundian.campaign.models import Site
from dundian.concerns.models import Concern
from dundian.fieldwork.models import Leave, LogPhoto, Task, WorkLog
from dundian.ui.formats import day, number

DAYS = timedelta(days=14)
MOST = 10


def said_at(site: Site, on: date) -> dict[str, Any]:
    """The two weeks up to `on`: logs, days on site, people met, tasks, concerns, leave; as text that can be kept."""
    since = on - DAYS + timedelta(1)
    logs = WorkLog.objects.filter(site=site, on__range=(since, on))
    lines = list(logs.select_related("author").prefetch_related("figures__indicator").order_by("-on", "-id"))
    return {
        "since": day(since),
        "until": day(on),
        "days": len({log.on for log in lines}),
        "met": sum(log.people_met for log in lines),
        "photos": LogPhoto.objects.filter(log__in=logs).count(),
        "logs": [_log(log) for log in lines[:MOST]],
        "more": max(0, len(lines) - MOST),
        "tasks": _tasks(site, on),
        "concerns": _concerns(site, on),
        "away": _away(site, on),
    }


def _log(log: WorkLog) -> dict[str, str]:
    figures = "、".join(
        f"{f.indicator.name} {number(f.amount)}{f.indicator.measure}" for f in log.figures.all()
    )
    did = "、".join(map(str, log.activity_labels))
    return {"on": day(log.on), "who": str(log.author), "did": did, "text": log.text[:300], "figures": figures}


def _tasks(site: Site, on: date) -> dict[str, Any]:
    rows = list(Task.objects.filter(site=site).order_by("due_on", "id"))
    late = [t for t in rows if t.state != Task.State.DONE and t.due_on < on]
    return {
        "whole": len(rows),
        "done": sum(t.state == Task.State.DONE for t in rows),
        "late": [f"{t.name}（{day(t.due_on)}）" for t in late[:MOST]],
    }


def _concerns(site: Site, on: date) -> dict[str, Any]:
    rows = list(Concern.objects.filter(site=site, raised_on__lte=on).order_by("-raised_on", "-id"))
    waiting = [c for c in rows if not c.is_closed]
    return {
        "whole": len(rows),
        "closed": len(rows) - len(waiting),
        "open": [{"number": c.number, "step": str(c.get_step_display())} for c in waiting[:MOST]],
    }


def _away(site: Site, on: date) -> list[str]:
    """Who is on leave on that day: an empty chair has its reason."""
    team = getattr(site, "team", None)
    if team is None:
        return []
    rows = Leave.objects.filter(unit=site.unit_id, state=Leave.State.GRANTED)
    rows = rows.filter(starts_on__lte=on, ends_on__gte=on).select_related("person")
    return [f"{leave.person}（{day(leave.starts_on)}—{day(leave.ends_on)}）" for leave in rows]
