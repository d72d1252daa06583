"""The system administrator's pages: who may sign in."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dundian.accounts import actions as accounts
from dundian.accounts.models import User
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import keyset
from dundian.org.actions.people import open_person_sign_in
from dundian.org.middleware import ActorRequest
from dundian.org.models import Person
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page
from dundian.web import queries
from dundian.web.forms import OpenForm, PeopleFilter, ReasonForm


@require_GET
def sign_in_list(request: ActorRequest) -> HttpResponse:
    request.actor.require("change", "sign_in")
    conditions = PeopleFilter(request.GET)
    rows = queries.filtered_people(queries.people_in_scope(request.actor), conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=queries.PEOPLE_ORDER, cursor=request.GET.get("cursor", "")),
        "total": rows.count(),
    }
    return render_page(request, "web/sign_in_list.html", context, fragment="web/sign_in_rows.html")


def _person(request: ActorRequest, person_id: UUID) -> Person:
    request.actor.require("change", "sign_in")
    return get_object_or_404(queries.people_in_scope(request.actor), pk=person_id)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_open(request: ActorRequest, person_id: UUID) -> HttpResponse:
    person = _person(request, person_id)
    if person.user_id:
        return redirect("web:sign_in_list")
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        username = form.cleaned_data["username"].lower()
        try:
            password = open_person_sign_in(person=person, username=username, actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return _shown_once(request, person, username, password)
    status = 422 if form.is_bound else 200
    return render_page(request, "web/sign_in_open.html", {"form": form, "person": person}, status=status)


def _shown_once(request: ActorRequest, person: Person, username: str, password: str) -> HttpResponse:
    context = {"person": person, "username": username, "password": password}
    return render_page(request, "web/sign_in_password.html", context)


def _with_sign_in(request: ActorRequest, person_id: UUID) -> tuple[Person, User]:
    person = _person(request, person_id)
    if person.user is None:
        raise Invalid(_("This person has no sign-in."))
    accounts.require_over(person.user, request.actor)
    return person, person.user


def _confirm(request: ActorRequest, person: Person, **context: Any) -> HttpResponse:
    facts = [
        (_("Name"), person.name),
        (_("Unit"), person.home_unit),
        (_("Sign-in name"), person.user.get_username() if person.user else ""),
    ]
    filled = {"facts": facts, "cancel_url": reverse("web:sign_in_list"), "danger": True, **context}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "ui/confirm.html", filled, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_reset(request: ActorRequest, person_id: UUID) -> HttpResponse:
    person, user = _with_sign_in(request, person_id)
    if request.method == "POST":
        password = accounts.reset_password(user=user, actor=request.actor)
        return _shown_once(request, person, user.username, password)
    question = _("Set a new one-time password? The present one stops working and every device is signed out.")
    return _confirm(
        request, person, title=_("New password"), question=question, submit=_("Set a new password")
    )


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_change(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Shut somebody out, or let them in again."""
    person, user = _with_sign_in(request, person_id)
    active = not user.is_active
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        accounts.set_active(user=user, active=active, actor=request.actor, **form.cleaned_data)
        words = _("%(name)s may sign in again.") if active else _("%(name)s has been shut out.")
        return done(request, words % {"name": person.name}, "web:sign_in_list")
    if active:
        return _confirm(
            request, person, form=form, title=_("Let in again"), question=_("Let this person sign in again?"),
            submit=_("Let in again"), danger=False,
        )  # fmt: skip
    question = _("Shut this person out? Every device is signed out at once; nothing they did is lost.")
    return _confirm(request, person, form=form, title=_("Shut out"), question=question, submit=_("Shut out"))


@never_cache
@require_http_methods(["GET", "POST"])
def factor_reset(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """For a lost telephone."""
    person, user = _with_sign_in(request, person_id)
    if request.method == "POST":
        accounts.remove_second_factor(user=user, actor=request.actor)
        words = _("The second factor of %(name)s has been removed.") % {"name": person.name}
        return done(request, words, "web:sign_in_list")
    question = _("Remove the second factor? Until it is set up anew, the password alone lets this person in.")
    title = _("Remove the second factor")
    return _confirm(request, person, title=title, question=question, submit=title)
