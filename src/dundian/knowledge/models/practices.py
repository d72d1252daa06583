"""Practices: an experience worth copying, where it came from, and what came of copying it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Site, ids_over
from dundian.concerns.models import Concern, Issue
from dundian.fieldwork.models import WorkLog
from dundian.kernel.finding import Bigrams
from dundian.kernel.models import Record
from dundian.org.models import Unit, UnitKind

if TYPE_CHECKING:
    from dundian.org.access import Actor


class PracticeQuerySet(models.QuerySet["Practice"]):
    def visible_to(self, actor: "Actor") -> "PracticeQuerySet":
        """Practices that arose in scope, one's own, and those published in an area that the person works in."""
        published = Q(
            state=Practice.State.PUBLISHED, published_in__in=ids_over(actor.paths("read", "practice"))
        )
        own = Q(author=actor.user)
        return self.filter(Q(unit__in=actor.units("view", "practice")) | published | own)

    def published(self) -> "PracticeQuerySet":
        return self.filter(state=Practice.State.PUBLISHED)


class Practice(Record):
    """A case: what the problem was, what was done, what came of it, and under which conditions.

    `unit` is where it arose. `kind`, `industry`, `weaknesses` and `categories` (codes of concerns) say which sites are
    like it; `words` holds all texts for the search.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Under review")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Taken in")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("No longer recommended")

    OPEN = (State.DRAFT, State.RETURNED)
    REVIEWED = (State.ACCEPTED, State.PUBLISHED, State.WITHDRAWN)
    TEXTS = ("problem", "approach", "result", "evidence", "conditions")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="practices", verbose_name=_("arose at"))
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="practices")
    concern = models.ForeignKey(Concern, models.SET_NULL, null=True, blank=True, related_name="practices")
    log = models.ForeignKey(WorkLog, models.SET_NULL, null=True, blank=True, related_name="practices")
    issue = models.ForeignKey(Issue, models.SET_NULL, null=True, blank=True, related_name="practices")
    title = models.CharField(_("title"), max_length=80)
    problem = models.TextField(_("what the problem was"), max_length=2000)
    approach = models.TextField(_("what was done"), max_length=4000)
    result = models.TextField(_("what came of it"), max_length=2000)
    evidence = models.TextField(_("what shows it"), max_length=1000, blank=True)
    conditions = models.TextField(_("what it takes"), max_length=1000, blank=True)
    kind = models.CharField(_("kind of union"), max_length=20, choices=UnitKind.choices, blank=True)
    industry = models.CharField(_("industry"), max_length=20, blank=True)
    weaknesses = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("weaknesses it answers")
    )
    categories = ArrayField(
        models.CharField(max_length=8),
        default=list,
        blank=True,
        verbose_name=_("categories of concerns it answers"),
    )
    words = models.TextField(editable=False, default="")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="practices")
    submitted_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    published_in = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published in")
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(Bigrams("words"), name="practice_words", fastupdate=False),
            models.Index(fields=["-created_at", "-id"], name="practice_newest"),
            models.Index(fields=["unit", "state", "-id"], name="practice_unit"),
            models.Index(fields=["published_in", "-published_on", "-id"], name="practice_published"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_in__isnull=False, published_on__isnull=False),
                name="practice_published_somewhere",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the practice has."""
        tones = {"draft": "todo", "submitted": "doing", "returned": "returned", "accepted": "due"}
        return tones.get(self.state, "done")


class Adoption(Record):
    """A union that copies a practice, and what came of it there."""

    class Outcome(models.TextChoices):
        TRYING = "trying", _("Being tried")
        WORKED = "worked", _("Worked")
        PARTLY = "partly", _("Worked in part")
        FAILED = "failed", _("Did not work here")

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="adoptions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="adoptions", verbose_name=_("adopted by"))
    adopted_on = models.DateField(_("adopted on"))
    plan = models.CharField(_("how it is fitted to the place"), max_length=500, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.TRYING)
    told = models.CharField(pgettext_lazy("adoption", "what came of it"), max_length=1000, blank=True)
    told_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-adopted_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["practice", "unit"], name="adoption_once")]
        indexes = [models.Index(fields=["unit", "-adopted_on"], name="adoption_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.practice}"
