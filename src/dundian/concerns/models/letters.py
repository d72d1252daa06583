"""Bodies outside the union and the letters written to them and to employers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.concerns.models.concerns import Concern
from dundian.documents.models import Document
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit


class OutsideBody(Record):
    """An authority or an employer that a federation writes to."""

    class Kind(models.TextChoices):
        LABOUR = "labour", _("Labour inspection")
        COURT = "court", _("Court mediation")
        ARBITRATION = "arbitration", _("Labour arbitration")
        JUSTICE = "justice", _("Legal aid and justice")
        EMPLOYER = "employer", _("Employer")
        OTHER = "other", _("Other body")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="outside_bodies", verbose_name=_("kept by"))
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    contact = models.CharField(_("contact office"), max_length=100, blank=True)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["kind", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="outside_body_once")]

    def __str__(self) -> str:
        return self.name


class Letter(Record):
    """一函两书 or a transfer: drafted by whoever handles the concern, issued by the federation's office."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Reminder (提示函)")
        OPINION = "opinion", _("Opinion (意见书)")
        ADVICE = "advice", _("Advice (建议书)")
        TRANSFER = "transfer", _("Transfer (移送函)")

    class State(models.TextChoices):
        DRAFT = "draft", _("To be issued")
        ISSUED = "issued", _("Reply awaited")
        ANSWERED = "answered", _("Replied")
        DROPPED = "dropped", _("Dropped")

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="letters")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="concern_letters", verbose_name=_("issuer"))
    body = models.ForeignKey(OutsideBody, models.PROTECT, related_name="letters", verbose_name=_("to whom"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=4000)
    reply_days = models.PositiveSmallIntegerField(_("working days to reply"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    reply_due_on = models.DateField(null=True, blank=True)
    reply = models.TextField(_("what they replied"), max_length=4000, blank=True)
    replied_on = models.DateField(_("replied on"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(
                fields=["unit", "reply_due_on"],
                condition=Q(state__in=["draft", "issued"]),
                name="concern_letter_open",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether a reply was due before today and has not come."""
        due = self.reply_due_on
        return self.state == self.State.ISSUED and due is not None and due < clock.today()
