"""One's own profile, password, devices and second factor."""

from typing import Any, cast
from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp import login as remember_factor

from dundian.accounts import actions, policy, queries, second_factor
from dundian.accounts.forms import EnrolForm, PasswordChangeForm, PasswordForm
from dundian.accounts.models import SignIn, User
from dundian.kernel.errors import Invalid
from dundian.ui.forms import Form
from dundian.ui.pages import done, render_page

ENROLLING = "enrolling_key"


class SignedIn(HttpRequest):
    """The request of somebody signed in; `actor` comes from a higher room."""

    user: User
    actor: Any


def _add_errors(form: Form, fault: Invalid) -> None:
    for name, text in fault.messages.items():
        form.add_error(name if name in form.fields else None, text)


@require_GET
def profile_view(request: SignedIn) -> HttpResponse:
    context = {
        "person": request.actor.person,
        "appointments": request.actor.appointments,
        "protected": second_factor.is_set_up(request.user),
        "open_sign_ins": queries.open_sign_ins(request.user).count(),
    }
    return render_page(request, "accounts/profile.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: SignedIn) -> HttpResponse:
    form = PasswordChangeForm(request.POST if request.method == "POST" else None)
    forced = request.user.must_change_password
    if form.is_bound and form.is_valid():
        key = request.session.session_key
        try:
            actions.change_password(
                actor=request.actor,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                session_key=key,
            )
        except Invalid as fault:
            _add_errors(form, fault)
        else:
            update_session_auth_hash(request, User.objects.get(pk=request.user.pk))
            actions.keep_session(before=key, after=request.session.session_key)
            words = _("The password has been changed. Every other device was signed out.")
            return done(request, words, "web:home" if forced else "accounts:profile_view")
    context = {"form": form, "forced": forced}
    return render_page(request, "accounts/password.html", context, status=422 if form.is_bound else 200)


@require_GET
def session_list(request: SignedIn) -> HttpResponse:
    context = {
        "sign_ins": queries.open_sign_ins(request.user).order_by("-seen_at"),
        "here": queries.digest_of(request.session.session_key),
        "history": queries.history(request.user),
    }
    return render_page(request, "accounts/sessions.html", context)


@require_POST
def session_revoke(request: SignedIn, sign_in_id: UUID) -> HttpResponse:
    sign_in = get_object_or_404(SignIn, pk=sign_in_id, user=request.user)
    actions.end_sign_in(sign_in=sign_in, actor=request.actor)
    return done(request, _("That device has been signed out."), "accounts:session_list")


@require_POST
def session_revoke_others(request: SignedIn) -> HttpResponse:
    ended = actions.end_other_sign_ins(actor=request.actor, session_key=request.session.session_key)
    words = ngettext("%(n)d other device was signed out.", "%(n)d other devices were signed out.", ended) % {
        "n": ended
    }
    return done(request, words, "accounts:session_list")


@require_GET
def factor_view(request: SignedIn) -> HttpResponse:
    context = {
        "protected": second_factor.is_set_up(request.user),
        "codes_left": second_factor.codes_left(request.user),
        "compulsory": policy.needs_second_factor(request.user),
    }
    return render_page(request, "accounts/factor.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def factor_add(request: SignedIn) -> HttpResponse:
    """Show the key, then take a code that proves that the app has it."""
    if second_factor.is_set_up(request.user):
        return redirect("accounts:factor_view")
    key = cast(str, request.session.setdefault(ENROLLING, second_factor.new_key()))
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            code = form.cleaned_data["code"].replace(" ", "")
            device, codes = second_factor.set_up(actor=request.actor, key=key, code=code)
        except Invalid as fault:
            _add_errors(form, fault)
        else:
            del request.session[ENROLLING]
            remember_factor(request, device)
            return render_page(request, "accounts/codes.html", {"codes": codes})
    context = {
        "form": form,
        "picture": second_factor.picture_of(request.user, key),
        "secret": second_factor.secret_of(key),
        "compulsory": policy.needs_second_factor(request.user),
    }
    return render_page(request, "accounts/factor_add.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def factor_remove(request: SignedIn) -> HttpResponse:
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            password = form.cleaned_data["password"]
            actions.remove_second_factor(user=request.user, actor=request.actor, password=password)
        except Invalid as fault:
            _add_errors(form, fault)
        else:
            return done(request, _("The second factor has been removed."), "accounts:factor_view")
    return render_page(
        request, "accounts/factor_remove.html", {"form": form}, status=422 if form.is_bound else 200
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def codes_renew(request: SignedIn) -> HttpResponse:
    if not second_factor.is_set_up(request.user):
        return redirect("accounts:factor_view")
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            codes = second_factor.renew_codes(actor=request.actor, password=form.cleaned_data["password"])
        except Invalid as fault:
            _add_errors(form, fault)
        else:
            return render_page(request, "accounts/codes.html", {"codes": codes})
    return render_page(
        request, "accounts/codes_renew.html", {"form": form}, status=422 if form.is_bound else 200
    )
