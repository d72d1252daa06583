"""Starting, deploying and closing a campaign, each with a page that asks first."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dundian.campaign import actions, queries
from dundian.campaign.forms.campaigns import DeployForm
from dundian.campaign.models import Campaign, Site
from dundian.campaign.views.sight import campaign_in_sight, campaign_to_change, posted
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.ui.formats import day
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@EDIT
def campaign_start(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk, "start")
    if request.method == "POST":
        actions.start_campaign(campaign=campaign, actor=request.actor)
        return done(request, _("The campaign is running."), "campaign:campaign_detail", pk)
    context = {
        "campaign": campaign,
        "missing": queries.missing_for_start(campaign),
        "facts": [
            (_("Organised by"), campaign.unit.name),
            (_("Dates"), f"{day(campaign.starts_on)} — {day(campaign.ends_on)}"),
        ],
        "title": _("Start the campaign"),
        "question": _("Start “%(name)s”? Everybody beneath %(unit)s will see it.")
        % {"name": campaign, "unit": campaign.unit},
        "submit": _("Start"),
        "cancel_url": reverse("campaign:campaign_detail", args=[pk]),
        "startable": campaign.state == Campaign.State.DRAFT,
    }
    return render_page(request, "campaign/start.html", context)


@EDIT
def campaign_close(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_in_sight(request, pk)
    request.actor.require("close", "campaign", campaign.unit)
    if request.method == "POST":
        actions.close_campaign(campaign=campaign, actor=request.actor)
        return done(request, _("The campaign is closed."), "campaign:campaign_detail", pk)
    running = campaign.children.filter(state=Campaign.State.ACTIVE).count()
    on_site = campaign.sites.filter(state=Site.State.ACTIVE).count()
    context = {
        "title": _("Close the campaign"),
        "question": _("Close “%(name)s”? Its sites are closed with it, and nothing in it changes any more.")
        % {"name": campaign},
        "facts": [
            (_("Sites"), campaign.sites.count()),
            (_("Sites with a team on site"), on_site),
            (_("Campaigns beneath that still run"), running),
        ],
        "submit": _("Close the campaign"),
        "danger": True,
        "cancel_url": reverse("campaign:campaign_detail", args=[pk]),
    }
    return render_page(request, "ui/confirm.html", context)


@EDIT
def campaign_deploy(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk, "deploy")
    form = DeployForm(posted(request), campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            chosen = list(form.cleaned_data["units"])
            made = actions.deploy_campaign(campaign=campaign, units=chosen, actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            said = ngettext(
                "%(n)d draft has been made beneath.", "%(n)d drafts have been made beneath.", len(made)
            )
            return done(request, said % {"n": len(made)}, "campaign:campaign_detail", pk)
    context = {
        "form": form,
        "campaign": campaign,
        "left": queries.deployable_units(campaign).exists(),
        "children": list(queries.children_of(campaign)),
        "deployable": campaign.state == Campaign.State.ACTIVE,
        "cancel_url": reverse("campaign:campaign_detail", args=[pk]),
    }
    return render_page(request, "campaign/deploy.html", context, status=422 if form.errors else 200)
