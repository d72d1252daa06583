"""Baseline forms: the list, one edition with its preview, the builder."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign import actions, queries
from dundian.campaign.access import require_keep
from dundian.campaign.asked import BaselineForm
from dundian.campaign.forms.answers import AnswersForm
from dundian.campaign.forms.rows import rows_of, with_spare
from dundian.campaign.forms.rules import BaselineFilter, BaselineNewForm, FieldRow
from dundian.campaign.views.building import version_in
from dundian.campaign.views.sight import posted
from dundian.campaign.views.tasksets import in_order
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

EDIT = require_http_methods(["GET", "HEAD", "POST"])


def _found(request: ActorRequest, pk: UUID) -> BaselineForm:
    form = queries.baseline_form(request.actor, pk)
    if form is None:
        raise Http404
    return form


@require_safe
def baseline_form_list(request: ActorRequest) -> HttpResponse:
    request.actor.require("view", "baseline_form")
    conditions = BaselineFilter(request.GET)
    rows = queries.baseline_forms_for(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=["-id"], cursor=request.GET.get("cursor", "")),
        "filtered": bool(conditions.in_use),
        "may_add": request.actor.can("add", "baseline_form"),
    }
    return render_page(
        request, "campaign/baseline_list.html", context, fragment="campaign/baseline_rows.html"
    )


@EDIT
def baseline_form_create(request: ActorRequest) -> HttpResponse:
    request.actor.require("add", "baseline_form", None, _("Only programme offices make baseline forms."))
    form = BaselineNewForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_baseline_form(actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("The draft has been made; add its questions.")
            return done(request, said, "campaign:baseline_form_edit", made.pk)
    context = {"form": form, "cancel_url": reverse("campaign:baseline_form_list")}
    return render_page(request, "campaign/baseline_new.html", context, status=422 if form.errors else 200)


@require_safe
def baseline_form_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    form = _found(request, pk)
    context = {
        "baseline_form": form,
        "preview": AnswersForm(list(form.fields.all())),
        "editions": BaselineForm.objects.visible_to(request.actor)
        .filter(unit=form.unit_id, name=form.name)
        .order_by("-edition"),
        "campaigns": queries.campaigns_for(request.actor, {})
        .filter(baseline_form=form)
        .order_by("-year", "unit__path"),
        "may_keep": request.actor.can("change", "baseline_form", form.unit),
    }
    return render_page(request, "campaign/baseline_detail.html", context)


def _stored(form: BaselineForm) -> list[dict[str, Any]]:
    copied = ("name", "kind", "measure", "choices", "required", "help")
    return [
        {name: getattr(field, name) for name in copied} | {"place": place}
        for place, field in enumerate(form.fields.all(), 1)
    ]


@EDIT
def baseline_form_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    form = _found(request, pk)
    require_keep(request.actor, "baseline_form", form.unit)
    if form.state != BaselineForm.State.DRAFT:
        raise Invalid(_("A published form never changes; make a new edition."))
    context: dict[str, Any] = {"baseline_form": form, "whole": [], "version": form.version}
    if request.method != "POST":
        context["rows"] = rows_of(FieldRow, "fields", stored=_stored(form))
        return render_page(request, "campaign/baseline_edit.html", context)
    if "add" in request.POST:
        context |= {"rows": with_spare(FieldRow, "fields", request.POST), "version": version_in(request.POST)}
        return render_page(request, "campaign/baseline_edit.html", context)
    rows = context["rows"] = rows_of(FieldRow, "fields", data=request.POST)
    if rows.is_valid():
        lines = [row.line() for row in in_order(rows)]
        try:
            actions.edit_baseline_form(
                form=form, version=version_in(request.POST), fields=lines, actor=request.actor
            )
        except Invalid as bad:
            context["whole"] = rows.show(bad)
        except Conflict as clash:
            context |= {"theirs": _stored(clash.current), "version": clash.current.version}
            return render_page(request, "campaign/baseline_edit.html", context, status=409)
        else:
            return done(request, _("Saved."), "campaign:baseline_form_detail", pk)
    return render_page(request, "campaign/baseline_edit.html", context, status=422)


@require_POST
def baseline_form_publish(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.publish_baseline_form(form=_found(request, pk), actor=request.actor)
    return done(
        request, _("The form is published; campaigns may use it."), "campaign:baseline_form_detail", pk
    )


@require_POST
def baseline_form_revise(request: ActorRequest, pk: UUID) -> HttpResponse:
    made = actions.revise_baseline_form(form=_found(request, pk), actor=request.actor)
    return done(request, _("A new edition has been made as a copy."), "campaign:baseline_form_edit", made.pk)


@require_POST
def baseline_form_retire(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.retire_baseline_form(form=_found(request, pk), actor=request.actor)
    return done(request, _("The form is retired."), "campaign:baseline_form_detail", pk)


@require_POST
def baseline_form_discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.discard_baseline_form(form=_found(request, pk), actor=request.actor)
    return done(request, _("The draft has been thrown away."), "campaign:baseline_form_list")
