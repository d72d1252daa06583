"""Boards: one page for every part of the programme that figures can be asked for."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from dundian.campaign.models import Campaign, Indicator, Initiative, Site
from dundian.exchange.export import Column, sheets_response, workbook_response
from dundian.insight import boards, public_board, queries
from dundian.insight.axes import AXES
from dundian.insight.forms import BoardFilter, time_of
from dundian.insight.panels import ON_TAB, panels_of
from dundian.insight.scope import Scope
from dundian.insight.views.frame import named, require_figures
from dundian.kernel import clock
from dundian.org.middleware import ActorRequest
from dundian.org.models import GRASSROOTS, Unit, UnitKind
from dundian.ui.formats import day
from dundian.ui.pages import is_fragment, render_page

Span = tuple[date, date] | None


@require_safe
def summary(request: ActorRequest) -> HttpResponse:
    """The five sentences, for the home page."""
    require_figures(request)
    context = {"sentences": queries.sentences(request.actor), "as_of": clock.now()}
    return render_page(request, "insight/summary_page.html", context, fragment="insight/_sentences.html")


@require_safe
def targets(request: ActorRequest) -> HttpResponse:
    """Results against targets of the running campaign nearest to the person, for the home page."""
    require_figures(request)
    campaign = queries.campaign_at_hand(request.actor)
    scope = Scope(request.actor, campaign=campaign)
    aimed = [t for t in queries.targets(scope) if t.target] if campaign else []
    context = {"campaign": campaign, "targets": aimed, "as_of": clock.now()}
    return render_page(request, "insight/targets_page.html", context, fragment="insight/_targets_short.html")


@require_safe
def overview(request: ActorRequest) -> HttpResponseBase:
    """All that the person sees, and the way to the boards of its parts."""
    require_figures(request)

    def more() -> dict[str, Any]:
        counted_by = Indicator.objects.visible_to(request.actor).filter(in_use=True)
        return {
            "campaigns": queries.campaigns_of(request.actor),
            "years": queries.years_of(request.actor),
            "kinds_of_union": [(kind.value, UnitKind(kind).label) for kind in GRASSROOTS],
            "indicators": counted_by.order_by("place", "id").only("name", "measure", "code")[:60],
        }

    return _board(request, Scope(request.actor), _("Figures"), more=more)


@require_safe
def campaign_progress(request: ActorRequest, campaign_id: UUID) -> HttpResponseBase:
    scope = _of_campaign(request, campaign_id)
    campaign = scope.campaign
    whole = time_of(campaign) if campaign else None
    return _board(request, scope, str(campaign), whole=whole, fragment="insight/_board_tab.html")


@require_safe
def progress_export(request: ActorRequest, campaign_id: UUID) -> HttpResponseBase:
    """The table of areas as a workbook."""
    scope = _of_campaign(request, campaign_id)
    return _workbook(request, boards.areas(scope), str(scope.campaign))


def _of_campaign(request: ActorRequest, campaign_id: UUID) -> Scope:
    require_figures(request)
    campaign = named(Campaign.objects.visible_to(request.actor).select_related("unit"), campaign_id)
    return Scope(request.actor, campaign=campaign)


@require_safe
def area_board(request: ActorRequest, unit_id: int) -> HttpResponseBase:
    require_figures(request)
    if unit_id >= 2**63:
        raise Http404
    unit = named(Unit.objects.filter(pk__in=request.actor.units("view", "figure")), unit_id)
    return _board(request, Scope(request.actor, area=unit), unit.name)


@require_safe
def site_board(request: ActorRequest, site_id: UUID) -> HttpResponseBase:
    require_figures(request)
    seen = Site.objects.filter(unit__in=request.actor.units("view", "figure"))
    site = named(seen.select_related("unit", "campaign"), site_id)
    return _board(request, Scope(request.actor, site=site), site.unit.name, whole=time_of(site.campaign))


@require_safe
def initiative_board(request: ActorRequest, initiative_id: UUID) -> HttpResponseBase:
    require_figures(request)
    seen = Initiative.objects.filter(campaign__in=Campaign.objects.visible_to(request.actor))
    found = named(seen.select_related("campaign"), initiative_id)
    scope = Scope(request.actor, initiative=found)
    return _board(request, scope, found.name, whole=time_of(found.campaign))


@require_safe
def union_board(request: ActorRequest, kind: str) -> HttpResponseBase:
    require_figures(request)
    if kind not in GRASSROOTS:
        raise Http404
    return _board(request, Scope(request.actor, union=kind), str(UnitKind(kind).label))


@require_safe
def year_board(request: ActorRequest, year: int) -> HttpResponseBase:
    require_figures(request)
    if not 2000 <= year <= 2100:
        raise Http404
    whole = date(year, 1, 1), min(date(year, 12, 31), max(clock.today(), date(year, 1, 1)))
    title = _("Year %(year)s") % {"year": year}
    return _board(request, Scope(request.actor, year=year), title, whole=whole)


@require_safe
def indicator_board(request: ActorRequest, indicator_id: UUID) -> HttpResponseBase:
    """What the logs counted by one indicator, in time, by area and by campaign, against its targets."""
    require_figures(request)
    indicator = named(Indicator.objects.visible_to(request.actor), indicator_id)
    form = BoardFilter(request.GET, scope=Scope(request.actor, indicator=indicator))
    scope = form.narrowed()
    if request.GET.get("publish"):
        scope = scope.but(links=False)
    now = scope.during(None, None)
    keys = ["results", "tasks", "tasks_done", "tasks_late"]
    axes = (
        ("area", _("Areas, in administrative order")),
        ("union", _("Kinds of union")),
        ("campaign", _("Campaigns")),
    )
    by_month = _by_month(now, indicator)
    targets, grids = queries.targets(now), [boards.by_axis(now, AXES[axis], keys, t) for axis, t in axes]
    if request.GET.get("publish"):
        board = public_board.published_indicator(targets, [by_month, *grids])
        return _published(request, board, now, indicator.name)
    context = {
        "filter": form,
        "title": indicator.name,
        "indicator": indicator,
        "targets": targets,
        "grids": grids,
        "by_month": by_month,
        "comparison": boards.comparison_of(scope, ["results", "tasks_done"]),
        "as_of": clock.now(),
        "publish_url": _here(request, publish="1"),
    }
    return render_page(request, "insight/indicator.html", context)


def _by_month(scope: Scope, indicator: Indicator) -> boards.Grid:
    grid = boards.by_axis(scope, AXES["month"], ["results"], _("By month"))
    grid.chart = "bar"
    total = boards.shown(scope, ["results"]).get("results")
    words = _("%(name)s: %(amount)s %(measure)s in all.")
    told = {"name": escape(indicator.name), "measure": escape(indicator.measure)}
    grid.says = mark_safe(words % {**told, "amount": total.cell.link if total else 0})  # noqa: S308  (escaped)
    return grid


def _board(
    request: ActorRequest,
    scope: Scope,
    title: str,
    *,
    whole: Span = None,
    fragment: str = "",
    more: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponseBase:
    form = BoardFilter(request.GET, scope=scope, whole=whole)
    scope = form.narrowed()
    if request.GET.get("publish"):
        return _published(request, public_board.published(scope), scope, title)
    if request.GET.get("export") == "areas":
        return _workbook(request, boards.areas(scope), title)
    context = {
        "scope": scope,
        "title": title,
        "filter": form,
        "export_url": f"{request.path}?export=areas" if not scope.site else "",
        "as_of": clock.now(),
        "board_url": _here(request),
        "overview_url": reverse("insight:overview"),
    }
    if asked := request.GET.get("part"):
        return _part(request, scope, asked, context)
    if request.headers.get("HX-Target") == "board":
        fragment = "insight/_board.html"
    shown = ON_TAB if fragment == "insight/_board_tab.html" and is_fragment(request) else None
    parts = []
    for panel in panels_of(scope):
        if request.GET.get("whole"):  # what is printed holds them all
            context |= panel.context(scope)
            parts.append((panel, ""))
        elif shown is None or panel.key in shown:
            parts.append((panel, _here(request, part=panel.key)))
    context |= {
        "sentences": queries.sentences_of(scope),
        "parts": parts,
        "whole_url": "" if request.GET.get("whole") else _here(request, whole="1"),
        "publish_url": _here(request, publish="1"),
        **(more() if more else {}),
    }
    return render_page(request, "insight/board.html", context, fragment=fragment or None)


def _here(request: ActorRequest, **more: str) -> str:
    """The board as it was asked for, and what is asked of it besides."""
    kept = request.GET.copy()
    for name in ("part", "whole", "publish", "export"):
        kept.pop(name, None)
    kept.update(more)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


def _published(
    request: ActorRequest, board: public_board.PublicBoard, scope: Scope, title: str
) -> HttpResponseBase:
    """The board as a paper that leaves the house: on one page to print, or as a workbook."""
    if request.GET.get("export"):
        name = _("%(title)s: figures to publish") % {"title": title}
        told = [(_("Small counts"), board.says)]
        if scope.since and scope.until:
            told.insert(0, (pgettext("figures", "Period"), f"{day(scope.since)}—{day(scope.until)}"))
        return sheets_response(board.sheets(), name, name, filters=told, actor=request.actor, noun="figure")
    context = {
        **board.context,
        "scope": scope,
        "title": title,
        "board": board,
        "as_of": clock.now(),
        "overview_url": reverse("insight:overview"),
        "board_url": _here(request),
        "sheets_url": _here(request, publish="1", export="1"),
    }
    return render_page(request, "insight/public_board.html", context)


def _part(request: ActorRequest, scope: Scope, key: str, context: dict[str, Any]) -> HttpResponseBase:
    """One panel: put into the board by script, a page by itself without."""
    panel = next((panel for panel in panels_of(scope) if panel.key == key), None)
    if panel is None:
        raise Http404
    context |= {**panel.context(scope), "part_title": panel.title, "part_template": panel.template}
    return render_page(request, "insight/board_part.html", context, fragment=panel.template)


def _workbook(request: ActorRequest, grid: boards.Grid, title: str) -> HttpResponseBase:
    columns = [Column(grid.corner, 28), *(Column(label, 14, "number") for label in grid.columns)]

    def rows() -> Iterator[list[Any]]:
        for label, _url, cells in grid.rows:
            yield [str(label), *(cell.value for cell in cells)]

    name = _("Figures of %(title)s by area") % {"title": title}
    return workbook_response(rows(), columns, name, name, actor=request.actor, noun="figure")
