"""How concerns come over time: by topic, area, kind of union and industry."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.concerns.models import Concern
from dundian.kernel import clock
from dundian.org.middleware import ActorRequest
from dundian.org.models import GRASSROOTS, Industry, Unit, UnitKind
from dundian.ui.pages import render_page

MONTHS = 12
BY = ("topic", "area", "kind", "industry")


@require_safe
def trends(request: ActorRequest) -> HttpResponse:
    """Twelve months, one row a topic, area, kind of union or industry; every count opens its concerns."""
    request.actor.require("view", "issue", None, _("Trends are for those who handle concerns."))
    by = request.GET.get("by") if request.GET.get("by") in BY else "topic"
    months = _months(clock.today())
    rows = _rows(request, str(by), months)
    most = max((n for _label, _query, line, _sum in rows for n in line), default=0)
    labels = {
        "topic": _("By topic"),
        "area": _("By area"),
        "kind": _("By kind of union"),
        "industry": _("By industry"),
    }
    context = {
        "tabs": [(labels[key], f"?by={key}", key == by, None) for key in BY],
        "heading": labels[str(by)],
        "months": months,
        "rows": [(label, query, _cells(line, most), total) for label, query, line, total in rows],
        "conclusion": _conclusion(rows, months),
    }
    return render_page(request, "concerns/trends.html", context)


def _months(today: date) -> list[date]:
    first = today.replace(day=1)
    found = [first]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def _cells(line: list[int], most: int) -> list[tuple[int, int]]:
    """(count, shade 0 to 4)."""
    return [(n, 0 if not n else 1 + (4 * n - 1) // most if most else 0) for n in line]


def _rows(request: ActorRequest, by: str, months: list[date]) -> list[tuple[Any, str, list[int], int]]:
    """(label, condition for the list, counts a month, their sum), in the order in which the field names them."""
    field = {"topic": "topic", "area": "unit__parent", "kind": "unit__kind", "industry": "unit__industry"}[by]
    concerns = Concern.objects.filter(
        unit__in=request.actor.units("view", "concern"), raised_on__gte=months[0]
    )
    counted = (
        concerns.order_by()
        .annotate(month=TruncMonth("raised_on"))
        .values_list(field, "month")
        .annotate(n=Count("pk"))
    )
    table: dict[Any, dict[date, int]] = {}
    for key, month, n in counted:
        table.setdefault(key, {})[month] = n
    return [
        (label, query, line := [table[key].get(m, 0) for m in months], sum(line))
        for key, label, query in _headings(by, table)
    ]


def _headings(by: str, table: dict[Any, Any]) -> list[tuple[Any, Any, str]]:
    """(key, label, condition for the list) in administrative or catalogue order."""
    if by == "topic":
        return [(t.value, t.label, f"topic={t.value}") for t in Concern.Topic if t.value in table]
    if by == "kind":
        return [
            (k.value, k.label, f"union={k}" if k in GRASSROOTS else "") for k in UnitKind if k.value in table
        ]
    if by == "industry":
        named = [(i.value, i.label, f"industry={i}") for i in Industry if i.value in table]
        return [*named, ("", _("Not given"), "")] if "" in table else named
    units = Unit.objects.filter(pk__in=[key for key in table if key]).order_by("place", "id")
    return [(unit.pk, str(unit), f"area={unit.pk}") for unit in units]


def _conclusion(rows: list[tuple[Any, str, list[int], int]], months: list[date]) -> str:
    """What the table says in one sentence."""
    total = sum(sum_ for _label, _query, _line, sum_ in rows)
    if not total:
        return _("No concern was raised in these twelve months.")
    label, _query, _line, most = max(rows, key=lambda row: row[3])
    this, last = (sum(line[i] for _l, _q, line, _s in rows) for i in (-1, -2))
    words = _(
        "%(total)d concerns in twelve months; most of them under “%(label)s” (%(most)d). "
        "This month %(this)d so far, last month %(last)d."
    )
    return words % {"total": total, "label": label, "most": most, "this": this, "last": last}
