"""The base of every record."""

from typing import Any, Self
from uuid import UUID

from django.db import models
from uuid_utils.compat import uuid7

from dundian.kernel import clock
from dundian.kernel.errors import Conflict


def new_id() -> UUID:
    """A time-ordered id (RFC 9562, version 7): made anywhere, a phone included, indexed like a counter."""
    return uuid7()


class Record(models.Model):
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
