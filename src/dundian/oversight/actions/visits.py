"""Saving a visit, calling one off; the bulletin on all of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.documents.actions import issue_document, propose_document
from dundian.documents.models import Document, Draft
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.oversight import access, letters
from dundian.oversight.actions.findings import FindingLine, add_finding, fault_of
from dundian.oversight.models import Bulletin, Draw, Visit
from dundian.oversight.queries import seen

State = Visit.State
MOST_MET = 9999
BULLETIN = "oversight.bulletin"


def _planned(visit: Visit) -> Visit:
    stored = Visit.locked(visit.pk)
    if stored.state != State.PLANNED:
        raise Refused(_("This visit is over; add findings instead."))
    return stored


@transaction.atomic
def save_visit(
    *,
    visit: Visit,
    visited_on: date,
    seen_there: str,
    compared: str,
    findings: Sequence[FindingLine],
    actor: Actor,
    met_team: int = 0,
    met_host: int = 0,
    met_workers: int = 0,
    met_note: str = "",
) -> Visit:
    """Write down a visit. From now on the inspected side sees it, with what logs and ledger said at this moment."""
    stored = _planned(visit)
    appointment = access.require_save(actor, stored)
    stored.visited_on, stored.seen = visited_on, clean_text(seen_there)
    stored.compared, stored.met_note = clean_text(compared), clean_line(met_note)
    stored.met_team, stored.met_host, stored.met_workers = met_team, met_host, met_workers
    _check(stored, findings)
    stored.said_then = seen.said_at(stored.site, visited_on)
    stored.state, stored.saved_at, stored.saved_by = State.SAVED, clock.now(), actor.user
    stored.touch()
    detail = {"on": visited_on, "findings": len(findings)}
    record(
        actor=actor,
        verb="save",
        noun="visit",
        obj=stored,
        unit=stored.unit,
        appointment=appointment,
        detail=detail,
    )
    for line in findings:
        add_finding(source=stored, line=line, actor=actor)
    return stored


def _check(visit: Visit, findings: Sequence[FindingLine]) -> None:
    wrong: dict[str, str] = {}
    drawn = visit.draw.drawn_at
    if visit.visited_on is None or visit.visited_on > clock.today():
        wrong["visited_on"] = _("This day has not come yet.")
    elif drawn and visit.visited_on < timezone.localdate(drawn):
        wrong["visited_on"] = _("The draw was made later than this day.")
    if not 1 <= len(visit.seen) <= 4000:
        wrong["seen_there"] = _("Say in 1 to 4,000 characters what was seen.")
    if len(visit.compared) > 4000:
        wrong["compared"] = _("At most 4,000 characters.")
    if len(visit.met_note) > 200:
        wrong["met_note"] = _("At most 200 characters.")
    for name in ("met_team", "met_host", "met_workers"):
        if not 0 <= getattr(visit, name) <= MOST_MET:
            wrong[name] = _("A count lies between 0 and 9,999.")
    for n, line in enumerate(findings):
        wrong |= {f"finding_{n}_{name}": text for name, text in fault_of(line).items()}
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def call_off_visit(*, visit: Visit, reason: str, actor: Actor) -> Visit:
    """The visit will not be made; the reason stays in the record of the draw, unseen by the inspected side."""
    stored = _planned(visit)
    appointment = access.require_organise(actor, stored.draw)
    stored.reason = clean_line(reason)
    if not 1 <= len(stored.reason) <= 200:
        raise Invalid({"reason": _("Say in 1 to 200 characters why.")})
    stored.state = State.CALLED_OFF
    stored.touch("state", "reason")
    label = _("Draw %(id)s") % {"id": str(stored.draw_id)[:8]}
    record(
        actor=actor,
        verb="cancel",
        noun="visit",
        obj=stored.draw,
        unit=stored.draw.unit,
        label=label,
        appointment=appointment,
    )
    return stored


@transaction.atomic
def keep_bulletin(
    *, draw: Draw, title: str, addressees: str, text: str, actor: Actor, version: int | None = None
) -> Bulletin:
    """Keep the bulletin's text, drafted from the visits and edited, until it is issued."""
    appointment = access.require_organise(actor, draw)
    stored = Bulletin.objects.select_for_update(of=("self",)).filter(draw=draw).first() or Bulletin(draw=draw)
    if stored.document_id:
        raise Refused(_("The bulletin has been issued."))
    if version is not None and stored.version != version:
        raise Conflict(stored)
    stored.title, stored.addressees, stored.text = clean_line(title), clean_line(addressees), clean_text(text)
    limits = {"title": 150, "addressees": 200, "text": 20000}
    wrong = {
        name: _("Between 1 and %(n)d characters.") % {"n": most}
        for name, most in limits.items()
        if not 1 <= len(getattr(stored, name)) <= most
    }
    if wrong:
        raise Invalid(wrong)
    _store(stored)
    record(actor=actor, verb="save", noun="bulletin", obj=stored, unit=draw.unit, appointment=appointment)
    return stored


def _store(bulletin: Bulletin) -> None:
    if bulletin._state.adding:
        bulletin.save(force_insert=True)
    else:
        bulletin.touch()


def _to_issue(bulletin: Bulletin, actor: Actor) -> Bulletin:
    """Every visit of the draw must be over, so that nothing is given away."""
    stored = Bulletin.locked(bulletin.pk)
    draw = stored.draw
    access.require_organise(actor, draw)
    if stored.document_id:
        raise Refused(_("The bulletin has been issued."))
    if draw.state not in (Draw.State.DRAWN, Draw.State.CLOSED):
        raise Refused(_("There is nothing to report yet."))
    if draw.visits.filter(state=State.PLANNED).exists():
        raise Refused(_("Some visits have still to be made or called off."))
    return stored


def _paper(bulletin: Bulletin, mark: str) -> dict[str, Any]:
    return {
        "unit": bulletin.draw.unit,
        "kind": "inspection_bulletin",
        "title": bulletin.title,
        "context": letters.bulletin_context(bulletin),
        "mark": clean_line(mark),
    }


@transaction.atomic
def issue_bulletin(*, bulletin: Bulletin, mark: str, actor: Actor) -> Document:
    """Number the bulletin and freeze it."""
    stored = _to_issue(bulletin, actor)
    return _issued(stored, issue_document(**_paper(stored, mark), actor=actor), actor)


@transaction.atomic
def propose_bulletin(*, bulletin: Bulletin, mark: str, actor: Actor) -> Draft:
    """Send it on its way to be reviewed and countersigned before it has a number."""
    stored = _to_issue(bulletin, actor)
    order = bulletin_order(stored)
    return propose_document(**_paper(stored, mark), origin=BULLETIN, order=order, actor=actor)


def bulletin_order(bulletin: Bulletin) -> dict[str, str]:
    return {"draw": str(bulletin.draw_id)}


def take_bulletin(draft: Draft, document: Document, actor: Actor) -> None:
    """The reviewed bulletin has its number."""
    _issued(_to_issue(Bulletin.objects.get(draw=draft.order["draw"]), actor), document, actor)


def _issued(stored: Bulletin, document: Document, actor: Actor) -> Document:
    draw, stored.document = stored.draw, document
    stored.touch("document")
    detail: dict[str, Any] = {"number": document.number}
    record(
        actor=actor,
        verb="issue",
        noun="bulletin",
        obj=stored,
        unit=draw.unit,
        appointment=access.require_organise(actor, draw),
        detail=detail,
    )
    return document
