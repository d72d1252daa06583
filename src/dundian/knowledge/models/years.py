"""The year's end: its summary, figures of years before, and what goes on in the next year."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign
from dundian.documents.models import Document
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class YearQuerySet(models.QuerySet["YearSummary"]):
    def visible_to(self, actor: "Actor") -> "YearQuerySet":
        return self.filter(unit__in=actor.units("view", "year"))


class YearSummary(Record):
    """The summary of a campaign over all levels. `tables` are the figures as they stood when it was drafted."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", pgettext_lazy("summary", "Issued")

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="year_summary")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="year_summaries")
    title = models.CharField(_("title"), max_length=100)
    addressees = models.CharField(_("addressed to"), max_length=300, blank=True)
    overview = models.TextField(_("what was done"), max_length=10_000)
    practices = models.TextField(_("what was learned"), max_length=10_000, blank=True)
    problems = models.TextField(_("problems"), max_length=10_000, blank=True)
    institutions = models.TextField(_("what became a rule"), max_length=10_000, blank=True)
    outlook = models.TextField(_("what comes next"), max_length=10_000, blank=True)
    tables = models.JSONField(default=list)
    drawn_at = models.DateTimeField(_("figures as of"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="year_summaries"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    CHAPTERS = ("overview", "practices", "problems", "institutions", "outlook")

    objects = YearQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="year_summary_newest")]

    def __str__(self) -> str:
        return self.title


class PastFigureQuerySet(models.QuerySet["PastFigure"]):
    def visible_to(self, actor: "Actor") -> "PastFigureQuerySet":
        return self.filter(unit__in=actor.units("view", "year"))


class PastFigure(Record):
    """A figure of a year that was worked without this system, as it was taken over from a workbook."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="past_figures", verbose_name=_("federation"))
    year = models.PositiveSmallIntegerField(_("year"))
    name = models.CharField(_("figure"), max_length=60)
    measure = models.CharField(_("unit of measure"), max_length=10, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=100, blank=True)

    objects = PastFigureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year", "name"], name="past_figure_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class CarryOver(Record):
    """A year closed and the next one opened from it; `carried` says how much of what went along."""

    old = models.OneToOneField(Campaign, models.PROTECT, related_name="carried_into")
    new = models.OneToOneField(Campaign, models.PROTECT, related_name="carried_from")
    carried = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
