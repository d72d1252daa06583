"""The handing of a concern to somebody else, and help asked of others."""

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
        GROUP = "group", _("To the leading group")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for acceptance")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")
        RECALLED = "recalled", _("Recalled")

    concern = models.ForeignKey("concerns.Concern", models.CASCADE, related_name="referrals")
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="referrals_sent")
    to = models.ForeignKey(
        Unit, models.PROTECT, related_name="referrals_received", verbose_name=_("refer to")
    )
    direction = models.CharField(max_length=10, choices=Direction.choices)
    reason = models.CharField(_("why"), max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answer_due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["to", "state", "answer_due_at"], name="referral_to"),
            models.Index(fields=["answer_due_at"], condition=Q(state="waiting"), name="referral_waiting_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(state="waiting"), name="one_waiting_referral"
            ),
        ]


class Help(Record):
    """A part that another unit is asked to do (协办); whoever asked stays in charge (主办)."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        RELEASED = "released", _("No longer needed")

    concern = models.ForeignKey("concerns.Concern", models.CASCADE, related_name="helps")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="concern_helps", verbose_name=_("who helps"))
    part = models.CharField(_("which part"), max_length=500)
    due_on = models.DateField(_("by"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="concern_help_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "unit"], condition=Q(state="asked"), name="help_asked_once"
            ),
        ]
