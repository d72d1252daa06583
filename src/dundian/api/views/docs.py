"""The reference of the interface: the description itself, and a page that shows it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.api.description import description
from dundian.api.events import EVENTS
from dundian.api.scopes import SCOPES
from dundian.api.views.tokens import tabs
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description after OpenAPI 3.1; it holds no data, so anybody may have it."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def docs(request: ActorRequest) -> HttpResponse:
    """The same on a page of our own, since the usual readers need scripts from elsewhere."""
    schema = description()
    context = {
        "operations": [
            _operation(path, told, schema)
            for path, methods in schema["paths"].items()
            for told in methods.values()
        ],
        "events": list(EVENTS.items()),
        "scopes": [(s.key, s.label, s.help) for s in SCOPES.values()],
        "openapi_url": reverse("api:openapi"),
        "base": request.build_absolute_uri("/api/v1/"),
        "tabs": tabs(request, "api:docs") if getattr(request, "actor", None) else [],
    }
    return render_page(request, "api/docs.html", context)


def _operation(path: str, told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    asked = [
        {
            "name": p["name"],
            "shape": _shape(p["schema"]),
            "help": p.get("description") or p["schema"].get("description", ""),
            "required": p.get("required", False),
        }
        for p in told.get("parameters", ())
    ]
    return {
        "path": path,
        "summary": told.get("summary", ""),
        "help": told.get("description", ""),
        "asked": asked,
        "fields": _fields(told, schema),
    }


def _fields(told: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, str]]:
    """What a row of the answer holds."""
    content = told["responses"].get(200, {}).get("content", {}).get("application/json", {})
    found = _resolved(content.get("schema", {}), schema)
    items = found.get("properties", {}).get("items", {})
    row = _resolved(items.get("items", {}), schema) or found
    return [
        {"name": name, "shape": _shape(p), "help": str(p.get("description") or "")}
        for name, p in row.get("properties", {}).items()
    ]


def _resolved(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rsplit("/", 1)[-1]
    return schema["components"]["schemas"][name] if name else part


def _shape(part: dict[str, Any]) -> str:
    kinds = [p for p in part.get("anyOf", [part]) if p.get("type") != "null"]
    kind = kinds[0] if kinds else {}
    return str(kind.get("format") or kind.get("type") or _("value"))
