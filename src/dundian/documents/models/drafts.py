"""Documents on their way: drafted, reviewed, countersigned, numbered."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dundian.documents import kinds
from dundian.documents.models.documents import Document
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: "Actor") -> "DraftQuerySet":
        """Drafts of one's own federation and those beneath, and those one's unit is asked to countersign."""
        asked = Countersign.objects.filter(unit__in=actor.units("countersign", "draft")).values("draft")
        own = models.Q(unit__in=actor.units("view", "draft"))
        sent = models.Q(pk__in=asked) & ~models.Q(state=Draft.State.DRAFT)
        return self.filter(own | sent)


class Draft(Record):
    """A document before it has its number. `facts` holds the kind's fields as JSON; days as ISO text.

    `origin` and `order`: which room made it and of what (`origins.py`); empty when the office typed it here.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being drafted")
        REVIEW = "review", _("Under review")
        COUNTERSIGN = "countersign", _("Being countersigned")
        APPROVED = "approved", _("To be numbered")
        ISSUED = "issued", _("Issued")
        DROPPED = "dropped", _("Dropped")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="drafts", verbose_name=_("issuing federation")
    )
    kind = models.CharField(_("kind"), max_length=40, choices=kinds.choices)
    title = models.CharField(_("title"), max_length=200)
    facts = models.JSONField(default=dict)
    mark = models.CharField(_("organ mark"), max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned = models.CharField(_("reason for returning"), max_length=300, blank=True)
    replaces = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="replacing_drafts"
    )
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="draft")
    origin = models.CharField(max_length=40, blank=True)
    order = models.JSONField(default=dict, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-created_at", "-id"], name="draft_unit"),
            models.Index(fields=["state", "unit"], name="draft_state"),
            models.Index(fields=["by", "state"], name="draft_by"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "order"],
                condition=~models.Q(origin="") & ~models.Q(state__in=["issued", "dropped"]),
                name="draft_of_a_paper_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Countersign(Record):
    """One unit's word on a draft (会签)."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="countersigns")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "unit"], name="countersign_once")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.draft}"


class DraftStep(Record):
    """What somebody did with a draft, and said."""

    class What(models.TextChoices):
        DRAFTED = "drafted", _("Drafted")
        SUBMITTED = "submitted", _("Sent for review")
        REVIEWED = "reviewed", _("Approved in review")
        RETURNED = "returned", _("Returned")
        COUNTERSIGNED = "countersigned", _("Countersigned")
        ISSUED = "issued", _("Numbered and issued")
        DROPPED = "dropped", _("Dropped")

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="steps")
    what = models.CharField(max_length=14, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["draft", "created_at"], name="draft_step")]

    def __str__(self) -> str:
        return self.get_what_display()
