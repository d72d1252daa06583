"""Institutional results (制度机制成果): what became a rule, where it came from, who follows it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import ids_over
from dundian.kernel import clock
from dundian.kernel.finding import Bigrams
from dundian.kernel.models import Record
from dundian.knowledge.models.practices import Practice
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class InstitutionalResultQuerySet(models.QuerySet["InstitutionalResult"]):
    def visible_to(self, actor: "Actor") -> "InstitutionalResultQuerySet":
        """Rules kept in scope, and those that hold where the person works, abolished ones too."""
        holds = Q(scope__in=ids_over(actor.paths("read", "institution"))) & ~Q(
            status=InstitutionalResult.Status.DRAFT
        )
        return self.filter(Q(unit__in=actor.units("view", "institution")) | holds)


class InstitutionalResult(Record):
    """A rule with its text. It holds at `scope` and beneath; its history stands in `StatusChange`."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        TRIAL = "trial", _("On trial")
        FORMAL = "formal", _("Formally in force")
        ABOLISHED = "abolished", _("Abolished")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="institutions", verbose_name=_("kept by"))
    name = models.CharField(_("name"), max_length=100)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    text = models.TextField(_("text of the rule"), max_length=20_000)
    scope = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("holds in"))
    addressees = models.CharField(_("whom it binds"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    since = models.DateField(_("status since"), default=clock.today)
    practices: "models.ManyToManyField[Practice, Any]" = models.ManyToManyField(
        Practice, blank=True, related_name="institutions", verbose_name=_("comes from")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.TextField(editable=False, default="")

    objects = InstitutionalResultQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(Bigrams("words"), name="institution_words", fastupdate=False),
            models.Index(fields=["-since", "-id"], name="institution_newest"),
            models.Index(fields=["unit", "status", "-id"], name="institution_unit"),
        ]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="institution_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> str:
        return {"draft": "todo", "trial": "doing"}.get(self.status, "done")


class StatusChange(Record):
    """One change of a rule's status, with its date and its reason."""

    result = models.ForeignKey(InstitutionalResult, models.CASCADE, related_name="changes")
    status = models.CharField(_("status"), max_length=10, choices=InstitutionalResult.Status.choices)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_status_display()}"


class Follower(Record):
    """A union that follows the rule: since when, and how it put it into practice."""

    result = models.ForeignKey(InstitutionalResult, models.CASCADE, related_name="followers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="followed", verbose_name=_("followed by"))
    since = models.DateField(_("since"))
    how = models.CharField(_("how it is put into practice"), max_length=300, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["result", "unit"], name="follower_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.result}"
