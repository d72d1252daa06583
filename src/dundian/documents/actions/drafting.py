"""A document's way: drafted, reviewed, countersigned, numbered and issued; or returned with a reason."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.documents import drafting, kinds, origins
from dundian.documents.actions.issuing import issue_document
from dundian.documents.models import Countersign, Document, Draft, DraftStep
from dundian.documents.press import refuse_unprintable
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Unit

State, What = Draft.State, DraftStep.What


def _step(draft: Draft, what: DraftStep.What, actor: Actor, text: str = "", **detail: Any) -> None:
    DraftStep.objects.create(draft=draft, what=what, by=actor.user, text=text)
    told = {"text": text, "state": draft.state, **detail}
    record(actor=actor, verb=f"draft_{what}", noun="draft", obj=draft, unit=draft.unit, detail=told)


def _stands(draft: Draft, *states: Draft.State, version: int | None = None) -> Draft:
    locked = Draft.locked(draft.pk, version)
    if locked.state not in states:
        raise Refused(_("This draft stands at “%(state)s”.") % {"state": locked.get_state_display()})
    return locked


def _filled(kind: str, title: str, facts: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    described = kinds.find(kind)
    if described is None or not described.drafted:
        raise Invalid({"kind": _("There is no such kind of document.")})
    title = clean_line(title)
    if not title or len(title) > 200:
        raise Invalid({"title": _("The title has 1 to 200 characters.")})
    told = {name: value for name, value in facts.items() if name in described.known()}
    refuse_unprintable(drafting.context_of(described, told))
    return title, told


@transaction.atomic
def create_draft(
    *,
    unit: Unit,
    kind: str,
    title: str,
    facts: Mapping[str, Any],
    actor: Actor,
    mark: str = "",
    replaces: Document | None = None,
) -> Draft:
    """Begin a document. `facts` by field name, as `drafting.value_of` makes them."""
    actor.require("change", "draft", unit, _("Only the programme office drafts documents here."))
    title, told = _filled(kind, title, facts)
    draft = Draft.objects.create(
        unit=unit,
        kind=kind,
        title=title,
        facts=told,
        mark=clean_line(mark)[:20],
        by=actor.user,
        replaces=replaces,
    )
    _step(draft, What.DRAFTED, actor)
    return draft


@transaction.atomic
def propose_document(
    *,
    unit: Unit,
    kind: str,
    title: str,
    context: Mapping[str, Any],
    actor: Actor,
    origin: str,
    order: Mapping[str, Any],
    mark: str = "",
    replaces: Document | None = None,
) -> Draft:
    """A room's paper begins its way with the text it has now; made anew, it takes the place of what was returned."""
    actor.require("change", "draft", unit, _("Only the programme office drafts documents here."))
    facts = drafting.kept_facts(kind, context)
    refuse_unprintable(facts)
    told = {"title": clean_line(title)[:200], "facts": facts, "mark": clean_line(mark)[:20]}
    known = Draft.objects.select_for_update().filter(origin=origin, order=order)
    known = known.exclude(state__in=[State.ISSUED, State.DROPPED])
    if (stored := known.first()) is not None:
        _stands(stored, State.DRAFT)
        for name, value in told.items():
            setattr(stored, name, value)
        stored.touch(*told)
        record(actor=actor, verb="edit", noun="draft", obj=stored, unit=unit)
        return stored
    draft = Draft.objects.create(
        unit=unit, kind=kind, by=actor.user, replaces=replaces, origin=origin, order=order, **told
    )
    _step(draft, What.DRAFTED, actor, origin=origin)
    return draft


@transaction.atomic
def change_draft(
    *, draft: Draft, version: int, title: str, facts: Mapping[str, Any], actor: Actor, mark: str = ""
) -> Draft:
    """Change the text while it is being drafted."""
    actor.require("change", "draft", draft.unit, _("Only the programme office drafts documents here."))
    stored = _stands(draft, State.DRAFT, version=version)
    if stored.origin:
        raise Refused(_("This text comes from another page; change it there and send it again."))
    stored.title, stored.facts = _filled(stored.kind, title, facts)
    stored.mark = clean_line(mark)[:20]
    stored.touch("title", "facts", "mark")
    record(actor=actor, verb="edit", noun="draft", obj=stored, unit=stored.unit)
    return stored


@transaction.atomic
def submit_draft(*, draft: Draft, countersigners: Iterable[Unit], actor: Actor) -> Draft:
    """Send it for review; `countersigners` are asked after the review."""
    actor.require("change", "draft", draft.unit, _("Only the programme office drafts documents here."))
    stored = _stands(draft, State.DRAFT)
    stored.state, stored.returned, stored.reviewed_by = State.REVIEW, "", None
    stored.touch("state", "returned", "reviewed_by")
    stored.countersigns.all().delete()
    asked = {unit.pk: unit for unit in countersigners if unit.pk != stored.unit_id}
    Countersign.objects.bulk_create(Countersign(draft=stored, unit=unit) for unit in asked.values())
    _step(stored, What.SUBMITTED, actor, countersigners=[u.name for u in asked.values()])
    return stored


@transaction.atomic
def review_draft(*, draft: Draft, text: str, actor: Actor) -> Draft:
    """Approve it; it goes on to the countersigners, or to be numbered when nobody is asked."""
    actor.require("review", "draft", draft.unit, _("Only the office and its leaders review documents here."))
    stored = _stands(draft, State.REVIEW)
    if stored.by_id == actor.user.pk:
        raise Refused(_("Nobody approves what they drafted: another person of the office or a leader does."))
    waiting = stored.countersigns.filter(agreed_at=None).exists()
    stored.state = State.COUNTERSIGN if waiting else State.APPROVED
    stored.reviewed_by = actor.user
    stored.touch("state", "reviewed_by")
    _step(stored, What.REVIEWED, actor, clean_line(text)[:300])
    return stored


@transaction.atomic
def countersign_draft(*, countersign: Countersign, text: str, actor: Actor) -> Draft:
    """Agree for the unit asked; with the last one the draft waits for its number."""
    actor.require(
        "countersign", "draft", countersign.unit, _("Only those who answer for the unit asked countersign.")
    )
    stored = _stands(countersign.draft, State.COUNTERSIGN)
    asked = Countersign.locked(countersign.pk)
    if asked.agreed_at is not None:
        raise Refused(_("This unit has countersigned already."))
    asked.agreed_at, asked.by, asked.text = clock.now(), actor.user, clean_line(text)[:300]
    asked.touch("agreed_at", "by", "text")
    if not stored.countersigns.filter(agreed_at=None).exists():
        stored.state = State.APPROVED
        stored.touch("state")
    _step(stored, What.COUNTERSIGNED, actor, f"{asked.unit} {asked.text}".strip()[:300])
    return stored


@transaction.atomic
def return_draft(*, draft: Draft, reason: str, actor: Actor) -> Draft:
    """Back to whoever drafted it, with a reason: by a reviewer, or by a unit asked to countersign."""
    stored = _stands(draft, State.REVIEW, State.COUNTERSIGN, State.APPROVED)
    asked = [c.unit for c in stored.countersigns.select_related("unit")]
    reviews = actor.can("review", "draft", stored.unit)
    signs = stored.state == State.COUNTERSIGN and any(actor.can("countersign", "draft", u) for u in asked)
    if not reviews and not signs:
        raise Refused(_("Only a reviewer or a unit asked to countersign returns a draft."))
    reason = clean_line(reason)[:300]
    if not reason:
        raise Invalid({"text": _("Say why it goes back.")})
    stored.state, stored.returned = State.DRAFT, reason
    stored.touch("state", "returned")
    _step(stored, What.RETURNED, actor, reason)
    return stored


@transaction.atomic
def issue_draft(*, draft: Draft, actor: Actor) -> Document:
    """Number, print, freeze; what it replaces goes out of force in the same moment."""
    stored = _stands(draft, State.APPROVED)
    described = kinds.find(stored.kind)
    if described is None:
        raise Invalid(_("There is no such kind of document."))
    document = issue_document(
        unit=stored.unit,
        kind=stored.kind,
        title=stored.title,
        context=drafting.context_of(described, stored.facts),
        actor=actor,
        mark=stored.mark,
        replaces=stored.replaces,
    )
    stored.state, stored.document = State.ISSUED, document
    stored.touch("state", "document")
    _step(stored, What.ISSUED, actor, document.number, document=str(document.pk))
    if stored.origin and (origin := origins.find(stored.origin)):
        origin.taken(stored, document, actor)
    return document


@transaction.atomic
def drop_draft(*, draft: Draft, actor: Actor) -> Draft:
    """Give it up; it stays to be read."""
    actor.require("change", "draft", draft.unit, _("Only the programme office drafts documents here."))
    stored = _stands(draft, State.DRAFT, State.REVIEW, State.COUNTERSIGN, State.APPROVED)
    stored.state = State.DROPPED
    stored.touch("state")
    _step(stored, What.DROPPED, actor)
    return stored
