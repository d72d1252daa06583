"""The list inside, and the public notice outside: a page for anybody, without account, cookie or trace."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from dundian.accounts.addresses import address_of
from dundian.concerns import passages
from dundian.concerns.codes import code_of, plain
from dundian.concerns.views.worker_frame import open_to_workers
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid
from dundian.kernel.models import new_id
from dundian.kernel.text import clean_line, clean_text
from dundian.org.middleware import ActorRequest
from dundian.recognition import actions
from dundian.recognition.letters import line_of
from dundian.recognition.models import Nomination, Objection, Round
from dundian.recognition.queries.nominations import list_of
from dundian.recognition.views.finding import frame, round_in_sight
from dundian.ui.pages import render_page

SALT = "public notice"
QUICKEST, LONGEST = 3, 24 * 3600  # seconds between opening the form and sending it
LANE, NETWORK, PATIENCE = 10, 200, 20  # as on the workers' pages: slower behind these, never barred
TRIES = 20  # numbers and codes tried from one network in ten minutes


def _sees_names(request: ActorRequest, round: Round) -> bool:
    """The list is inside until the notice is out."""
    published = round.state in (Round.State.NOTICED, Round.State.DECIDED)
    return published or request.actor.can("run", "round", round.unit)


@require_safe
def round_names(request: ActorRequest, pk: UUID) -> HttpResponse:
    round = round_in_sight(request, pk)
    context = frame(request, round, "round_names") | {
        "groups": list_of(round).items() if _sees_names(request, round) else [],
        "sees": _sees_names(request, round),
        "seen": set(
            Nomination.objects.visible_to(request.actor).filter(round=round).values_list("pk", flat=True)
        ),
        "export_url": reverse("recognition:round_names_export", args=[pk]),
        "notice_path": reverse("recognition:notice_open", args=[round.token]) if round.token else "",
    }
    return render_page(request, "recognition/names.html", context)


@require_safe
def round_names_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    round = round_in_sight(request, pk)
    columns = [
        Column(_("Kind of commendation"), 14), Column(_("Full title"), 30), Column(_("Unit or home unit"), 34),
        Column(_("Notice until"), 12, "date"),
    ]  # fmt: skip
    groups = list_of(round) if _sees_names(request, round) else {}
    cells = ((c.name, str(n), n.home.name, n.notice_until) for c, names in groups.items() for n in names)
    title = _("List of %(round)s") % {"round": round}
    return workbook_response(
        cells, columns, title, title, actor=request.actor, noun="nomination", unit=round.unit
    )


@dataclass(frozen=True)
class Envelope:
    """Signed by us: the id that the objection will have, when the form was opened, when sending was put off."""

    id: UUID
    opened: int
    put_off: int = 0

    def sealed(self, round: Round) -> str:
        return signing.dumps([str(self.id), round.token, self.opened, self.put_off], salt=SALT)

    @classmethod
    def fresh(cls) -> "Envelope":
        return cls(new_id(), int(time.time()))

    @classmethod
    def read(cls, text: str, round: Round) -> "Envelope | None":
        """None when it is not ours, another notice's, or older than a day."""
        try:
            id, token, opened, put_off = signing.loads(text, salt=SALT, max_age=LONGEST)
            return cls(UUID(id), int(opened), int(put_off)) if token == round.token else None
        except (signing.BadSignature, ValueError, TypeError):
            return None


def _draw(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {
        "language": "zh-Hans" if translation.get_language() == "zh-hans" else "en",
        "operating_union": settings.OPERATING_UNION,
        "filing_number": settings.FILING_NUMBER,
        "prefix": get_script_prefix(),
        "track_url": reverse("recognition:notice_track"),
    }
    return HttpResponse(render_to_string(f"recognition/open/{template}.html", frame | context), status=status)


@open_to_workers
@require_http_methods(["GET", "HEAD", "POST"])
def notice_open(request: HttpRequest, token: str) -> HttpResponse:
    round = Round.objects.filter(token=token).select_related("unit", "scheme").first()
    if round is None:
        return _gone(_("This address is not known."), 404)
    if round.state not in (Round.State.NOTICED, Round.State.DECIDED):
        return _gone(_("This public notice has been taken back."), 410)
    if request.method != "POST":
        return _notice(round, Envelope.fresh(), {})
    told = {
        "text": clean_text(request.POST.get("text", "")),
        "contact": clean_line(request.POST.get("contact", "")),
        "against": clean_line(request.POST.get("against", "")),
    }
    envelope = Envelope.read(request.POST.get("envelope", ""), round)
    if envelope is None:
        words = _("The page was open for too long. What you wrote is kept; please send it again.")
        return _notice(round, Envelope.fresh(), told, error=words, status=422)
    return _send(request, round, told, envelope)


def _gone(heading: str, status: int) -> HttpResponse:
    return _draw("gone", {"heading": heading}, status)


def _notice(
    round: Round, envelope: Envelope, told: dict[str, str], *, error: str = "", status: int = 200
) -> HttpResponse:
    groups = [(c, names) for c, names in list_of(round).items() if names]
    until = max((n.notice_until for _c, names in groups for n in names if n.notice_until), default=None)
    context = {
        "round": round,
        "page_url": reverse("recognition:notice_open", args=[round.token]),
        "groups": [(c, [(n, line_of(n)) for n in names]) for c, names in groups],
        "until": until,
        "first_until": min(
            (n.notice_until for _c, names in groups for n in names if n.notice_until), default=None
        ),
        "running": round.state == Round.State.NOTICED and actions.under_notice(round),
        "envelope": envelope.sealed(round),
        "told": told,
        "error": error,
    }
    return _draw("notice", context, status)


def _send(request: HttpRequest, round: Round, told: dict[str, str], envelope: Envelope) -> HttpResponse:
    if request.POST.get("leave_empty"):
        words = _("Something was filled into a field that must stay empty. Please send it again.")
        return _notice(round, envelope, told, error=words, status=422)
    if time.time() - envelope.opened < QUICKEST:
        words = _("That was very fast. Please press “Send” once more.")
        return _notice(round, envelope, told, error=words, status=422)
    if not Objection.objects.filter(pk=envelope.id).exists() and (
        held := _hold_off(request, round, told, envelope)
    ):
        return held
    if len(told["contact"]) > 100:
        words = _("How to reach you: at most 100 characters.")
        return _notice(round, envelope, told, error=words, status=422)
    try:
        objection, code = actions.receive_objection(
            round=round,
            id=envelope.id,
            text=told["text"],
            contact=told["contact"],
            nomination=_against(round, told["against"]),
        )
    except Invalid as bad:
        words = " ".join(map(str, bad.messages.values()))
        return _notice(round, envelope, told, error=words, status=422)
    return _draw("sent", {"round": round, "objection": objection, "code": code})


def _against(round: Round, chosen: str) -> Nomination | None:
    try:
        return round.nominations.filter(pk=UUID(chosen)).first()
    except ValueError:
        return None


def _hold_off(
    request: HttpRequest, round: Round, told: dict[str, str], envelope: Envelope
) -> HttpResponse | None:
    """When very much comes from one place, ask for a little patience; everything typed stays in the form."""
    address = address_of(request) or ""
    agent = request.headers.get("User-Agent", "")[:300]
    lane = passages.note("objection lane", f"{round.token} {address} {agent}")
    network = passages.note("objection network", f"{round.token} {address}")
    now = int(time.time())
    waited = envelope.put_off and now - envelope.put_off >= PATIENCE
    if (lane <= LANE and network <= NETWORK) or (waited and lane <= NETWORK):
        return None
    words = _(
        "Very much is being sent from your network just now. What you wrote is kept: please press “Send” again in "
        "half a minute."
    )
    put_off = Envelope(envelope.id, envelope.opened, envelope.put_off or now)
    return _notice(round, put_off, told, error=words, status=429)


@open_to_workers
@require_http_methods(["GET", "HEAD", "POST"])
def notice_track(request: HttpRequest) -> HttpResponse:
    """How far an objection is, by its number and code."""
    number, code = (clean_line(request.POST.get(k, "")) for k in ("number", "code"))
    context: dict[str, Any] = {"number": number, "page_url": reverse("recognition:notice_track")}
    if request.method != "POST":
        return _draw("track", context)
    if passages.note("objection code", address_of(request) or "") > TRIES:
        words = _("Too many tries. Please wait some minutes.")
        return _draw("track", context | {"error": words}, 429)
    objection = Objection.objects.filter(number=number.upper()).select_related("round").first()
    if objection is None or plain(code) != plain(code_of(objection.pk)):
        words = pgettext("objection", "Number and code do not fit together. Please look at both again.")
        return _draw("track", context | {"error": words}, 422)
    return _draw("track", context | {"objection": objection})
