"""Where two people said different things: kept whole, settled by a person, the choice recorded."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.fieldwork.models import Task, WorkLog
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.offline.actions import logs, tasks
from dundian.offline.actions.commands import Command, Differs, not_here
from dundian.offline.merging import Edit
from dundian.offline.models import Conflict, Operation
from dundian.offline.reading import Fields
from dundian.org.access import Actor

SIDES = ("mine", "theirs")


def keep(*, differs: Differs, operation: Operation, at: datetime) -> Conflict:
    """Keep both versions of each field, with who wrote the stored one."""
    subject = differs.subject
    return Conflict.objects.create(
        operation=operation,
        user_id=operation.user_id,
        log=subject if isinstance(subject, WorkLog) else None,
        task=subject if isinstance(subject, Task) else None,
        fields=differs.fields,
        mine_at=at,
        theirs_by=differs.by,
        theirs_at=differs.at,
    )


def resolve_from_phone(command: Command) -> None:
    """The choice as a phone sends it: {"conflict", "choices": {field: "mine" | "theirs"}}."""
    fields = Fields(command.fields)
    pk = fields.uuid("conflict")
    choices = dict(fields.pairs("choices", 60))
    fields.done()
    conflict = Conflict.objects.select_related("log__unit", "task__unit", "operation").filter(pk=pk).first()
    if conflict is None:
        raise not_here(_("This conflict is not here."))
    actor = command.actor(conflict.subject.unit)
    if not Conflict.objects.visible_to(actor).filter(pk=pk).exists():
        raise not_here(_("This conflict is not here."))
    resolve_conflict(conflict=conflict, choices=choices, actor=actor)


@transaction.atomic
def resolve_conflict(*, conflict: Conflict, choices: dict[str, Any], actor: Actor) -> Conflict:
    """Let the chosen version of each field count. Settled already: nothing happens.

    Where the stored version has changed once more since it was shown, the newer one is shown and nothing is settled.
    """
    stored = Conflict.locked(conflict.pk)
    if stored.resolved_at:
        return stored
    chosen = _checked(stored, choices)
    subject: Any = (WorkLog if stored.log_id else Task).locked(stored.log_id or stored.task_id)
    mine = {f["field"]: Edit(f["theirs"], f["mine"]) for f in stored.fields if chosen[f["field"]] == "mine"}
    differs = (logs.merged if stored.log_id else tasks.merged)(subject, mine, actor)
    if differs:
        raise Moved(stored, differs)
    stored.resolved_at, stored.resolved_by, stored.choices = clock.now(), actor.user, chosen
    stored.touch("resolved_at", "resolved_by", "choices")
    detail = {"fields": sorted(chosen), "taken": chosen}
    record(actor=actor, verb="resolve", noun="conflict", obj=stored, unit=subject.unit, detail=detail)
    return stored


class Moved(Refused):
    """The stored version has changed once more; `differs` tells how it reads now."""

    def __init__(self, conflict: Conflict, differs: Differs) -> None:
        super().__init__(_("The stored version has changed once more. Look at it and choose again."))
        self.conflict, self.differs = conflict, differs


@transaction.atomic
def show_anew(*, conflict: Conflict, differs: Differs) -> None:
    """Keep the newer stored version in the conflict, so that the person chooses between what is there now."""
    stored = Conflict.locked(conflict.pk)
    now = {f["field"]: f["theirs"] for f in differs.fields}
    stored.fields = [{**f, "theirs": now.get(f["field"], f["theirs"])} for f in stored.fields]
    stored.theirs_by, stored.theirs_at = differs.by, differs.at
    stored.touch("fields", "theirs_by", "theirs_at")


def _checked(conflict: Conflict, choices: dict[str, Any]) -> dict[str, str]:
    """A side for each field; `Invalid` names the first without one."""
    chosen = {f["field"]: choices.get(f["field"]) for f in conflict.fields}
    for name, side in chosen.items():
        if side not in SIDES:
            raise Invalid({name: _("Choose which version counts.")})
    return {name: str(side) for name, side in chosen.items()}
