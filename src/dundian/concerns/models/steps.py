"""What was done in each step."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dundian.concerns.models.concerns import Concern
from dundian.kernel import clock
from dundian.kernel.models import Record


class StepTaken(Record):
    """Who took which step, when, and what was found, thought, set or done."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Concern.Step.choices)
    text = models.TextField(_("what"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
