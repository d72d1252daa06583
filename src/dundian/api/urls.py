"""Addresses of the data interface."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from dundian.api.feeds import api
from dundian.api.views import docs, tokens, webhooks

app_name = "api"


def _for_programs() -> list[URLPattern]:
    """The interface's own addresses: a token is asked for, not a session."""
    found: list[Any] = [p for p in api.urls[0] if getattr(p, "name", "") != "api-root"]
    return [path(f"api/v1/{p.pattern}", _open(p.callback), name=p.name) for p in found]


def _open(view: Any) -> Any:
    opened: Any = csrf_exempt(login_not_required(view))
    return opened


urlpatterns = [
    path("interface/", tokens.token_list, name="token_list"),
    path("interface/tokens/new/", tokens.token_create, name="token_create"),
    path("interface/tokens/<uuid:pk>/", tokens.token_detail, name="token_detail"),
    path("interface/tokens/<uuid:pk>/release/", tokens.token_release, name="token_release"),
    path("interface/tokens/<uuid:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("interface/webhooks/", webhooks.webhook_list, name="webhook_list"),
    path("interface/webhooks/new/", webhooks.webhook_create, name="webhook_create"),
    path("interface/webhooks/<uuid:pk>/", webhooks.webhook_detail, name="webhook_detail"),
    path("interface/webhooks/<uuid:pk>/pause/", webhooks.webhook_pause, name="webhook_pause"),
    path("interface/webhooks/<uuid:pk>/try/", webhooks.webhook_try, name="webhook_try"),
    path("interface/deliveries/<uuid:pk>/again/", webhooks.delivery_again, name="delivery_again"),
    path("api/v1/openapi.json", docs.openapi, name="openapi"),
    path("api/v1/docs", docs.docs, name="docs"),
    *_for_programs(),
]
