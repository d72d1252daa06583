"""What the phone is told of its operations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.offline.models import Conflict, Operation


@dataclass(frozen=True)
class Answer:
    """One result; `conflict` is the conflict as the phone shows it."""

    id: str | None
    state: str
    reason: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    conflict: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"id": self.id, "state": self.state}
        if self.reason:
            told["reason"] = self.reason
        if self.fields:
            told["fields"] = self.fields
        if self.conflict:
            told["conflict"] = self.conflict
        return told


def answers(user: User, ids: Iterable[UUID]) -> dict[UUID, Answer]:
    """The stored result of each id, in two queries; somebody else's operation is only said to be taken."""
    wanted = set(ids)
    found = {o.pk: o for o in Operation.objects.filter(pk__in=wanted)}
    kept = Conflict.objects.filter(operation__in=[o.pk for o in found.values() if o.state == "conflict"])
    by_operation = {c.operation_id: c for c in kept.select_related("log", "task")}
    return {pk: _answer(user, pk, found.get(pk), by_operation.get(pk)) for pk in wanted}


def _answer(user: User, pk: UUID, operation: Operation | None, conflict: Conflict | None) -> Answer:
    if operation is None or operation.user_id != user.pk:
        return Answer(str(pk), Operation.State.REJECTED, _("This operation number is taken."))
    return Answer(
        str(pk),
        operation.state,
        operation.reason,
        operation.messages,
        conflict_json(conflict) if conflict else None,
    )


def conflict_json(conflict: Conflict) -> dict[str, Any]:
    """Both versions of each field, and who said what when."""
    return {
        "id": str(conflict.pk),
        "noun": conflict.noun,
        "record": str(conflict.log_id or conflict.task_id),
        "fields": conflict.fields,
        "by": conflict.theirs_by,
        "at": conflict.theirs_at.isoformat(timespec="seconds") if conflict.theirs_at else None,
        "mine_at": conflict.mine_at.isoformat(timespec="seconds"),
    }
