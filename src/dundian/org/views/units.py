"""Pages about units."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org import actions, queries
from dundian.org.access import Actor
from dundian.org.actions.units import EDITABLE, require_keeper
from dundian.org.choosers import unit_text
from dundian.org.forms import MergeForm, MoveForm, ReasonForm, RenameForm, UnitFilter, UnitForm
from dundian.org.middleware import ActorRequest
from dundian.org.models import Unit, UnitChange, UnitKind
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page
from dundian.ui.panels import panels_for

CHILDREN = 25
form_view = require_http_methods(["GET", "HEAD", "POST"])


def _visible(request: ActorRequest, pk: int) -> Unit:
    return get_object_or_404(
        Unit.objects.visible_to(request.actor).select_related("parent", "merged_into"), pk=pk
    )


def _number(request: ActorRequest, name: str) -> int:
    """An id from the address; 0, which no unit has, when it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _way(unit: Unit) -> dict[str, Any]:
    """What form pages need to lead back to the unit."""
    back = reverse("org:unit_detail", args=[unit.pk])
    return {"unit": unit, "units_url": reverse("org:unit_list"), "unit_url": back, "cancel_url": back}


@require_safe
def unit_list(request: ActorRequest) -> HttpResponse:
    """The tree, opened at `?at=`; with a condition the units that meet it, as a list."""
    conditions = UnitFilter(request.GET)
    found = conditions.valid_data()
    context: dict[str, Any] = {"filter": conditions, "may_add": request.actor.can("add", "unit")}
    if found.get("q") or found.get("kind"):
        rows = queries.units(request.actor, found)
        page = keyset(rows, order=queries.UNIT_ORDER, cursor=request.GET.get("cursor", ""))
        context |= {"page": page, "total": counted(rows), "export_url": reverse("org:unit_export")}
        return render_page(request, "org/unit_list.html", context, fragment="org/unit_rows.html")
    here = Unit.objects.visible_to(request.actor).filter(pk=_number(request, "at")).first()
    if here is None and "at" not in request.GET:
        here = queries.only_top(request.actor)
    branches = queries.tree(request.actor, here, closed=bool(found.get("closed")))
    context |= {"branches": branches, "here": here, "export_url": reverse("org:unit_export")}
    return render_page(request, "org/unit_list.html", context, fragment="org/unit_tree.html")


@require_safe
def unit_export(request: ActorRequest) -> HttpResponseBase:
    """The list as a workbook: the whole scope when no condition is set."""
    conditions = UnitFilter(request.GET)
    rows = queries.units(request.actor, conditions.valid_data()).order_by(*queries.UNIT_ORDER)
    columns = [
        Column(_("Full name"), 32), Column(_("Short name"), 18), Column(_("Kind"), 20),
        Column(pgettext("unit", "Code"), 14), Column(_("Industry"), 24),
        Column(_("Unit above"), 28), Column(_("Address"), 36), Column(pgettext("unit", "Closed on"), 12, "date"),
    ]  # fmt: skip
    cells = (
        (
            u.name,
            u.short_name,
            u.get_kind_display(),
            u.code,
            u.get_industry_display(),
            u.parent.name if u.parent else "",
            u.address,
            u.closed_on,
        )
        for u in rows.iterator(chunk_size=2000)
    )
    title = _("Units")
    return workbook_response(
        cells, columns, title, f"{title}.xlsx", filters=conditions.in_use, actor=request.actor, noun="unit"
    )


@require_safe
def unit_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Facts, what stands beneath, who acts here, history, and the panels other rooms bring."""
    unit, actor = _visible(request, pk), request.actor
    children = Unit.objects.filter(parent=unit).annotate(children_count=queries.children_count())
    page = keyset(
        children if request.GET.get("closed") else children.filter(closed_on=None),
        order=queries.UNIT_ORDER,
        cursor=request.GET.get("cursor", ""),
        size=CHILDREN,
    )
    context = {
        "unit": unit,
        "trail": queries.ancestors(actor, unit),
        "figures": queries.figures(unit),
        "page": page,
        "appointments": queries.appointments_at(actor, unit),
        "sees_appointments": actor.can("view", "appointment", unit),
        "sees_people": actor.can("view", "person", unit),
        "changes": [_event(c) for c in queries.history(unit)],
        "panels": [(p, reverse(p.url_name, args=[unit.pk])) for p in panels_for("unit", actor)],
        "may": _rights(actor, unit),
        "people_url": f"{reverse('org:person_list')}?{urlencode({'unit': unit_text(unit)})}",
        "people_here_url": f"{reverse('org:person_list')}?{urlencode({'unit': unit_text(unit), 'only_here': 'on'})}",
        "position": f"{unit.latitude}, {unit.longitude}",
    }
    return render_page(request, "org/unit_detail.html", context, fragment="org/unit_children.html")


def _rights(actor: Actor, unit: Unit) -> dict[str, bool]:
    keeps = actor.can("change", "unit", unit) and (not unit.is_federation or actor.can("move", "unit", unit))
    return {
        "change": keeps and not unit.is_closed,
        "add": actor.can("add", "unit", unit) and not unit.is_closed and unit.kind != UnitKind.DEPARTMENT,
        "move": actor.can("move", "unit", unit) and unit.parent_id is not None and not unit.is_closed,
        "reopen": actor.can("close", "unit", unit) and unit.is_closed,
        "add_person": actor.can("add", "person", unit) and not unit.is_closed,
        "appoint": actor.can("add", "appointment", unit) and not unit.is_closed,
    }


def _event(change: UnitChange) -> dict[str, Any]:
    words = " → ".join(w for w in (change.before, change.after) if w)
    text = "\n".join(w for w in (words, change.reason) if w)
    return {"when": change.created_at, "title": change.get_what_display(), "who": change.by, "text": text}


@form_view
def unit_add(request: ActorRequest) -> HttpResponse:
    """A new unit; `?parent=` fills in the unit above."""
    request.actor.require("add", "unit")
    asked = _visible(request, _number(request, "parent")) if "parent" in request.GET else None
    if asked:
        request.actor.require("add", "unit", asked)
    initial = {"kind": UnitKind.NON_PUBLIC, "parent": asked or _only_top(request.actor)}
    federations = request.actor.can("move", "unit")
    form = UnitForm(request.POST or None, initial=initial, federations=federations, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            unit = actions.create_unit(actor=request.actor, **form.details())
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("%(unit)s has been added.") % {"unit": unit}, "org:unit_detail", unit.pk)
    back = reverse("org:unit_detail", args=[asked.pk]) if asked else reverse("org:unit_list")
    context = {
        "form": form, "heading": _("Add a unit"), "submit": _("Add"), "units_url": reverse("org:unit_list"),
        "unit": asked, "unit_url": back, "cancel_url": back,
    }  # fmt: skip
    return render_page(request, "org/unit_form.html", context)


def _only_top(actor: Actor) -> Unit | None:
    """The unit at the top of where the actor may add, when there is just one."""
    paths = queries.tops(actor, "add", "unit")
    return Unit.objects.open().filter(path=paths[0]).first() if len(paths) == 1 else None


def _initial(unit: Unit) -> dict[str, Any]:
    names = (*EDITABLE, "version")
    return {name: getattr(unit, name) for name in names}


@form_view
def unit_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Details; whoever saves second is shown both versions."""
    unit = _visible(request, pk)
    require_keeper(actor=request.actor, verb="change", unit=unit, kind=unit.kind)
    federations = request.actor.can("move", "unit", unit)
    form = UnitForm(request.POST or None, initial=_initial(unit), federations=federations)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.edit_unit(unit=unit, version=version, actor=request.actor, **form.details())
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = UnitForm(initial=_initial(clash.current), federations=federations)
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "org:unit_detail", unit.pk)
    context = {
        "form": form, **_way(unit), "heading": _("Change %(unit)s") % {"unit": unit},
    }  # fmt: skip
    return render_page(request, "org/unit_form.html", context)


@form_view
def unit_rename(request: ActorRequest, pk: int) -> HttpResponse:
    unit = _visible(request, pk)
    require_keeper(actor=request.actor, verb="change", unit=unit, kind=unit.kind)
    form = RenameForm(request.POST or None, initial={"name": unit.name, "short_name": unit.short_name})
    question = _("The old name stays in the history. Documents already issued keep it.")
    return _confirmed(request, unit, form, _("Rename %(unit)s"), question, _("Rename"), actions.rename_unit)


@form_view
def unit_move(request: ActorRequest, pk: int) -> HttpResponse:
    unit = _visible(request, pk)
    request.actor.require("move", "unit", unit)
    form = MoveForm(request.POST or None, actor=request.actor)
    question = _("The unit moves with everything beneath it. Who may see it follows the new place at once.")
    return _confirmed(request, unit, form, _("Move %(unit)s"), question, _("Move"), actions.move_unit)


@form_view
def unit_merge(request: ActorRequest, pk: int) -> HttpResponse:
    unit = _visible(request, pk)
    request.actor.require("merge", "unit", unit)
    form = MergeForm(request.POST or None, actor=request.actor)
    question = _(
        "The unit is closed. Its people and the units beneath go over to the other one; appointments at it end. "
        "What was recorded under the old name stays."
    )
    return _confirmed(
        request, unit, form, _("Merge %(unit)s"), question, _("Merge"), actions.merge_unit, danger=True
    )


@form_view
def unit_close(request: ActorRequest, pk: int) -> HttpResponse:
    unit = _visible(request, pk)
    request.actor.require("close", "unit", unit)
    question = _("Appointments at this unit end. Nothing recorded is lost, and the unit can be opened again.")
    form = ReasonForm(request.POST or None)
    return _confirmed(
        request,
        unit,
        form,
        _("Close %(unit)s"),
        question,
        pgettext("unit", "Close"),
        actions.close_unit,
        danger=True,
    )


@form_view
def unit_reopen(request: ActorRequest, pk: int) -> HttpResponse:
    unit = _visible(request, pk)
    request.actor.require("close", "unit", unit)
    question = _("The unit opens empty: appointments do not come back by themselves.")
    form = ReasonForm(request.POST or None)
    return _confirmed(
        request, unit, form, _("Reopen %(unit)s"), question, pgettext("unit", "Reopen"), actions.reopen_unit
    )


def _confirmed(
    request: ActorRequest,
    unit: Unit,
    form: Any,
    title: str,
    question: str,
    submit: str,
    act: Any,
    danger: bool = False,
) -> HttpResponse:
    """A confirm page with what it will touch; sent with a valid form, it acts."""
    if request.method == "POST" and form.is_valid():
        try:
            act(unit=unit, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Done."), "org:unit_detail", unit.pk)
    counted = queries.figures(unit)
    context = {
        "title": title % {"unit": unit}, "question": question, "form": form, "submit": submit, "danger": danger,
        "facts": [
            (_("Full name"), unit.name), (_("Kind"), unit.get_kind_display()), (_("Unit above"), unit.parent),
            (_("Open units beneath"), counted.beneath), (_("People here"), counted.people),
        ],
        **_way(unit),
    }  # fmt: skip
    return render_page(request, "org/unit_confirm.html", context)
