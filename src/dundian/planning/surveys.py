"""The survey of candidates: by which form, what was answered, and who has put their name to it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dundian.campaign.asked import BaselineForm
from dundian.campaign.models import Campaign
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit


class SurveyRules(Record):
    """What a campaign asks of its candidates besides the usual facts, and whether two federations must sign."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="survey_rules")
    form = models.ForeignKey(
        BaselineForm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("survey form")
    )
    joint = models.BooleanField(_("signed by city and county together"), default=False)

    def __str__(self) -> str:
        return str(self.campaign)


class Survey(Record):
    """A candidate's answers, by the question's id. `open`: questions that must be answered and are not; `odd`: answers
    that do not look right.
    """

    candidate = models.OneToOneField("planning.Candidate", models.CASCADE, related_name="survey")
    form = models.ForeignKey(BaselineForm, models.PROTECT, related_name="+")
    answers: Any = models.JSONField(default=dict)
    open = models.PositiveSmallIntegerField(default=0)
    odd = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField(default=clock.today)

    def __str__(self) -> str:
        return str(self.candidate)


class SurveySignature(Record):
    """A federation stands by the survey as it is; whoever changes the survey takes the signatures off."""

    candidate = models.ForeignKey("planning.Candidate", models.CASCADE, related_name="signatures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["candidate", "unit"], name="survey_signed_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.candidate}"
