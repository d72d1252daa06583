"""Indicators: the list, a new one, changing one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.campaign import actions
from dundian.campaign.access import require_keep
from dundian.campaign.forms.tasksets import IndicatorForm
from dundian.campaign.models import Indicator
from dundian.campaign.views.sight import posted
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page

EDIT = require_http_methods(["GET", "HEAD", "POST"])
FACTS = ("name", "measure", "decimals", "place", "in_use")


@require_safe
def indicator_list(request: ActorRequest) -> HttpResponse:
    request.actor.require("view", "indicator")
    rows = Indicator.objects.visible_to(request.actor).select_related("unit")
    page = keyset(rows, order=["unit_id", "place", "id"], cursor=request.GET.get("cursor", ""), size=100)
    context = {
        "page": page,
        "mine": {i.pk for i in page.rows if request.actor.can("change", "indicator", i.unit)},
        "may_add": request.actor.can("add", "indicator"),
    }
    return render_page(
        request, "campaign/indicator_list.html", context, fragment="campaign/indicator_rows.html"
    )


@EDIT
def indicator_create(request: ActorRequest) -> HttpResponse:
    request.actor.require("add", "indicator", None, _("Only programme offices define indicators."))
    form = IndicatorForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            actions.create_indicator(actor=request.actor, **facts)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The indicator has been added."), "campaign:indicator_list")
    context = {"form": form, "cancel_url": reverse("campaign:indicator_list")}
    return render_page(request, "campaign/indicator_form.html", context, status=422 if form.errors else 200)


def _initial(indicator: Indicator) -> dict[str, Any]:
    return {name: getattr(indicator, name) for name in (*FACTS, "version")}


@EDIT
def indicator_edit(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    rows = Indicator.objects.visible_to(request.actor).select_related("unit")
    indicator = get_object_or_404(rows, pk=pk)
    require_keep(request.actor, "indicator", indicator.unit)
    form = IndicatorForm(posted(request), actor=request.actor, stored=indicator, initial=_initial(indicator))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data | {"place": form.cleaned_data["place"] or 0}
        try:
            actions.edit_indicator(indicator=indicator, actor=request.actor, **facts)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = IndicatorForm(actor=request.actor, stored=indicator, initial=_initial(clash.current))
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "campaign:indicator_list")
    context = {"form": form, "indicator": indicator, "cancel_url": reverse("campaign:indicator_list")}
    return render_page(request, "campaign/indicator_form.html", context, status=422 if form.errors else 200)
