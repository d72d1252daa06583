"""The parts of a campaign: stages, quotas, initiatives, people, task sets."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dundian.campaign import actions, queries
from dundian.campaign.actions import StageLine
from dundian.campaign.forms.campaigns import (
    AdoptForm,
    ChargeForm,
    InitiativeForm,
    QuotaForm,
    SeatForm,
    StageRow,
)
from dundian.campaign.forms.rows import rows_of, with_spare
from dundian.campaign.models import Campaign
from dundian.campaign.views.sight import campaign_to_change, posted
from dundian.kernel.errors import Conflict, Invalid
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page

EDIT = require_http_methods(["GET", "HEAD", "POST"])


def _to_plan(request: ActorRequest, campaign: Campaign, message: str) -> HttpResponse:
    return done(request, message, "campaign:campaign_plan", campaign.pk)


def version_in(data: Any) -> int | None:
    """The version a form without a form class carries."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@EDIT
def stage_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    context: dict[str, Any] = {"campaign": campaign, "whole": [], "version": campaign.version}
    stored = [
        {"name": s.name, "starts_on": s.starts_on, "ends_on": s.ends_on, "content": s.content}
        for s in campaign.stages.all()
    ]
    if request.method != "POST":
        context["rows"] = rows_of(StageRow, "stages", stored=stored)
        return render_page(request, "campaign/stages.html", context)
    if "add" in request.POST:
        context |= {"rows": with_spare(StageRow, "stages", request.POST), "version": version_in(request.POST)}
        return render_page(request, "campaign/stages.html", context)
    rows = context["rows"] = rows_of(StageRow, "stages", data=request.POST)
    if rows.is_valid():
        facts = ("name", "starts_on", "ends_on", "content")
        lines = [StageLine(**{name: form.cleaned_data[name] for name in facts}) for form in rows.kept()]
        try:
            actions.set_stages(
                campaign=campaign, stages=lines, version=version_in(request.POST), actor=request.actor
            )
        except Invalid as bad:
            context["whole"] = rows.show(bad)
        except Conflict as clash:
            context |= {"theirs": stored, "version": clash.current.version}
            return render_page(request, "campaign/stages.html", context, status=409)
        else:
            return _to_plan(request, campaign, _("The stages have been saved."))
    return render_page(request, "campaign/stages.html", context, status=422)


@EDIT
def quota_edit(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    campaign = campaign_to_change(request, pk)

    def initial() -> dict[str, Any]:
        stored = dict(campaign.quotas.values_list("kind", "wanted"))
        return {**stored, "version": Campaign.objects.values_list("version", flat=True).get(pk=campaign.pk)}

    form = QuotaForm(posted(request), initial=initial())
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.set_quotas(campaign=campaign, quotas=form.quotas(), version=version, actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = QuotaForm(initial=initial())
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return _to_plan(request, campaign, _("The quotas have been saved."))
    context = {"form": form, "campaign": campaign, "cancel_url": reverse("campaign:campaign_plan", args=[pk])}
    return render_page(request, "campaign/quotas.html", context, status=422 if form.errors else 200)


def _list_and_add(
    request: ActorRequest,
    template: str,
    context: dict[str, Any],
    make: Callable[[Any], BaseForm],
    act: Callable[[dict[str, Any]], Any],
    said: str,
) -> HttpResponse:
    """A page with the rows there are, and a form below that adds one."""
    form = make(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, said, request.path)
    return render_page(request, template, context | {"form": form}, status=422 if form.errors else 200)


@EDIT
def initiative_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    context = {"campaign": campaign, "initiatives": queries.initiatives_with_sites(campaign)}
    return _list_and_add(
        request,
        "campaign/initiatives.html",
        context,
        lambda data: InitiativeForm(data),
        lambda facts: actions.add_initiative(campaign=campaign, actor=request.actor, **facts),
        _("The initiative has been added."),
    )


@require_POST
def initiative_drop(request: ActorRequest, pk: UUID, row: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    actions.drop_initiative(initiative=get_object_or_404(campaign.initiatives, pk=row), actor=request.actor)
    return done(request, _("The initiative has been taken away."), "campaign:initiative_edit", pk)


@EDIT
def group_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    context = {"campaign": campaign, "group": campaign.group.select_related("person__home_unit")}
    return _list_and_add(
        request,
        "campaign/group.html",
        context,
        lambda data: SeatForm(data, actor=request.actor),
        lambda facts: actions.seat_member(campaign=campaign, actor=request.actor, **facts),
        _("The seat has been given."),
    )


@require_POST
def group_drop(request: ActorRequest, pk: UUID, row: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    actions.unseat_member(member=get_object_or_404(campaign.group, pk=row), actor=request.actor)
    return done(request, _("The seat has been taken away."), "campaign:group_edit", pk)


@EDIT
def charge_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    context = {
        "campaign": campaign,
        "charges": campaign.charges.select_related("person__home_unit", "person__user", "unit"),
    }
    return _list_and_add(
        request,
        "campaign/charges.html",
        context,
        lambda data: ChargeForm(data, actor=request.actor, campaign=campaign),
        lambda facts: actions.charge_area(campaign=campaign, actor=request.actor, **facts),
        _("The leader is in charge of the area."),
    )


@require_POST
def charge_drop(request: ActorRequest, pk: UUID, row: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    charges = campaign.charges.select_related("person__user", "unit")
    actions.release_area(charge=get_object_or_404(charges, pk=row), actor=request.actor)
    return done(request, _("The charge has ended."), "campaign:charge_edit", pk)


@EDIT
def task_set_adopt(request: ActorRequest, pk: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, pk)
    kept = list(campaign.task_sets.values_list("pk", flat=True))
    form = AdoptForm(posted(request), campaign=campaign, initial={"task_sets": kept})
    if request.method == "POST" and form.is_valid():
        try:
            chosen = list(form.cleaned_data["task_sets"])
            actions.adopt_task_sets(campaign=campaign, task_sets=chosen, actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return _to_plan(request, campaign, _("The task sets have been saved."))
    context = {"form": form, "campaign": campaign, "cancel_url": reverse("campaign:campaign_plan", args=[pk])}
    return render_page(request, "campaign/adopt.html", context, status=422 if form.errors else 200)
