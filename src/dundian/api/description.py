"""The description after OpenAPI 3.1: addresses as they were declared, and the messages to webhooks."""

from typing import Any

from django.utils.translation import gettext as _

from dundian.api import feeds
from dundian.api.events import EVENTS


def description() -> dict[str, Any]:
    found: dict[str, Any] = feeds.api.get_openapi_schema(path_prefix="/api/v1/")
    found.setdefault("components", {}).setdefault("schemas", {})["Message"] = _message()
    found["webhooks"] = {event: {"post": _told(event, label)} for event, label in EVENTS.items()}
    return found


def _told(event: str, label: Any) -> dict[str, Any]:
    headers = {
        "Dundian-Event": _("The event"),
        "Dundian-Delivery": _("Identifier of the delivery; the same message may come twice"),
        "Dundian-Signature": _("t=<time>,v1=<HMAC-SHA256 over time, dot and body with your secret, hex>"),
    }
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}}
    return {
        "summary": str(label),
        "operationId": f"told_{event.replace('.', '_')}",
        "tags": ["webhooks"],
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": text,
                "schema": {"type": "string"},
            }
            for name, text in headers.items()
        ],
        "requestBody": {"required": True, "content": body},
        "responses": {"2XX": {"description": _("Heard. Anything else is tried again.")}},
    }


def _message() -> dict[str, Any]:
    def of(**fields: dict[str, Any]) -> dict[str, Any]:
        return {"type": "object", "required": list(fields), "properties": fields}

    text = {"type": "string"}
    return of(
        id={**text, "format": "uuid"},
        event={**text, "enum": list(EVENTS)},
        at={**text, "format": "date-time"},
        unit=of(id={"type": "integer"}, name=text),
        object=of(
            kind={**text, "description": _("What it is about, such as document")},
            id={**text, "description": _("Its identifier; of a concern its number")},
        ),
    )
