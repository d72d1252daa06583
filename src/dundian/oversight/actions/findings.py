"""Findings and their rectification: found, proved, verified or returned with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person
from dundian.oversight import access, photos
from dundian.oversight.models import Finding, FindingEvent, LookBackLine, Visit

Kind, State, Verb = Finding.Kind, Finding.State, FindingEvent.Verb


@dataclass
class FindingLine:
    """A finding as it stands on a form."""

    text: str
    kind: str = Kind.MEND
    owner: Person | None = None
    due_on: date | None = None
    photos: Sequence[Any] = field(default_factory=list)


def fault_of(line: FindingLine) -> dict[str, str]:
    """What is wrong with the line, by field."""
    line.text = clean_text(line.text)
    wrong: dict[str, str] = {}
    if not 1 <= len(line.text) <= 1000:
        wrong["text"] = _("Say in 1 to 1,000 characters what was found.")
    if line.kind not in Kind.values:
        wrong["kind"] = _("Choose from the list.")
    if line.kind == Kind.MEND:
        if line.owner is None:
            wrong["owner"] = _("Say who puts it right.")
        if line.due_on is None or line.due_on < clock.today():
            wrong["due_on"] = _("Say until when, today or later.")
    return wrong


def _write(source: Visit | LookBackLine, line: FindingLine, actor: Actor) -> Finding:
    visit = source if isinstance(source, Visit) else None
    mending = line.kind == Kind.MEND
    finding = Finding.objects.create(
        visit=visit,
        line=source if isinstance(source, LookBackLine) else None,
        by_unit=visit.draw.unit if visit else source.look_back.unit,  # type: ignore[union-attr]
        site=source.site,
        unit=source.unit,
        kind=line.kind,
        text=line.text,
        owner=line.owner if mending else None,
        due_on=line.due_on if mending else None,
        state=State.OPEN if mending else State.NOTED,
    )
    photos.keep(finding, line.photos)
    FindingEvent.objects.create(finding=finding, verb=Verb.FOUND, by=actor.signature)
    return finding


@transaction.atomic
def add_finding(*, source: Visit | LookBackLine, line: FindingLine, actor: Actor) -> Finding:
    """One more finding of a visit that is saved, or of a site looked back at."""
    if isinstance(source, Visit):
        appointment = access.require_save(actor, source)
        if source.state != Visit.State.SAVED:
            raise Refused(_("Save the visit first."))
    else:
        appointment = access.require_look_back(actor, source.look_back.campaign)
    if wrong := fault_of(line):
        raise Invalid(wrong)
    finding = _write(source, line, actor)
    _note(finding, "add", actor, appointment)
    return finding


def _note(finding: Finding, verb: str, actor: Actor, appointment: Appointment | None, **detail: Any) -> None:
    record(
        actor=actor,
        verb=verb,
        noun="finding",
        obj=finding,
        unit=finding.unit,
        appointment=appointment,
        detail=detail or None,
    )


def _locked(finding: Finding, *states: str) -> Finding:
    stored = Finding.locked(finding.pk)
    if stored.state not in states:
        raise Refused(
            _("The finding is “%(state)s”; this can no longer be done.")
            % {"state": stored.get_state_display()}
        )
    return stored


@transaction.atomic
def prove_finding(*, finding: Finding, text: str, actor: Actor, uploads: Sequence[Any] = ()) -> Finding:
    """Hand in the proof that it has been put right."""
    stored = _locked(finding, State.OPEN, State.RETURNED)
    appointment = access.require_prove(actor, stored)
    text = clean_text(text)
    if not 1 <= len(text) <= 1000:
        raise Invalid({"text": _("Say in 1 to 1,000 characters how it was put right.")})
    photos.keep(stored, uploads, proof=True)
    stored.state, stored.proved_by = State.PROVED, actor.user
    stored.touch("state", "proved_by")
    FindingEvent.objects.create(finding=stored, verb=Verb.PROVED, text=text, by=actor.user)
    _note(stored, "submit", actor, appointment, photos_added=len(uploads))
    return stored


@transaction.atomic
def verify_finding(*, finding: Finding, text: str, actor: Actor) -> Finding:
    """The proof holds."""
    stored = _locked(finding, State.PROVED)
    appointment = access.require_verify(actor, stored)
    stored.state = State.VERIFIED
    stored.touch("state")
    FindingEvent.objects.create(
        finding=stored, verb=Verb.VERIFIED, text=clean_text(text)[:1000], by=actor.user
    )
    _note(stored, "verify", actor, appointment)
    return stored


@transaction.atomic
def return_finding(*, finding: Finding, reason: str, due_on: date, actor: Actor) -> Finding:
    """The proof does not hold: back to its owner, with the reason and a new date."""
    stored = _locked(finding, State.PROVED)
    appointment = access.require_verify(actor, stored)
    reason = clean_line(reason)
    wrong = {}
    if not 1 <= len(reason) <= 1000:
        wrong["reason"] = _("A return needs its reason.")
    if due_on < clock.today():
        wrong["due_on"] = _("Say until when, today or later.")
    if wrong:
        raise Invalid(wrong)
    stored.state, stored.due_on = State.RETURNED, due_on
    stored.touch("state", "due_on")
    FindingEvent.objects.create(finding=stored, verb=Verb.RETURNED, text=reason, by=actor.user)
    _note(stored, "return", actor, appointment, reason=reason)
    return stored
