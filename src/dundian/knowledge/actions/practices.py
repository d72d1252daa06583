"""Practices: drafted, reviewed, published within an area, adopted by others."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Site
from dundian.concerns.models import Concern, Issue
from dundian.fieldwork.models import WorkLog
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.models import new_id
from dundian.kernel.once import one_at_a_time
from dundian.knowledge.access import require_not_author, require_office, require_state
from dundian.knowledge.models import Adoption, Practice
from dundian.knowledge.texts import line, paragraphs, pointing
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Appointment, Unit, UnitKind

State = Practice.State
LONGEST = {"problem": 2000, "approach": 4000, "result": 2000, "evidence": 1000, "conditions": 1000}
FACTS = ("title", *Practice.TEXTS, "kind", "industry", "weaknesses", "categories")


def _words(names: Sequence[str], longest: int, where: str) -> list[str]:
    cleaned = dict.fromkeys(line(name, longest, where) for name in names)
    return [name for name in cleaned if name][:12]


def _write(practice: Practice, facts: dict[str, Any], *, cleared: bool) -> None:
    """Put the facts on the practice; `cleared`: somebody looked and no worker can be recognised."""
    needed = {
        "problem": _("Say what the problem was."),
        "approach": _("Say what was done about it."),
        "result": _("Say what it brought about."),
    }
    practice.title = line(facts["title"], 80, "title", _("Give it a title."))
    for name, longest in LONGEST.items():
        setattr(practice, name, paragraphs(facts.get(name, ""), longest, name, needed.get(name, "")))
    practice.kind = facts.get("kind") or ""
    if practice.kind and practice.kind not in UnitKind.values:
        raise Invalid({"kind": _("There is no such kind of grassroots union.")})
    practice.industry = line(facts.get("industry") or "", 20, "industry")
    practice.weaknesses = _words(facts.get("weaknesses") or (), 40, "weaknesses")
    practice.categories = _words(facts.get("categories") or (), 8, "categories")
    texts = {name: getattr(practice, name) for name in ("title", *Practice.TEXTS)}
    practice.words = "\n".join(text for text in texts.values() if text)
    if not cleared and (found := pointing(texts)):
        raise Invalid({**found, "cleared": _("Confirm that no worker can be recognised.")})


def _note(practice: Practice, verb: str, actor: Actor, by: Appointment | None = None, **detail: Any) -> None:
    record(
        actor=actor,
        verb=verb,
        noun="practice",
        obj=practice,
        unit=practice.unit,
        appointment=by,
        detail=detail,
    )


@transaction.atomic
def draft_practice(
    *,
    unit: Unit,
    actor: Actor,
    cleared: bool = False,
    site: Site | None = None,
    concern: Concern | None = None,
    log: WorkLog | None = None,
    issue: Issue | None = None,
    id: UUID | None = None,
    **facts: Any,
) -> Practice:
    """Write a practice down; sent twice with one id it is stored once."""
    by = actor.require(
        "add", "practice", unit, _("Practices are written by the office and the site's own team.")
    )
    if id:
        one_at_a_time(id)
        if made := Practice.objects.filter(pk=id, author=actor.signature).first():
            return made
    practice = Practice(id=id or new_id(), unit=unit, site=site, concern=concern, log=log, issue=issue)
    practice.author = actor.signature
    _write(practice, facts, cleared=cleared)
    practice.save(force_insert=True)
    _note(practice, "draft", actor, by)
    return practice


def _stands(practice: Practice, *states: str, version: int | None = None) -> Practice:
    stored = Practice.locked(practice.pk)
    if version is not None and stored.version != version:
        raise Conflict(stored)
    require_state(stored, *states)
    return stored


def _writer(actor: Actor, practice: Practice) -> Appointment | None:
    if practice.author_id == actor.user.pk:
        return actor.main
    return actor.require(
        "add", "practice", practice.unit, _("Only its author or the team and office there change it.")
    )


@transaction.atomic
def edit_practice(
    *, practice: Practice, version: int | None, actor: Actor, cleared: bool = False, **facts: Any
) -> Practice:
    """Change a draft or one that was returned."""
    by = _writer(actor, practice)
    stored = _stands(practice, *Practice.OPEN, version=version)
    before = {name: getattr(stored, name) for name in FACTS}
    _write(stored, {**before, **facts}, cleared=cleared)
    changed = [name for name in FACTS if getattr(stored, name) != before[name]]
    if changed:
        stored.touch()
        _note(stored, "edit", actor, by, fields=changed)
    return stored


@transaction.atomic
def submit_practice(*, practice: Practice, actor: Actor) -> Practice:
    """To the office that reviews it."""
    by = _writer(actor, practice)
    stored = _stands(practice, *Practice.OPEN)
    stored.state, stored.submitted_at, stored.reason = State.SUBMITTED, clock.now(), ""
    stored.touch("state", "submitted_at", "reason")
    _note(stored, "submit", actor, by)
    return stored


@transaction.atomic
def answer_practice(*, practice: Practice, accepted: bool, reason: str, actor: Actor) -> Practice:
    """The office accepts it, or returns it with a reason."""
    by = require_office(actor, "review", "practice", practice.unit)
    require_not_author(actor, practice.author_id)
    stored = _stands(practice, State.SUBMITTED)
    stored.reason = line(reason, 500, "reason", "" if accepted else _("Say what is missing."))
    stored.state = State.ACCEPTED if accepted else State.RETURNED
    stored.answered_by, stored.answered_at = actor.signature, clock.now()
    stored.touch("state", "reason", "answered_by", "answered_at")
    _note(stored, "accept" if accepted else "return", actor, by, reason=stored.reason)
    return stored


@transaction.atomic
def publish_practice(*, practice: Practice, scope: Unit, actor: Actor) -> Practice:
    """Let everybody who works beneath `scope` read it; `scope` is the reviewer's own federation or one beneath."""
    by = require_office(actor, "review", "practice", scope)
    if scope.kind not in FEDERATIONS or not practice.unit.is_within(scope.path):
        raise Invalid({"scope": _("Choose a federation at or above where the practice arose.")})
    stored = _stands(practice, *Practice.REVIEWED)
    stored.state, stored.published_in, stored.reason = State.PUBLISHED, scope, ""
    stored.published_on = stored.published_on or clock.today()
    stored.touch("state", "published_in", "published_on", "reason")
    _note(stored, "publish", actor, by, scope=scope.pk)
    return stored


@transaction.atomic
def withdraw_practice(*, practice: Practice, reason: str, actor: Actor) -> Practice:
    """No longer recommended; who adopted it still sees it with the reason through the office."""
    where = practice.published_in or practice.unit
    by = require_office(actor, "review", "practice", where)
    stored = _stands(practice, State.PUBLISHED)
    stored.reason = line(reason, 500, "reason", _("Say why it is no longer recommended."))
    stored.state = State.WITHDRAWN
    stored.touch("state", "reason")
    _note(stored, "withdraw", actor, by, reason=stored.reason)
    return stored


@transaction.atomic
def adopt_practice(*, practice: Practice, unit: Unit, plan: str, actor: Actor) -> Adoption:
    """A unit of the actor's own scope copies it."""
    by = actor.require(
        "adopt", "practice", unit, _("A practice is adopted for one's own union or one beneath.")
    )
    stored = _stands(practice, State.PUBLISHED)
    if unit.pk == stored.unit_id:
        raise Invalid({"unit": _("It arose there.")})
    plan = line(plan, 500, "plan")
    try:
        with transaction.atomic():
            made = Adoption.objects.create(
                practice=stored, unit=unit, adopted_on=clock.today(), plan=plan, by=actor.signature
            )
    except IntegrityError as fault:
        raise Invalid({"unit": _("%(unit)s has adopted it already.") % {"unit": unit}}) from fault
    record(
        actor=actor, verb="adopt", noun="practice", obj=stored, unit=unit, appointment=by,
        detail={"adopted_by": unit.pk},
    )  # fmt: skip
    return made


@transaction.atomic
def tell_outcome(
    *, adoption: Adoption, outcome: str, told: str, actor: Actor, on: date | None = None
) -> Adoption:
    """What came of it at the adopting unit, good or bad."""
    by = actor.require(
        "adopt", "practice", adoption.unit, _("Only %(unit)s tells what came of it there.") % {"unit": adoption.unit}
    )  # fmt: skip
    stored = Adoption.locked(adoption.pk)
    if outcome not in Adoption.Outcome.values:
        raise Invalid({"outcome": _("Choose from the list.")})
    stored.told = line(told, 1000, "told", _("Say what it brought about."))
    stored.outcome, stored.told_on = outcome, on or clock.today()
    stored.touch("outcome", "told", "told_on")
    record(
        actor=actor, verb="tell_outcome", noun="practice", obj=stored.practice, unit=stored.unit, appointment=by,
        detail={"outcome": outcome},
    )  # fmt: skip
    return stored
