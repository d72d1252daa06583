"""Training: courses, who attended, the short check, certificates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.knowledge.access import require_office
from dundian.knowledge.models import Course, Participant, Question
from dundian.knowledge.texts import line, paragraphs
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Unit

State = Course.State
MOST_QUESTIONS, MOST_PEOPLE = 20, 2000


@dataclass(frozen=True)
class QuestionLine:
    """One question as a form sends it; `answer` is the place of the right option, from 0."""

    text: str
    options: Sequence[str]
    answer: int


def _note(course: Course, verb: str, actor: Actor, by: Appointment | None = None, **detail: Any) -> None:
    record(actor=actor, verb=verb, noun="course", obj=course, unit=course.unit, appointment=by, detail=detail)


def _write(course: Course, facts: Mapping[str, Any]) -> None:
    course.name = line(facts["name"], 100, "name", _("Name the course."))
    course.place = line(facts["place"], 100, "place", _("Say where it is held."))
    course.teacher = line(facts.get("teacher") or "", 60, "teacher")
    course.content = paragraphs(facts.get("content") or "", 4000, "content")
    course.starts_at, course.campaign = facts["starts_at"], facts.get("campaign")
    course.hours, course.pass_mark = facts["hours"], facts["pass_mark"]
    if not 0 < course.hours <= 200:
        raise Invalid({"hours": _("A course takes up to 200 hours.")})
    if not 0 <= course.pass_mark <= 100:
        raise Invalid({"pass_mark": _("Between 0 and 100.")})


@transaction.atomic
def plan_course(*, unit: Unit, actor: Actor, **facts: Any) -> Course:
    """A course; `facts`: name, place, starts_at, hours, pass_mark and perhaps teacher, content, campaign."""
    by = require_office(actor, "keep", "course", unit)
    course = Course(unit=unit)
    _write(course, {"hours": 2, "pass_mark": 60, **facts})
    course.save(force_insert=True)
    _note(course, "plan_course", actor, by)
    return course


def _kept(
    course: Course, actor: Actor, *states: str, version: int | None = None
) -> tuple[Course, Appointment | None]:
    by = require_office(actor, "keep", "course", course.unit)
    stored = Course.locked(course.pk)
    if version is not None and stored.version != version:
        raise Conflict(stored)
    if states and stored.state not in states:
        raise Refused(_("This course stands at “%(state)s”.") % {"state": stored.get_state_display()})
    return stored, by


@transaction.atomic
def edit_course(*, course: Course, version: int | None, actor: Actor, **facts: Any) -> Course:
    stored, by = _kept(course, actor, State.PLANNED, State.HELD, version=version)
    names = ("name", "place", "teacher", "content", "starts_at", "campaign", "hours", "pass_mark")
    _write(stored, {**{name: getattr(stored, name) for name in names}, **facts})
    stored.touch()
    _note(stored, "edit", actor, by)
    return stored


@transaction.atomic
def cancel_course(*, course: Course, actor: Actor) -> Course:
    stored, by = _kept(course, actor, State.PLANNED)
    stored.state = State.CANCELLED
    stored.touch("state")
    _note(stored, "cancel", actor, by)
    return stored


@transaction.atomic
def enrol(*, course: Course, people: Sequence[Person], actor: Actor) -> int:
    """Put people on the list; returns how many were new."""
    stored, by = _kept(course, actor, State.PLANNED, State.HELD)
    known = set(stored.participants.values_list("person_id", flat=True))
    new = list({p.pk: p for p in people if p.pk not in known}.values())
    if len(known) + len(new) > MOST_PEOPLE:
        raise Invalid(_("At most %(n)d people take part in one course.") % {"n": MOST_PEOPLE})
    Participant.objects.bulk_create(Participant(course=stored, person=person) for person in new)
    if new:
        _note(stored, "enrol", actor, by, people=len(new))
    return len(new)


@transaction.atomic
def note_presence(*, course: Course, present: Sequence[UUID], actor: Actor) -> Course:
    """Who was there, by the host's list."""
    stored, by = _kept(course, actor, State.PLANNED, State.HELD)
    if stored.starts_at > clock.now():
        raise Invalid(_("Attendance is noted once the course has begun."))
    chosen = set(present)
    certified = stored.participants.exclude(certificate="").exclude(pk__in=chosen)
    if certified.exists():
        raise Invalid(_("Somebody with a certificate cannot be marked absent."))
    stored.participants.filter(pk__in=chosen).update(attended=True, updated_at=clock.now())
    stored.participants.exclude(pk__in=chosen).update(attended=False, updated_at=clock.now())
    stored.state = State.HELD
    stored.touch("state")
    _note(stored, "note_attendance", actor, by, present=len(chosen))
    return stored


@transaction.atomic
def set_questions(*, course: Course, questions: Sequence[QuestionLine], actor: Actor) -> Course:
    """Replace the short check. Messages are keyed `questions-<n>-<field>`; results given before stay."""
    stored, by = _kept(course, actor, State.PLANNED, State.HELD)
    if len(questions) > MOST_QUESTIONS:
        raise Invalid(_("At most %(n)d questions: a check is short.") % {"n": MOST_QUESTIONS})
    made = []
    for n, asked in enumerate(questions):
        where = f"questions-{n}-"
        options = [o for o in (line(o, 100, f"{where}options") for o in asked.options) if o]
        if not 2 <= len(options) <= 6:
            raise Invalid({f"{where}options": _("Two to six options, one a line.")})
        if not 0 <= asked.answer < len(options):
            raise Invalid({f"{where}answer": _("Name the line of the right option.")})
        text = line(asked.text, 200, f"{where}text", _("Write the question."))
        made.append(Question(course=stored, place=n, text=text, options=options, answer=asked.answer))
    stored.questions.all().delete()
    Question.objects.bulk_create(made)
    _note(stored, "set_questions", actor, by, questions=len(made))
    return stored


@transaction.atomic
def take_check(*, course: Course, answers: Mapping[UUID, int], actor: Actor) -> Participant:
    """The person's own answers; they may try again, the better result stays."""
    stored = (
        Participant.objects.select_for_update(of=("self",))
        .filter(course=course, person__user=actor.user)
        .select_related("course__unit", "person")
        .first()
    )
    if stored is None:
        raise Refused(_("Only those enrolled take the check."))
    questions = list(course.questions.all())
    if not questions:
        raise Refused(_("This course has no check."))
    right = sum(answers.get(q.pk) == q.answer for q in questions)
    stored.score = max(round(100 * right / len(questions)), stored.score or 0)
    stored.checked_at = clock.now()
    stored.touch("score", "checked_at")
    _note(course, "take_check", actor)
    return stored


@transaction.atomic
def certify(*, course: Course, actor: Actor) -> int:
    """Certificates for all who attended and have none yet; the check is optional and keeps nobody from one."""
    stored, by = _kept(course, actor, State.HELD)
    rows = stored.participants.select_for_update(of=("self",)).filter(attended=True, certificate="")
    waiting = list(rows.order_by("created_at", "id"))
    given = stored.participants.exclude(certificate="").count()
    on = timezone.localdate(stored.starts_at)
    mark = str(stored.pk).replace("-", "")[-6:].upper()
    for place, row in enumerate(waiting, given + 1):
        row.certificate, row.certified_on = f"{on:%Y%m%d}-{mark}-{place:04d}", clock.today()
        row.touch("certificate", "certified_on")
    if waiting:
        _note(stored, "certify", actor, by, people=len(waiting))
    return len(waiting)
