"""A campaign's list, page and frame."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.campaign import actions, queries
from dundian.campaign.forms.campaigns import CampaignFilter, CampaignForm
from dundian.campaign.forms.sites import SiteFilter
from dundian.campaign.models import Campaign
from dundian.campaign.timeline import stage_line
from dundian.campaign.views.sight import campaign_in_sight, campaign_to_change, frame, part_name, posted
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.org.models import Unit
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page
from dundian.ui.panels import panels_for

FRAME = ("name", "year", "starts_on", "ends_on", "parent", "aims", "selection", "role_names")
SHOWN = (
    "name", "year", "starts_on", "ends_on", "state", "unit__name", "parent__unit__short_name", "parent__unit__name",
)  # fmt: skip


@require_safe
def campaign_list(request: ActorRequest) -> HttpResponse:
    request.actor.require("view", "campaign", None, _("Campaigns are for those who work in one."))
    conditions = CampaignFilter(request.GET)
    rows = queries.campaigns_for(request.actor, conditions.valid_data())
    page = keyset(rows, order=["-year", "-id"], cursor=request.GET.get("cursor", ""), columns=SHOWN)
    context = {
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "sites": queries.site_counts(page.rows),
        "may_add": request.actor.can("add", "campaign"),
    }
    return render_page(request, "campaign/list.html", context, fragment="campaign/list_rows.html")


@require_safe
def campaign_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_in_sight(request, pk)
    stages = list(campaign.stages.all())
    quotas, areas = queries.quota_fill(campaign), queries.coverage_by_county(campaign, request.actor)
    in_sight = Campaign.objects.visible_to(request.actor).values("pk")
    context = frame(request, campaign, "overview") | {
        "stages": stages,
        "line": stage_line(campaign, stages, clock.today()) if stages else None,
        "stage_now": next((s for s in stages if s.starts_on <= clock.today() <= s.ends_on), None),
        "today": clock.today(),
        "quotas": quotas,
        "wanted": sum(q.wanted for q in quotas),
        "chosen": sum(q.chosen for q in quotas),
        "areas": areas,
        "sites_in_all": sum(area.sites for area in areas),
        "may_open_numbers": request.actor.can("view", "site", campaign.unit),
        "covered": sum(area.sites > 0 for area in areas),
        "group": campaign.group.select_related("person__home_unit"),
        "initiatives": queries.initiatives_with_sites(campaign),
        "task_sets": campaign.task_sets.select_related("unit"),
        "children": list(queries.children_of(campaign).filter(pk__in=in_sight)),
        "parent_in_sight": queries.campaign(request.actor, campaign.parent_id)
        if campaign.parent_id
        else None,
        "report_words": _reports_in_words(campaign),
        "missing": queries.missing_for_start(campaign) if campaign.state == Campaign.State.DRAFT else [],
    }
    return render_page(request, "campaign/detail.html", context)


def _reports_in_words(campaign: Campaign) -> str:
    rules = [rule for rule in queries.report_rules(campaign) if rule.in_use]
    days = _("%(kind)s, %(days)d working days after the period")
    return "；".join(days % {"kind": rule.label, "days": rule.due_after} for rule in rules) or _("None.")


@require_safe
def campaign_plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_in_sight(request, pk)
    context = frame(request, campaign, "plan") | {
        "stages": campaign.stages.all(),
        "quotas": queries.quota_fill(campaign),
        "group": campaign.group.select_related("person__home_unit"),
        "charges": campaign.charges.select_related("person__home_unit", "unit"),
        "initiatives": queries.initiatives_with_sites(campaign),
        "task_sets": campaign.task_sets.select_related("unit").prefetch_related("items__indicator"),
        "rules": [rule for rule in queries.report_rules(campaign) if rule.in_use],
        "roles": queries.role_rows(campaign),
    }
    return render_page(request, "campaign/plan.html", context)


@require_safe
def campaign_sites(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_in_sight(request, pk)
    conditions = SiteFilter(request.GET, actor=request.actor, within=campaign)
    rows = queries.sites_for(request.actor, conditions.valid_data() | {"campaign": campaign})
    shown, order = queries.with_aims(rows), ["-campaign_id", "county_id", "id"]
    page = keyset(shown, order=order, cursor=request.GET.get("cursor", ""))
    context = frame(request, campaign, "sites") | {
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("campaign:campaign_sites_export", args=[pk]),
        "one_campaign": not campaign.children.exists(),
    }
    return render_page(request, "campaign/sites.html", context, fragment="campaign/site_rows.html")


@require_safe
def campaign_part(request: ActorRequest, pk: UUID, part: str) -> HttpResponse:
    """A tab that another room fills."""
    campaign = campaign_in_sight(request, pk)
    offered = panels_for("campaign", request.actor, campaign)
    panel = next((p for p in offered if part_name(p) == part), None)
    if panel is None:
        raise Http404
    context = frame(request, campaign, part) | {
        "panel": panel,
        "panel_url": reverse(panel.url_name, args=[pk]),
    }
    return render_page(request, "campaign/part.html", context)


def _unit_asked_for(request: ActorRequest) -> Unit | None:
    """`?unit=` for a federation beneath one's own; otherwise the form asks."""
    asked = request.GET.get("unit", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        return None
    return Unit.objects.filter(id__in=request.actor.units("add", "campaign"), pk=int(asked)).first()


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_create(request: ActorRequest) -> HttpResponse:
    request.actor.require("add", "campaign", None, _("Only programme offices make campaigns."))
    unit, today = _unit_asked_for(request), clock.today()
    initial = {
        "year": today.year,
        "role_names": ["宣传员", "组织员", "办事员", "联络员"],
    }
    form = CampaignForm(posted(request), actor=request.actor, unit=unit, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in FRAME}
        try:
            made = actions.create_campaign(
                unit=unit or form.cleaned_data["unit"], actor=request.actor, **facts
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(
                request,
                _("The draft has been made. Add stages, quotas and task sets next."),
                "campaign:campaign_plan",
                made.pk,
            )
    context = {"form": form, "cancel_url": reverse("campaign:campaign_list")}
    return render_page(request, "campaign/form.html", context, status=422 if form.errors else 200)


def _initial(campaign: Campaign) -> dict[str, Any]:
    return {name: getattr(campaign, name) for name in (*FRAME, "version")}


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    campaign = campaign_to_change(request, pk)
    form = CampaignForm(posted(request), actor=request.actor, unit=campaign.unit, initial=_initial(campaign))
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in FRAME}
        try:
            version = form.cleaned_data["version"]
            actions.edit_campaign(campaign=campaign, version=version, actor=request.actor, **facts)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = CampaignForm(actor=request.actor, unit=campaign.unit, initial=_initial(clash.current))
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "campaign:campaign_plan", pk)
    context = {"form": form, "campaign": campaign, "cancel_url": reverse("campaign:campaign_plan", args=[pk])}
    return render_page(request, "campaign/form.html", context, status=422 if form.errors else 200)
