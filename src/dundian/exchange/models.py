"""Workbooks that came in, row by row; lists that went out, with their receipts."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel.models import Record

if TYPE_CHECKING:
    from dundian.audit_trail.actions import Acting


def stored_exports() -> Storage:
    """Named here, not called, so that no folder of one machine stands in a migration."""
    return storages["default"]


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, actor: "Acting") -> "ImportRunQuerySet":
        """A workbook holds what its owner may see, so nobody else sees the run."""
        return self.filter(by=actor.user)


class ImportRun(Record):
    """One workbook read for one purpose: first dry, then applied, and undone if need be.

    `file` is kept only while a job reads it.

    `unit_id` is the unit it is imported for and `context` what else its kind needs (a campaign's id). `columns`
    tells how the sheet was understood: {"sheet", "header", "columns": [{"header", "key", "scale"}], "notes":
    [[row, text]], "other_sheets", "hidden"}. `counts` holds the rows by outcome as checked, and stays when the
    rows are forgotten.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("Checked, not yet applied")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", pgettext_lazy("import", "Applied")
        CANCELLED = "cancelled", pgettext_lazy("import", "Cancelled")
        READING = "reading", pgettext_lazy("import", "Being read")
        UNREADABLE = "unreadable", pgettext_lazy("import", "Cannot be read")
        UNDOING = "undoing", pgettext_lazy("import", "Being undone")
        UNDONE = "undone", pgettext_lazy("import", "Undone")

    kind = models.CharField(max_length=40)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    unit_id = models.BigIntegerField(null=True)
    target = models.CharField(max_length=200, blank=True)
    context = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State.choices, default=State.CHECKED)
    problem = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_runs")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(storage=stored_exports, max_length=200, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["by", "-created_at", "-id"], name="importrun_by")]

    def __str__(self) -> str:
        return self.filename


class ImportRow(models.Model):
    """One row of the workbook. `cells` holds what was read, in the order of the run's columns.

    `messages` tells by column what is wrong or changes. A row is `applied` once it has been dealt with, whether or not
    that changed anything. `before` holds what a changed row overwrote, for as long as the row is kept.
    """

    class Undone(models.TextChoices):
        NO = "", pgettext_lazy("import", "In force")
        YES = "yes", pgettext_lazy("import", "Taken back")
        KEPT = "kept", pgettext_lazy("import", "Stays")

    class Outcome(models.TextChoices):
        NEW = "new", pgettext_lazy("import", "New")
        CHANGED = "changed", pgettext_lazy("import", "Changed")
        SAME = "same", _("Already so")
        FAILED = "failed", _("To be mended")

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    messages = models.JSONField(default=dict)
    object_id = models.CharField(max_length=40, blank=True)
    applied = models.BooleanField(default=False)
    before = models.JSONField(default=dict, blank=True)
    undone = models.CharField(max_length=4, choices=Undone.choices, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["run", "outcome", "number"], name="importrow_outcome"),
            models.Index(
                fields=["run", "number"], condition=models.Q(applied=False), name="importrow_waiting"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="importrow_number")]

    def __str__(self) -> str:
        return f"{self.run} #{self.number}"


class HeadingMeaningQuerySet(models.QuerySet["HeadingMeaning"]):
    def visible_to(self, actor: Any) -> "HeadingMeaningQuerySet":
        """What has been said at the units of one's own appointments."""
        return self.filter(unit_id__in=[a.unit_id for a in actor.appointments])


class HeadingMeaning(Record):
    """What a header of their own means to the people of a unit: the column `key` of a kind of import."""

    kind = models.CharField(max_length=40)
    unit_id = models.BigIntegerField()
    header = models.CharField(max_length=100)
    key = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = HeadingMeaningQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "unit_id", "header"], name="heading_once")]

    def __str__(self) -> str:
        return f"{self.header} → {self.key}"


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, actor: "Acting") -> "ExportQuerySet":
        """What one has exported oneself."""
        return self.filter(by=actor.user)


class Export(Record):
    """One list that went out, with its receipt: `rows`, `sha256`, `filters`, `as_of`.

    `address` is the list's own export address with its conditions: carrying an export out is asking it again as the
    person. `columns` are the places of the chosen columns, [] for all. A short export is handed out at once and not
    kept. `appointments` gave the rights under which the rows were read; the file is handed out while they last.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("export", "Waiting in the queue")
        RUNNING = "running", pgettext_lazy("export", "Being written")
        COMPLETE = "complete", pgettext_lazy("export", "Complete")
        FAILED = "failed", pgettext_lazy("export", "Failed")

    title = models.CharField(max_length=200)
    address = models.TextField()
    noun = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=5, default="xlsx")
    columns = models.JSONField(default=list)
    reason = models.CharField(_("reason for full identities"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField(default=0)
    octets = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    filters = models.JSONField(default=list)
    as_of = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    appointments = models.JSONField(default=list)
    file = models.FileField(storage=stored_exports, max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["by", "-created_at", "-id"], name="export_by")]

    def __str__(self) -> str:
        return self.title
