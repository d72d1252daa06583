"""What lies between a worker without an account and those who handle the concern."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Site
from dundian.concerns.models.concerns import Concern
from dundian.concerns.models.words import Satisfaction
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class SitePageQuerySet(models.QuerySet["SitePage"]):
    def visible_to(self, actor: "Actor") -> "SitePageQuerySet":
        return self.filter(unit__in=actor.units("view", "site_page"))

    def live(self) -> "SitePageQuerySet":
        return self.filter(revoked_at=None)


class SitePage(Record):
    """The address on a site's poster. It counts nothing. A revoked one stays revoked; a new one takes its place."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="pages")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    token = models.CharField(max_length=16, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("why"), max_length=200, blank=True)

    objects = SitePageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(revoked_at=None), name="one_live_page_a_site"
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)


class TrackingCode(Record):
    """HMAC-SHA-256 of the code that, with the number, opens a concern to the worker who raised it."""

    concern = models.OneToOneField(Concern, models.CASCADE, related_name="tracking_code")
    digest = models.BinaryField()


class WorkerMessage(Record):
    """A handler's question, the worker's answer, and what the worker adds; replies and notes are elsewhere.

    `text` is without what points at a person; `sealed` holds the words as they were written when they differ. `unit` is
    who speaks for the union; the worker never reads a handler's name.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", pgettext_lazy("worker message", "Question")
        ADDED = "added", pgettext_lazy("worker message", "Added")
        ANSWER = "answer", pgettext_lazy("worker message", "Answer")

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(_("message"), max_length=2000)
    sealed = models.BinaryField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]

    @property
    def from_worker(self) -> bool:
        return self.kind in (self.Kind.ADDED, self.Kind.ANSWER)


class Rating(Record):
    """What the worker thinks of the result, each time it was closed."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="ratings")
    grade = models.CharField(max_length=10, choices=Satisfaction.choices)
    word = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]


class WorkerPhoto(Record):
    """A photo that the worker sent: a JPEG without metadata, sealed with the concern's data key, in a file."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="worker_photos")
    file = models.CharField(max_length=200)


class Passage(models.Model):
    """How often something was tried in one minute from one place. `key` is a keyed hash that changes daily; neither an
    address nor a person can be read from it. Rows are forgotten within the day."""

    key = models.BinaryField()
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "minute"], name="passage_once")]
        indexes = [models.Index(fields=["minute"], name="passage_minute")]

    def __str__(self) -> str:
        return str(self.minute)
