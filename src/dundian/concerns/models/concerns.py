"""The concern itself."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign, Site
from dundian.concerns.models.referrals import Referral
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, actor: "Actor") -> "ConcernQuerySet":
        """Concerns arising in scope, and those a unit in scope has been asked to handle."""
        scope = actor.units("view", "concern")
        return self.filter(
            Q(unit__in=scope)
            | Q(handler__in=scope)
            | Q(pk__in=Referral.objects.filter(to__in=scope).values("concern"))
        )

    def open(self) -> "ConcernQuerySet":
        return self.exclude(step=Concern.Step.CLOSED)

    def late(self, on: date | None = None) -> "ConcernQuerySet":
        return self.open().filter(due_on__lt=on or clock.today())


class Concern(Record):
    """One matter raised by or about workers. `unit` is where it arose, `handler` the unit that has it now."""

    class Kind(models.TextChoices):
        CONCERN = "concern", _("Concern")
        OPINION = "opinion", _("Opinion")
        SUGGESTION = "suggestion", _("Suggestion")

    class Topic(models.TextChoices):
        WAGES = "wages", _("Wages")
        CONTRACT = "contract", _("Labour contract")
        INSURANCE = "insurance", _("Social insurance")
        SAFETY = "safety", _("Safety and health")
        HOURS = "hours", _("Working hours and rest")
        WELFARE = "welfare", _("Welfare and living")
        UNION = "union", _("Union work")
        SKILLS = "skills", _("Training and skills")
        OTHER = "other", _("Other")

    class Step(models.TextChoices):
        """The four steps, then verified and closed."""

        FOUND = "found", _("Problem found")
        THOUGHT = "thought", _("Thought through")
        GOAL = "goal", _("Goal set")
        ACTED = "acted", _("Acted on")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Solved")
        PARTLY = "partly", _("Partly solved")
        EXPLAINED = "explained", _("Explained")
        OUTSIDE = "outside", _("Outside the union's remit")
        UNREASONABLE = "unreasonable", _("Without grounds")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.CONCERN)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices, default=Topic.OTHER)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="concerns")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="concerns")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="concerns", verbose_name=_("arose at"))
    handler = models.ForeignKey(
        Unit, models.PROTECT, related_name="concerns_handled", verbose_name=_("handled by")
    )
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="concerns_owned",
        verbose_name=_("person in charge"),
    )
    log_id = models.UUIDField(null=True, blank=True)
    text = models.TextField(_("the matter"), max_length=2000)
    people = models.PositiveIntegerField(_("workers concerned"), default=1)
    raised_on = models.DateField(_("raised on"), default=clock.today)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="concerns_raised")
    due_on = models.DateField(_("to be settled by"))
    step = models.CharField(_("step"), max_length=10, choices=Step.choices, default=Step.FOUND)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    workers_word = models.CharField(_("the worker's word"), max_length=500, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-raised_on", "-id"], name="concern_unit_raised"),
            models.Index(fields=["handler", "step", "due_on"], name="concern_handler"),
            models.Index(fields=["-raised_on", "-id"], name="concern_raised"),
            models.Index(fields=["due_on", "id"], condition=~Q(step="closed"), name="concern_open_due"),
        ]

    def __str__(self) -> str:
        return self.number

    def awaited(self) -> "Referral | None":
        """The referral whose answer is awaited; at most one, by a constraint."""
        waiting = self.referrals.filter(state=Referral.State.WAITING)
        return waiting.select_related("to", "sender").first()
