"""一函两书 and transfers: drafted by whoever handles the concern, issued by the office, the reply recorded."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access, letters, queries
from dundian.concerns.actions.holding import hold, leave_row, made_before, words
from dundian.concerns.identifying import mask
from dundian.concerns.models import Concern, Letter, OutsideBody
from dundian.concerns.workflow import Event
from dundian.documents.actions import hand_out, issue_document, propose_document
from dundian.documents.models import Document, Draft
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.models import Unit

State = Letter.State
MOST_DAYS = 90
ORIGIN = "concerns.letter"


@transaction.atomic
def keep_body(
    *,
    unit: Unit,
    name: str,
    kind: str,
    actor: Actor,
    contact: str = "",
    in_use: bool = True,
    body: OutsideBody | None = None,
) -> OutsideBody:
    """Enter an authority or an employer that the federation writes to, or correct its entry."""
    by = actor.require("change", "outside_body", unit)
    name = words(name, "name", _("Give the name."))
    twin = OutsideBody.objects.filter(unit=unit, name=name).first()
    if twin and twin != body:
        raise Invalid({"name": _("It is in the list already.")})
    kept = OutsideBody.locked(body.pk) if body else OutsideBody(unit=unit)
    kept.name, kept.kind, kept.contact, kept.in_use = name, kind, contact.strip(), in_use
    kept.touch() if body else kept.save(force_insert=True)
    verb = "change" if body else "add"
    record(actor=actor, verb=verb, noun="outside_body", obj=kept, unit=unit, appointment=by)
    return kept


@transaction.atomic
def draft_letter(
    *,
    concern: Concern,
    kind: str,
    body: OutsideBody,
    title: str,
    text: str,
    reply_days: int,
    actor: Actor,
    id: UUID | None = None,
) -> Letter:
    """Write a letter for the federation's office to issue. The worker must not stand in it."""
    held = hold(concern, Event.LETTER, actor)
    if made := made_before(Letter, id, held.concern, actor):
        return made
    if not queries.bodies_for(held.concern).filter(pk=body.pk).exists():
        raise Invalid({"body": _("Choose one from the federation's list.")})
    if not 1 <= reply_days <= MOST_DAYS:
        raise Invalid({"reply_days": _("Between 1 and 90 working days.")})
    made = Letter.objects.create(
        id=id or new_id(),
        concern=held.concern,
        unit=queries.issuer_of(held.concern.handler),
        body=body,
        kind=kind,
        title=mask(words(title, "title", _("Give the letter a title."))),
        text=mask(words(text, "text", _("Write the letter."))),
        reply_days=reply_days,
        by=actor.user,
    )
    held.move()
    leave_row(held, "draft_letter", letter=str(made.pk), kind=kind)
    return made


def _stands(letter: Letter, state: str) -> Letter:
    locked = Letter.locked(letter.pk)
    if locked.state != state:
        raise Refused(_("This letter stands at “%(state)s”.") % {"state": locked.get_state_display()})
    return locked


def _note(letter: Letter, verb: str, actor: Actor, **detail: Any) -> None:
    concern = letter.concern
    detail = {"letter": str(letter.pk), **detail}
    record(actor=actor, verb=verb, noun="concern", obj=concern, unit=concern.unit, detail=detail)


@transaction.atomic
def issue_letter(*, letter: Letter, actor: Actor) -> Letter:
    """Number it, print it on the letterhead, freeze it; the reply limit runs from now."""
    locked = _to_issue(letter, actor)
    return _issued(locked, issue_document(**_paper(locked), actor=actor), actor)


@transaction.atomic
def propose_letter(*, letter: Letter, actor: Actor) -> Draft:
    """Send it on its way to be reviewed and countersigned before it has a number."""
    locked = _to_issue(letter, actor)
    order = {"letter": str(locked.pk)}
    return propose_document(**_paper(locked), origin=ORIGIN, order=order, actor=actor)


def take_letter(draft: Draft, document: Document, actor: Actor) -> None:
    """The reviewed letter has its number; the reply limit runs from now."""
    _issued(_to_issue(Letter.objects.get(pk=draft.order["letter"]), actor), document, actor)


def letter_page(order: Mapping[str, Any]) -> str:
    number = Concern.objects.filter(letters=order["letter"]).values_list("number", flat=True).get()
    return reverse("concerns:concern_detail", args=[number])


def _to_issue(letter: Letter, actor: Actor) -> Letter:
    Concern.locked(letter.concern_id)
    actor.require("issue", "document", letter.unit, _("Only the programme office issues documents here."))
    return _stands(letter, State.DRAFT)


def _paper(letter: Letter) -> dict[str, Any]:
    facts = letters.letter(letter)
    return {
        "unit": letter.unit,
        "kind": Document.Kind.LETTER,
        "title": f"{facts['title']}（{letter.title}）"[:200],
        "context": facts,
        "mark": letters.mark_of(letter.kind, letter.unit),
    }


def _issued(letter: Letter, document: Document, actor: Actor) -> Letter:
    letter.document = document
    letter.state, letter.issued_at, letter.issued_by = State.ISSUED, clock.now(), actor.user
    letter.reply_due_on = calendar.current().add_workdays(clock.today(), letter.reply_days)
    letter.touch("state", "issued_at", "issued_by", "reply_due_on", "document")
    _note(letter, "issue_letter", actor, number=document.number)
    return letter


@transaction.atomic
def drop_letter(*, letter: Letter, actor: Actor) -> Letter:
    """A draft that is not sent after all, by the unit that has the concern or by the office."""
    locked = _stands(letter, State.DRAFT)
    if not access.may_handle(actor, locked.concern) and not actor.can("issue", "document", locked.unit):
        raise Refused(_("Only whoever handles the concern or the issuing office drops a letter."))
    locked.state = State.DROPPED
    locked.touch("state")
    _note(locked, "drop_letter", actor)
    return locked


@transaction.atomic
def record_letter_reply(*, letter: Letter, text: str, replied_on: date, actor: Actor) -> Letter:
    """What the body answered and when, by the unit that has the concern or by the issuing office."""
    locked = _stands(letter, State.ISSUED)
    if not access.may_handle(actor, locked.concern) and not actor.can("issue", "document", locked.unit):
        raise Refused(_("Only whoever handles the concern or the issuing office records the reply."))
    if replied_on > clock.today() or (locked.issued_at and replied_on < timezone.localdate(locked.issued_at)):
        raise Invalid({"replied_on": _("Choose a day between the letter and today.")})
    locked.reply = words(text, "text", _("Write what they replied."))
    locked.replied_on, locked.state = replied_on, State.ANSWERED
    locked.touch("reply", "replied_on", "state")
    _note(locked, "record_letter_reply", actor, on=replied_on.isoformat())
    return locked


@transaction.atomic
def open_letter(*, letter: Letter, actor: Actor) -> bytes:
    """The frozen letter for those who handle the concern."""
    access.require_inside(actor, letter.concern)
    if letter.document is None:
        raise Refused(_("This letter has not been issued yet."))
    return hand_out(document=letter.document, actor=actor)
