"""Printing apart from the page: previews, and many documents at once."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.documents.models.documents import attachments
from dundian.kernel.models import Record

if TYPE_CHECKING:
    from dundian.org.access import Actor


class PrintState(models.TextChoices):
    WAITING = "waiting", _("Waiting in the queue")
    RUNNING = "running", _("Being printed")
    COMPLETE = "complete", pgettext_lazy("printing", "Ready")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", pgettext_lazy("printing", "Called off")


class Preview(Record):
    """Pictures of the pages of a Word file, found by its fingerprint; shown only on the page of that file."""

    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=PrintState.choices, default=PrintState.WAITING)
    pages = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.sha256

    def place(self, name: str) -> str:
        """Where its files lie in the store."""
        return f"previews/{self.sha256[:2]}/{self.sha256}-{name}"


class PrintRunQuerySet(models.QuerySet["PrintRun"]):
    def visible_to(self, actor: "Actor") -> "PrintRunQuerySet":
        """What one has asked for oneself."""
        return self.filter(by=actor.user)


class PrintRun(Record):
    """Many documents as one PDF or one folder of Word files. `papers`: what `source` needs to find them again."""

    class Form(models.TextChoices):
        PDF = "pdf", _("One PDF to print")
        ZIP = "zip", _("Word files in a zip folder")

    title = models.CharField(max_length=200)
    source = models.CharField(max_length=40)
    papers = models.JSONField(default=list)
    form = models.CharField(max_length=5, choices=Form.choices, default=Form.PDF)
    state = models.CharField(max_length=10, choices=PrintState.choices, default=PrintState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    file = models.FileField(storage=attachments, max_length=200, blank=True)
    octets = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PrintRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["by", "-created_at", "-id"], name="print_run_by")]

    def __str__(self) -> str:
        return self.title

    def place(self) -> str:
        """Where its file lies in the store."""
        return f"prints/{self.pk}.{self.form}"
