"""Judges, their conflicts of interest, and their scores."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel.models import Record
from dundian.org.models import Person
from dundian.recognition.models.nominations import Nomination
from dundian.recognition.models.rounds import Round
from dundian.recognition.models.schemes import Criterion, Panel


class Judge(Record):
    """A person's seat on a panel in a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="judges")
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="judges", verbose_name=_("panel"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="judgeships", verbose_name=_("judge"))

    class Meta:
        ordering = ["panel__place", "person__name", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "panel", "person"], name="judge_once")]

    def __str__(self) -> str:
        return str(self.person)


class DeclaredConflict(Record):
    """Why a judge does not judge a nomination: declared by the judge, or found from the staff list and the teams.

    Scores given before it was known stay on record and count no more.
    """

    class How(models.TextChoices):
        DECLARED = "declared", pgettext_lazy("conflict of interest", "declared")
        FOUND = "found", pgettext_lazy("conflict of interest", "found from the records")

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="conflicts")
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="conflicts")
    how = models.CharField(max_length=10, choices=How.choices)
    reason = models.CharField(_("what the relation is"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["judge", "nomination"], name="conflict_once")]


class Score(Record):
    """A judge's points, 0 to 100, for one criterion of one nomination."""

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="scores")
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(
        _("points"), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    ground = models.CharField(_("grounds"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["judge", "nomination", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(points__range=(0, 100)), name="score_range"),
        ]
