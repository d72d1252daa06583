"""The base of every record, and the table behind the working calendar."""

from functools import lru_cache
from typing import Any, Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.encoding import force_str
from django.utils.translation import get_language
from uuid_utils.compat import uuid7

from dundian.kernel import clock
from dundian.kernel.errors import Conflict


def new_id() -> UUID:
    """A time-ordered id (RFC 9562, version 7): made anywhere, a phone included, indexed like a counter."""
    return uuid7()


class Worded(models.Model):
    """Says what a choice means without looking its words up anew for each row, as Django does."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> Any:
        return _word(field, getattr(self, field.attname), get_language())


@lru_cache(maxsize=5000)
def _word(field: Any, value: Any, language: str | None) -> Any:
    return force_str(words_of(field).get(value, value), strings_only=True)


@lru_cache(maxsize=1000)
def words_of(field: Any) -> dict[Any, Any]:
    """The words of a field's choices."""
    return dict(field.flatchoices)


class Record(Worded):
    """A row with an id that may be made elsewhere, its times, and a version that counts saves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def locked(cls, pk: Any, version: int | None = None) -> Self:
        """The row, locked for this transaction; `Conflict` when `version` is no longer the stored one."""
        row = cls._default_manager.select_for_update(of=("self",)).get(pk=pk)
        if version is not None and row.version != version:
            raise Conflict(row)
        return row

    def touch(self, *fields: str) -> None:
        """Save `fields` (all when none named) and count the version up."""
        self.version += 1
        self.updated_at = clock.now()
        self.save(update_fields=[*fields, "version", "updated_at"] if fields else None)


class Year(models.Model):
    """A year whose holidays have been entered."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class Day(models.Model):
    """A day that is not what its weekday says: a holiday off, or a weekend day that is worked."""

    day = models.DateField(primary_key=True)
    works = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class WorkingHours(models.Model):
    """A stretch of working time of every working day."""

    starts_at = models.TimeField(unique=True)
    ends_at = models.TimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hours_forward")]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


class Edition(models.Model):
    """One row: the stamp of the calendar's last change, by which other processes notice it.

    A random stamp, not a counter: a transaction that was rolled back must not leave its number to another.
    """

    only = models.BooleanField(primary_key=True, default=True)
    stamp = models.UUIDField(default=uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="edition_only_one")]

    def __str__(self) -> str:
        return str(self.stamp)
