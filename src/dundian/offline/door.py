"""The phone's own way in: a device and its secret in the Authorization header; no cookie, so no forged form either."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from dundian.accounts.addresses import address_of
from dundian.kernel import clock, reach
from dundian.kernel.errors import Invalid, Refused
from dundian.offline.actions.devices import known_by, note_use
from dundian.offline.models import UNUSED_FOR, Device
from dundian.offline.reading import as_uuid
from dundian.org.access import Actor, actor_of

MOST_WRONG = 20
WINDOW = timedelta(minutes=15)
LONGEST_SECRET = 100
View = Callable[..., HttpResponse]


class DeviceRequest(HttpRequest):
    """The request as views for a known phone see it."""

    device: Device
    actor: Actor


def told(status: int, **body: Any) -> JsonResponse:
    """A JSON answer that nothing on the way keeps."""
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    return response


def device_call(view: View) -> View:
    """Only for a phone that is signed in; `request.device` and `request.actor` are set, and refusals are JSON."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            found = device_of(request)
            if isinstance(found, HttpResponse):
                return found
            note_use(found)
            request.device, request.actor = found, actor_of(found.user)
            reach.become(request.actor)
            return view(request, *args, **kwargs)
        except Refused as fault:
            return told(403, reason=fault.reason)
        except Invalid as fault:
            fields = {k: str(v) for k, v in fault.messages.items() if k}
            return told(422, reason=str(fault.messages.get("", "") or fault), fields=fields)
        except (OperationalError, InterfaceError):
            answer = told(503, reason="busy")  # the database is away for a moment: the phone comes again
            answer["Retry-After"] = "5"
            return answer

    return guarded


def device_of(request: HttpRequest) -> Device | HttpResponse:
    """The phone, or the answer to one not let in. Wrong secrets count by address and device, and soon get 429."""
    pk, secret = _named(request)
    if pk is None:
        return told(401, reason="unknown", wipe=False)
    counter = f"offline-wrong:{address_of(request)}:{pk}"
    if cache.get(counter, 0) >= MOST_WRONG:
        return told(429, reason="too_many")
    device = Device.objects.select_related("user__person").filter(pk=pk).first()
    if device is None or not known_by(device, secret):
        cache.add(counter, 0, WINDOW.total_seconds())
        cache.incr(counter)
        return told(401, reason="unknown", wipe=False)
    if device.ended_at is not None:
        return told(401, reason="revoked" if device.wipes else "expired", wipe=device.wipes)
    if not device.user.is_active:
        return told(401, reason="revoked", wipe=True)
    if clock.now() - device.seen_at > UNUSED_FOR:
        return told(401, reason="expired", wipe=False)
    return device


def _named(request: HttpRequest) -> tuple[Any, str]:
    """(device id or None, secret) of "Device <id>.<secret>"."""
    scheme, _space, rest = request.headers.get("Authorization", "").partition(" ")
    name, _dot, secret = rest.strip().partition(".")
    if scheme.lower() != "device" or len(secret) > LONGEST_SECRET:
        return None, ""
    return as_uuid(name), secret
