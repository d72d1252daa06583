"""Periodic reports of teams, those combined from them, and what happened to each."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.asked import Countersigner, ReportKind, ReportPart, usual_parts
from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit
from dundian.planning.models import Team

if TYPE_CHECKING:
    from dundian.org.access import Actor


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, actor: "Actor") -> "ReportQuerySet":
        return self.filter(actor.in_scope("view", "report"))


class Report(Record):
    """A team's periodic report, or one that a federation's office combined from `sources` (no team, no site).

    `unit` is the site's union or the federation; `desk` is the federation whose office answers. `drafted` keeps each
    text as it was drafted last, so that a new draft touches only what nobody changed. `figures` are frozen when it is
    submitted.
    """

    Kind = ReportKind
    Part = ReportPart
    TEXTS = (ReportPart.WORK, ReportPart.PROBLEMS, ReportPart.NEXT, ReportPart.EXPERIENCE)

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reports")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="reports")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports")
    desk = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="reports_answered")
    sources: "models.ManyToManyField[Report, Any]" = models.ManyToManyField(
        "self", blank=True, symmetrical=False, related_name="gathered_in"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    body = models.TextField(_("work done"), blank=True)
    problems = models.TextField(_("problems and requests"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    experience = models.TextField(_("experience and suggestions"), blank=True)
    parts = ArrayField(
        models.CharField(max_length=12, choices=ReportPart.choices),
        default=usual_parts,
        verbose_name=_("parts"),
    )
    countersign = models.CharField(
        _("countersigned by"), max_length=10, choices=Countersigner.choices, blank=True
    )
    drafted = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=list, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-due_on", "-id"], name="report_unit_due"),
            models.Index(fields=["state", "due_on", "id"], name="report_state_due"),
            models.Index(fields=["-due_on", "-id"], name="report_due"),
            models.Index(fields=["desk", "state", "due_on", "id"], name="report_desk"),
            models.Index(fields=["campaign", "kind", "ends_on"], name="report_period"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["team", "kind", "starts_on"], name="report_once"),
            models.UniqueConstraint(
                fields=["campaign", "unit", "kind", "starts_on"],
                condition=Q(team=None),
                name="report_combined_once",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="report_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.of_whom} {self.get_kind_display()} {self.starts_on:%m-%d}–{self.ends_on:%m-%d}"

    @property
    def of_whom(self) -> Team | Unit:
        """The team, or the federation whose office combined it."""
        return self.team or self.unit

    @property
    def is_combined(self) -> bool:
        return self.team_id is None

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
    """What happened to a report: submitted, countersigned, returned with a reason, accepted."""

    SIGNED = "signed"

    report = models.ForeignKey(Report, models.CASCADE, related_name="events")
    state = models.CharField(max_length=10, choices=[*Report.State.choices, (SIGNED, _("Countersigned"))])
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
