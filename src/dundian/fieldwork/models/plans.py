"""A team's work plan, and the baseline of its site at the start and at the end."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.asked import BaselineForm
from dundian.campaign.models import Campaign, Indicator, Site
from dundian.fieldwork.models.tasks import Task
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit
from dundian.planning.models import Team

if TYPE_CHECKING:
    from dundian.org.access import Actor


class WorkPlanQuerySet(models.QuerySet["WorkPlan"]):
    def visible_to(self, actor: "Actor") -> "WorkPlanQuerySet":
        return self.filter(unit__in=actor.units("view", "plan"))


class WorkPlan(Record):
    """What a team sets out to do at its site (工作计划): drafted from tasks and site facts, agreed by the office."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        AGREED = "agreed", pgettext_lazy("plan", "Agreed")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="plans")
    team = models.OneToOneField(Team, models.PROTECT, related_name="plan")
    site = models.ForeignKey(Site, models.PROTECT, related_name="plans")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    situation = models.TextField(_("the site and its problems"), blank=True)
    aims = models.TextField(_("aims"), blank=True)
    support = models.TextField(_("support needed"), blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-id"], name="plan_newest"),
            models.Index(fields=["unit", "-id"], name="plan_unit"),
        ]

    def __str__(self) -> str:
        return str(self.team)

    @property
    def is_open(self) -> bool:
        """Whether the team may still change it."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the plan has."""
        return {"draft": "todo", "submitted": "doing", "returned": "returned"}.get(self.state, "done")


class PlanGoal(Record):
    """One goal of a plan; with an indicator and a target the logs tell how far it is."""

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="goals")
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("goal"), max_length=100)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="plan_goals")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    who = models.CharField(_("who does it"), max_length=60, blank=True)

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.name


class PlanStage(Record):
    """A stretch of the plan's time, and what is done in it."""

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="stages")
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("stage"), max_length=60)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    content = models.TextField(_("what is done"), blank=True)
    who = models.CharField(_("who does it"), max_length=60, blank=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_stage_dates")
        ]

    def __str__(self) -> str:
        return self.name


class PlanEvent(Record):
    """What happened to a plan: submitted, returned with a reason, agreed."""

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="events")
    state = models.CharField(max_length=10, choices=WorkPlan.State.choices)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]


class Baseline(Record):
    """Answers to the campaign's baseline form at a site. `answers` maps a field's id to what was answered, as text."""

    class Moment(models.TextChoices):
        START = "start", _("At the start")
        END = "end", _("At the end")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="baselines")
    site = models.ForeignKey(Site, models.PROTECT, related_name="baselines")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="baselines")
    form = models.ForeignKey(BaselineForm, models.PROTECT, related_name="baselines")
    moment = models.CharField(_("when"), max_length=10, choices=Moment.choices)
    on = models.DateField(_("day"), default=clock.today)
    answers = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "moment"], name="baseline_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_moment_display()}"
