"""Institutional results: written down, put on trial or into force, abolished; who follows them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.knowledge.access import require_office
from dundian.knowledge.models import Follower, InstitutionalResult, Practice, StatusChange
from dundian.knowledge.texts import line, paragraphs
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Appointment, Unit

Status = InstitutionalResult.Status
# What a status may become; an abolished rule stays abolished.
NEXT: dict[str, tuple[str, ...]] = {
    Status.DRAFT: (Status.TRIAL, Status.FORMAL),
    Status.TRIAL: (Status.FORMAL, Status.ABOLISHED),
    Status.FORMAL: (Status.ABOLISHED,),
    Status.ABOLISHED: (),
}
FACTS = ("name", "number", "text", "scope", "addressees")


def _note(
    result: InstitutionalResult, verb: str, actor: Actor, by: Appointment | None = None, **detail: Any
) -> None:
    record(
        actor=actor,
        verb=verb,
        noun="institution",
        obj=result,
        unit=result.unit,
        appointment=by,
        detail=detail,
    )


def _write(result: InstitutionalResult, facts: dict[str, Any]) -> None:
    result.name = line(facts["name"], 100, "name", _("Name the rule."))
    result.number = line(facts.get("number") or "", 60, "number")
    result.text = paragraphs(facts["text"], 20_000, "text", _("Write the text of the rule."))
    result.addressees = line(facts.get("addressees") or "", 200, "addressees")
    scope: Unit = facts.get("scope") or result.unit
    if not scope.is_within(result.unit.path):
        raise Invalid({"scope": _("A rule holds at the federation that keeps it or beneath.")})
    result.scope = scope
    result.words = "\n".join(t for t in (result.name, result.addressees, result.text) if t)


def _save(result: InstitutionalResult, *, new: bool) -> None:
    try:
        with transaction.atomic():
            result.save(force_insert=True) if new else result.touch()
    except IntegrityError as fault:
        raise Invalid(
            {"name": _("%(unit)s already has a rule of this name.") % {"unit": result.unit}}
        ) from fault


@transaction.atomic
def write_institution(
    *, unit: Unit, actor: Actor, practices: Sequence[Practice] = (), **facts: Any
) -> InstitutionalResult:
    """A draft of a rule; `facts` as in `FACTS`."""
    by = require_office(actor, "keep", "institution", unit)
    if unit.kind not in FEDERATIONS:
        raise Invalid({"unit": _("Rules are kept by federations.")})
    result = InstitutionalResult(unit=unit, author=actor.signature)
    _write(result, facts)
    _save(result, new=True)
    result.practices.set(practices)
    StatusChange.objects.create(result=result, status=Status.DRAFT, on=clock.today(), by=actor.signature)
    _note(result, "write", actor, by, practices=len(practices))
    return result


@transaction.atomic
def edit_institution(
    *,
    result: InstitutionalResult,
    version: int | None,
    actor: Actor,
    practices: Sequence[Practice] | None = None,
    **facts: Any,
) -> InstitutionalResult:
    """Change the text while it is a draft or on trial; a rule in force is followed by another one."""
    by = require_office(actor, "keep", "institution", result.unit)
    stored = InstitutionalResult.locked(result.pk)
    if version is not None and stored.version != version:
        raise Conflict(stored)
    if stored.status not in (Status.DRAFT, Status.TRIAL):
        raise Refused(_("A rule in force is not changed; write the one that follows it."))
    before = {name: getattr(stored, name) for name in FACTS}
    _write(stored, {**before, **facts})
    _save(stored, new=False)
    if practices is not None:
        stored.practices.set(practices)
    changed = [name for name in FACTS if getattr(stored, name) != before[name]]
    _note(stored, "edit", actor, by, fields=changed)
    return stored


@transaction.atomic
def change_status(
    *, result: InstitutionalResult, status: str, on: date, reason: str, actor: Actor
) -> InstitutionalResult:
    """On trial, in force, abolished; each with its day."""
    by = require_office(actor, "keep", "institution", result.unit)
    stored = InstitutionalResult.locked(result.pk)
    if status not in NEXT[stored.status]:
        raise Invalid({"status": _("It cannot become this now.")})
    if not date(2000, 1, 1) <= on <= date(2100, 1, 1):
        raise Invalid({"on": _("This date cannot be right.")})
    if stored.status != Status.DRAFT and on < stored.since:
        raise Invalid({"on": _("The day lies before the last change.")})
    needed = _("Say why it is abolished.") if status == Status.ABOLISHED else ""
    reason = line(reason, 200, "reason", needed)
    stored.status, stored.since = status, on
    stored.touch("status", "since")
    StatusChange.objects.create(result=stored, status=status, on=on, reason=reason, by=actor.signature)
    _note(stored, "change_status", actor, by, status=status, on=on.isoformat())
    return stored


@transaction.atomic
def follow(*, result: InstitutionalResult, unit: Unit, since: date, how: str, actor: Actor) -> Follower:
    """A union in its scope says that it follows the rule, and how."""
    by = actor.require(
        "follow", "institution", unit, _("A union says so for itself, or the office above it.")
    )
    stored = InstitutionalResult.locked(result.pk)
    if stored.status not in (Status.TRIAL, Status.FORMAL):
        raise Refused(_("Only a rule on trial or in force is followed."))
    if not unit.is_within(stored.scope.path):
        raise Invalid({"unit": _("The rule does not hold there.")})
    if since > clock.today():
        raise Invalid({"since": _("This day has not come yet.")})
    made, _new = Follower.objects.update_or_create(
        result=stored,
        unit=unit,
        defaults={"since": since, "how": line(how, 300, "how"), "ended_on": None, "by": actor.signature},
    )
    record(
        actor=actor, verb="follow", noun="institution", obj=stored, unit=unit, appointment=by,
        detail={"followed_by": unit.pk},
    )  # fmt: skip
    return made
