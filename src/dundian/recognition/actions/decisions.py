"""The decision: its document, the honours, the citations; and taking it back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.documents.actions import issue_document, propose_document, withdraw_document
from dundian.documents.models import Document, Draft
from dundian.documents.press import render
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.recognition import letters
from dundian.recognition.access import require_run
from dundian.recognition.actions.steps import held_round, line, move_round, note_round
from dundian.recognition.letters import Wording
from dundian.recognition.models import Honour, Nomination, Objection, Round
from dundian.recognition.queries.nominations import list_of

DECISION, CITATION = "commendation", "citation"  # kinds of documents that the press knows
ORIGIN = "recognition.decision"
AT_ONCE = 60  # citations printed by one request: about three seconds


def obstacles(round: Round) -> list[str]:
    """What keeps a noticed round from being decided, in words."""
    found = []
    listed = round.nominations.filter(state=Nomination.State.ADMITTED, listed_on__isnull=False)
    running = listed.filter(notice_until__gte=clock.today()).order_by("-notice_until").first()
    if not listed.exists():
        found.append(_("The list is empty."))
    if running and running.notice_until:
        found.append(
            _("The public notice runs until %(day)s; decide on the day after.")
            % {"day": running.notice_until.isoformat()}
        )
    open_ = round.objections.filter(state=Objection.State.RECEIVED).count()
    if open_:
        found.append(_("%(n)d objections have not been settled yet.") % {"n": open_})
    return found


def worded(wording: Wording) -> Wording:
    """The office's words, cleaned; `Invalid` where one is missing."""
    return Wording(
        line(wording.mark, "mark", _("Give the organ mark."), 20),
        line(wording.addressees, "addressees", _("Say to whom it goes."), 200),
        clean_text(wording.opening)[:3000] or _missing("opening"),
        clean_text(wording.closing)[:3000] or _missing("closing"),
    )


def _missing(name: str) -> str:
    raise Invalid({name: _("Write this part of the decision.")})


def draft_decision(round: Round, wording: Wording) -> bytes:
    """The decision as it would go to be signed, without a number."""
    facts = letters.decision(round=round, listed=list_of(round), wording=worded(wording))
    made = {"organ": round.unit.name, "title": letters.title_of(round), "signed_on": clock.today()}
    return render(DECISION, {**made, **facts, "number": letters.TO_BE_NUMBERED}, unit=round.unit)


def _ripe(round: Round, actor: Actor) -> Round:
    require_run(actor, round)
    held = held_round(round, "decide")
    if missing := obstacles(held):
        raise Invalid(" ".join(missing))
    return held


def _paper(round: Round, wording: Wording) -> dict[str, Any]:
    wording = worded(wording)
    return {
        "unit": round.unit,
        "kind": DECISION,
        "title": letters.title_of(round),
        "context": letters.decision(round=round, listed=list_of(round), wording=wording),
        "mark": wording.mark,
    }


@transaction.atomic
def decide(*, round: Round, wording: Wording, actor: Actor) -> Round:
    """Number and freeze the decision and put the honours on record. How to reach objectors is forgotten."""
    held = _ripe(round, actor)
    return _decided(held, issue_document(**_paper(held, wording), actor=actor), actor)


@transaction.atomic
def propose_decision(*, round: Round, wording: Wording, actor: Actor) -> Draft:
    """Send the decision on its way to be reviewed and countersigned before it has a number."""
    held = _ripe(round, actor)
    return propose_document(**_paper(held, wording), origin=ORIGIN, order=decision_order(held), actor=actor)


def decision_order(round: Round) -> dict[str, str]:
    return {"round": str(round.pk)}


def take_decision(draft: Draft, document: Document, actor: Actor) -> None:
    """The reviewed decision has its number; it must name exactly those who still stand on the list."""
    held = _ripe(Round.objects.get(pk=draft.order["round"]), actor)
    now = letters.decision(round=held, listed=list_of(held), wording=letters.usual_wording(held))
    if now["annexes"] != draft.facts["annexes"]:
        raise Invalid(_("The list has changed since the decision was drafted. Return it and draft it anew."))
    _decided(held, document, actor)


def _decided(held: Round, document: Document, actor: Actor) -> Round:
    by, listed = require_run(actor, held), list_of(held)
    number, held.decision = document.number, document
    held.decided_on = clock.today()
    many = _give_honours(held, [one for names in listed.values() for one in names], number, actor)
    held.objections.update(contact=None, contact_key="")
    return move_round(
        held, "decide", Round.State.DECIDED, actor, by, "decision", "decided_on", number=number, honours=many
    )


def _give_honours(round: Round, listed: list[Nomination], number: str, actor: Actor) -> int:
    honours = [
        Honour(
            unit=one.unit,
            person=one.person,
            place=one.home,
            name=f"{round.name.removesuffix('先进单位和先进个人')}{one.category.name}"[:100],
            given_by=round.unit.name,
            year=round.year,
            given_on=round.decided_on,
            number=number,
            round=round,
            nomination=one,
            by=actor.signature,
        )
        for one in listed
    ]
    Honour.objects.bulk_create(honours)
    return len(honours)


@transaction.atomic
def issue_citations(*, round: Round, actor: Actor) -> int:
    """Print the citations that are still missing, up to 60 at once; returns how many were printed."""
    by = require_run(actor, round)
    held = Round.locked(round.pk)
    if held.state != Round.State.DECIDED or held.decision is None:
        raise Invalid(_("Citations follow the decision."))
    rows = (
        held.honours.standing().filter(citation=None).select_related("place", "person", "unit", "round__unit")
    )
    found = list(rows.order_by("place__place", "id")[:AT_ONCE])
    for honour in found:
        honour.citation = issue_document(
            unit=held.unit,
            kind=CITATION,
            title=f"荣誉证书（{honour.whose}）",
            context=letters.citation(honour, held.decision.number),
            actor=actor,
        )
        honour.touch("citation")
    if found:
        note_round(held, "issue_citations", actor, by, citations=len(found))
    return len(found)


@transaction.atomic
def revoke_decision(*, round: Round, reason: str, actor: Actor) -> Round:
    """Take the decision back: documents withdrawn, honours taken back, the list stands in its notice again."""
    by = require_run(actor, round)
    held = held_round(round, "revoke")
    reason = line(reason, "reason", _("Say why."), 200)
    papers = [h.citation for h in held.honours.filter(citation__isnull=False).select_related("citation")]
    for paper in [held.decision, *papers]:
        if paper is not None and paper.state == Document.State.FROZEN:
            withdraw_document(document=paper, reason=reason, actor=actor)
    held.honours.standing().update(revoked_on=clock.today(), revoked_why=reason)
    held.decision, held.decided_on = None, None
    return move_round(held, "revoke", Round.State.NOTICED, actor, by, "decision", "decided_on", reason=reason)


@transaction.atomic
def take_back_honour(*, honour: Honour, reason: str, actor: Actor) -> Honour:
    """Take one honour back, with a reason; it stays on record as taken back."""
    owner = honour.round.unit if honour.round else honour.place
    by = actor.require("revoke", "honour", owner, _("Only the federation that gave it takes an honour back."))
    held = Honour.locked(honour.pk)
    if held.revoked_on is not None:
        raise Invalid(_("This honour has been taken back already."))
    held.revoked_why = clean_line(line(reason, "reason", _("Say why.")))
    held.revoked_on = clock.today()
    held.touch("revoked_on", "revoked_why")
    record(
        actor=actor, verb="take_back", noun="honour", obj=held, unit=held.place, appointment=by,
        detail={"reason": held.revoked_why, "whose": held.whose},
    )  # fmt: skip
    return held
