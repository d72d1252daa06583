"""The inbox: each operation is applied exactly once, whatever the order, repetition or cut.

An operation's row and its effect are written in one transaction, under an advisory lock on its id; asked again, the row
answers. One whose predecessors have not come waits, and is applied when they have.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dundian.kernel import clock
from dundian.kernel.errors import Conflict as Stale
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.once import one_at_a_time
from dundian.offline import sealing
from dundian.offline.actions import concerns, conflicts, discarding, logs, photos, support, tasks
from dundian.offline.actions.commands import Awaited, Command, Differs
from dundian.offline.models import Device, Operation
from dundian.offline.queries.answers import Answer, answers
from dundian.offline.reading import as_moment, as_uuid
from dundian.org.access import Actor
from dundian.ui.errors import new_reference

log = logging.getLogger(__name__)
State = Operation.State
Carrier = Callable[[Command], Differs | None]

KINDS: dict[str, Carrier] = {
    "log.write": logs.write,
    "log.change": logs.change,
    "task.finish": tasks.finish,
    "task.reopen": tasks.reopen,
    "task.change": tasks.change,
    "concern.raise": concerns.write,
    "support.ask": support.ask,
    "support.confirm": support.confirm,
    "leave.ask": support.leave,
    "photo.attach": photos.attach,
    "conflict.resolve": conflicts.resolve_from_phone,
    "operation.discard": discarding.discard,
}
MOST_AFTER = 50
MOST_WAITING = 200
OLDEST = timedelta(days=400)
TRIES = 3
SHORTEST_SEQ, LONGEST_SEQ = -(2**62), 2**62


@dataclass
class Sent:
    """An operation as it came, read; `at` is put right by the clock's error."""

    id: UUID
    seq: int
    kind: str
    record: UUID
    said_at: datetime | None
    at: datetime
    after: list[UUID]
    replaces: list[UUID]
    fields: dict[str, Any]


def receive_operations(
    *, device: Device, today: Actor, said_now: datetime | None, operations: Sequence[Any]
) -> list[Answer]:
    """Take a batch; the answers in the order sent."""
    now = clock.now()
    offset = now - said_now if said_now else timedelta(0)
    read = [_read(one, now, offset) for one in operations]
    for sent in sorted((s for s in read if s), key=lambda s: (s.at, s.seq)):
        _take(device, today, sent)
    apply_waiting(device=device, today=today)
    known = answers(device.user, [sent.id for sent in read if sent])
    return [known[sent.id] if sent else _unreadable(one) for one, sent in zip(operations, read, strict=True)]


def _read(one: Any, now: datetime, offset: timedelta) -> Sent | None:
    """None when it lacks what an operation needs to be kept at all."""
    if not isinstance(one, dict):
        return None
    pk, record, kind = as_uuid(one.get("id")), as_uuid(one.get("record")), one.get("kind")
    if pk is None or record is None or not isinstance(kind, str) or not kind.isascii() or len(kind) > 30:
        return None
    seq = one.get("seq")
    seq = seq if type(seq) is int and SHORTEST_SEQ < seq < LONGEST_SEQ else 0
    said_at, fields = as_moment(one.get("at")), one.get("fields")
    return Sent(
        id=pk,
        seq=seq,
        kind="".join(c for c in kind if c.isprintable()),
        record=record,
        said_at=said_at,
        at=_put_right(said_at, now, offset),
        after=_ids(one.get("after")),
        replaces=_ids(one.get("replaces")),
        fields=fields if isinstance(fields, dict) else {},
    )


def _ids(value: Any) -> list[UUID]:
    return [a for a in map(as_uuid, value[:MOST_AFTER]) if a] if isinstance(value, list) else []


def _put_right(said_at: datetime | None, now: datetime, offset: timedelta) -> datetime:
    """The moment by the server's clock: never to come, never older than a phone can have waited."""
    try:
        at = said_at + offset if said_at else now
    except OverflowError:
        at = now
    return min(max(at, now - OLDEST), now)


def _unreadable(one: Any) -> Answer:
    said = one.get("id") if isinstance(one, dict) else None
    pk = as_uuid(said)
    return Answer(
        id=str(pk) if pk else None,
        state=State.REJECTED,
        reason=_("This is no operation that the server can read: it needs id, kind and record."),
    )


def _take(device: Device, today: Actor, sent: Sent) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                _take_once(device, today, sent)
            return
        except OperationalError as fault:
            if attempt == TRIES or not _worth_another_try(fault):
                raise


def _worth_another_try(fault: OperationalError) -> bool:
    """Deadlock or serialization failure (SQLSTATE class 40): the other one has gone on meanwhile."""
    return str(getattr(fault.__cause__, "sqlstate", "") or "").startswith("40")


def _take_once(device: Device, today: Actor, sent: Sent) -> None:
    one_at_a_time(sent.id)
    operation = Operation.objects.filter(pk=sent.id).first()
    if operation is None:
        operation = Operation(
            id=sent.id,
            device=device,
            user=device.user,
            seq=sent.seq,
            kind=sent.kind,
            record=sent.record,
            at=sent.said_at,
            corrected_at=sent.at,
            after=sent.after,
            replaces=sent.replaces,
            state=State.WAITING,
        )
        _attempt(operation, sent.fields, device, today)


def _attempt(operation: Operation, fields: dict[str, Any], device: Device, today: Actor) -> None:
    """Apply it if it can be applied now, and write down how it stands."""
    differs: Differs | None = None
    operation.reason, operation.messages, operation.photo = "", {}, ""
    try:
        differs = _carry(operation, fields, device, today)
    except OperationalError:
        raise
    except Exception as fault:
        _not_applied(operation, fault)
    _keep(operation, fields)
    if differs:
        conflicts.keep(differs=differs, operation=operation, at=operation.corrected_at or clock.now())
    if operation.is_settled and operation.replaces:
        Operation.objects.filter(pk__in=operation.replaces, user=operation.user, state=State.REJECTED).update(
            state=State.REPLACED, sealed=None
        )


def _carry(operation: Operation, fields: dict[str, Any], device: Device, today: Actor) -> Differs | None:
    """Carry it out in a transaction of its own, or leave it waiting."""
    if not _may_go(operation):
        operation.state = State.WAITING
        return None
    carrier = KINDS.get(operation.kind)
    if carrier is None or operation.record is None:
        raise Invalid(_("The server does not know this kind of operation. It may be older than the app."))
    one_at_a_time(operation.record)
    moment = operation.corrected_at or clock.now()
    command = Command(operation.pk, operation.kind, operation.record, fields, moment, device, today)
    with transaction.atomic():
        differs = carrier(command)
    operation.state = State.CONFLICT if differs else State.APPLIED
    return differs


def _not_applied(operation: Operation, fault: Exception) -> None:
    """Why it was not: in words that the person can act on, or with a reference number when the fault is ours."""
    if isinstance(fault, Awaited):
        operation.state, operation.photo = State.WAITING, fault.digest
    elif isinstance(fault, Invalid):
        _reject(operation, str(fault.messages.get("", "")) or _("Something in it cannot be accepted."))
        operation.messages = {str(k)[:100]: str(v) for k, v in fault.messages.items() if k}
    elif isinstance(fault, Refused):
        if isinstance(fault, conflicts.Moved):
            conflicts.show_anew(conflict=fault.conflict, differs=fault.differs)
        _reject(operation, fault.reason)
    elif isinstance(fault, Stale):
        _reject(operation, _("Somebody changed this record at the same moment. Send it again."))
    else:
        reference = new_reference()
        log.error("reference %s: %s %s", reference, operation.kind, operation.pk, exc_info=fault)
        said = _(
            "The server could not carry this out, and the fault is on its side (reference %(reference)s)."
        )
        _reject(operation, said % {"reference": reference})


def _reject(operation: Operation, reason: str) -> None:
    operation.state, operation.reason = State.REJECTED, reason[:500]


def _keep(operation: Operation, fields: dict[str, Any]) -> None:
    if operation.state in (State.WAITING, State.REJECTED):
        operation.sealed, operation.key_id = sealing.seal(fields, operation.pk)
    else:
        operation.sealed, operation.key_id = None, ""
    operation.updated_at = clock.now()
    operation.save(force_insert=operation._state.adding)


def _may_go(operation: Operation) -> bool:
    """Whether all it builds on is settled. `Invalid` when some of that was discarded."""
    mine = Operation.objects.filter(user=operation.user)
    earlier = Q(corrected_at=operation.corrected_at, seq__lt=operation.seq) | Q(
        corrected_at__lt=operation.corrected_at
    )
    same = mine.waiting().filter(earlier, record=operation.record).exclude(pk=operation.pk)
    # One that mends another stands where that stood, before those which wait for it.
    if operation.record and not operation.replaces and same.exists():
        return False
    return all(_settled(mine, pk) for pk in operation.after if pk != operation.pk)


def _settled(mine: Any, pk: UUID, depth: int = 10) -> bool:
    found = mine.filter(pk=pk).first()
    if found is None:
        return False
    if found.state == State.DISCARDED:
        raise Invalid(_("What this builds on was discarded."))
    if found.state == State.REPLACED and depth:
        mended = mine.filter(replaces__contains=[pk]).order_by("-created_at").first()
        return mended is not None and _settled(mine, mended.pk, depth - 1)
    return bool(found.is_settled)


def apply_waiting(*, device: Device, today: Actor, photo: str = "") -> int:
    """Apply what has waited and can go now; returns how many did. `photo`: only those that wait for these bytes."""
    gone = 0
    while True:
        rows = Operation.objects.filter(user=device.user).waiting().order_by("corrected_at", "seq", "pk")
        waiting = list(
            (rows.filter(photo=photo) if photo else rows).values_list("pk", flat=True)[:MOST_WAITING]
        )
        went = sum(_again(pk, device, today) for pk in waiting)
        gone += went
        if not went:
            return gone


def _again(pk: UUID, device: Device, today: Actor) -> bool:
    """Try a waiting one once more; whether it waits no longer."""
    with transaction.atomic():
        one_at_a_time(pk)
        operation = (
            Operation.objects.select_related("device__user").filter(pk=pk, state=State.WAITING).first()
        )
        if operation is None or operation.sealed is None:
            return False
        try:
            fields = sealing.unseal(operation.sealed, operation.key_id, operation.pk)
        except Invalid as fault:
            _reject(operation, str(fault))
            _keep(operation, {})
            return True
        _attempt(operation, fields, operation.device, today)
        return operation.state != State.WAITING
