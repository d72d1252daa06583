"""Meetings: called, invited to, held, put into minutes; what was decided becomes work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.documents.actions import issue_document, propose_document
from dundian.documents.models import Document, Draft
from dundian.fieldwork.actions import add_task
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.knowledge import letters, shipped
from dundian.knowledge.access import require_office
from dundian.knowledge.models import AgendaItem, Decision, Invitation, Meeting, Speech
from dundian.knowledge.texts import line, paragraphs
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Unit

State = Meeting.State
MOST_POINTS, MOST_INVITED = 40, 2000
MINUTES = "knowledge.minutes"


@dataclass(frozen=True)
class Point:
    """One point of the agenda as a form sends it."""

    title: str
    kind: str = "report"
    speaker: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class Guest:
    """Somebody to invite: a person of the federation, or a guest by name."""

    name: str
    of: str = ""
    capacity: str = ""
    person: Person | None = None


def _note(meeting: Meeting, verb: str, actor: Actor, by: Appointment | None = None, **detail: Any) -> None:
    record(
        actor=actor, verb=verb, noun="meeting", obj=meeting, unit=meeting.unit, appointment=by, detail=detail
    )


def _write(meeting: Meeting, facts: Mapping[str, Any]) -> None:
    meeting.name = line(facts["name"], 100, "name", _("Name the meeting."))
    meeting.place = line(facts["place"], 100, "place", _("Say where it is held."))
    meeting.starts_at, meeting.ends_at = facts["starts_at"], facts.get("ends_at")
    if meeting.ends_at and meeting.ends_at <= meeting.starts_at:
        raise Invalid({"ends_at": _("The end lies before the beginning.")})
    meeting.chair, meeting.campaign = facts.get("chair"), facts.get("campaign")


def first_agenda(unit: Unit, kind: str) -> list[Point]:
    """The agenda of the federation's last meeting of this kind, without its speakers; else the shipped one."""
    last = Meeting.objects.filter(unit=unit, kind=kind).order_by("-starts_at", "-id").first()
    if last and (points := list(last.agenda.all())):
        return [Point(p.title, p.kind, "", p.minutes) for p in points]
    return [Point(title, point) for title, point in shipped.agendas().get(kind, [])]


@transaction.atomic
def call_meeting(
    *,
    unit: Unit,
    kind: str,
    name: str,
    starts_at: datetime,
    place: str,
    actor: Actor,
    ends_at: datetime | None = None,
    campaign: Campaign | None = None,
    chair: Person | None = None,
) -> Meeting:
    """A meeting with its agenda drafted."""
    by = require_office(actor, "keep", "meeting", unit)
    if kind not in Meeting.Kind.values:
        raise Invalid({"kind": _("Choose from the list.")})
    meeting = Meeting(unit=unit, kind=kind)
    _write(
        meeting,
        {
            "name": name, "starts_at": starts_at, "ends_at": ends_at, "place": place, "campaign": campaign,
            "chair": chair,
        },
    )  # fmt: skip
    points = first_agenda(unit, kind)
    meeting.save(force_insert=True)
    _put(meeting, points)
    _note(meeting, "call_meeting", actor, by, kind=kind)
    return meeting


def _put(meeting: Meeting, points: Sequence[Point]) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, place=n, title=p.title, kind=p.kind, speaker=p.speaker, minutes=p.minutes)
        for n, p in enumerate(points)
    )


def _kept(
    meeting: Meeting, actor: Actor, *states: str, version: int | None = None
) -> tuple[Meeting, Appointment | None]:
    by = require_office(actor, "keep", "meeting", meeting.unit)
    stored = Meeting.locked(meeting.pk)
    if version is not None and stored.version != version:
        raise Conflict(stored)
    if states and stored.state not in states:
        raise Refused(_("This meeting stands at “%(state)s”.") % {"state": stored.get_state_display()})
    return stored, by


@transaction.atomic
def edit_meeting(*, meeting: Meeting, version: int | None, actor: Actor, **facts: Any) -> Meeting:
    """Change time, place, name, chair or campaign."""
    stored, by = _kept(meeting, actor, State.PLANNED, version=version)
    before = {
        name: getattr(stored, name) for name in ("name", "place", "starts_at", "ends_at", "chair", "campaign")
    }
    _write(stored, {**before, **facts})
    stored.touch()
    _note(stored, "edit", actor, by)
    return stored


@transaction.atomic
def set_agenda(*, meeting: Meeting, points: Sequence[Point], actor: Actor) -> Meeting:
    """Replace the agenda. Messages are keyed `points-<n>-<field>`."""
    stored, by = _kept(meeting, actor, State.PLANNED, State.HELD)
    if len(points) > MOST_POINTS:
        raise Invalid(_("At most %(n)d points.") % {"n": MOST_POINTS})
    cleaned = []
    for n, point in enumerate(points):
        title = line(point.title, 100, f"points-{n}-title", _("Name the point."))
        if point.kind not in AgendaItem.Kind.values:
            raise Invalid({f"points-{n}-kind": _("Choose from the list.")})
        cleaned.append(
            Point(title, point.kind, line(point.speaker, 60, f"points-{n}-speaker"), point.minutes)
        )
    stored.agenda.all().delete()
    _put(stored, cleaned)
    _note(stored, "set_agenda", actor, by, points=len(cleaned))
    return stored


@transaction.atomic
def invite(*, meeting: Meeting, guests: Sequence[Guest], actor: Actor) -> int:
    """Invite whoever is not yet; returns how many were added."""
    stored, by = _kept(meeting, actor, State.PLANNED, State.HELD)
    known = set(stored.invitations.exclude(person=None).values_list("person_id", flat=True))
    new: dict[Any, Invitation] = {}
    for guest in guests:
        key: Any = guest.person.pk if guest.person else (guest.name, guest.of)
        if key in known or key in new:
            continue
        name = line(guest.name, 40, "name", _("Name the guest."))
        new[key] = Invitation(
            meeting=stored,
            person=guest.person,
            name=name,
            of=line(guest.of, 60, "of"),
            capacity=line(guest.capacity, 30, "capacity"),
        )
    if not new:
        return 0
    if stored.invitations.count() + len(new) > MOST_INVITED:
        raise Invalid(_("At most %(n)d people are invited to one meeting.") % {"n": MOST_INVITED})
    Invitation.objects.bulk_create(new.values())
    _note(stored, "invite", actor, by, invited=len(new))
    return len(new)


@transaction.atomic
def uninvite(*, invitation: Invitation, actor: Actor) -> None:
    stored, by = _kept(invitation.meeting, actor, State.PLANNED)
    _note(stored, "uninvite", actor, by, name=invitation.name)
    invitation.delete()


@transaction.atomic
def answer_invitation(*, meeting: Meeting, reply: str, note: str, actor: Actor) -> Invitation:
    """The person invited says whether they come; whoever sends somebody names them in the note."""
    stored = (
        Invitation.objects.select_for_update(of=("self",))
        .filter(meeting=meeting, person__user=actor.user)
        .select_related("meeting__unit")
        .first()
    )
    if stored is None:
        raise Refused(_("You are not on the list of this meeting."))
    if stored.meeting.state != State.PLANNED:
        raise Refused(_("This meeting is over."))
    if reply not in Invitation.Reply.values or reply == Invitation.Reply.OPEN:
        raise Invalid({"reply": _("Choose from the list.")})
    needed = {
        Invitation.Reply.STAND_IN: _("Say who comes instead."),
        Invitation.Reply.LEAVE: _("Say why you cannot come."),
    }
    stored.note = line(note, 100, "note", needed.get(Invitation.Reply(reply), ""))
    stored.reply = reply
    stored.touch("reply", "note")
    _note(stored.meeting, "answer_invitation", actor, None, reply=reply)
    return stored


@transaction.atomic
def note_attendance(*, meeting: Meeting, present: Sequence[UUID], actor: Actor) -> Meeting:
    """The host's list after the meeting: those named were there, all others invited were not."""
    stored, by = _kept(meeting, actor, State.PLANNED, State.HELD)
    if stored.starts_at > clock.now():
        raise Invalid(_("Attendance is noted once the meeting has begun."))
    chosen = set(present)
    for attended in (True, False):
        rows = (
            stored.invitations.filter(pk__in=chosen)
            if attended
            else stored.invitations.exclude(pk__in=chosen)
        )
        rows.update(attended=attended, updated_at=clock.now())
    stored.state = State.HELD
    stored.touch("state")
    _note(stored, "note_attendance", actor, by, present=stored.invitations.filter(attended=True).count())
    return stored


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, actor: Actor) -> Meeting:
    """Call it off; the invitations lapse."""
    stored, by = _kept(meeting, actor, State.PLANNED)
    stored.state = State.CANCELLED
    stored.touch("state")
    _note(stored, "cancel", actor, by)
    return stored


@transaction.atomic
def add_speech(*, meeting: Meeting, kind: str, speaker: str, of: str, words: str, actor: Actor) -> Speech:
    """What somebody said, or pledged."""
    stored, by = _kept(meeting, actor, State.PLANNED, State.HELD)
    if kind not in Speech.Kind.values:
        raise Invalid({"kind": _("Choose from the list.")})
    made = Speech.objects.create(
        meeting=stored,
        kind=kind,
        speaker=line(speaker, 40, "speaker", _("Name the speaker.")),
        of=line(of, 60, "of"),
        words=paragraphs(words, 3000, "words", _("Write what was said.")),
    )
    _note(stored, "add_speech", actor, by, speaker=made.speaker)
    return made


@transaction.atomic
def write_minutes(*, meeting: Meeting, minutes: str, actor: Actor, version: int | None = None) -> Meeting:
    stored, by = _kept(meeting, actor, State.PLANNED, State.HELD, version=version)
    stored.minutes = paragraphs(minutes, 20_000, "minutes")
    stored.touch("minutes")
    _note(stored, "write_minutes", actor, by)
    return stored


def _paper(meeting: Meeting) -> dict[str, Any]:
    """Made anew after a change, the minutes take the place of the old ones."""
    facts, old = letters.minutes(meeting), meeting.document
    return {
        "unit": meeting.unit,
        "kind": "minutes",
        "title": facts["title"],
        "context": facts,
        "replaces": old if old and old.state == Document.State.FROZEN else None,
    }


@transaction.atomic
def issue_minutes(*, meeting: Meeting, actor: Actor) -> Meeting:
    """Print and freeze the minutes."""
    stored, by = _kept(meeting, actor, State.HELD)
    return _filed(stored, issue_document(**_paper(stored), actor=actor), actor, by)


@transaction.atomic
def propose_minutes(*, meeting: Meeting, actor: Actor) -> Draft:
    """Send the minutes on their way to be reviewed and countersigned before they are frozen."""
    stored, _by = _kept(meeting, actor, State.HELD)
    return propose_document(**_paper(stored), origin=MINUTES, order=minutes_order(stored), actor=actor)


def minutes_order(meeting: Meeting) -> dict[str, str]:
    return {"meeting": str(meeting.pk)}


def take_minutes(draft: Draft, document: Document, actor: Actor) -> None:
    """The reviewed minutes are frozen."""
    stored, by = _kept(Meeting.objects.get(pk=draft.order["meeting"]), actor, State.HELD)
    _filed(stored, document, actor, by)


def _filed(meeting: Meeting, document: Document, actor: Actor, by: Any) -> Meeting:
    meeting.document = document
    meeting.touch("document")
    _note(meeting, "issue_minutes", actor, by)
    return meeting


@transaction.atomic
def decide(
    *,
    meeting: Meeting,
    text: str,
    due_on: date,
    actor: Actor,
    owner: Person | None = None,
    site: Site | None = None,
) -> Decision:
    """What was decided: with a site a task of its list, else kept here with its owner."""
    stored, by = _kept(meeting, actor, State.PLANNED, State.HELD)
    text = line(text, 300, "text", _("Write what was decided."))
    if owner is None and site is None:
        raise Invalid({"owner": _("Name who sees to it, or the site whose task it becomes.")})
    task = None
    if site is not None:
        member = owner if owner and owner.team_places.filter(team__site=site).exists() else None
        task = add_task(site=site, name=text[:100], content=text, due_on=due_on, owner=member, actor=actor)
    made = Decision.objects.create(
        meeting=stored, text=text, owner=owner, due_on=due_on, task=task, by=actor.signature
    )
    _note(stored, "decide", actor, by, task=str(task.pk) if task else "")
    return made


@transaction.atomic
def finish_decision(*, decision: Decision, result: str, actor: Actor) -> Decision:
    """Done, said by its owner or the office; one that is a task is done with the task."""
    stored = Decision.locked(decision.pk)
    meeting = stored.meeting
    if not (stored.owner and stored.owner.user_id == actor.user.pk):
        require_office(actor, "keep", "meeting", meeting.unit)
    if stored.task_id:
        raise Refused(_("It is a task of the site and is finished there."))
    stored.result = line(result, 300, "result", _("Say what came of it."))
    stored.done_on = stored.done_on or clock.today()
    stored.touch("result", "done_on")
    _note(meeting, "finish_decision", actor)
    return stored
