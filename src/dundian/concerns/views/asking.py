"""说诉求: the page behind the poster. One question a page; what was typed travels in the form itself, so that it works
without script and without cookies, and nothing is lost on the way."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from dundian.accounts.addresses import address_of
from dundian.concerns import actions, passages
from dundian.concerns.forms.worker import OPTIONAL, STEPS, Told, headings, kinds
from dundian.concerns.models import Concern, SitePage
from dundian.concerns.queries.worker import day, spoken_of
from dundian.concerns.views.worker_frame import draw, open_to_workers
from dundian.fieldwork.photos import shrink
from dundian.kernel.errors import Invalid
from dundian.kernel.models import new_id

SALT = "worker's page"
QUICKEST = 3  # seconds; nobody reads five questions faster
LONGEST = 24 * 3600
# In ten minutes: from one kind of telephone in one network, and from one network as a whole. Behind them the way is
# not barred but slower: a workshop shares one address, and its workers must get through while a machine floods it.
LANE, NETWORK = 30, 600
PATIENCE = 20


@dataclass(frozen=True)
class Envelope:
    """Signed by us: the id that the concern will have, when the form was opened, and when sending was put off."""

    id: UUID
    opened: int
    put_off: int = 0

    def sealed(self, page: SitePage) -> str:
        return signing.dumps([str(self.id), page.token, self.opened, self.put_off], salt=SALT)

    @classmethod
    def fresh(cls) -> "Envelope":
        return cls(new_id(), int(time.time()))

    @classmethod
    def read(cls, text: str, page: SitePage) -> "Envelope | None":
        """None when it is not ours, another poster's, or older than a day."""
        try:
            id, token, opened, put_off = signing.loads(text, salt=SALT, max_age=LONGEST)
            return cls(UUID(id), int(opened), int(put_off)) if token == page.token else None
        except (signing.BadSignature, ValueError, TypeError):
            return None


@open_to_workers
@require_http_methods(["GET", "HEAD", "POST"])
def worker_page(request: HttpRequest, token: str) -> HttpResponse:
    page = SitePage.objects.filter(token=token).select_related("unit", "site__campaign").first()
    if page is None or page.revoked_at:
        return _gone(page)
    if request.method != "POST":
        return _ask(page, "kind", Told(), Envelope.fresh())
    told = Told.read(request.POST.dict())
    envelope = Envelope.read(request.POST.get("envelope", ""), page)
    if envelope is None:
        words = pgettext(
            "worker", "The page was open for too long. What you wrote is kept; please send it again."
        )
        return _ask(page, _step(request), told, Envelope.fresh(), error=words if told.text else "")
    return _go(request, page, told, envelope)


def _gone(page: SitePage | None) -> HttpResponse:
    if page:
        heading = pgettext("worker", "This poster is no longer in use.")
        words = pgettext("worker", "Please look for the new one, or ask the union’s team at your place.")
        return draw("gone", {"heading": heading, "words": words}, status=410)
    heading = pgettext("worker", "This address is not known.")
    words = pgettext(
        "worker", "Please scan the poster again, or type the address exactly as it is printed there."
    )
    return draw("gone", {"heading": heading, "words": words}, status=404)


def _step(request: HttpRequest) -> str:
    asked = request.POST.get("step", "")
    return asked if asked in STEPS else "kind"


def _go(request: HttpRequest, page: SitePage, told: Told, envelope: Envelope) -> HttpResponse:
    """To the next question, the one before, a chosen one, or away with it."""
    step, go = _step(request), request.POST.get("go", "next")
    at = STEPS.index(step)
    if go == "stay":
        return _ask(page, step, told, envelope)
    if go == "back":
        return _ask(page, STEPS[max(at - 1, 0)], told, envelope)
    if go in STEPS:
        return _ask(page, go, told, envelope)
    if fault := told.fault(step):
        return _ask(page, step, told, envelope, error=fault, status=422)
    if go != "send" or step != STEPS[-1]:
        return _ask(page, STEPS[min(at + 1, len(STEPS) - 1)], told, envelope)
    return _send(request, page, told, envelope)


def _send(request: HttpRequest, page: SitePage, told: Told, envelope: Envelope) -> HttpResponse:
    step, fault = told.first_fault()
    if fault:
        return _ask(page, step, told, envelope, error=fault, status=422)
    if request.POST.get("leave_empty"):
        words = pgettext(
            "worker", "Something was filled into a field that must stay empty. Please send it again."
        )
        return _ask(page, "photo", told, envelope, error=words, status=422)
    if time.time() - envelope.opened < QUICKEST:
        return _ask(page, "photo", told, envelope, error=_again(), status=422)
    if not Concern.objects.filter(pk=envelope.id).exists() and (
        held := _hold_off(request, page, told, envelope)
    ):
        return held
    try:
        upload: Any = request.FILES.get("photo")
        photo = shrink(upload, upload.size or 0) if upload else b""
        concern, code = actions.raise_from_page(
            page=page, id=envelope.id, kind=told.kind, text=told.text, people=told.count,
            contact=told.contact, photo=photo,
        )  # fmt: skip
    except Invalid as bad:
        return _ask(
            page, "photo", told, envelope, error=" ".join(map(str, bad.messages.values())), status=422
        )
    context = {
        "page": page,
        "concern": concern,
        "code": code,
        "handler": spoken_of(concern.handler, concern),
        "answer_by": day(concern.reply_due_at),
    }
    return draw("done", context)


def _again() -> str:
    return pgettext("worker", "That was very fast. Please press “Send” once more.")


def _hold_off(request: HttpRequest, page: SitePage, told: Told, envelope: Envelope) -> HttpResponse | None:
    """When very much comes from one place, ask for a little patience; everything typed stays in the form."""
    address = address_of(request) or ""
    lane = passages.note("lane", f"{page.token} {address} {request.headers.get('User-Agent', '')[:300]}")
    network = passages.note("network", f"{page.token} {address}")
    now = int(time.time())
    waited = envelope.put_off and now - envelope.put_off >= PATIENCE
    if (lane <= LANE and network <= NETWORK) or (waited and lane <= NETWORK):
        return None
    words = pgettext(
        "worker",
        "Very much is being sent from your network just now. What you wrote is kept: please press “Send” again in "
        "half a minute, or call 12351.",
    )
    put_off = Envelope(envelope.id, envelope.opened, envelope.put_off or now)
    return _ask(page, "photo", told, put_off, error=words, status=429)


def _ask(
    page: SitePage, step: str, told: Told, envelope: Envelope, *, error: str = "", status: int = 200
) -> HttpResponse:
    questions = headings()
    context = {
        "page": page,
        "page_url": reverse("concerns:worker_page", args=[page.token]),
        "step": step,
        "place": STEPS.index(step) + 1,
        "places": len(STEPS),
        "heading": questions[step],
        "optional": step in OPTIONAL,
        "told": told,
        "envelope": envelope.sealed(page),
        "error": error,
        "kinds": kinds(),
        "summary": _summary(told) if step == STEPS[-1] else [],
    }
    return draw("ask", context, status=status)


def _summary(told: Told) -> list[tuple[str, str, str]]:
    """(question, its name, the answer) of what was told before the photo."""
    names = {value: label for value, label, _words in kinds()}
    anonymous = pgettext("worker", "not said: anonymous")
    return [
        ("kind", pgettext("worker", "What"), names.get(told.kind, "")),
        ("text", pgettext("worker", "The matter"), told.text),
        ("people", pgettext("worker", "Workers"), told.people or pgettext("worker", "not said")),
        ("contact", pgettext("worker", "How to reach you"), told.contact or anonymous),
    ]
