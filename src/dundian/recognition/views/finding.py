"""What the pages share: the thing in sight or 404, the tabs of a round."""

from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.recognition import access
from dundian.recognition.models import Nomination, Objection, Round, Scheme
from dundian.recognition.queries import nominations, records, rounds

T = TypeVar("T")
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _or_404(found: T | None) -> T:
    if found is None:
        raise Http404
    return found


def scheme_in_sight(request: ActorRequest, pk: UUID) -> Scheme:
    return _or_404(rounds.scheme(request.actor, pk))


def round_in_sight(request: ActorRequest, pk: UUID) -> Round:
    return _or_404(rounds.round_in(request.actor, pk))


def round_to_run(request: ActorRequest, pk: UUID) -> Round:
    """404 out of sight, 403 without the right to run it."""
    round = round_in_sight(request, pk)
    access.require_run(request.actor, round)
    return round


def nomination_in_sight(request: ActorRequest, pk: UUID) -> Nomination:
    return _or_404(nominations.nomination(request.actor, pk))


def objection_in_sight(request: ActorRequest, pk: UUID) -> Objection:
    return _or_404(records.objection(request.actor, pk))


def cursor_of(request: ActorRequest) -> str:
    return request.GET.get("cursor", "")


def is_bound(request: ActorRequest) -> Any:
    """What a form is bound to: an empty post is a post too."""
    return request.POST if request.method == "POST" else None


def frame(request: ActorRequest, round: Round, here: str) -> dict[str, Any]:
    """The context around a tab of a round."""
    actor = request.actor
    runs = actor.can("run", "round", round.unit)
    seats = access.seats_of(actor, round)
    return {
        "round": round,
        "runs": runs,
        "seats": seats,
        "tabs": [
            (label, reverse(f"recognition:{name}", args=[round.pk]), here == name, None)
            for label, name in _tabs(actor, round, runs, bool(seats))
        ],
    }


def _tabs(actor: Actor, round: Round, runs: bool, judges: bool) -> list[tuple[str, str]]:
    tabs = [(_("Overview"), "round_detail")]
    if actor.can("view", "evidence") or judges:
        tabs.append((_("Frozen evidence"), "round_evidence"))
    if actor.can("view", "nomination"):
        tabs.append((_("Nominations"), "round_nominations"))
    if judges:
        tabs.append((_("My scores"), "round_judging"))
    if runs:
        tabs.append((_("Panels"), "round_panel"))
    tabs.append((_("List of names"), "round_names"))
    if actor.can("handle", "objection", round.unit):
        tabs.append((_("Objections"), "round_objections"))
    return tabs
