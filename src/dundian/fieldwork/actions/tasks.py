"""Tasks: made once from the task sets, kept by office and team, finished by the figures or by word."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Indicator, Site, TaskSetItem
from dundian.fieldwork.models import Task
from dundian.fieldwork.progress import recompute
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.planning.models import Dispatch

EDITABLE = ("name", "content", "owner", "indicator", "target", "due_on")


@transaction.atomic
def make_tasks(*, dispatch: Dispatch, actor: Actor) -> list[Task]:
    """The site's tasks from the campaign's task sets, once each; open lines are left out."""
    team = dispatch.team
    site = Site.objects.select_for_update(of=("self",)).select_related("campaign", "unit").get(team=team)
    campaign = site.campaign
    leader = Person.objects.filter(team_places__team=team, team_places__leads=True).first()
    items = (
        TaskSetItem.objects.filter(task_set__campaigns=campaign)
        .exclude(name="")
        .exclude(tasks__site=site)
        .select_related("task_set")
        .order_by("task_set__name", "task_set_id", "place", "id")
    )
    made = [
        Task(
            campaign=campaign,
            site=site,
            unit=site.unit,
            item=item,
            group=item.task_set.name,
            name=item.name,
            content=item.content,
            owner=leader,
            indicator_id=item.indicator_id,
            target=item.target if item.indicator_id else None,
            due_on=_due(campaign.starts_on, campaign.ends_on, item.due_after_days),
        )
        for item in items
    ]
    Task.objects.bulk_create(made)
    if made:
        record(actor=actor, verb="make", noun="task", obj=site, unit=site.unit, detail={"tasks": len(made)})
    return made


def _due(starts_on: date, ends_on: date, after: int | None) -> date:
    return ends_on if after is None else min(starts_on + timedelta(days=after), ends_on)


def _checked(site: Site, fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` cleaned; raises `Invalid` with what is wrong."""
    wrong: dict[str, str] = {}
    if "name" in fields:
        fields["name"] = clean_line(fields["name"] or "")
        if not fields["name"]:
            wrong["name"] = _("Say what is to be done.")
        elif len(fields["name"]) > 100:
            wrong["name"] = _("At most 100 characters.")
    if "content" in fields:
        fields["content"] = clean_text(fields["content"] or "")[:2000]
    indicator: Indicator | None = fields.get("indicator")
    if indicator and not site.unit.is_within(indicator.unit.path):
        wrong["indicator"] = _("This indicator belongs to another federation.")
    target: Decimal | None = fields.get("target")
    if target is not None and not 0 < target <= 999_999:
        wrong["target"] = _("A target lies above 0 and is at most 999,999.")
    if fields.get("due_on") and not date(2000, 1, 1) <= fields["due_on"] <= date(2100, 1, 1):
        wrong["due_on"] = _("This date cannot be right.")
    owner: Person | None = fields.get("owner")
    if owner and not owner.team_places.filter(team__site=site).exists():
        wrong["owner"] = _("The owner is a member of the site's team.")
    if wrong:
        raise Invalid(wrong)
    return fields


@transaction.atomic
def add_task(
    *,
    site: Site,
    name: str,
    due_on: date,
    actor: Actor,
    content: str = "",
    owner: Person | None = None,
    indicator: Indicator | None = None,
    target: Decimal | None = None,
) -> Task:
    """A task of the site's own, beside those of the task sets. Figures logged before count."""
    appointment = actor.require(
        "add", "task", site.unit, _("Tasks are kept by the office and the site's own team.")
    )
    fields = {
        "name": name,
        "content": content,
        "owner": owner,
        "indicator": indicator,
        "target": target,
        "due_on": due_on,
    }
    fields = _checked(site, fields)
    if indicator is None:
        fields["target"] = None
    task = Task.objects.create(campaign_id=site.campaign_id, site=site, unit=site.unit, **fields)
    record(actor=actor, verb="add", noun="task", obj=task, unit=site.unit, appointment=appointment)
    recompute(site_id=site.pk, indicators=[indicator.pk] if indicator else [])
    task.refresh_from_db()
    return task


@transaction.atomic
def edit_task(*, task: Task, version: int, actor: Actor, **fields: Any) -> Task:
    """Change any of name, content, owner, indicator, target, due_on."""
    appointment = actor.require(
        "change", "task", task.unit, _("Tasks are kept by the office and the site's own team.")
    )
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    stored = Task.locked(task.pk, version)
    fields = _checked(stored.site, fields)
    if fields.get("indicator", stored.indicator) is None:
        fields["target"] = None
    changed = sorted(name for name, value in fields.items() if getattr(stored, name) != value)
    if not changed:
        return stored
    for name in changed:
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
