"""The handing of a concern to somebody else."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.kernel.models import Record
from dundian.org.models import Unit


class Referral(Record):
    """The handing of a concern up, down or sideways; accepted, or returned with a reason."""

    class Direction(models.TextChoices):
        UP = "up", _("Up")
        DOWN = "down", _("Down")
        SIDEWAYS = "sideways", _("Sideways")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for acceptance")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    concern = models.ForeignKey("concerns.Concern", models.CASCADE, related_name="referrals")
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="referrals_sent")
    to = models.ForeignKey(
        Unit, models.PROTECT, related_name="referrals_received", verbose_name=_("refer to")
    )
    direction = models.CharField(max_length=10, choices=Direction.choices)
    reason = models.CharField(_("why"), max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answer_due_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["to", "state", "answer_due_on"], name="referral_to")]
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(state="waiting"), name="one_waiting_referral"
            ),
        ]
