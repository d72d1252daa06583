"""Plans of a site's tasks in time, lines of a task set that a site left out, and the key of a calendar feed."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site, TaskSetItem
from dundian.fieldwork.models.tasks import Task
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def visible_to(self, actor: "Actor") -> "ScheduleQuerySet":
        return self.filter(unit__in=actor.units("view", "schedule"))


class Schedule(Record):
    """One version of a site's plan in time. One is in force; a proposal waits until somebody decides."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("schedule", "Proposed")
        ACCEPTED = "accepted", pgettext_lazy("schedule", "In force")
        REPLACED = "replaced", pgettext_lazy("schedule", "Replaced")
        DECLINED = "declined", pgettext_lazy("schedule", "Not taken")

    class Cause(models.TextChoices):
        """What made somebody plan anew."""

        ASKED = "asked", pgettext_lazy("schedule", "Planned by hand")
        LEAVE = "leave", pgettext_lazy("schedule", "A leave was granted")
        DELAY = "delay", pgettext_lazy("schedule", "A step takes longer")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="schedules")
    site = models.ForeignKey(Site, models.PROTECT, related_name="schedules")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="schedules")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause.choices, default=Cause.ASKED)
    because = models.CharField(_("because of"), max_length=200, blank=True)
    from_on = models.DateField(_("planned from"))
    ends_on = models.DateField(_("planned to"))
    at_once = models.PositiveSmallIntegerField(_("steps of one person at a time"), default=2)
    feasible = models.BooleanField(default=True)
    chain = ArrayField(models.UUIDField(), default=list, blank=True)
    findings = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "state", "-id"], name="schedule_unit_state")]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="schedule_number_once"),
            models.UniqueConstraint(
                fields=["site"], condition=Q(state="accepted"), name="schedule_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["site"], condition=Q(state="proposed"), name="schedule_one_waits"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("from_on")), name="schedule_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} v{self.number}"

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the plan has."""
        return {"proposed": "todo", "accepted": "doing", "declined": "returned"}.get(self.state, "done")


class ScheduleLine(Record):
    """One step of a plan. `slack` counts working days and is below 0 when the step comes too late.

    `owner`, `takes_days` and the dates before are copies: what the plan was made from.
    """

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="lines")
    task = models.ForeignKey(Task, models.CASCADE, related_name="schedule_lines")
    place = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    takes_days = models.PositiveSmallIntegerField()
    task_version = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    latest_start = models.DateField()
    due_on = models.DateField()
    slack = models.SmallIntegerField()
    critical = models.BooleanField(default=False)
    was_start = models.DateField(null=True, blank=True)
    was_due = models.DateField()

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["schedule", "task"], name="schedule_task_once")]

    def __str__(self) -> str:
        return f"{self.task} {self.starts_on:%m-%d}–{self.due_on:%m-%d}"


class LeftOut(Record):
    """A line of an adopted task set that the site decided to do without; it is not offered again."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="left_out")
    item = models.ForeignKey(TaskSetItem, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "item"], name="left_out_once")]

    def __str__(self) -> str:
        return str(self.item)


class CalendarFeed(Record):
    """The private address under which a person's calendar program reads their dates. Only a digest is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.user)
