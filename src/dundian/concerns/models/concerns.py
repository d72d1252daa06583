"""The concern itself, and links between concerns."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign, Site
from dundian.concerns.models.limits import Tier
from dundian.concerns.models.referrals import Help, Referral
from dundian.kernel import clock
from dundian.kernel.finding import Bigrams
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, actor: "Actor", *, few: bool = False) -> "ConcernQuerySet":
        """Concerns arising in scope, and those a unit in scope has been asked to handle or to help with.

        Two forms of one condition. In a wide scope the newest rows are nearly all in it, and each is tested as it is
        met. In a narrow one that would mean to walk through everybody else's: as arrays each way into sight is asked
        of its index, and a row is read once whichever ways lead to it; unless other conditions leave but `few`.
        """
        scope = actor.units("view", "concern")
        if not few and not actor.reaches_wide("view", "concern"):
            asked = Referral.objects.filter(to__among=scope).order_by().values("concern")
            helping = Help.objects.filter(unit__among=scope).order_by().values("concern")
            here = Q(unit__among=scope) | Q(handler__among=scope)
            return self.filter(here | Q(pk__among=asked) | Q(pk__among=helping))
        asked = Referral.objects.filter(to__in=scope).values("concern")
        helping = Help.objects.filter(unit__in=scope).values("concern")
        return self.filter(Q(unit__in=scope) | Q(handler__in=scope) | Q(pk__in=asked) | Q(pk__in=helping))

    def open(self) -> "ConcernQuerySet":
        return self.exclude(step=Concern.Step.CLOSED)

    def late(self, at: datetime | None = None) -> "ConcernQuerySet":
        """Open, its clock running, and the time over."""
        return self.open().filter(due_at__lt=at or clock.now(), paused_at=None)


class Concern(Record):
    """One matter raised by or about workers. `unit` is where it arose, `handler` the unit that has it now."""

    class Kind(models.TextChoices):
        CONCERN = "concern", _("Concern")
        OPINION = "opinion", _("Opinion")
        SUGGESTION = "suggestion", _("Suggestion")
        CONSULTATION = "consultation", _("Consultation")
        PRAISE = "praise", _("Praise")

    class Source(models.TextChoices):
        """How it came to be heard."""

        VISIT = "visit", _("Visit")
        LOG = "log", _("Work log")
        PHONE = "phone", _("Phone client")
        WORKER = "worker", _("Worker's page")
        HOTLINE = "hotline", _("Hotline 12351 or 12345")
        SURVEY = "survey", _("Survey")
        MEETING = "meeting", _("Meeting")

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

    class SortedBy(models.TextChoices):
        PERSON = "person", _("by hand")
        MACHINE = "machine", _("suggested and sorted automatically")

    class Step(models.TextChoices):
        """The four steps, then verified and closed."""

        FOUND = "found", _("Problem found")
        REOPENED = "reopened", _("Taken up again")
        THOUGHT = "thought", _("Thought through")
        GOAL = "goal", _("Goal set")
        ACTED = "acted", _("Acted on")
        VERIFIED = "verified", _("Verified with the worker")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Solved")
        PARTLY = "partly", _("Partly solved")
        EXPLAINED = "explained", _("Explained")
        OUTSIDE = "outside", _("Outside the union's remit")
        UNREASONABLE = "unreasonable", _("Without grounds")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        PASSED_ON = "passed_on", _("Passed on")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.CONCERN)
    source = models.CharField(
        _("how it was heard"), max_length=10, choices=Source.choices, default=Source.VISIT
    )
    outside_number = models.CharField(_("number of the outside ticket"), max_length=40, blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, default=Tier.ORDINARY)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices, default=Topic.OTHER)
    category = models.CharField(_("category"), max_length=8, blank=True, default="")
    category_how = models.CharField(
        _("sorted"), max_length=8, choices=SortedBy.choices, blank=True, default=""
    )
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="concerns")
    # Their indexes begin with these columns.
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="concerns", db_index=False
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="concerns", verbose_name=_("arose at"), db_index=False
    )
    handler = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="concerns_handled",
        verbose_name=_("handled by"),
        db_index=False,
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
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="concerns_raised"
    )
    clock_from = models.DateTimeField(_("time counts from"), default=clock.now)
    due_at = models.DateTimeField(_("to be settled by"))
    warn_at = models.DateTimeField()
    reply_due_at = models.DateTimeField(_("first reply by"))
    replied_at = models.DateTimeField(_("first reply on"), null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    bounces = models.PositiveSmallIntegerField(default=0)
    led_at = models.DateTimeField(_("with the leading group since"), null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times taken up again"), default=0)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    step = models.CharField(_("step"), max_length=10, choices=Step.choices, default=Step.FOUND)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    workers_word = models.CharField(_("the worker's word"), max_length=500, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(Bigrams("text"), name="concern_words", fastupdate=False),
            models.Index(fields=["unit", "-raised_on", "-id"], name="concern_unit_raised"),
            models.Index(
                fields=["handler", "due_at"], condition=~Q(step="closed"), name="concern_handler_open"
            ),
            models.Index(fields=["handler", "id"], name="concern_handler_keys"),
            models.Index(fields=["-raised_on", "-id"], name="concern_raised"),
            models.Index(fields=["site", "raised_on"], name="concern_site_raised"),
            models.Index(fields=["site", "closed_on"], name="concern_site_closed"),
            models.Index(
                fields=["site"], condition=Q(bounces__gte=3) & ~Q(step="closed"), name="concern_bounced"
            ),
            models.Index(  # counted without a look at the rows
                fields=["due_at", "id"],
                include=["step", "paused_at", "raised_on", "unit", "handler", "campaign"],
                condition=~Q(step="closed"),
                name="concern_open_due",
            ),
            models.Index(
                fields=["reply_due_at"],
                condition=Q(replied_at=None) & ~Q(step="closed"),
                name="concern_reply_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "outside_number"],
                condition=~Q(outside_number=""),
                name="concern_outside_number_once",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def awaited(self) -> "Referral | None":
        """The referral whose answer is awaited; at most one, by a constraint."""
        waiting = self.referrals.filter(state=Referral.State.WAITING)
        return waiting.select_related("to", "sender").first()

    @property
    def is_closed(self) -> bool:
        return self.step == Concern.Step.CLOSED


class Link(Record):
    """Two concerns that have to do with each other; each keeps its own life."""

    one = models.ForeignKey(Concern, models.CASCADE, related_name="links_from")
    other = models.ForeignKey(Concern, models.CASCADE, related_name="links_to")
    why = models.CharField(_("why"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="concern_link_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="concern_link_ordered"),
        ]
