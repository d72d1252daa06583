"""A phone signs in with the person's session, and out with its own secret."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from dundian.accounts import policy
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.offline.actions.devices import end_device, known_by, register_device
from dundian.offline.door import device_call, told
from dundian.offline.models import Device
from dundian.offline.reading import as_uuid
from dundian.offline.views.sync import body_of
from dundian.org.access import Actor

SMALL = 4 * 1024


def person_of(actor: Actor) -> dict[str, str]:
    return {"id": str(actor.person.pk if actor.person else actor.user.pk), "name": str(actor.user)}


@login_not_required
@require_GET
def session_read(request: Any) -> HttpResponse:
    """Whether somebody is signed in to this browser, and what is needed to register the phone.

    `first`: what the person must do on the ordinary pages before ("password", "factor").
    """
    actor = request.actor
    if actor is None:
        return told(200, signed_in=False, person=None, csrf=None, now=clock.now().isoformat())
    first = _first(request)
    return told(
        200,
        signed_in=not first,
        first=first,
        person=person_of(actor),
        csrf=get_token(request),
        now=clock.now().isoformat(),
    )


def _first(request: Any) -> str:
    user = request.user
    if user.must_change_password:
        return "password"
    return "factor" if policy.needs_second_factor(user) and not user.is_verified() else ""


@csrf_exempt
@login_not_required
def device_own(request: Any) -> HttpResponse:
    """POST registers this phone with the session and its token; DELETE signs it out with its own secret."""
    return _device_leave(request) if request.method == "DELETE" else _device_add(request)


@csrf_protect
@require_POST
def _device_add(request: Any) -> HttpResponse:
    """The secret is told this once."""
    if request.actor is None or _first(request):
        return told(403, reason="sign_in")
    body = body_of(request, SMALL)
    if isinstance(body, HttpResponse):
        return body
    name = body.get("name")
    try:
        device, secret = register_device(
            name=name if isinstance(name, str) else "",
            actor=request.actor,
            previous=_previous(body.get("previous")),
        )
    except Invalid as fault:
        return told(422, reason=str(fault))
    return told(
        200,
        device=str(device.pk),
        secret=secret,
        person=person_of(request.actor),
        now=clock.now().isoformat(),
    )


@device_call
def _device_leave(request: Any) -> HttpResponse:
    end_device(device=request.device, how=Device.End.SIGNED_OUT, actor=request.actor)
    return told(200, ended=True)


def _previous(said: Any) -> Device | None:
    """The phone's earlier sign-in, when it proves it: "<device>.<secret>"."""
    name, _dot, secret = said.partition(".") if isinstance(said, str) else ("", "", "")
    pk = as_uuid(name)
    device = Device.objects.filter(pk=pk).first() if pk else None
    return device if device and known_by(device, secret[:100]) else None
