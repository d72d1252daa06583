"""What a campaign asks: its reports, the roles of its cadres, the form of its baseline."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.campaign import actions, queries
from dundian.campaign.forms.rows import rows_of, with_spare
from dundian.campaign.forms.rules import AdoptBaselineForm, RoleRow, RulesForm
from dundian.campaign.models import Campaign
from dundian.campaign.views.building import version_in
from dundian.campaign.views.sight import campaign_to_change, posted
from dundian.kernel.errors import Conflict, Invalid
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page

EDIT = require_http_methods(["GET", "HEAD", "POST"])


def _rules_form(campaign: Campaign, data: Any = None) -> RulesForm:
    now = Campaign.objects.values_list("version", flat=True).get(pk=campaign.pk)
    return RulesForm(data, rules=queries.report_rules(campaign), initial={"version": now})


@EDIT
def report_rules_edit(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    campaign = campaign_to_change(request, pk)
    form = _rules_form(campaign, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_report_rules(
                campaign=campaign,
                rules=form.rules(),
                version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = _rules_form(clash.current)
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("The report rules have been saved."), "campaign:campaign_plan", pk)
    context = {"form": form, "campaign": campaign, "cancel_url": reverse("campaign:campaign_plan", args=[pk])}
    return render_page(request, "campaign/report_rules.html", context, status=422 if form.errors else 200)


@EDIT
def role_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    stored = [
        {"name": name, "activities": activities}
        for name, activities in queries.role_activities(campaign).items()
    ]
    context: dict[str, Any] = {"campaign": campaign, "whole": [], "version": campaign.version}
    if request.method != "POST":
        return render_page(
            request, "campaign/roles.html", context | {"rows": rows_of(RoleRow, "roles", stored=stored)}
        )
    if "add" in request.POST:
        context |= {"rows": with_spare(RoleRow, "roles", request.POST), "version": version_in(request.POST)}
        return render_page(request, "campaign/roles.html", context)
    rows = context["rows"] = rows_of(RoleRow, "roles", data=request.POST)
    if rows.is_valid():
        roles = {form.cleaned_data["name"]: form.cleaned_data["activities"] for form in rows.kept()}
        try:
            actions.set_roles(
                campaign=campaign, roles=roles, version=version_in(request.POST), actor=request.actor
            )
        except Invalid as bad:
            context["whole"] = rows.show(bad)
        except Conflict as clash:
            context |= {"theirs": stored, "version": clash.current.version}
            return render_page(request, "campaign/roles.html", context, status=409)
        else:
            return done(request, _("The roles have been saved."), "campaign:campaign_plan", pk)
    return render_page(request, "campaign/roles.html", context, status=422)


@EDIT
def baseline_adopt(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    form = AdoptBaselineForm(posted(request), campaign=campaign, initial={"form": campaign.baseline_form_id})
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_baseline_form(
                campaign=campaign, form=form.cleaned_data["form"], actor=request.actor
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), "campaign:campaign_plan", pk)
    context = {"form": form, "campaign": campaign, "cancel_url": reverse("campaign:campaign_plan", args=[pk])}
    return render_page(request, "campaign/baseline_adopt.html", context, status=422 if form.errors else 200)
