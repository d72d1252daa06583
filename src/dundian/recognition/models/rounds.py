"""A round of commendation, its history, quotas, the host unions' words, and the frozen evidence."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site, ids_over
from dundian.documents.models import Document
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit
from dundian.recognition.models.schemes import Category, Scheme

if TYPE_CHECKING:
    from dundian.org.access import Actor


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, actor: "Actor") -> "RoundQuerySet":
        """Rounds in scope; those of the federations above once words are asked; those one judges."""
        above = Q(unit__in=ids_over(actor.paths("view", "round"))) & (
            ~Q(state=Round.State.PREPARING) | Q(words_until__isnull=False)
        )
        judged = Q(pk__in=Round.objects.filter(judges__person__user=actor.user).values("pk"))
        return self.filter(Q(unit__in=actor.units("view", "round")) | above | judged)


class Round(Record):
    """One commendation: a scheme applied to a campaign and those deployed from it. `moves.MOVES` is its course."""

    class State(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("round", "In preparation")
        NOMINATING = "nominating", pgettext_lazy("round", "Nominations")
        JUDGING = "judging", pgettext_lazy("round", "Judged by the panels")
        LISTED = "listed", pgettext_lazy("round", "List drawn up")
        NOTICED = "noticed", pgettext_lazy("round", "Public notice")
        DECIDED = "decided", pgettext_lazy("round", "Decided")
        ENDED = "ended", pgettext_lazy("round", "Called off")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="commendation_rounds", verbose_name=_("federation")
    )
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="rounds", verbose_name=_("scheme"))
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="commendation_rounds", verbose_name=_("campaign")
    )
    name = models.CharField(_("name"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year"))
    since = models.DateField(_("evidence from"))
    until = models.DateField(_("evidence until"))
    words_until = models.DateField(_("words of host unions by"), null=True, blank=True)
    nominate_until = models.DateField(_("nominations by"), null=True, blank=True)
    judge_until = models.DateField(_("scores by"), null=True, blank=True)
    contact = models.CharField(_("whom to turn to"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PREPARING)
    ended_from = models.CharField(max_length=12, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=16, blank=True)
    noticed_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RoundQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-year", "-id"], name="round_newest"),
            models.Index(fields=["unit", "-year", "-id"], name="round_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "name"], name="round_once"),
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="round_token_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="round_dates"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> str:
        """Which of the six statuses the round has on a page."""
        quiet = {self.State.DECIDED: "done", self.State.ENDED: "done", self.State.PREPARING: "todo"}
        return quiet.get(self.State(self.state), "doing")


class RoundEvent(Record):
    """What happened to a round, by whom, and why."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=Round.State.choices)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]


class Quota(Record):
    """How many nominations of a category a federation may pass on; without a row there is no limit."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="quotas")
    category = models.ForeignKey(Category, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("federation"))
    most = models.PositiveSmallIntegerField(_("at most"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "category", "unit"], name="commendation_quota_once")
        ]


class HostWord(Record):
    """What a host union says of the stationing at its site, before the evidence is frozen."""

    class Grade(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        BASICALLY = "basically", _("Basically satisfied")
        DISSATISFIED = "not", _("Not satisfied")

    round = models.ForeignKey(Round, models.CASCADE, related_name="host_words")
    site = models.ForeignKey(Site, models.PROTECT, related_name="host_words")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    grade = models.CharField(_("opinion"), max_length=10, choices=Grade.choices)
    text = models.TextField(_("what the team has brought, what is lacking"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(default=clock.today)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "site"], name="host_word_once")]


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    def visible_to(self, actor: "Actor") -> "EvidenceFileQuerySet":
        """Files of sites in scope, and all of a round one judges."""
        judged = Round.objects.filter(judges__person__user=actor.user)
        return self.filter(Q(unit__in=actor.units("view", "evidence")) | Q(round__in=judged.values("pk")))


class EvidenceFile(Record):
    """The evidence of a site as it stood when nominations opened: canonical JSON and its SHA-256.

    Canonical: sorted keys, no needless space, decimals as text. The database refuses to change a row.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="files")
    site = models.ForeignKey(Site, models.PROTECT, related_name="evidence_files")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("site"))
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["round", "id"], name="evidence_round")]
        constraints = [models.UniqueConstraint(fields=["round", "site"], name="evidence_once")]

    def __str__(self) -> str:
        return f"{self.round} {self.unit}"
