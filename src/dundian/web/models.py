"""What users tell the operating union through the footer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.kernel.models import Record
from dundian.org.access import Actor


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, actor: Actor) -> "FeedbackQuerySet":
        """All of it for whoever keeps the system at the top; beneath, what people of one's own units sent."""
        if any("." not in path for path in actor.paths("view", "feedback")):
            return self
        return self.filter(by__person__home_unit__in=actor.units("view", "feedback"))


class Feedback(Record):
    """A complaint or suggestion about the system (投诉建议), from anyone, signed in or not.

    `number` is what the sender asks by; `sender` is a keyed digest of user or address, only to slow down floods.
    """

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", _("Suggestion")
        COMPLAINT = "complaint", _("Complaint")
        FAULT = "fault", _("Something does not work")

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("what you want to tell us"), max_length=2000)
    contact = models.CharField(_("how to reach you"), max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sender = models.CharField(max_length=64)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="feedback_created"),
            models.Index(fields=["sender", "-created_at"], name="feedback_sender"),
            models.Index(fields=["-created_at"], condition=Q(answered_at=None), name="feedback_open"),
        ]

    def __str__(self) -> str:
        return self.number
