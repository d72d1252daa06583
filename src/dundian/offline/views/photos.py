"""Photos by chunk."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dundian.offline.actions import uploads
from dundian.offline.actions.inbox import apply_waiting
from dundian.offline.door import DeviceRequest, device_call, told
from dundian.offline.reading import DIGEST, as_count


@device_call
@require_http_methods(["GET", "POST"])
def photo_receive(request: DeviceRequest, digest: str) -> HttpResponse:
    """How far the photo has come (GET), or its next chunk (POST ?offset=&size=); 409 when it begins elsewhere."""
    if not DIGEST.fullmatch(digest):
        return told(422, reason="digest")
    user = request.device.user
    if request.method == "GET":
        at = uploads.standing(user, digest)
        return told(200, received=at.received, complete=at.complete)
    if int(request.headers.get("Content-Length") or 0) > uploads.CHUNK:
        return told(413, reason="too_large")
    offset, size = as_count(request.GET.get("offset")), as_count(request.GET.get("size"))
    content = request.body
    if offset is None or size is None or len(content) > uploads.CHUNK:
        return told(422, reason="chunk")
    at = uploads.receive_chunk(user=user, digest=digest, offset=offset, size=size, content=content)
    if at.fault:
        return told(422, reason=at.fault, received=0, complete=False)
    if at.complete:
        apply_waiting(device=request.device, today=request.actor, photo=digest)
    return told(200 if at.fits else 409, received=at.received, complete=at.complete)
