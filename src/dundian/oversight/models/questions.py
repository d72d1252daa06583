"""Questions to teams: what looks odd is asked about in words, and answered in words."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, actor: "Actor") -> "QuestionQuerySet":
        """In scope; what the office set aside is the office's own."""
        return self.filter(
            Q(unit__in=actor.units("view", "question")) & ~Q(state=Question.State.SET_ASIDE)
            | Q(unit__in=actor.units("ask", "question"))
        )


class Question(Record):
    """A hint that the office turned into a question, or set aside. `mark` tells the hint, so that it is asked once."""

    class Kind(models.TextChoices):
        QUIET = "quiet", pgettext_lazy("question", "No concern handled for weeks")
        CONTRADICTION = "contradiction", pgettext_lazy("question", "A report differs from its lines")
        BOUNCED = "bounced", pgettext_lazy("question", "A concern came back three times")
        WORD = "word", pgettext_lazy("question", "Done by word, target not reached")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("question", "Asked")
        ANSWERED = "answered", pgettext_lazy("question", "Answered")
        SETTLED = "settled", pgettext_lazy("question", "Settled")
        SET_ASIDE = "set_aside", pgettext_lazy("question", "Set aside")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="questions")
    site = models.ForeignKey(Site, models.PROTECT, related_name="questions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="questions", verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    mark = models.CharField(max_length=80)
    reason = models.CharField(_("what was noticed"), max_length=300)
    url = models.CharField(max_length=200, blank=True)
    text = models.CharField(_("what is asked"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_on = models.DateField(_("asked on"), default=clock.today)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closing = models.CharField(_("word of the office"), max_length=300, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-asked_on", "-id"], name="question_unit"),
            models.Index(fields=["-asked_on", "-id"], name="question_newest"),
        ]
        constraints = [models.UniqueConstraint(fields=["site", "kind", "mark"], name="question_once")]

    def __str__(self) -> str:
        return self.reason[:60]

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the question has."""
        if self.state == self.State.ANSWERED:
            return "doing"
        if self.state != self.State.ASKED:
            return "done"
        return "overdue" if self.due_on < clock.today() else "todo"
