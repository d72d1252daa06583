"""Work logs: the only place where facts are entered."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from dundian.campaign.asked import Activity
from dundian.campaign.models import Campaign, Indicator, Site
from dundian.fieldwork.models.tasks import Task
from dundian.kernel import clock
from dundian.kernel.finding import Bigrams
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit
from dundian.planning.models import Team

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from dundian.org.access import Actor


class WorkLogQuerySet(models.QuerySet["WorkLog"]):
    def visible_to(self, actor: "Actor") -> "WorkLogQuerySet":
        return self.filter(actor.in_scope("view", "log"))


class WorkLog(Record):
    """What a cadre did on a day at a site."""

    Activity = Activity

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="logs")
    # Each of these begins an index below; one more by itself would only cost every line written.
    site = models.ForeignKey(Site, models.PROTECT, related_name="logs", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="logs", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="logs")
    author = models.ForeignKey(
        Person, models.PROTECT, related_name="logs", db_index=False, verbose_name=_("cadre")
    )
    on = models.DateField(_("day"), default=clock.today)
    activities = ArrayField(
        models.CharField(max_length=20, choices=Activity.choices), default=list, verbose_name=_("activities")
    )
    text = models.TextField(_("what happened"), max_length=2000, blank=True)
    people_met = models.PositiveIntegerField(_("people met"), default=0)
    tasks: "models.ManyToManyField[Task, Any]" = models.ManyToManyField(
        Task, blank=True, related_name="logs", verbose_name=_("tasks moved")
    )
    evidence = models.CharField(_("where the evidence is"), max_length=200, blank=True)

    objects = WorkLogQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-on", "-id"], include=["people_met"], name="log_unit_on"),
            models.Index(fields=["site", "-on", "-id"], include=["unit", "people_met"], name="log_site_on"),
            models.Index(fields=["author", "-on", "-id"], name="log_author_on"),
            models.Index(fields=["-on", "-id"], name="log_on"),
            GinIndex(Bigrams("text"), name="log_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.author}"

    @property
    def activity_labels(self) -> "list[StrPromise | str]":
        """The activities in words."""
        return [ACTIVITIES[a] for a in self.activities if a in ACTIVITIES]


ACTIVITIES = dict(WorkLog.Activity.choices)


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
