"""Time limits and the other rules by which a federation handles concerns."""

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dundian.kernel.models import Record
from dundian.org.models import Unit


class Tier(models.TextChoices):
    """How difficult a concern is; the limits differ by it."""

    ORDINARY = "ordinary", _("Ordinary")
    HARD = "hard", _("Difficult")
    GRAVE = "grave", _("Grave")


class TimeLimit(Record):
    """How much working time a unit and everything beneath it has for a matter; the nearest one above counts."""

    class Matter(models.TextChoices):
        ACCEPT = "accept", _("Answer a referral")
        REPLY = "reply", _("First reply")
        SETTLE = "settle", _("Settle a concern")

    class Measure(models.TextChoices):
        HOURS = "hours", _("working hours")
        WORKDAYS = "workdays", _("working days")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="time_limits")
    matter = models.CharField(_("for"), max_length=10, choices=Matter.choices)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices)
    amount = models.PositiveSmallIntegerField(
        _("how much"), validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    measure = models.CharField(max_length=10, choices=Measure.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "matter", "tier"], name="time_limit_once")]


class HandlingRule(Record):
    """When to warn, when to be quiet, when a matter has been sent to and fro long enough; nearest above counts."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="handling_rule")
    warn_percent = models.PositiveSmallIntegerField(
        _("warn when this share of the time is used"),
        default=75,
        validators=[MinValueValidator(10), MaxValueValidator(99)],
    )
    quiet_from = models.TimeField(_("no notices from"), default=time(20))
    quiet_until = models.TimeField(_("no notices until"), default=time(8))
    bounces = models.PositiveSmallIntegerField(
        _("returns before the leading group has it"),
        default=3,
        validators=[MinValueValidator(2), MaxValueValidator(9)],
    )
    escalate_every = models.PositiveSmallIntegerField(
        _("working hours between two escalations"),
        default=21,
        validators=[MinValueValidator(1), MaxValueValidator(700)],
    )
    call_back_workdays = models.PositiveSmallIntegerField(
        _("working days until the call-back"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
