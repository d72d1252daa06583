"""Who did what to what, when and from where: written once, never changed.

Writers only append to `Entry`. A job links entries into one chain per root unit (`Seal`), so that writers never wait
for each other.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from dundian.audit_trail import words
from dundian.audit_trail.readers import Reading
from dundian.kernel import clock
from dundian.kernel.models import Record, new_id
from dundian.ui.formats import moment


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, actor: Reading) -> "EntryQuerySet":
        """Entries about the units in scope; those about no unit for whoever stands at the top of a tree."""
        shown = Q(unit_id__in=actor.units("view", "audit"))
        if any("." not in path for path in actor.paths("view", "audit")):
            shown |= Q(unit_id=None)
        return self.filter(shown)


class Entry(models.Model):
    """One action. `mark` is a keyed digest (HMAC-SHA-256, RFC 2104) that only the application can make.

    `serial` is part of what is marked, so that a copy of a genuine row is found out.
    """

    id = models.BigAutoField(primary_key=True)
    serial = models.UUIDField(unique=True, default=new_id)
    chain = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=40, blank=True)
    appointment_id = models.UUIDField(null=True)
    capacity = models.CharField(max_length=120, blank=True)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=40)
    noun = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    unit_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    mark = models.BinaryField(max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "-id"], name="entry_unit"),
            models.Index(fields=["actor_id", "-id"], name="entry_actor"),
            models.Index(fields=["actor_name", "-id"], name="entry_actor_name"),
            models.Index(fields=["noun", "object_id", "-id"], name="entry_object"),
            BrinIndex(fields=["at"], name="entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"

    @property
    def verb_name(self) -> Any:
        return words.verb(self.verb)

    @property
    def noun_name(self) -> Any:
        return words.noun(self.noun)

    @property
    def capacity_name(self) -> str:
        """The capacity with its role in words."""
        unit, _space, role = self.capacity.rpartition(" ")
        return f"{unit} {words.role(role)}".strip()


class Seal(models.Model):
    """The place of an entry in its chain: `digest = SHA-256(previous digest, entry)`, which an outsider can compute.

    `mark` is keyed, so that nobody with the database alone can write the rest of a chain anew.
    """

    id = models.BigAutoField(primary_key=True)
    chain = models.BigIntegerField()
    number = models.BigIntegerField()
    entry_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField(max_length=32)
    mark = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="seal_place")]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number}"


class Verification(Record):
    """One run over some chains, asked for by an audit administrator; `faults` holds the first ones in full."""

    asked_by_id = models.UUIDField(null=True)
    asked_by_name = models.CharField(max_length=40)
    chains = ArrayField(models.BigIntegerField())
    finished_at = models.DateTimeField(null=True)
    entries = models.BigIntegerField(default=0)
    fault_count = models.BigIntegerField(default=0)
    faults = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="verification_created")]

    def __str__(self) -> str:
        return moment(self.created_at)

    @property
    def fault_lines(self) -> list[dict[str, Any]]:
        """The faults kept, each with `what`: its kind in words."""
        return [{**fault, "what": words.fault(fault["kind"])} for fault in self.faults]
