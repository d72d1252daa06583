"""Phones, what they sent, what they have, and where two people said different things."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from dundian.fieldwork.models import Task, WorkLog
from dundian.kernel import clock
from dundian.kernel.models import Record

if TYPE_CHECKING:
    from dundian.org.access import Actor

UNUSED_FOR = timedelta(days=60)


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, actor: "Actor") -> "DeviceQuerySet":
        """One's own, and those of people whose sign-ins one keeps."""
        kept = Q(user__person__home_unit__in=actor.units("end", "device"))
        return self.filter(Q(user=actor.user) | kept)

    def open(self) -> "DeviceQuerySet":
        """Those that would still be let in."""
        return self.filter(ended_at=None, seen_at__gte=clock.now() - UNUSED_FOR)


class Device(Record):
    """A phone that somebody signed in. Of its secret only the digest is kept (SHA-256 of 32 random bytes).

    `registered_at` is carried over when the same person signs the same phone in again.
    """

    class End(models.TextChoices):
        SIGNED_OUT = "signed_out", pgettext_lazy("device", "Signed out on the phone")
        REVOKED = "revoked", pgettext_lazy("device", "Ended by its owner")
        LOST = "lost", pgettext_lazy("device", "Reported lost")
        CLOSED = "closed", pgettext_lazy("device", "Sign-in closed")
        PASSWORD = "password", pgettext_lazy("device", "Password changed")
        UNUSED = "unused", pgettext_lazy("device", "Not used for long")
        RENEWED = "renewed", pgettext_lazy("device", "Signed in again")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    name = models.CharField(pgettext_lazy("device", "phone"), max_length=60)
    digest = models.CharField(max_length=64)
    registered_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-seen_at"], name="device_user_seen")]

    def __str__(self) -> str:
        return self.name

    @property
    def wipes(self) -> bool:
        """Whether the phone must forget what it holds; otherwise it keeps what is unsent until the next sign-in."""
        return self.end in (self.End.SIGNED_OUT, self.End.REVOKED, self.End.LOST, self.End.CLOSED)


class OperationQuerySet(models.QuerySet["Operation"]):
    def visible_to(self, actor: "Actor") -> "OperationQuerySet":
        return self.filter(user=actor.user)

    def waiting(self) -> "OperationQuerySet":
        return self.filter(state=Operation.State.WAITING)


class Operation(Record):
    """One thing done on a phone, under its own id; the answer is kept, so that asking again changes nothing.

    `sealed` holds what it says while it waits or stands rejected, and nothing once it is settled.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("operation", "Waiting")
        APPLIED = "applied", pgettext_lazy("operation", "Applied")
        CONFLICT = "conflict", pgettext_lazy("operation", "Applied but for a conflict")
        REJECTED = "rejected", pgettext_lazy("operation", "Rejected")
        REPLACED = "replaced", pgettext_lazy("operation", "Mended by another")
        DISCARDED = "discarded", pgettext_lazy("operation", "Discarded")

    device = models.ForeignKey(Device, models.CASCADE, related_name="operations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seq = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=30, blank=True)
    record = models.UUIDField(null=True)
    at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices)
    after: "ArrayField[list[Any], list[Any]]" = ArrayField(models.UUIDField(), default=list)
    replaces: "ArrayField[list[Any], list[Any]]" = ArrayField(models.UUIDField(), default=list)
    photo = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    messages = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    key_id = models.CharField(max_length=16, blank=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "corrected_at", "seq"], condition=Q(state="waiting"), name="operation_waiting"
            ),
            GinIndex(fields=["replaces"], name="operation_replaces"),
            models.Index(fields=["device", "-created_at"], name="operation_device"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_settled(self) -> bool:
        return self.state in (self.State.APPLIED, self.State.CONFLICT)


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def visible_to(self, actor: "Actor") -> "ConflictQuerySet":
        """One's own, and those of records that one may change."""
        logs = Q(log__unit__in=actor.units("change", "log"))
        tasks = Q(task__unit__in=actor.units("change", "task"))
        return self.filter(Q(user=actor.user) | logs | tasks)

    def open(self) -> "ConflictQuerySet":
        return self.filter(resolved_at=None)


class Conflict(Record):
    """Two people said different things of one field. Both versions stay until a person chooses.

    `fields`: [{"field", "base", "mine", "theirs"}], values as the phone writes them; `choices`: {field: whose version}.
    """

    operation = models.OneToOneField(Operation, models.CASCADE, related_name="conflict")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    log = models.ForeignKey(WorkLog, models.CASCADE, null=True, related_name="conflicts")
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="conflicts")
    fields = models.JSONField(default=list)
    mine_at = models.DateTimeField(default=clock.now)
    theirs_by = models.CharField(max_length=40, blank=True)
    theirs_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    choices = models.JSONField(default=dict)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "-created_at", "-id"],
                condition=Q(resolved_at=None),
                name="conflict_open_user",
            ),
            models.Index(fields=["-created_at", "-id"], name="conflict_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(log__isnull=False, task=None) | Q(log=None, task__isnull=False),
                name="conflict_of_one_record",
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> WorkLog | Task:
        return self.log or cast(Task, self.task)

    @property
    def noun(self) -> str:
        return "log" if self.log_id else "task"


class Manifest(Record):
    """What a phone has: 25 bytes a record (type 1, id 16, digest of the payload 8). Its id is the cursor."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="manifests")
    entries = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["device", "-created_at"], name="manifest_device")]


class Upload(Record):
    """A photo on its way. `parts` are the stored chunks in order; bound to whoever sends it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    parts: "ArrayField[list[Any], list[Any]]" = ArrayField(models.CharField(max_length=200), default=list)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["updated_at"], name="upload_updated")]
        constraints = [models.UniqueConstraint(fields=["user", "sha256"], name="upload_once")]
