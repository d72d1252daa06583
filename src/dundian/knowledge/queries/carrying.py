"""What goes on from one year into the next: shown before anything is done."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q

from dundian.campaign.actions.build import StageLine
from dundian.campaign.asked import BaselineForm
from dundian.campaign.models import Campaign, GroupMember, Site, TaskSet
from dundian.concerns.models import Concern
from dundian.fieldwork.models import HandoverItem, Task
from dundian.planning.models import Candidate


@dataclass
class Carried:
    """What a campaign would hand to the next one; also the history that its candidates take along."""

    task_sets: list[TaskSet]
    newer: list[TaskSet]
    candidates: Counter[str]
    history: dict[int, str]
    tasks: list[HandoverItem]
    group: list[GroupMember]
    initiatives: list[str]
    quotas: dict[str, int]
    baseline_form: BaselineForm | None
    on_site: int
    open_concerns: int
    left: list[str] = field(default_factory=list)

    @property
    def candidate_count(self) -> int:
        return sum(self.candidates.values())


def newest_of(task_set: TaskSet) -> TaskSet | None:
    """The newest published edition of a task set by its name; None when it has been retired."""
    rows = TaskSet.objects.filter(unit=task_set.unit_id, name=task_set.name, state=TaskSet.State.PUBLISHED)
    return rows.order_by("-year", "-edition").first()


def open_tasks(campaign: Campaign) -> list[HandoverItem]:
    """Tasks that ended dispatches left unfinished and that go on with whoever comes next."""
    rows = HandoverItem.objects.filter(
        handover__team__campaign=campaign, source="task", settled_on=None, handover__kind="closing"
    )
    ways = (HandoverItem.Way.TEAM, HandoverItem.Way.VISIT)
    return list(
        rows.filter(way__in=ways).select_related("handover__unit").order_by("handover__unit", "due_on", "id")
    )


def _history(campaign: Campaign) -> dict[int, str]:
    """By unit: what became of the candidate in this campaign, in one line."""
    tasks = Task.objects.filter(campaign=campaign).order_by().values_list("unit")
    done = {u: (n, d) for u, n, d in tasks.annotate(n=Count("pk"), d=Count("pk", filter=Q(state="done")))}
    reasons = dict(Site.objects.filter(campaign=campaign).values_list("unit", "reason"))
    found: dict[int, str] = {}
    for unit, state, decision in campaign.candidates.values_list("unit", "state", "decision"):
        if unit in reasons:
            many, finished = done.get(unit, (0, 0))
            told = f"曾为点位（{reasons[unit] or '未记理由'}），任务完成{finished}/{many}"
        elif state == Candidate.State.PASSED:
            told = f"未选（{decision or '未记理由'}）"
        else:
            told = "备选，未定"
        found[unit] = f"{campaign.year}年：{told}"
    return found


def carried(campaign: Campaign) -> Carried:
    """A constant number of queries, apart from one for each task set adopted."""
    task_sets = list(campaign.task_sets.select_related("unit"))
    newer = [newest for s in task_sets if (newest := newest_of(s))]
    states = campaign.candidates.filter(unit__closed_on=None).order_by().values_list("state")
    form = campaign.baseline_form
    group = campaign.group.filter(person__left_on=None).select_related("person__home_unit")
    return Carried(
        task_sets=task_sets,
        newer=list({s.pk: s for s in newer}.values()),
        candidates=Counter(dict(states.annotate(n=Count("pk")))),
        history=_history(campaign),
        tasks=open_tasks(campaign),
        group=list(group),
        initiatives=list(campaign.initiatives.values_list("name", flat=True)),
        quotas=dict(campaign.quotas.values_list("kind", "wanted")),
        baseline_form=form if form and form.state == BaselineForm.State.PUBLISHED else None,
        on_site=campaign.sites.filter(state=Site.State.ACTIVE).count(),
        open_concerns=Concern.objects.filter(campaign=campaign).open().count(),
    )


def shifted_stages(campaign: Campaign, starts_on: date, ends_on: date) -> list[StageLine]:
    """The stages moved by as many days as the campaign's start, cut to the new campaign's time."""
    by: timedelta = starts_on - campaign.starts_on
    lines = []
    for stage in campaign.stages.all():
        first, last = max(stage.starts_on + by, starts_on), min(stage.ends_on + by, ends_on)
        if first <= last:
            lines.append(StageLine(stage.name, first, last, stage.content))
    return lines


def next_dates(campaign: Campaign) -> tuple[date, date]:
    """The same days a year later."""

    def later(day: date) -> date:
        return (
            day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 2, 28)
        )

    return later(campaign.starts_on), later(campaign.ends_on)


def next_name(campaign: Campaign) -> str:
    """The name with the year one later, where a year stands in it."""
    year = str(campaign.year)
    return campaign.name.replace(year, str(campaign.year + 1)) if year in campaign.name else campaign.name
