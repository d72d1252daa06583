"""What a new edition of an adopted task set would change at a site. Reads only.

Three sides are compared line by line: what the task was made from, what the new edition says, and what the task is
now. What the site never touched may follow the edition; what it did touch stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dundian.campaign.models import Campaign, Site, TaskSet, TaskSetItem
from dundian.fieldwork.derived import FACTS, facts_of
from dundian.fieldwork.models import LeftOut, Task
from dundian.kernel import calendar

ADDED, CHANGED, DROPPED = "added", "changed", "dropped"


@dataclass(frozen=True)
class Difference:
    """One field: what the site has, what the edition says, and whether the site had changed it itself."""

    name: str
    mine: Any
    theirs: Any
    own: bool


@dataclass
class Offer:
    """One line of the new edition, or one that it no longer has."""

    kind: str
    key: str
    task: Task | None = None
    item: TaskSetItem | None = None
    differences: list[Difference] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.task.name if self.task else self.item.name if self.item else ""

    @property
    def edited(self) -> bool:
        """Whether the site changed something that the edition changes too, or worked on a line that is dropped."""
        return any(d.own for d in self.differences) or (
            self.kind == DROPPED and bool(self.task and begun(self.task))
        )

    @property
    def taken(self) -> dict[str, Any]:
        """Fields that follow the edition when the line is taken over."""
        return {d.name: d.theirs for d in self.differences if not d.own}


def begun(task: Task) -> bool:
    """Whether anything has been done on the task."""
    return task.state != Task.State.TODO or bool(task.progress) or bool(task.result)


@dataclass
class Adopted:
    """The lines of a campaign's adopted task sets, and of every older edition, read once for many sites."""

    campaign: Campaign
    newest: dict[UUID, TaskSetItem]
    lines: dict[UUID, TaskSetItem]

    @classmethod
    def of(cls, campaign: Campaign) -> "Adopted":
        sets = list(campaign.task_sets.all())
        families = {(s.unit_id, s.name, s.year) for s in sets}
        adopted = {s.pk for s in sets}
        rows = TaskSetItem.objects.filter(
            task_set__name__in={f[1] for f in families}, task_set__unit__in={f[0] for f in families}
        )
        rows = (
            rows.exclude(name="")
            .select_related("task_set", "indicator")
            .order_by("task_set__name", "place", "id")
        )
        lines = {i.pk: i for i in rows if (i.task_set.unit_id, i.task_set.name, i.task_set.year) in families}
        newest = {i.key: i for i in lines.values() if i.task_set_id in adopted}
        return cls(campaign, newest, lines)

    def offers(self, tasks: Iterable[Task], left_out: set[UUID]) -> list[Offer]:
        """What would change for a site with these tasks; nothing when it has the adopted editions already."""
        days = calendar.current()
        found: list[Offer] = []
        held: set[UUID] = set()
        for task in tasks:
            old = self.lines.get(task.item_id) if task.item_id else None
            if old is None:
                continue
            held.add(old.key)
            new = self.newest.get(old.key)
            if new is None:
                found.append(Offer(DROPPED, f"task-{task.pk}", task, None))
            elif new.pk != old.pk:
                was, now = facts_of(old, self.campaign, days), facts_of(new, self.campaign, days)
                found.append(Offer(CHANGED, f"task-{task.pk}", task, new, _differences(task, was, now)))
        found += [
            Offer(ADDED, f"item-{item.pk}", None, item)
            for key, item in self.newest.items()
            if key not in held and item.pk not in left_out
        ]
        order = {ADDED: 0, CHANGED: 1, DROPPED: 2}
        return sorted(found, key=lambda o: order[o.kind])


def _differences(task: Task, was: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    found = []
    for name in FACTS:
        mine = getattr(task, name)
        if was[name] != now[name] and mine != now[name]:
            planned = name == "due_on" and task.starts_on is not None
            found.append(Difference(name, mine, now[name], own=mine != was[name] or planned))
    return found


def offers_for(site: Site) -> list[Offer]:
    """The offers of one site."""
    return offers_of([site]).get(site.pk, [])


def offers_of(sites: Sequence[Site]) -> dict[UUID, list[Offer]]:
    """Offers by site for sites whose list has been made; sites with nothing on offer are left out."""
    adopted = {campaign.pk: Adopted.of(campaign) for campaign in {s.campaign for s in sites}}
    tasks: dict[UUID, list[Task]] = {}
    rows = Task.objects.filter(site__in=[s.pk for s in sites]).select_related("indicator", "owner", "item")
    for task in rows.order_by("due_on", "id"):
        tasks.setdefault(task.site_id, []).append(task)
    left: dict[UUID, set[UUID]] = {}
    for site_id, item_id in LeftOut.objects.filter(site__in=tasks).values_list("site_id", "item_id"):
        left.setdefault(site_id, set()).add(item_id)
    found = {
        site.pk: adopted[site.campaign_id].offers(tasks[site.pk], left.get(site.pk, set()))
        for site in sites
        if site.pk in tasks and site.state != Site.State.CLOSED
    }
    return {pk: offers for pk, offers in found.items() if offers}


def waits(campaign: Campaign) -> bool:
    """Whether a newer edition of an adopted task set is published but not adopted."""
    sets = list(campaign.task_sets.all())
    newer = TaskSet.objects.filter(unit__in=[s.unit_id for s in sets], state=TaskSet.State.PUBLISHED)
    found = {(t.unit_id, t.name, t.year): t.edition for t in newer.order_by("edition")}
    return any(found.get((s.unit_id, s.name, s.year), 0) > s.edition for s in sets)
