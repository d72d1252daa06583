"""Periodic reports and what happened to them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit
from dundian.planning.models import Team

if TYPE_CHECKING:
    from dundian.org.access import Actor


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
