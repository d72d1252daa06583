"""The list behind coverage, and what every figure means."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.insight import boards, coverage
from dundian.insight.figures import FIGURES, Figure
from dundian.insight.forms import CoverageFilter
from dundian.insight.scope import Scope
from dundian.insight.views.frame import require_figures
from dundian.kernel import clock
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page

SHOWN = ("name", "kind", "parent__short_name", "parent__name")


@require_safe
def coverage_list(request: ActorRequest) -> HttpResponse:
    """Grassroots unions: reached or not, and how many workers that is."""
    require_figures(request)
    conditions = CoverageFilter(request.GET, actor=request.actor)
    rows = coverage.unions_for(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=coverage.ORDER, cursor=request.GET.get("cursor", ""), columns=SHOWN),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("insight:coverage_export"),
    }
    return render_page(request, "insight/coverage.html", context, fragment="insight/coverage_rows.html")


@require_safe
def coverage_export(request: ActorRequest) -> HttpResponseBase:
    require_figures(request)
    conditions = CoverageFilter(request.GET, actor=request.actor)
    found = coverage.unions_for(request.actor, conditions.valid_data()).order_by(*coverage.ORDER)
    columns = [
        Column(_("Grassroots union"), 34),
        Column(_("Kind of union"), 20),
        Column(_("Belongs to"), 26),
        Column(_("Workers"), 10, "number"),
        Column(pgettext("coverage", "Reached"), 10),
    ]

    def rows() -> Iterator[list[Any]]:
        for unit in found.iterator(chunk_size=2000):
            above = unit.parent.name if unit.parent else None
            reached = _("Yes") if unit.is_reached else _("No")  # type: ignore[attr-defined]
            yield [unit.name, unit.get_kind_display(), above, unit.workers, reached]  # type: ignore[attr-defined]

    title = _("Coverage of grassroots unions")
    return workbook_response(
        rows(), columns, title, title, filters=conditions.in_use, actor=request.actor, noun="figure"
    )


@require_safe
def figure_list(request: ActorRequest) -> HttpResponse:
    """Every figure with what it counts; the values of each list are asked for when they come into sight."""
    require_figures(request)
    scope, asked = Scope(request.actor), request.GET.get("of", "")
    by_source: dict[str, list[Figure]] = {}
    for figure in FIGURES.values():
        if figure.key != "results" and figure.allowed(scope):
            by_source.setdefault(figure.source.key, []).append(figure)
    if asked and asked not in by_source:
        raise Http404
    groups = []
    for source, figures in by_source.items():
        if asked in ("", source):
            values = boards.shown(scope, [figure.key for figure in figures]) if asked else {}
            lines = [(figure, values.get(figure.key)) for figure in figures]
            groups.append({"lines": lines, "later": "" if asked else f"{request.path}?of={source}"})
    context = {"groups": groups, "as_of": clock.now()}
    return render_page(
        request, "insight/figure_list.html", context, fragment="insight/figure_rows.html" if asked else None
    )
