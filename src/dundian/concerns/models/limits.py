"""Time limits."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dundian.kernel.models import Record
from dundian.org.models import Unit


class TimeLimit(Record):
    """How many days a unit and everything beneath it has for a matter; the nearest one above counts."""

    class Matter(models.TextChoices):
        SETTLE = "settle", _("Settle a concern")
        ANSWER = "answer", _("Answer a referral")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="time_limits")
    matter = models.CharField(_("for"), max_length=10, choices=Matter.choices)
    days = models.PositiveSmallIntegerField(
        _("days"), validators=[MinValueValidator(1), MaxValueValidator(365)]
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "matter"], name="time_limit_once")]
