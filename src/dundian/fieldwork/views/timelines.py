"""`/tasks/?view=timeline`: the tasks of the list in time, one by one when they are few, else site by site."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from dundian.fieldwork.forms import TaskFilter
from dundian.fieldwork.models import TaskQuerySet
from dundian.fieldwork.queries import schedules as queries
from dundian.fieldwork.queries.schedules import MOST_SITES, MOST_TASKS
from dundian.fieldwork.timeline import Item, timeline
from dundian.kernel import calendar, clock
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page


def task_timeline(
    request: ActorRequest, conditions: TaskFilter, rows: TaskQuerySet, tabs: list[Any]
) -> HttpResponse:
    """The answer to the list's own address with `view=timeline`."""
    few = list(rows.prefetch_related("after").order_by("unit", "due_on", "id")[: MOST_TASKS + 1])
    sites: list[dict[str, Any]] = []
    if len({task.site_id for task in few}) > 1 or len(few) > MOST_TASKS:
        sites = queries.sites_in_time(rows)
        items = [_site_item(site, request) for site in sites[:MOST_SITES]]
    else:
        leaves = queries.leaves_of(few) if request.actor.can("view", "schedule") else {}
        items = queries.items_of(queries.rows_in_force(few, None), leaves)
    today = clock.today()
    ends = [item.due for item in items] or [today]
    drawn = timeline(items, calendar.current(), today, min([today, *ends]), max([today, *ends]))
    context = {
        "filter": conditions,
        "drawn": drawn if items else None,
        "by_site": bool(sites),
        "site_rows": sites[:MOST_SITES],
        "rows": queries.rows_in_force(few, None) if not sites else [],
        "more": len(sites) > MOST_SITES,
        "one_site": few[0].site_id if few and not sites and request.actor.can("view", "schedule") else None,
        "tabs": tabs,
        "today": today,
        "filtered": bool(conditions.in_use),
        "timeline": True,
        "unknown_years": calendar.current().unknown_years(drawn.first, drawn.last) if items else [],
    }
    return render_page(request, "fieldwork/task_list.html", context, fragment="fieldwork/task_timeline.html")


def _site_item(row: dict[str, Any], request: ActorRequest) -> Item:
    """One bar for a site's whole list; how much of its weight is reached stands inside."""
    late = row["late"]
    weighs = row["weighs"] or 0
    reached = float(row["weighs_done"] or 0) + float(row["weighs_open"] or 0)
    row["share"] = reached / weighs if weighs else 0.0
    row["url"] = _site_url(row["site_id"], request)
    note = ngettext("%(done)d of %(n)d task done", "%(done)d of %(n)d tasks done", row["count"])
    return Item(
        key=str(row["site_id"]),
        label=row["unit__name"],
        url=row["url"],
        note=note % {"done": row["done"], "n": row["count"]},
        due=row["last"],
        start=row["first"],
        finish=row["last"],
        standing="overdue" if late else "done" if row["done"] == row["count"] else "doing",
        share=row["share"],
    )


def _site_url(site: UUID, request: ActorRequest) -> str:
    if request.actor.can("view", "schedule"):
        return reverse("fieldwork:site_schedule", args=[site])
    return f"{reverse('fieldwork:task_list')}?view=timeline&site={site}"
