"""Documents as they went out, and the counters of their numbers."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.documents import kinds
from dundian.kernel import clock
from dundian.kernel.finding import Bigrams
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


def attachments() -> Storage:
    """Named here, not called, so that no folder of one machine stands in a migration."""
    return storages["default"]


def place_of(document: "Document", filename: str) -> str:
    """documents/2024/06/<id>.docx: nothing a user typed becomes a path."""
    return f"documents/{clock.today():%Y/%m}/{document.pk}.{filename.rsplit('.', 1)[-1]}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, actor: "Actor") -> "DocumentQuerySet":
        """Documents in scope, and the notices that federations above sent down to this person's unit."""
        above = {
            int(label) for path in actor.paths("receive", "document") for label in path.split(".") if label
        }
        received = Q(unit__in=above, kind__in=kinds.sent_down())
        return self.filter(Q(unit__in=actor.units("view", "document")) | received)


class Document(Record):
    """A document as it went out: bytes and fingerprint never change once frozen."""

    class Kind(StrEnum):
        """Keys of kinds that rooms name in their code; all of them stand in `kinds`."""

        DISPATCH_NOTICE = "dispatch_notice"
        DISPATCH_LETTER = "dispatch_letter"
        REPORT = "report"
        LETTER = "letter"
        HANDOVER = "handover"

    class State(models.TextChoices):
        FROZEN = "frozen", _("In force")
        WITHDRAWN = "withdrawn", _("No longer in force")
        REPLACED = "replaced", _("Replaced by another")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents", verbose_name=_("issued by"))
    kind = models.CharField(_("kind"), max_length=40, choices=kinds.choices)
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.FROZEN)
    file = models.FileField(storage=attachments, upload_to=place_of, max_length=200)
    extension = models.CharField(max_length=5, default="docx")
    octets = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    code = models.CharField(_("verification code"), max_length=19, blank=True)
    secret = models.BooleanField(default=False)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason for withdrawing"), max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-created_at", "-id"], name="document_unit"),
            models.Index(fields=["-created_at", "-id"], name="document_newest"),
            GinIndex(Bigrams("title"), name="document_words", fastupdate=False),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="document_number_once"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="document_code_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def filename(self) -> str:
        """Under which name the file is saved: number and title, as filing clerks name it."""
        return f"{self.number} {self.title}".strip() + f".{self.extension}"


class NumberSeries(Record):
    """The last number given in a series such as 自工发〔2024〕: counted under a row lock, without gaps or doubles."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="number_series")
    mark = models.CharField(_("organ mark"), max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "mark", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.mark}〔{self.year}〕"
