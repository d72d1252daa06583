"""Work on site: tasks, logs, reports, leave. Logs are the only place where facts are entered."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Indicator, Site, TaskSetItem
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit
from dundian.planning.models import Team

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from dundian.org.access import Actor

NEAR_DAYS = 7


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: "Actor") -> "TaskQuerySet":
        return self.filter(unit__in=actor.units("view", "task"))

    def open(self) -> "TaskQuerySet":
        return self.exclude(state=Task.State.DONE)

    def late(self, on: date | None = None) -> "TaskQuerySet":
        return self.open().filter(due_on__lt=on or clock.today())


class Task(Record):
    """One item of a site's own list.

    With an indicator, `progress` is the sum of the site's logged figures, and `state` follows from it and the target;
    `by_word` marks a task that a person declared done.
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
        ]

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


class WorkLogQuerySet(models.QuerySet["WorkLog"]):
    def visible_to(self, actor: "Actor") -> "WorkLogQuerySet":
        return self.filter(unit__in=actor.units("view", "log"))


class WorkLog(Record):
    """What a cadre did on a day at a site."""

    class Activity(models.TextChoices):
        """What was done; several may hold."""

        VISIT = "visit", _("Visits and talks")
        PUBLICITY = "publicity", _("Publicity and guidance")
        ORGANISE = "organise", _("Founding and recruiting")
        RIGHTS = "rights", _("Rights and disputes")
        CARE = "care", _("Care and help")
        TRAINING = "training", _("Training")
        MEETING = "meeting", _("Meetings and coordination")
        OTHER = "other", _("Other")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="logs")
    site = models.ForeignKey(Site, models.PROTECT, related_name="logs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="logs")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="logs")
    author = models.ForeignKey(Person, models.PROTECT, related_name="logs", verbose_name=_("cadre"))
    on = models.DateField(_("day"), default=clock.today)
    activities = ArrayField(
        models.CharField(max_length=20, choices=Activity.choices), default=list, verbose_name=_("activities")
    )
    text = models.TextField(_("what happened"), max_length=2000, blank=True)
    people_met = models.PositiveIntegerField(_("people met"), default=0)

    objects = WorkLogQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-on", "-id"], name="log_unit_on"),
            models.Index(fields=["site", "-on", "-id"], name="log_site_on"),
            models.Index(fields=["author", "-on", "-id"], name="log_author_on"),
            models.Index(fields=["-on", "-id"], name="log_on"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.author}"

    @property
    def activity_labels(self) -> "list[StrPromise | str]":
        """The activities in words."""
        words = dict(self.Activity.choices)
        return [words[a] for a in self.activities if a in words]


class LogFigure(Record):
    """A counted result in a log; it moves every task of the site that counts by the same indicator."""

    log = models.ForeignKey(WorkLog, models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "indicator"], name="figure_once")]


class LogPhoto(Record):
    """A photo kept without metadata, found again by its content."""

    log = models.ForeignKey(WorkLog, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="photos/")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "sha256"], name="photo_once")]


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, actor: "Actor") -> "ReportQuerySet":
        return self.filter(unit__in=actor.units("view", "report"))


class Report(Record):
    """A team's periodic report. `figures` are frozen when it is submitted."""

    class Kind(models.TextChoices):
        WEEKLY = "weekly", _("Weekly report")
        MONTHLY = "monthly", _("Monthly report")
        CLOSING = "closing", _("Closing report")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reports")
    team = models.ForeignKey(Team, models.PROTECT, related_name="reports")
    site = models.ForeignKey(Site, models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    body = models.TextField(_("work done"), blank=True)
    problems = models.TextField(_("problems and requests"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    figures = models.JSONField(default=list, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-due_on", "-id"], name="report_unit_due"),
            models.Index(fields=["state", "due_on", "id"], name="report_state_due"),
            models.Index(fields=["-due_on", "-id"], name="report_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["team", "kind", "starts_on"], name="report_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="report_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.get_kind_display()} {self.starts_on:%m-%d}–{self.ends_on:%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether the team may still change it."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the report has today."""
        if self.state == self.State.RETURNED:
            return "returned"
        if self.state == self.State.DRAFT:
            return "overdue" if self.due_on < clock.today() else "todo"
        return "done" if self.state == self.State.ACCEPTED else "doing"


class ReportEvent(Record):
    """What happened to a report: submitted, returned with a reason, accepted."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="events")
    state = models.CharField(max_length=10, choices=Report.State.choices)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]


class LeaveQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, actor: "Actor") -> "LeaveQuerySet":
        return self.filter(Q(unit__in=actor.units("view", "leave")) | Q(person__user=actor.user))


class Leave(Record):
    """A cadre's leave from the site. `unit` is the site's union."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        RETURNED = "returned", _("Returned")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leaves")
    person = models.ForeignKey(Person, models.PROTECT, related_name="leaves", verbose_name=_("cadre"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-starts_on", "-id"], name="leave_unit"),
            models.Index(fields=["-starts_on", "-id"], name="leave_start"),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="leave_dates")]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on:%m-%d}–{self.ends_on:%m-%d}"

    @property
    def days(self) -> int:
        """Calendar days, both ends counted."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the request has."""
        return {"asked": "todo", "returned": "returned"}.get(self.state, "done")
