"""Tasks: made once from the task sets, kept by office and team, finished by the figures or by word."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Indicator, Site, TaskSetItem
from dundian.fieldwork.derived import facts_of, tie
from dundian.fieldwork.models import Task
from dundian.fieldwork.progress import recompute
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid
from dundian.kernel.order import find_circle
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.planning.models import Dispatch

EDITABLE = (
    "name", "content", "owner", "indicator", "target", "due_on", "starts_on", "fixed_on", "takes_days", "weight",
    "evidence", "after", "result",
)  # fmt: skip
LONGEST = 250


@transaction.atomic
def make_tasks(*, dispatch: Dispatch, actor: Actor) -> list[Task]:
    """The site's tasks from the campaign's task sets, once each; open lines are left out."""
    team = dispatch.team
    site = Site.objects.select_for_update(of=("self",)).select_related("campaign", "unit").get(team=team)
    campaign = site.campaign
    leader = Person.objects.filter(team_places__in=team.members.filter(leads=True)).first()
    items = (
        TaskSetItem.objects.filter(task_set__campaigns=campaign)
        .exclude(name="")
        .exclude(tasks__site=site)
        .select_related("task_set")
        .order_by("task_set__name", "task_set_id", "place", "id")
    )
    days = calendar.current()
    made = [
        Task(
            campaign=campaign,
            site=site,
            unit=site.unit,
            item=item,
            group=item.task_set.name,
            owner=leader,
            **facts_of(item, campaign, days),
        )
        for item in items
    ]
    Task.objects.bulk_create(made)
    tie(made, {t.item_id: t for t in Task.objects.filter(site=site).exclude(item=None) if t.item_id})
    if made:
        record(actor=actor, verb="make", noun="task", obj=site, unit=site.unit, detail={"tasks": len(made)})
    return made


def _checked(site: Site, fields: dict[str, Any], task: Task | None = None) -> dict[str, Any]:
    """`fields` cleaned; raises `Invalid` with what is wrong. `task` is the stored one, None for a new one."""
    wrong: dict[str, str] = {}
    if "name" in fields:
        fields["name"] = clean_line(fields["name"] or "")
        if not fields["name"]:
            wrong["name"] = _("Say what is to be done.")
        elif len(fields["name"]) > 100:
            wrong["name"] = _("At most 100 characters.")
    for text in fields.keys() & {"content", "result"}:
        fields[text] = clean_text(fields[text] or "")[:2000]
    if "evidence" in fields:
        fields["evidence"] = clean_line(fields["evidence"] or "")[:200]
    indicator: Indicator | None = fields.get("indicator")
    if indicator and not site.unit.is_within(indicator.unit.path):
        wrong["indicator"] = _("This indicator belongs to another federation.")
    target: Decimal | None = fields.get("target")
    if target is not None and not 0 < target <= 999_999:
        wrong["target"] = _("A target lies above 0 and is at most 999,999.")
    owner: Person | None = fields.get("owner")
    if owner and not owner.team_places.filter(team__site=site).exists():
        wrong["owner"] = _("The owner is a member of the site's team.")
    wrong |= _wrong_dates(fields, task) | _wrong_order(site, fields, task)
    if wrong:
        raise Invalid(wrong)
    return fields


def _wrong_dates(fields: dict[str, Any], task: Task | None) -> dict[str, str]:
    """Days that cannot be, and those that stand in the wrong order."""
    names = ("due_on", "starts_on", "fixed_on")
    for name in names:
        if fields.get(name) and not date(2000, 1, 1) <= fields[name] <= date(2100, 1, 1):
            return {name: _("This date cannot be right.")}
    if not 1 <= fields.get("takes_days", 1) <= LONGEST:
        return {"takes_days": _("A step takes 1 to 250 working days.")}
    if not 0 <= fields.get("weight", 0) <= 100:
        return {"weight": _("A weight lies between 0 and 100.")}
    due, starts, fixed = (fields.get(name, getattr(task, name, None)) for name in names)
    touched = set(names) & set(fields)
    if touched and due and starts and starts > due:
        return {"starts_on": _("The planned start lies after the due date.")}
    if touched and due and fixed and due > fixed:
        return {"due_on": _("The due date lies after the fixed date %(day)s.") % {"day": fixed}}
    return {}


def _wrong_order(site: Site, fields: dict[str, Any], task: Task | None) -> dict[str, str]:
    """What the task may come after: other tasks of the site, and none that waits for it itself."""
    before: Sequence[Task] = fields.get("after") or ()
    if any(other.site_id != site.pk for other in before):
        return {"after": _("A task comes after tasks of the same site only.")}
    if task is None or not before:
        return {}
    names = {str(t.pk): t.name for t in Task.objects.filter(site=site)}
    waits: dict[str, list[str]] = {pk: [] for pk in names}
    for pair in Task.after.through.objects.filter(from_task__site=site).exclude(from_task=task):
        waits[str(pair.from_task_id)].append(str(pair.to_task_id))
    waits[str(task.pk)] = [str(other.pk) for other in before]
    circle = find_circle(waits)
    if not circle:
        return {}
    return {
        "after": _("These tasks would wait for each other: %(circle)s.")
        % {"circle": " → ".join(names[i] for i in circle)}
    }


@transaction.atomic
def add_task(
    *,
    site: Site,
    name: str,
    due_on: date,
    actor: Actor,
    indicator: Indicator | None = None,
    after: Sequence[Task] = (),
    **fields: Any,
) -> Task:
    """A task of the site's own; `fields` as in `EDITABLE`. Figures logged before count."""
    appointment = actor.require(
        "add", "task", site.unit, _("Tasks are kept by the office and the site's own team.")
    )
    if unknown := set(fields) - set(EDITABLE):
        raise TypeError(f"no field of a task: {sorted(unknown)}")
    fields |= {"name": name, "due_on": due_on, "indicator": indicator, "after": after}
    fields = _checked(site, fields)
    before = fields.pop("after")
    if indicator is None:
        fields["target"] = None
    task = Task.objects.create(campaign_id=site.campaign_id, site=site, unit=site.unit, **fields)
    task.after.set(before)
    record(actor=actor, verb="add", noun="task", obj=task, unit=site.unit, appointment=appointment)
    recompute(site_id=site.pk, indicators=[indicator.pk] if indicator else [])
    task.refresh_from_db()
    return task


@transaction.atomic
def edit_task(*, task: Task, version: int, actor: Actor, **fields: Any) -> Task:
    """Change any of the fields in `EDITABLE`."""
    appointment = actor.require(
        "change", "task", task.unit, _("Tasks are kept by the office and the site's own team.")
    )
    if unknown := set(fields) - set(EDITABLE):
        raise TypeError(f"not editable: {sorted(unknown)}")
    if "after" in fields:  # two who each tie one half of a circle must see each other
        Site.objects.select_for_update(of=("self",)).get(pk=task.site_id)
    stored = Task.locked(task.pk, version)
    fields = _checked(stored.site, fields, stored)
    if fields.get("indicator", stored.indicator) is None:
        fields["target"] = None
    changed = _changed(stored, fields)
    if not changed:
        return stored
    for name in changed:
        if name == "after":
            stored.after.set(fields[name])
        else:
            setattr(stored, name, fields[name])
    if "indicator" in changed and stored.indicator is None:
        stored.progress = Decimal(0)
        if not stored.by_word:
            stored.state, stored.done_on = Task.State.TODO, None
    stored.touch()
    record(
        actor=actor,
        verb="change",
        noun="task",
        obj=stored,
        unit=stored.unit,
        appointment=appointment,
        detail={"fields": changed},
    )
    recompute(site_id=stored.site_id, indicators=[stored.indicator_id] if stored.indicator_id else [])
    stored.refresh_from_db()
    return stored


def _changed(stored: Task, fields: dict[str, Any]) -> list[str]:
    """Names of the fields whose value differs from the stored one."""

    def differs(name: str, value: Any) -> bool:
        if name == "after":
            return {t.pk for t in value} != set(stored.after.values_list("pk", flat=True))
        return bool(getattr(stored, name) != value)

    return sorted(name for name, value in fields.items() if differs(name, value))


@transaction.atomic
def finish_task(*, task: Task, result: str, actor: Actor) -> Task:
    """Declare the task done; figures short of the target need a word why. Done already: nothing happens."""
    appointment = actor.require(
        "finish", "task", task.unit, _("Tasks are finished by the office and the site's own team.")
    )
    stored = Task.locked(task.pk)
    if stored.state == Task.State.DONE:
        return stored
    result = clean_text(result)
    if stored.target is not None and stored.progress < stored.target and not result:
        raise Invalid(
            {"result": _("The figures are below the target: say in a word why the task counts as done.")}
        )
    if len(result) > 2000:
        raise Invalid({"result": _("At most 2,000 characters.")})
    stored.state, stored.by_word, stored.done_on = Task.State.DONE, True, clock.today()
    stored.result = result
    stored.touch()
    record(actor=actor, verb="finish", noun="task", obj=stored, unit=stored.unit, appointment=appointment)
    return stored


@transaction.atomic
def reopen_task(*, task: Task, actor: Actor) -> Task:
    """Take back that the task is done; refused when its figures reach the target."""
    appointment = actor.require(
        "finish", "task", task.unit, _("Tasks are finished by the office and the site's own team.")
    )
    stored = Task.locked(task.pk)
    if stored.state != Task.State.DONE:
        return stored
    if stored.target is not None and stored.progress >= stored.target:
        raise Invalid(_("The figures reach the target. Raise the target or correct the log lines first."))
    stored.by_word, stored.done_on, stored.state = False, None, Task.State.DOING
    stored.touch()
    record(actor=actor, verb="reopen", noun="task", obj=stored, unit=stored.unit, appointment=appointment)
    recompute(site_id=stored.site_id, indicators=[stored.indicator_id] if stored.indicator_id else [])
    stored.refresh_from_db()
    return stored
