"""Pages of schemes."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dundian.campaign.forms.rows import rows_of, with_spare
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid
from dundian.org.middleware import ActorRequest
from dundian.recognition import actions
from dundian.recognition.forms.schemes import (
    CategoryForm,
    CopySchemeForm,
    CriterionRow,
    NewSchemeForm,
    SchemeFileForm,
    SchemeFilter,
    SchemeForm,
    initial_of,
    stored_rows,
)
from dundian.recognition.models import Category, Scheme
from dundian.recognition.queries import rounds as queries
from dundian.recognition.views.finding import form_page, is_bound, scheme_in_sight
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, download, list_page, render_page

DEFAULT = Path(__file__).parents[1] / "data" / "default_scheme.json"
TONES = {Scheme.State.DRAFT: "todo", Scheme.State.PUBLISHED: "done", Scheme.State.RETIRED: "done"}


def default_scheme() -> dict[str, Any]:
    """The content of the shipped scheme."""
    return actions.read_scheme(json.loads(DEFAULT.read_text()))


@require_safe
def scheme_list(request: ActorRequest) -> HttpResponse:
    request.actor.require("view", "scheme", None, _("Schemes are kept by programme offices."))
    conditions = SchemeFilter(request.GET)
    rows = queries.schemes_for(request.actor, conditions.valid_data())
    return list_page(
        request,
        "recognition/scheme",
        rows,
        order=["-year", "-id"],
        conditions=conditions,
        may_add=request.actor.can("add", "scheme"),
        export_url=reverse("recognition:scheme_export"),
    )


@require_safe
def scheme_export(request: ActorRequest) -> HttpResponseBase:
    request.actor.require("view", "scheme", None, _("Schemes are kept by programme offices."))
    conditions = SchemeFilter(request.GET)
    rows = queries.schemes_for(request.actor, conditions.valid_data()).order_by("-year", "-id")
    columns = [
        Column(_("Full title"), 40), Column(_("Federation"), 24), Column(_("Year"), 8, "number"),
        Column(_("Version"), 8, "number"), Column(_("State"), 10),
    ]  # fmt: skip
    cells = ((s.name, s.unit.name, s.year, s.edition, s.get_state_display()) for s in rows.iterator(2000))
    title = _("Schemes")
    return workbook_response(
        cells, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="scheme"
    )


@form_page
def scheme_create(request: ActorRequest) -> HttpResponse:
    request.actor.require("add", "scheme", None, _("Schemes are made by programme offices."))
    shipped = default_scheme()
    form = NewSchemeForm(is_bound(request), actor=request.actor, initial={"name": shipped["name"]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        content = shipped if data["start"] == "default" else {}
        told = content | {"name": data["name"], "year": data["year"]}
        try:
            made = actions.create_scheme(unit=data["unit"], actor=request.actor, **told)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The draft has been made."), "recognition:scheme_detail", made.pk)
    return _form(request, form, _("New scheme"), _("Make the draft"))


def _form(request: ActorRequest, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {
        "form": form, "title": title, "submit": submit, "cancel_url": reverse("recognition:scheme_list"), **more,
    }  # fmt: skip
    return render_page(request, "recognition/plain_form.html", context, status=422 if form.errors else 200)


@form_page
def scheme_import(request: ActorRequest) -> HttpResponse:
    request.actor.require("add", "scheme", None, _("Schemes are made by programme offices."))
    form = SchemeFileForm(
        is_bound(request), request.FILES or None, actor=request.actor, initial={"year": None}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            content = actions.read_scheme(data["file"])
            content |= {"year": data["year"] or content["year"]}
            made = actions.create_scheme(unit=data["unit"], actor=request.actor, **content)
        except Invalid as bad:
            show(form, Invalid({"file": " ".join(map(str, bad.messages.values()))}))
        else:
            return done(
                request, _("The scheme has been read in as a draft."), "recognition:scheme_detail", made.pk
            )
    return _form(request, form, _("Read in a scheme file"), _("Read in"), multipart=True)


@require_safe
def scheme_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    scheme = scheme_in_sight(request, pk)
    context = {
        "scheme": scheme,
        "tone": TONES[Scheme.State(scheme.state)],
        "categories": scheme.categories.prefetch_related("criteria__panel"),
        "panels": scheme.panels.all(),
        "missing": actions.lacking(scheme) if scheme.state == Scheme.State.DRAFT else [],
        "may_keep": request.actor.can("change", "scheme", scheme.unit),
        "may_copy": request.actor.can("add", "scheme"),
        "rounds": queries.rounds_for(request.actor, {}).filter(scheme=scheme).order_by("-year", "-id")[:20],
        "editions": Scheme.objects.visible_to(request.actor)
        .filter(unit=scheme.unit, name=scheme.name)
        .order_by("-year", "-edition")[:20],
    }
    return render_page(request, "recognition/scheme_detail.html", context)


@form_page
def scheme_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    scheme = _to_change(request, scheme_in_sight(request, pk))
    form = SchemeForm(is_bound(request), initial=initial_of(scheme))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_scheme(scheme=scheme, actor=request.actor, **form.details())
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = SchemeForm(initial=initial_of(clash.current))
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "recognition:scheme_detail", pk)
    cancel = reverse("recognition:scheme_detail", args=[pk])
    return _form(request, form, _("Edit the scheme"), _("Save"), cancel_url=cancel)


def _to_change(request: ActorRequest, scheme: Scheme) -> Scheme:
    request.actor.require(
        "change", "scheme", scheme.unit, _("Schemes are made by the programme office of the federation.")
    )
    if scheme.state != Scheme.State.DRAFT:
        raise Invalid(_("A published scheme never changes; make a new version."))
    return scheme


@require_safe
def scheme_file(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    scheme = scheme_in_sight(request, pk)
    content = json.dumps(actions.scheme_as_file(scheme), ensure_ascii=False, indent=2)
    return download(content.encode(), f"{scheme.year} {scheme}.json", "application/json")


@form_page
def scheme_copy(request: ActorRequest, pk: UUID) -> HttpResponse:
    scheme = scheme_in_sight(request, pk)
    request.actor.require("add", "scheme", None, _("Schemes are made by programme offices."))
    form = CopySchemeForm(is_bound(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.copy_scheme(scheme=scheme, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The copy is a draft."), "recognition:scheme_detail", made.pk)
    cancel = reverse("recognition:scheme_detail", args=[pk])
    return _form(request, form, _("Copy “%(scheme)s”") % {"scheme": scheme}, _("Copy"), cancel_url=cancel)


@form_page
def scheme_publish(request: ActorRequest, pk: UUID) -> HttpResponse:
    scheme = _to_change(request, scheme_in_sight(request, pk))
    if request.method == "POST":
        actions.publish_scheme(scheme=scheme, actor=request.actor)
        return done(request, _("The scheme is published."), "recognition:scheme_detail", pk)
    if missing := actions.lacking(scheme):
        raise Invalid(" ".join(missing))
    context = {
        "title": _("Publish the scheme"),
        "question": _(
            "From then on it never changes and the federations beneath see it; a correction is a new version."
        ),
        "facts": [(c.name, c.quota) for c in scheme.categories.all()],
        "submit": _("Publish"),
        "cancel_url": reverse("recognition:scheme_detail", args=[pk]),
    }
    return render_page(request, "ui/confirm.html", context)


@require_POST
def scheme_retire(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.retire_scheme(scheme=scheme_in_sight(request, pk), actor=request.actor)
    return done(request, _("The scheme is retired."), "recognition:scheme_detail", pk)


@require_POST
def scheme_discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.discard_scheme(scheme=scheme_in_sight(request, pk), actor=request.actor)
    return done(request, _("The draft has been thrown away."), "recognition:scheme_list")


@form_page
def scheme_category(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A new category of a draft."""
    return _category(request, _to_change(request, scheme_in_sight(request, pk)), None)


def _category_in_sight(request: ActorRequest, pk: UUID) -> Category:
    rows = Category.objects.filter(scheme__in=Scheme.objects.visible_to(request.actor)).select_related(
        "scheme__unit"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@form_page
def category_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    category = _category_in_sight(request, pk)
    return _category(request, _to_change(request, category.scheme), category)


def _category(request: ActorRequest, scheme: Scheme, category: Category | None) -> HttpResponse:
    given = {"panels": [(p.place, p.name) for p in scheme.panels.all()]}
    names = ("name", "subject", "quota", "kinds")
    initial = {n: getattr(category, n) for n in names} if category else {"subject": "unit", "quota": 10}
    context: dict[str, Any] = {"scheme": scheme, "category": category, "whole": []}
    if request.method != "POST":
        stored = stored_rows(category) if category else []
        context |= {
            "form": CategoryForm(initial=initial),
            "rows": rows_of(CriterionRow, "criteria", stored=stored, form_kwargs=given),
        }
        return render_page(request, "recognition/category_form.html", context)
    form = context["form"] = CategoryForm(request.POST)
    if "add" in request.POST:
        context["form"] = CategoryForm(
            initial={**request.POST.dict(), "kinds": request.POST.getlist("kinds")}
        )
        context["rows"] = with_spare(CriterionRow, "criteria", request.POST, form_kwargs=given)
        return render_page(request, "recognition/category_form.html", context)
    rows = context["rows"] = rows_of(CriterionRow, "criteria", data=request.POST, form_kwargs=given)
    if form.is_valid() and rows.is_valid():
        line = form.line([row.line() for row in rows.kept()])  # type: ignore[attr-defined]
        try:
            actions.keep_category(scheme=scheme, told=line, actor=request.actor, category=category)
        except Invalid as bad:
            own = {k: m for k, m in bad.messages.items() if k in form.fields}
            show(form, Invalid(own))
            context["whole"] = rows.show(Invalid({k: m for k, m in bad.messages.items() if k not in own}))
        else:
            return done(request, _("Saved."), "recognition:scheme_detail", scheme.pk)
    return render_page(request, "recognition/category_form.html", context, status=422)


@require_POST
def category_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    category = _category_in_sight(request, pk)
    actions.drop_category(category=category, actor=request.actor)
    return done(
        request, _("The category has been taken out."), "recognition:scheme_detail", category.scheme_id
    )
