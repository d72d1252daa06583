"""Pages about people."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dundian.exchange.export import Column, Veil, workbook_response
from dundian.exchange.importers import offered_to
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org import actions, queries
from dundian.org.forms import PersonFilter, PersonForm, ReasonForm
from dundian.org.middleware import ActorRequest
from dundian.org.models import Person, Unit, masked_phone
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page
from dundian.ui.panels import panels_for

form_view = require_http_methods(["GET", "HEAD", "POST"])

PHONES = Veil(masked_phone, right=("view", "phone"), among=("view", "person"))


def _visible(request: ActorRequest, pk: UUID) -> Person:
    people = Person.objects.visible_to(request.actor).select_related("home_unit", "user")
    return get_object_or_404(people, pk=pk)


SHOWN = ("name", "grade", "post", "skills", "phone", "left_on", "home_unit__name")


@require_safe
def person_list(request: ActorRequest) -> HttpResponse:
    """People in scope, by unit in administrative order."""
    request.actor.require("view", "person")
    conditions = PersonFilter(request.GET, actor=request.actor)
    rows = queries.people(request.actor, conditions.valid_data())
    cursor = request.GET.get("cursor", "")
    page = keyset(rows, order=queries.PEOPLE_ORDER, cursor=cursor, columns=SHOWN)
    context = {
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "export_url": reverse("org:person_export"),
        "may_add": request.actor.can("add", "person"),
        "may_import": any(i.kind == "people" for i in offered_to(request.actor)),
    }
    return render_page(request, "org/person_list.html", context, fragment="org/person_rows.html")


@require_safe
def person_export(request: ActorRequest) -> HttpResponseBase:
    """The list as a workbook. Phone numbers stay masked unless the person may see them and says why."""
    request.actor.require("view", "person")
    conditions = PersonFilter(request.GET, actor=request.actor)
    rows = queries.people(request.actor, conditions.valid_data()).order_by(*queries.PEOPLE_ORDER)
    columns = [
        Column(pgettext("person", "Name"), 14), Column(_("Staff number"), 14), Column(_("Home unit"), 30),
        Column(_("Grade"), 22),
        Column(_("Post"), 24), Column(_("Skills"), 30), Column(_("Gender"), 8),
        Column(_("Mobile phone"), 16, veil=PHONES),
        Column(_("Sign-in name"), 18), Column(_("Left on"), 12, "date"),
    ]  # fmt: skip
    cells = (
        (p.name, p.number, p.home_unit.name, p.get_grade_display(), p.post, "、".join(p.skills), p.get_gender_display(),
         p.phone, p.user.username if p.user else "", p.left_on)
        for p in rows.iterator(chunk_size=2000)
    )  # fmt: skip
    title = _("People")
    return workbook_response(
        cells, columns, title, f"{title}.xlsx", filters=conditions.in_use, actor=request.actor, noun="person"
    )


@require_safe
def person_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _detail(request: ActorRequest, person: Person, **more: Any) -> HttpResponse:
    actor, home = request.actor, person.home_unit
    context = {
        "person": person,
        "trail": queries.ancestors(actor, home),
        "appointments": queries.appointments_of(actor, person),
        "skills": "、".join(person.skills),
        "panels": [(p, reverse(p.url_name, args=[person.pk])) for p in panels_for("person", actor)],
        "may": {
            "change": actor.can("change", "person", home),
            "phone": bool(person.phone) and actor.can("view", "phone", home),
            "appoint": bool(person.user_id) and not person.left_on and actor.can("add", "appointment"),
        },
        **more,
    }
    return render_page(request, "org/person_detail.html", context)


def _home_of_new(request: ActorRequest) -> Unit | None:
    text = request.GET.get("unit", "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        return None
    return (
        Unit.objects.open().filter(id__in=request.actor.units("add", "person")).filter(pk=int(text)).first()
    )


@form_view
def person_add(request: ActorRequest) -> HttpResponse:
    """A new person, in `?unit=` when given."""
    request.actor.require("add", "person")
    home = _home_of_new(request)
    form = PersonForm(
        request.POST or None, actor=request.actor, initial={"home_unit": home, "grade": "staff"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add_person(actor=request.actor, **form.details())
        except Invalid as bad:
            show(form, bad)
        else:
            return done(
                request, _("%(person)s has been added.") % {"person": person}, "org:person_detail", person.pk
            )
    cancel = reverse("org:unit_detail", args=[home.pk]) if home else reverse("org:person_list")
    context = {
        "form": form, "people_url": reverse("org:person_list"), "heading": _("Add a person"), "submit": _("Add"),
        "cancel_url": cancel,
    }  # fmt: skip
    return render_page(request, "org/person_form.html", context)


@form_view
def person_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Details; whoever saves second is shown both versions."""
    person = _visible(request, pk)
    request.actor.require("change", "person", person.home_unit)
    form = PersonForm(request.POST or None, actor=request.actor, person=person)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.edit_person(person=person, version=version, actor=request.actor, **form.details())
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = PersonForm(actor=request.actor, person=clash.current)
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "org:person_detail", person.pk)
    context = {
        "form": form, "people_url": reverse("org:person_list"), "heading": _("Change %(person)s") % {"person": person},
        "cancel_url": reverse("org:person_detail", args=[person.pk]),
    }  # fmt: skip
    return render_page(request, "org/person_form.html", context)


@never_cache
@form_view
def person_phone(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The number in full, after a reason that goes on the trail."""
    person = _visible(request, pk)
    request.actor.require("view", "phone", person.home_unit, _("You may not see phone numbers of this unit."))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = actions.see_phone(person=person, actor=request.actor, reason=form.cleaned_data["reason"])
        return _detail(request, person, phone=phone or "—")
    context = {
        "title": _("See the phone number of %(person)s") % {"person": person},
        "question": _("The number is shown once. That you looked, and why, is recorded."),
        "facts": [(_("Home unit"), person.home_unit.name), (_("Mobile phone"), person.masked_phone)],
        "form": form, "submit": _("Show the number"), "cancel_url": reverse("org:person_detail", args=[person.pk]),
    }  # fmt: skip
    return render_page(request, "ui/confirm.html", context)
