"""Operations in, changes out."""

import json
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from dundian.kernel import clock
from dundian.offline.actions.changes import changes
from dundian.offline.actions.inbox import receive_operations
from dundian.offline.door import DeviceRequest, device_call, told
from dundian.offline.reading import as_moment

MOST_OPERATIONS = 100
LARGEST_CALL = 256 * 1024


def body_of(request: Any, largest: int = LARGEST_CALL) -> dict[str, Any] | HttpResponse:
    """The JSON object that was sent, or the answer to one that is none."""
    if int(request.headers.get("Content-Length") or 0) > largest or len(request.body) > largest:
        return told(413, reason="too_large")
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return told(400, reason="unreadable")
    return found if isinstance(found, dict) else told(400, reason="unreadable")


@device_call
@require_POST
def operations_receive(request: DeviceRequest) -> HttpResponse:
    """A batch; always 200 when it can be read as one."""
    body = body_of(request)
    if isinstance(body, HttpResponse):
        return body
    operations = body.get("operations")
    if not isinstance(operations, list) or len(operations) > MOST_OPERATIONS:
        return told(400, reason="unreadable")
    answers = receive_operations(
        device=request.device, today=request.actor, said_now=as_moment(body.get("now")), operations=operations
    )
    return told(200, now=clock.now().isoformat(), results=[answer.as_json() for answer in answers])


@device_call
@require_GET
def changes_read(request: DeviceRequest) -> HttpResponse:
    found = changes(device=request.device, person=request.actor, cursor=request.GET.get("cursor", ""))
    head = json.dumps(
        {
            "now": clock.now().isoformat(),
            "cursor": found.cursor,
            "more": found.more,
            "full": found.full,
            "gone": found.gone,
        }
    )
    # The records are JSON already; they go out as they were compared.
    text = f'{head[:-1]},"records":[{",".join(found.records)}]}}'
    response = HttpResponse(text, content_type="application/json")
    response["Cache-Control"] = "private, no-store"
    return response
