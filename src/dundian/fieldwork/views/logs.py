"""Pages of work logs and the day's page of the phone."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.campaign.models import Indicator, Site
from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import actions, queries
from dundian.fieldwork.forms import LogFilter, LogForm, TakeBackForm
from dundian.fieldwork.models import LogFigure, LogPhoto, WorkLog
from dundian.fieldwork.queries.logs import ORDER
from dundian.fieldwork.views.finding import cursor_of, found, panel, require_list, site_for, site_of_team
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.paging import keyset
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, download, render_page
from dundian.ui.panels import panels_for

form_page = require_http_methods(["GET", "HEAD", "POST"])
ON_PANEL, ON_DAY = 10, 8
FIGURES = (
    LogFigure.objects.select_related("indicator")
    .only("log", "amount", "indicator__name", "indicator__measure")
    .order_by("id")
)
SHOWN = ("on", "activities", "text", "author__name", "unit__short_name", "unit__name")


@require_safe
def day_view(request: ActorRequest) -> HttpResponse:
    """今天: today's site, three buttons, what is open."""
    actor = request.actor
    if not actor.can("add", "log"):
        raise Refused(_("This page is for cadres stationed at a site."))
    sites = queries.my_sites(actor)
    site = sites[0] if sites else None
    person = actor.person
    context = {
        "today": clock.today(),
        "site": site,
        "other_sites": sites[1:],
        "on_site": bool(site and site.team.dispatch.starts_on <= clock.today() <= site.team.dispatch.ends_on),
        "logs": list(_logs_of_today(actor)),
        "tasks": queries.open_tasks_of(person, ON_DAY) if person else [],
        "owed": queries.missing_reports(actor, own=True)[:5],
        "away": queries.on_leave(site.unit) if site else [],
        "panels": panels_for("day", actor),
    }
    return render_page(request, "fieldwork/day.html", context)


def _logs_of_today(actor: Actor) -> Any:
    rows = WorkLog.objects.filter(author__user=actor.user, on=clock.today()).select_related("unit")
    return rows.order_by("-created_at")[:5]


@require_safe
def log_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "log")
    conditions = LogFilter(request.actor, request.GET)
    rows = queries.logs_for(request.actor, conditions.valid_data())
    rows = rows.prefetch_related(Prefetch("figures", FIGURES, to_attr="counted"))
    context = {
        "filter": conditions,
        "page": keyset(rows, order=ORDER, cursor=cursor_of(request), columns=SHOWN),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("fieldwork:log_export"),
        "may_log": request.actor.can("add", "log"),
    }
    return render_page(request, "fieldwork/log_list.html", context, fragment="fieldwork/log_rows.html")


def _columns(indicator: Indicator | None) -> list[Column]:
    asked = [Column(str(indicator), 12, "decimal")] if indicator else []
    return [
        Column(_("Day"), 12, "date"),
        Column(_("Site"), 24),
        Column(_("Team"), 18),
        Column(_("Cadre"), 10),
        Column(_("Activities"), 20),
        Column(_("What happened"), 60),
        Column(_("People met"), 10, "number"),
        Column(_("Counts"), 36),
        Column(_("Tasks it moved"), 36),
        Column(_("Where the evidence is"), 24),
        *asked,
    ]


@require_safe
def log_export(request: ActorRequest) -> HttpResponseBase:
    require_list(request.actor, "log")
    conditions = LogFilter(request.actor, request.GET)
    data = conditions.valid_data()
    indicator = data.get("indicator")
    rows = queries.log_lines(queries.logs_for(request.actor, data).order_by(*ORDER), indicator)
    title = _("Work logs")
    return workbook_response(
        rows, _columns(indicator), title, title, filters=conditions.in_use, actor=request.actor, noun="log"
    )


@require_safe
def log_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    rows = WorkLog.objects.visible_to(actor).select_related("unit", "author", "team", "site", "campaign")
    log = found(rows, pk)
    mine = log.author.user_id == actor.user.pk and actor.can("add", "log", log.unit)
    context = {
        "log": log,
        "activities": log.activity_labels,
        "figures": log.figures.select_related("indicator").order_by("indicator__place", "id"),
        "tasks": log.tasks.order_by("group", "due_on", "id"),
        "photos": log.photos.order_by("created_at", "id") if actor.can("view", "photo", log.unit) else [],
        "may_delete": mine,
        "may_change": mine or actor.can("change", "log", log.unit),
        "panels": panels_for("log", actor),
    }
    return render_page(request, "fieldwork/log_detail.html", context)


@form_page
def log_delete(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = WorkLog.objects.visible_to(request.actor).select_related("unit", "author", "site")
    log = found(rows, pk)
    if log.author.user_id != request.actor.user.pk or not request.actor.can("add", "log", log.unit):
        raise Refused(_("A log is taken back by its author only."))
    form = TakeBackForm(request.POST or None, initial={"version": log.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.delete_log(log=log, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("The log has been taken back; the tasks and figures follow.")
            return done(request, said, "fieldwork:log_list")
    context = {"form": form, "log": log, "cancel_url": reverse("fieldwork:log_detail", args=[log.pk])}
    return render_page(request, "fieldwork/log_delete.html", context, status=422 if form.errors else 200)


@require_safe
def photo_detail(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The photo itself; it is handed out only to those who may see photos at its site."""
    photo = found(LogPhoto.objects.filter(log__unit__in=request.actor.units("view", "photo")), pk)
    try:
        response = download(photo.file.open("rb"), f"{photo.sha256[:12]}.jpg", "image/jpeg")
    except OSError:
        raise Http404 from None
    response["Content-Disposition"] = "inline"
    return response


def _site_to_log(request: ActorRequest) -> Site | None:
    """The site of the address, else the one where the person is today."""
    if asked := request.GET.get("site", ""):
        return site_for(request.actor, "log", asked)
    return queries.site_of_day(request.actor)


@form_page
def log_create(request: ActorRequest) -> HttpResponse:
    site = _site_to_log(request)
    request.actor.require(
        "add", "log", site.unit if site else None, _("Logs are written by those stationed at the site.")
    )
    if site is None or not hasattr(getattr(site, "team", None), "dispatch"):
        return render_page(request, "fieldwork/log_nowhere.html", {"site": site}, status=200)
    form = LogForm(site, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            log = actions.write_log(
                site=site,
                actor=request.actor,
                id=form.cleaned_data["id"],
                concerns=list(form.concerns()),
                **form.line(),
            )
        except Invalid as bad:
            show(form, bad)
        else:
            to = "fieldwork:log_create" if "another" in request.POST else "fieldwork:log_detail"
            return done(
                request, _("The log is stored."), to, *([] if "another" in request.POST else [log.pk])
            )
    context = {"form": form, "site": site, "cancel_url": reverse("fieldwork:day_view")}
    return render_page(request, "fieldwork/log_form.html", context, status=422 if form.errors else 200)


@form_page
def log_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = WorkLog.objects.visible_to(request.actor).select_related(
        "unit", "author", "site__unit", "site__team__dispatch"
    )
    log = found(rows, pk)
    mine = log.author.user_id == request.actor.user.pk and request.actor.can("add", "log", log.unit)
    if not mine:
        request.actor.require(
            "change", "log", log.unit, _("Logs are corrected by their author or the team leader.")
        )
    form = LogForm(log.site, request.POST or None, request.FILES or None, log=log)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_log(
                log=log,
                version=data["version"] or 0,
                actor=request.actor,
                drop_photos=data.get("drop_photos", []),
                **form.line(),
            )
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            now = clash.current
            return conflict_page(
                request,
                mine=form,
                theirs=LogForm(log.site, log=now),
                version=now.version,
                when=now.updated_at,
            )
        else:
            return done(
                request, _("The log has been corrected; the tasks follow."), "fieldwork:log_detail", log.pk
            )
    context = {
        "form": form,
        "site": log.site,
        "log": log,
        "cancel_url": reverse("fieldwork:log_detail", args=[log.pk]),
    }
    return render_page(request, "fieldwork/log_form.html", context, status=422 if form.errors else 200)


@require_safe
def site_log_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    site = site_for(request.actor, "log", pk)
    logs = WorkLog.objects.filter(site=site).select_related("author").order_by(*ORDER)
    context = {
        "site": site,
        "logs": list(logs[:ON_PANEL]),
        "may_log": request.actor.can("add", "log", site.unit),
        "may_see_ledger": request.actor.can("view", "ledger", site.unit),
        "away": queries.on_leave(site.unit) if request.actor.can("view", "task", site.unit) else [],
    }
    return panel(request, "fieldwork/log_panel.html", _("Work logs"), context)


@require_safe
def team_log_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    return site_log_panel(request, site_of_team(request.actor, pk, "log"))
