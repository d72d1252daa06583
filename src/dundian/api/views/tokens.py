"""Pages of tokens: list, make, let into use, revoke."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dundian.api import actions
from dundian.api.access import may_open
from dundian.api.forms import TokenForm
from dundian.api.listings import LISTINGS
from dundian.api.models import Token, Webhook
from dundian.api.scopes import SCOPES
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.formats import day
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
State = Token.State
TONES = {State.WAITING: "todo", State.IN_USE: "doing", State.EXPIRED: "done", State.REVOKED: "done"}
USUAL_DAYS = 365


def tabs(request: ActorRequest, here: str) -> list[tuple[str, str, bool, None]]:
    found = [
        (_("Tokens"), "api:token_list"),
        (_("Webhooks"), "api:webhook_list"),
        (_("Reference"), "api:docs"),
    ]
    return [(label, reverse(name), name == here, None) for label, name in found]


def words_of(token: Token) -> str:
    return "、".join(str(SCOPES[key].label) for key in token.scopes if key in SCOPES)


@require_safe
def token_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    actor.require("view", "api_token", None, _("Tokens are kept by administrators and offices."))
    rows = Token.objects.visible_to(actor).select_related("unit")
    page = keyset(rows, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "rows": [(t, words_of(t), TONES[t.state]) for t in page.rows],
        "tabs": tabs(request, "api:token_list"),
        "may_add": actor.can("add", "api_token"),
    }
    return render_page(request, "api/token_list.html", context)


def _token(request: ActorRequest, pk: UUID) -> Token:
    rows = Token.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("unit", "by", "released_by", "revoked_by"), pk=pk)


def _shown_once(request: ActorRequest, token: Token, secret: str) -> HttpResponse:
    return render_page(request, "api/token_secret.html", {"token": token, "secret": secret})


@never_cache
@form_page
def token_create(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    by = actor.require("add", "api_token", None, _("Only the system administrator makes tokens."))
    initial = {"expires_on": clock.today().replace(month=12, day=31), "unit": by.unit if by else None}
    form = TokenForm(request.POST if request.method == "POST" else None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = actions.ask_token(actor=actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            if secret:
                return _shown_once(request, token, secret)
            return done(request, _("The office there has to let it into use."), "api:token_detail", token.pk)
    context = {"form": form, "submit": _("Make the token"), "cancel_url": reverse("api:token_list")}
    return render_page(request, "api/token_form.html", context, status=422 if form.errors else 200)


@require_safe
def token_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    token, actor = _token(request, pk), request.actor
    open_ = token.state in (State.WAITING, State.IN_USE)
    context = {
        "token": token,
        "tone": TONES[token.state],
        "scopes": [SCOPES[key] for key in token.scopes if key in SCOPES],
        "feeds": _feeds(request, token) if token.state == State.IN_USE and token.in_address else [],
        "may_release": token.state == State.WAITING
        and actor.can("release", "api_token", token.unit)
        and may_open(actor, token),
        "may_revoke": open_ and actor.can("revoke", "api_token", token.unit),
    }
    return render_page(request, "api/token_detail.html", context)


def _feeds(request: ActorRequest, token: Token) -> list[tuple[str, str]]:
    """(list, address) of each feed, with the place where the secret goes."""
    found = [listing for listing in LISTINGS.values() if listing.scope in token.scopes]
    base = request.build_absolute_uri("/api/v1/feeds/")
    return [
        (f"{listing.label} ({form.upper()})", f"{base}{listing.key}.{form}?token={token.hint}…")
        for listing in found
        for form in ("csv", "json")
    ]


@never_cache
@form_page
def token_release(request: ActorRequest, pk: UUID) -> HttpResponse:
    token = _token(request, pk)
    request.actor.require("release", "api_token", token.unit, _("The office there lets this token into use."))
    if request.method == "POST":
        return _shown_once(request, token, actions.release_token(token=token, actor=request.actor))
    context = {
        "title": _("Let the token into use"),
        "question": _("The program then reads this for the unit and everything beneath it."),
        "facts": [
            (_("Program"), token.name),
            (_("Purpose"), token.purpose),
            (_("Reads at"), token.unit.name),
            (_("What it may read"), words_of(token)),
            (_("Valid until"), day(token.expires_on)),
        ],
        "submit": _("Let it into use"),
        "cancel_url": reverse("api:token_detail", args=[pk]),
    }
    return render_page(request, "ui/confirm.html", context)


@form_page
def token_revoke(request: ActorRequest, pk: UUID) -> HttpResponse:
    token = _token(request, pk)
    request.actor.require(
        "revoke", "api_token", token.unit, _("The administrator and the office there revoke it.")
    )
    if request.method == "POST":
        actions.revoke_token(token=token, actor=request.actor)
        return done(request, _("The token opens nothing any more."), "api:token_detail", pk)
    context = {
        "title": _("Revoke the token"),
        "question": _("From the next request on the program reads nothing. This cannot be taken back."),
        "facts": [(_("Program"), token.name), (_("Purpose"), token.purpose)],
        "submit": _("Revoke the token"),
        "danger": True,
        "cancel_url": reverse("api:token_detail", args=[pk]),
    }
    return render_page(request, "ui/confirm.html", context)


def webhook_of(request: ActorRequest, pk: UUID) -> Webhook:
    return get_object_or_404(Webhook.objects.visible_to(request.actor).select_related("unit", "by"), pk=pk)
