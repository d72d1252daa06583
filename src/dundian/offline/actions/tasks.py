"""Tasks from the phone."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dundian.fieldwork.actions.tasks import edit_task, finish_task, reopen_task
from dundian.fieldwork.models import Task
from dundian.kernel.errors import Invalid
from dundian.offline.actions.commands import Command, Differs, differing, not_here
from dundian.offline.merging import Edit, merge
from dundian.offline.queries.values import figure_text, task_values
from dundian.offline.reading import Fields
from dundian.org.access import Actor
from dundian.org.models import Person

CHANGEABLE = ("name", "content", "due_on", "owner", "target", "result")


def finish(command: Command) -> Differs | None:
    """Done. Where somebody else said so first with other words, a person chooses the words."""
    task, actor = task_of(command)
    fields = Fields(command.fields)
    result = fields.text("result")
    fields.done()
    if task.state != Task.State.DONE:
        finish_task(task=task, result=result, actor=actor)
        return None
    return merged(task, {"result": Edit("", result)}, actor) if result else None


def reopen(command: Command) -> None:
    task, actor = task_of(command)
    reopen_task(task=task, actor=actor)


def change(command: Command) -> Differs | None:
    """Corrections by field; what somebody else changed differently since is left to a person."""
    task, actor = task_of(command)
    fields = Fields(command.fields)
    edits = _edits(fields)
    fields.done()
    return merged(task, edits, actor)


def merged(task: Task, edits: dict[str, Edit], actor: Actor) -> Differs | None:
    """Apply what can be applied to the locked task, and tell what differs."""
    actor.require("change", "task", task.unit, _("Tasks are kept by the office and the site's own team."))
    stored = task_values(task)
    result = merge(edits, stored)
    differs = differing(task, result, edits, stored) if result.differ else None
    if result.apply:
        edit_task(task=task, version=task.version, actor=actor, **_typed(result.apply))
    return differs


def task_of(command: Command) -> tuple[Task, Actor]:
    """The task, locked, when the person sees it, and who acts."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("unit")
    task = rows.filter(pk=command.record).first()
    missing = _("This task is not here, or not among those you see.")
    if task is None:
        raise not_here(missing)
    actor = command.actor(task.unit)
    if not actor.can("view", "task", task.unit):
        raise not_here(missing)
    return task, actor


def _edits(fields: Fields) -> dict[str, Edit]:
    edits: dict[str, Edit] = {}
    for name, said in fields.pairs("changes", len(CHANGEABLE)):
        if name not in CHANGEABLE or not isinstance(said, dict):
            fields.wrong[name[:60]] = _("This cannot be changed from a phone.")
            continue
        base, mine = (_normal(fields, name, said.get(side)) for side in ("from", "to"))
        edits[name] = Edit(base, mine)
    return edits


def _normal(fields: Fields, name: str, value: Any) -> str:
    one = Fields({name: value})
    if name == "due_on":
        found = str(one.perhaps_day(name) or "")
    elif name == "owner":
        found = str(one.perhaps_uuid(name) or "")
    elif name == "target":
        found = figure_text(one.amount(name))
    else:
        found = one.line(name) if name == "name" else one.text(name)
    fields.wrong |= {k: v for k, v in one.wrong.items() if k not in fields.wrong}
    return found


def _typed(values: dict[str, str]) -> dict[str, Any]:
    typed: dict[str, Any] = dict(values)
    if "due_on" in values:
        typed["due_on"] = Fields(values).day("due_on")
    if "target" in values:
        typed["target"] = Decimal(values["target"]) if values["target"] else None
    if "owner" in values:
        typed["owner"] = Person.objects.filter(pk=values["owner"]).first() if values["owner"] else None
        if values["owner"] and typed["owner"] is None:
            raise Invalid({"owner": _("This names nothing that exists.")})
    return typed
