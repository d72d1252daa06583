"""Signing in, in one step or two, and out."""

import time
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp import login as remember_factor

from dundian.accounts import kept, queries, second_factor
from dundian.accounts.addresses import address_of
from dundian.accounts.forms import CodeForm, SignInForm
from dundian.accounts.models import User
from dundian.accounts.sessions import BACKEND
from dundian.kernel.text import clean_line
from dundian.ui.pages import is_fragment, render_page, safe_next

HALF = "half_signed_in"  # the session key of somebody whose password was right and whose code is awaited
HALF_SECONDS = 300
CODE_TRIES = 5


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def session_create(request: HttpRequest) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(headers={"HX-Redirect": resolve_url("accounts:session_create")})
    to = safe_next(request)
    if request.user.is_authenticated:
        return redirect(to)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        name, password = form.cleaned_data["username"].lower(), form.cleaned_data["password"]
        user = authenticate(request, username=name, password=password)
        if user is not None:
            return _password_was_right(request, user, to)
        form.add_error(None, _("The sign-in name or the password is wrong."))
    status = 422 if form.is_bound else 200
    return render_page(request, "accounts/sign_in.html", {"form": form, "next": to}, status=status)


def _password_was_right(request: HttpRequest, user: User, to: str) -> HttpResponse:
    if second_factor.is_set_up(user):
        request.session[HALF] = {"user": str(user.pk), "at": time.time(), "tries": 0}
        return redirect(f"{resolve_url('accounts:session_confirm')}?{urlencode({'next': to})}")
    login(request, user, BACKEND)
    return _welcome(request, user, to)


def _welcome(request: HttpRequest, user: User, to: str) -> HttpResponse:
    failed = queries.failures_before(user)
    if failed:
        messages.warning(
            request,
            ngettext(
                "%(n)d attempt with a wrong password since your last sign-in. Was it not you? Change the password.",
                "%(n)d attempts with a wrong password since your last sign-in. Was it not you? Change the password.",
                failed,
            )
            % {"n": failed},
        )
    return redirect(to)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def session_confirm(request: HttpRequest) -> HttpResponse:
    """The second step: a code."""
    half = request.session.get(HALF)
    if not half or time.time() - half["at"] > HALF_SECONDS or half["tries"] >= CODE_TRIES:
        request.session.pop(HALF, None)
        if half:
            messages.warning(request, _("That took too long or too many tries. Sign in again."))
        return redirect("accounts:session_create")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        user = User.objects.filter(pk=half["user"], is_active=True).first()
        device = second_factor.check(user, form.cleaned_data["code"]) if user else None
        if user and device:
            del request.session[HALF]
            login(request, user, BACKEND)
            remember_factor(request, device)
            return _welcome(request, user, safe_next(request))
        request.session[HALF] = {**half, "tries": half["tries"] + 1}
        form.add_error(
            "code", _("This code is wrong or was used already. Wait for the next one and try again.")
        )
    context = {"form": form, "next": safe_next(request)}
    return render_page(request, "accounts/code.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def session_resume(request: HttpRequest) -> HttpResponse:
    """What was being sent when the session ended, to be sent now."""
    found = kept.take(request)
    if found is None:
        return redirect("web:home")
    return render_page(request, "accounts/resume.html", {"kept": found})


@login_not_required
@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect("accounts:session_create")


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many wrong passwords for this name from this address (429)."""
    name = clean_line(request.POST.get("username", ""))[:40].lower()
    minutes = queries.minutes_locked(name, address_of(request))
    response = render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
