"""Pages about appointments."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org import actions, queries
from dundian.org.forms import AppointForm, AppointmentFilter, DeputyForm, ReasonForm, UserField
from dundian.org.middleware import ActorRequest
from dundian.org.models import Appointment, Person
from dundian.ui.formats import day
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

form_view = require_http_methods(["GET", "HEAD", "POST"])
LIST = "org:appointment_list"


@dataclass(frozen=True)
class Line:
    """One row of the list and what the actor may do to it."""

    row: Appointment
    may_revoke: bool
    may_deputise: bool


def _visible(request: ActorRequest, pk: UUID) -> Appointment:
    rows = Appointment.objects.filter(unit__in=request.actor.units("view", "appointment"))
    return get_object_or_404(rows.select_related("unit", "user", "deputy_for__user"), pk=pk)


@require_safe
def appointment_list(request: ActorRequest) -> HttpResponse:
    """Who acts where, newest first."""
    request.actor.require("view", "appointment")
    conditions = AppointmentFilter(request.GET, actor=request.actor)
    rows = queries.appointments(request.actor, conditions.valid_data())
    page = keyset(rows, order=queries.APPOINTMENT_ORDER, cursor=request.GET.get("cursor", ""))
    lines = [Line(a, *actions.may_end_or_deputise(actor=request.actor, appointment=a)) for a in page.rows]
    context = {
        "lines": lines,
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "export_url": reverse("org:appointment_export"),
        "may_add": request.actor.can("add", "appointment"),
    }
    return render_page(request, "org/appointment_list.html", context, fragment="org/appointment_rows.html")


@require_safe
def appointment_export(request: ActorRequest) -> HttpResponseBase:
    """The list as a workbook."""
    request.actor.require("view", "appointment")
    conditions = AppointmentFilter(request.GET, actor=request.actor)
    rows = queries.appointments(request.actor, conditions.valid_data()).order_by(*queries.APPOINTMENT_ORDER)
    columns = [
        Column(pgettext("person", "Name"), 14), Column(_("Sign-in name"), 18), Column(_("Unit"), 30),
        Column(_("Role"), 18),
        Column(pgettext("start of a period", "From"), 12, "date"),
        Column(pgettext("end of a period", "Until"), 12, "date"), Column(_("Deputy for"), 16),
        Column(_("Appointed by"), 16), Column(_("Revoked at"), 18, "moment"),
    ]  # fmt: skip
    cells = (
        (str(a.user), a.user.username, a.unit.name, a.get_role_display(), a.since, a.until,
         str(a.deputy_for.user) if a.deputy_for else "", str(a.granted_by or ""), a.revoked_at)
        for a in rows.iterator(chunk_size=2000)
    )  # fmt: skip
    title = _("Appointments")
    return workbook_response(
        cells,
        columns,
        title,
        f"{title}.xlsx",
        filters=conditions.in_use,
        actor=request.actor,
        noun="appointment",
    )


@form_view
def appointment_add(request: ActorRequest) -> HttpResponse:
    """Appoint somebody; `?person=` and `?unit=` fill the form."""
    request.actor.require("add", "appointment")
    form = AppointForm(request.POST or None, actor=request.actor, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        person: Person = data.pop("person")
        try:
            given = actions.appoint(user=UserField.user_of(person), actor=request.actor, **data)
        except Invalid as bad:
            show(form, bad)
        else:
            words = {"person": given.user, "unit": given.unit, "role": given.get_role_display()}
            return done(request, _("%(person)s now acts at %(unit)s as %(role)s.") % words, LIST)
    context = {
        "form": form, "heading": _("Appoint"), "submit": _("Appoint"), "cancel_url": reverse(LIST),
    }  # fmt: skip
    return render_page(request, "org/appointment_form.html", context)


def _asked_for(request: ActorRequest) -> dict[str, str]:
    """What the address asks for, as keys that the fields look up within the actor's scope."""
    return {name: f"#{request.GET[name]}" for name in ("person", "unit") if request.GET.get(name)}


def _facts(appointment: Appointment) -> list[tuple[str, object]]:
    return [
        (pgettext("person", "Name"), appointment.user), (_("Unit"), appointment.unit.name),
        (_("Role"), appointment.get_role_display()),
        (pgettext("start of a period", "From"), day(appointment.since)),
        (pgettext("end of a period", "Until"), day(appointment.until)),
        (_("Deputy for"), appointment.deputy_for.user if appointment.deputy_for else None),
    ]  # fmt: skip


@form_view
def appointment_deputy(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Let somebody act for the holder for a while."""
    original = _visible(request, pk)
    actions.giving_appointment(actor=request.actor, role=original.role, unit=original.unit)
    form = DeputyForm(request.POST or None, actor=request.actor, original=original)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        person: Person = data.pop("person")
        try:
            actions.appoint_deputy(
                appointment=original, user=UserField.user_of(person), actor=request.actor, **data
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The deputy has been appointed."), LIST)
    context = {
        "title": _("Appoint a deputy for %(person)s") % {"person": original.user},
        "question": _("The deputy has the same rights for these days. The trail names both: who acted and for whom."),
        "facts": _facts(original), "form": form, "submit": _("Appoint deputy"), "cancel_url": reverse(LIST),
    }  # fmt: skip
    return render_page(request, "ui/confirm.html", context)


@form_view
def appointment_revoke(request: ActorRequest, pk: UUID) -> HttpResponse:
    """End an appointment at once, with a reason."""
    appointment = _visible(request, pk)
    actions.revoking_appointment(actor=request.actor, appointment=appointment)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_appointment(
                appointment=appointment, reason=form.cleaned_data["reason"], actor=request.actor
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The appointment has been revoked."), LIST)
    context = {
        "title": _("Revoke the appointment of %(person)s") % {"person": appointment.user},
        "question": _("It ends now, and with it every deputyship for it."),
        "facts": _facts(appointment), "form": form, "submit": _("Revoke"), "danger": True, "cancel_url": reverse(LIST),
    }  # fmt: skip
    return render_page(request, "ui/confirm.html", context)
