"""Tasks: the items of a site's own list."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign, Indicator, Site, TaskSetItem
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from dundian.org.access import Actor

NEAR_DAYS = 7


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: "Actor") -> "TaskQuerySet":
        return self.filter(actor.in_scope("view", "task"))

    def open(self) -> "TaskQuerySet":
        return self.exclude(state=Task.State.DONE)

    def late(self, on: date | None = None) -> "TaskQuerySet":
        return self.open().filter(due_on__lt=on or clock.today())


class Task(Record):
    """One item of a site's own list.

    With an indicator, `progress` is the sum of the site's logged figures, and `state` follows from it and the target;
    `by_word` marks a task that a person declared done. `fixed_on` is a date by which it must be finished whatever the
    plan says; `starts_on` and `due_on` are what the accepted plan gave it; `takes_days` are working days of its owner.
    """

    class State(models.TextChoices):
        TODO = "todo", _("Not started")
        DOING = "doing", _("Under way")
        DONE = "done", _("Done")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="tasks")
    site = models.ForeignKey(Site, models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tasks")
    item = models.ForeignKey(TaskSetItem, models.PROTECT, null=True, blank=True, related_name="tasks")
    group = models.CharField(_("task set"), max_length=60, blank=True)
    name = models.CharField(_("task"), max_length=100)
    content = models.TextField(_("what is asked"), blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("owner")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("indicator")
    )
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    progress = models.DecimalField(_("reached"), max_digits=12, decimal_places=2, default=0)
    due_on = models.DateField(_("due on"))
    starts_on = models.DateField(_("planned start"), null=True, blank=True)
    fixed_on = models.DateField(_("fixed date"), null=True, blank=True)
    takes_days = models.PositiveSmallIntegerField(_("takes, working days"), default=5)
    weight = models.PositiveSmallIntegerField(_("weight"), default=10)
    evidence = models.CharField(_("evidence expected"), max_length=200, blank=True)
    after: "models.ManyToManyField[Task, Any]" = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="before", verbose_name=_("comes after")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.TODO)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    by_word = models.BooleanField(default=False)
    result = models.TextField(_("result"), blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_on", "id"], name="task_unit_due"),
            models.Index(fields=["due_on", "id"], condition=~Q(state="done"), name="task_open_due"),
            models.Index(fields=["site", "due_on", "id"], name="task_site_due"),
            models.Index(fields=["owner", "due_on", "id"], name="task_owner_due"),
            models.Index(fields=["due_on", "id"], name="task_due"),
            models.Index(fields=["site"], condition=Q(by_word=True), name="task_by_word"),
        ]
        constraints = [models.CheckConstraint(condition=Q(takes_days__gte=1), name="task_takes")]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the task has today."""
        if self.state == self.State.DONE:
            return "done"
        left = (self.due_on - clock.today()).days
        if left < 0:
            return "overdue"
        return "due" if left <= NEAR_DAYS else str(self.state)

    @property
    def standing_label(self) -> "StrPromise | str":
        """The status in words."""
        words = {"overdue": _("Overdue"), "due": _("Due soon")}
        return words.get(self.standing) or self.get_state_display()
