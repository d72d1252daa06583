"""Honours on record, and the growth record of one cadre."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dundian.audit_trail.actions import record
from dundian.documents.press import render
from dundian.exchange.export import Column, workbook_response
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.middleware import ActorRequest
from dundian.org.models import Person, Unit
from dundian.recognition import actions, letters
from dundian.recognition.access import may_see_growth
from dundian.recognition.forms.records import GrowthForm, HonourFilter, HonourForm
from dundian.recognition.forms.rounds import ReasonForm
from dundian.recognition.models import GrowthNote, Honour
from dundian.recognition.queries import records as queries
from dundian.recognition.queries.records import GrowthRecord
from dundian.recognition.views.finding import form_page, is_bound
from dundian.ui.formats import day
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, done, download, list_page, render_page


def _require_sight(request: ActorRequest) -> None:
    request.actor.require("view", "honour", None, _("None of your appointments shows this part of the work."))


@require_safe
def honour_list(request: ActorRequest) -> HttpResponse:
    _require_sight(request)
    conditions = HonourFilter(request.GET)
    rows = queries.honours_for(request.actor, conditions.valid_data())
    return list_page(
        request,
        "recognition/honour",
        rows,
        order=queries.HONOUR_ORDER,
        conditions=conditions,
        may_add=request.actor.can("add", "honour"),
        sees_documents=request.actor.can("view", "document"),
        export_url=reverse("recognition:honour_export"),
    )


@require_safe
def honour_export(request: ActorRequest) -> HttpResponseBase:
    _require_sight(request)
    conditions = HonourFilter(request.GET)
    rows = queries.honours_for(request.actor, conditions.valid_data()).order_by(*queries.HONOUR_ORDER)
    columns = [
        Column(_("Honour"), 44), Column(_("Of whom"), 26), Column(_("Unit or home unit"), 30),
        Column(_("Honour given by"), 24),
        Column(_("Year"), 8, "number"), Column(_("Given on"), 12, "date"), Column(_("Document number"), 22),
        Column(_("Taken back on"), 12, "date"),
    ]  # fmt: skip
    cells = (
        (h.name, h.whose, h.place.name, h.given_by, h.year, h.given_on, h.number, h.revoked_on)
        for h in rows.iterator(2000)
    )
    title = _("Honours")
    return workbook_response(
        cells, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="honour"
    )


@form_page
def honour_add(request: ActorRequest) -> HttpResponse:
    request.actor.require("add", "honour", None, _("Honours are put on record by programme offices."))
    form = HonourForm(is_bound(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_honour(actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The honour is on record."), "recognition:honour_list")
    context = {
        "form": form,
        "title": _("Put an honour on record"),
        "submit": _("Put on record"),
        "cancel_url": reverse("recognition:honour_list"),
    }
    return render_page(request, "recognition/plain_form.html", context, status=422 if form.errors else 200)


@form_page
def honour_take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = Honour.objects.visible_to(request.actor).select_related("place", "person", "unit", "round__unit")
    honour = rows.filter(pk=pk).first()
    if honour is None:
        raise Http404
    owner = honour.round.unit if honour.round else honour.place
    request.actor.require(
        "revoke", "honour", owner, _("Only the federation that gave it takes an honour back.")
    )
    form = ReasonForm(is_bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back_honour(honour=honour, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The honour has been taken back."), "recognition:honour_list")
    context = {
        "title": _("Take the honour back"),
        "question": _("It stays on record as taken back, with the reason."),
        "facts": [(_("Honour"), honour), (_("Of whom"), honour.whose), (_("Year"), honour.year)],
        "form": form,
        "submit": _("Take back"),
        "danger": True,
        "cancel_url": reverse("recognition:honour_list"),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@require_safe
def unit_honours(request: ActorRequest, pk: int) -> HttpResponse:
    """Panel on a unit's page."""
    unit = Unit.objects.visible_to(request.actor).filter(pk=pk).first()
    if unit is None:
        raise Http404
    return _honours_of(request, {"unit": unit})


@require_safe
def person_honours(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Panel on a person's page."""
    person = Person.objects.visible_to(request.actor).select_related("home_unit").filter(pk=pk).first()
    if person is None:
        raise Http404
    growth = reverse("recognition:growth_record", args=[pk]) if may_see_growth(request.actor, person) else ""
    return _honours_of(request, {"person": person}, growth)


def _honours_of(request: ActorRequest, whose: dict[str, Any], growth: str = "") -> HttpResponse:
    rows = Honour.objects.visible_to(request.actor).filter(**whose).order_by("-year", "-id")
    context: dict[str, Any] = {
        "honours": rows.select_related("citation")[:50],
        "growth_url": growth,
        "title": _("Honours"),
    }
    context["sees_documents"] = request.actor.can("view", "document")
    return render_page(
        request, "recognition/honours_panel_page.html", context, fragment="recognition/honours_panel.html"
    )


def _own(request: ActorRequest) -> Person:
    if request.actor.person is None:
        raise Refused(_("Your sign-in is not tied to anybody on the staff list; ask the office to do so."))
    return request.actor.person


@require_safe
def growth_mine(request: ActorRequest) -> HttpResponse:
    return _growth(request, _own(request), own=True)


@require_safe
def growth_record(request: ActorRequest, pk: UUID) -> HttpResponse:
    """For the cadre and the very federation of the home unit; for everybody else it does not exist."""
    person = Person.objects.select_related("home_unit").filter(pk=pk).first()
    if person is None or not may_see_growth(request.actor, person):
        raise Http404
    own = person.user_id == request.actor.user.pk
    if not own:
        record(actor=request.actor, verb="view", noun="growth_record", obj=person, unit=person.home_unit)
    return _growth(request, person, own=own)


def _growth(request: ActorRequest, person: Person, *, own: bool) -> HttpResponse:
    found = queries.growth_of(person, own=own)
    return render_page(request, "recognition/growth.html", {"record": found, "person": person, "own": own})


@require_safe
def growth_word(request: ActorRequest) -> HttpResponseBase:
    """One's own record as a Word file, to take along."""
    person = _own(request)
    found = queries.growth_of(person, own=True)
    title = _("Growth record of %(name)s") % {"name": person.name}
    record(actor=request.actor, verb="export", noun="growth_record", obj=person, unit=person.home_unit)
    facts = letters.growth_letter(title, _blocks(found), person.name, clock.today())
    return download(render("dossier", facts), f"{title}.docx", DOCX)


def _blocks(found: GrowthRecord) -> list[dict[str, Any]]:
    head = [_("When"), _("What"), _("Where"), _("Note")]
    chapters = [(_("Stationing"), found.dispatches), *found.learning.items()]
    blocks = [
        {
            "heading": heading,
            "paragraphs": [] if lines else [_("None.")],
            "head": head,
            "rows": [[x.when, x.what, x.where or "—", x.note or "—"] for x in lines],
        }
        for heading, lines in chapters
    ]
    honours = [[str(h.year), h.name, h.given_by, h.number or "—"] for h in found.honours]
    blocks.append(
        {
            "heading": _("Honours"),
            "paragraphs": [] if honours else [_("None.")],
            "head": head,
            "rows": honours,
        }
    )
    words = [f"{day(n.on)}　{n.get_kind_display()}：{n.text}" for n in found.notes]
    blocks.append(
        {"heading": _("In my own words"), "paragraphs": words or [_("None.")], "head": head, "rows": []}
    )
    return blocks


@form_page
def growth_add(request: ActorRequest) -> HttpResponse:
    _own(request)
    return _write(request, GrowthForm(is_bound(request)), None)


def _note(request: ActorRequest, pk: UUID) -> GrowthNote:
    note = GrowthNote.objects.visible_to(request.actor).select_related("person").filter(pk=pk).first()
    if note is None:
        raise Http404
    return note


@form_page
def note_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    note = _note(request, pk)
    initial = {name: getattr(note, name) for name in ("kind", "on", "text", "shared")}
    return _write(request, GrowthForm(is_bound(request), initial=initial), note)


def _write(request: ActorRequest, form: GrowthForm, note: GrowthNote | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_growth(actor=request.actor, note=note, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), "recognition:growth_mine")
    context = {
        "form": form,
        "title": _("In my own words"),
        "submit": _("Save"),
        "cancel_url": reverse("recognition:growth_mine"),
    }
    return render_page(request, "recognition/plain_form.html", context, status=422 if form.errors else 200)


@require_POST
def note_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.drop_growth(note=_note(request, pk), actor=request.actor)
    return done(request, _("It has been thrown away."), "recognition:growth_mine")
