"""What was done in each step."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dundian.concerns.models.concerns import Concern
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit


class StepTaken(Record):
    """Who took which step, when, and what was found, thought, set or done.

    `facts` holds the fields of the step by name (`workflow.FACTS`), all as text; entries without any are plain text.
    `by` is empty when the worker or the system did it.
    """

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Concern.Step.choices)
    text = models.TextField(_("what"), max_length=2000)
    facts: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]


class Measure(Record):
    """One thing to be done, by somebody, by a day; ticked off with what came of it."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="measures")
    text = models.CharField(_("measure"), max_length=300)
    owner = models.ForeignKey(
        Person, models.PROTECT, related_name="concern_measures", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("by"))
    result = models.CharField(_("what came of it"), max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=models.Q(done_at=None), name="concern_measure_owner"
            )
        ]


class Pause(Record):
    """The clock stands still for a stated reason, until a day on which it goes on by itself."""

    class Reason(models.TextChoices):
        WORKER = "worker", _("Waiting for the worker")
        RULING = "ruling", _("Waiting for a court or arbitration")
        DATE = "date", _("Waiting for a date")

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="pauses")
    reason = models.CharField(_("why"), max_length=10, choices=Reason.choices)
    text = models.CharField(_("what is awaited"), max_length=300)
    until = models.DateField(_("goes on at the latest on"))
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["until"], condition=models.Q(ended_at=None), name="concern_pause_open")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=models.Q(ended_at=None), name="concern_pause_once"
            )
        ]


class Escalation(Record):
    """A limit was broken and the office `to` was told; one row for each office and each limit."""

    class Matter(models.TextChoices):
        ACCEPT = "accept", _("A referral lies unanswered")
        REPLY = "reply", _("The worker has had no reply")
        SETTLE = "settle", _("Not settled in time")

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="escalations")
    matter = models.CharField(max_length=10, choices=Matter.choices)
    due_at = models.DateTimeField()
    to = models.ForeignKey(Unit, models.PROTECT, related_name="concern_escalations")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["to", "-at"], name="concern_escalation_to")]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "matter", "due_at", "to"], name="concern_escalation_once"
            )
        ]
