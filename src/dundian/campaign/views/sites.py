"""Sites: the list, its export, one site."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.campaign import actions, queries
from dundian.campaign.access import may_change
from dundian.campaign.forms.sites import DropForm, SiteFilter, SiteForm
from dundian.campaign.models import Site, SiteQuerySet
from dundian.campaign.views.sight import campaign_in_sight, posted
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page
from dundian.ui.panels import panels_for

ORDER = ["-campaign_id", "county_id", "id"]
SHOWN = (
    "kind", "state", "unit__short_name", "unit__name", "county__short_name", "county__name", "campaign__name",
)  # fmt: skip
TONES = {Site.State.CHOSEN: "todo", Site.State.ACTIVE: "doing", Site.State.CLOSED: "done"}


def _site(request: ActorRequest, pk: UUID) -> Site:
    found = queries.site(request.actor, pk)
    if found is None:
        raise Http404
    return found


def _require_sight(request: ActorRequest) -> None:
    if not request.actor.can("assist", "site"):
        request.actor.require("view", "site", None, _("Sites are for those who work with them."))


@require_safe
def site_list(request: ActorRequest) -> HttpResponse:
    _require_sight(request)
    conditions = SiteFilter(request.GET, actor=request.actor)
    rows = queries.sites_for(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(
            queries.with_aims(rows), order=ORDER, cursor=request.GET.get("cursor", ""), columns=SHOWN
        ),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("campaign:site_export"),
    }
    return render_page(request, "campaign/site_list.html", context, fragment="campaign/site_rows.html")


def _columns() -> list[Column]:
    return [
        Column(_("Site"), 34),
        Column(_("Kind"), 22),
        Column(_("Area"), 20),
        Column(_("Campaign"), 36),
        Column(_("State"), 12),
        Column(_("Initiatives"), 40),
        Column(_("Why chosen"), 40),
    ]


def _rows(sites: SiteQuerySet) -> Iterator[tuple[Any, ...]]:
    for s in sites.order_by(*ORDER).iterator(chunk_size=500):
        initiatives = [i.name for i in s.initiatives.all()]
        yield (
            s.unit.name,
            s.get_kind_display(),
            str(s.county),
            s.campaign.name,
            s.get_state_display(),
            initiatives,
            s.reason,
        )


def _workbook(
    request: ActorRequest, rows: SiteQuerySet, conditions: SiteFilter, title: str
) -> HttpResponseBase:
    filters = conditions.in_use
    return workbook_response(
        _rows(rows), _columns(), title, title, filters=filters, actor=request.actor, noun="site"
    )


@require_safe
def site_export(request: ActorRequest) -> HttpResponseBase:
    _require_sight(request)
    conditions = SiteFilter(request.GET, actor=request.actor)
    rows = queries.sites_for(request.actor, conditions.valid_data())
    return _workbook(request, rows, conditions, _("Sites"))


@require_safe
def campaign_sites_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    campaign = campaign_in_sight(request, pk)
    conditions = SiteFilter(request.GET, actor=request.actor, within=campaign)
    rows = queries.sites_for(request.actor, conditions.valid_data() | {"campaign": campaign})
    return _workbook(request, rows, conditions, _("Sites of %(campaign)s") % {"campaign": campaign.name})


@require_safe
def site_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    site = _site(request, pk)
    may_edit = may_change(request.actor, site.campaign) and request.actor.can(
        "change", "site", site.campaign.unit
    )
    context = {
        "site": site,
        "tone": TONES[Site.State(site.state)],
        "panels": [(p, reverse(p.url_name, args=[pk])) for p in panels_for("site", request.actor)],
        "campaign_in_sight": queries.campaign(request.actor, site.campaign_id),
        "may_edit": may_edit,
        "may_drop": may_edit and site.state == Site.State.CHOSEN,
        "leaders": site.campaign.charges.filter(unit__path__above=site.unit.path).select_related("person"),
        "earlier": Site.objects.visible_to(request.actor)
        .filter(unit=site.unit)
        .exclude(pk=pk)
        .select_related("campaign"),
    }
    return render_page(request, "campaign/site_detail.html", context)


def _to_edit(request: ActorRequest, pk: UUID) -> Site:
    site = _site(request, pk)
    reason = _("Only the office of %(unit)s, or one above it, may do this.") % {"unit": site.campaign.unit}
    request.actor.require("change", "site", site.campaign.unit, reason)
    if not may_change(request.actor, site.campaign):
        raise Refused(_("The campaign is closed; nothing in it changes any more."))
    return site


@require_http_methods(["GET", "HEAD", "POST"])
def site_edit(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    site = _to_edit(request, pk)
    form = SiteForm(posted(request), site=site, initial=_initial(site))
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("version", "reason")}
        try:
            chosen = list(form.cleaned_data["initiatives"])
            actions.edit_site(site=site, initiatives=chosen, actor=request.actor, **facts)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = SiteForm(site=site, initial=_initial(clash.current))
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "campaign:site_detail", pk)
    context = {"form": form, "site": site, "cancel_url": reverse("campaign:site_detail", args=[pk])}
    return render_page(request, "campaign/site_form.html", context, status=422 if form.errors else 200)


def _initial(site: Site) -> dict[str, Any]:
    return {"reason": site.reason, "initiatives": list(site.initiatives.all()), "version": site.version}


@require_http_methods(["GET", "HEAD", "POST"])
def site_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    site = _to_edit(request, pk)
    form = DropForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_site(site=site, reason=form.cleaned_data["reason"], actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(
                request, _("The site has been given up."), "campaign:campaign_sites", site.campaign_id
            )
    context = {"form": form, "site": site, "cancel_url": reverse("campaign:site_detail", args=[pk])}
    return render_page(request, "campaign/site_drop.html", context, status=422 if form.errors else 200)
