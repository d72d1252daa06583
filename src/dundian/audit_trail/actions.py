"""Writing the trail: `record` in the writer's own transaction, `seal` by a job."""

from collections import defaultdict
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import asdict
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, models, transaction

from dundian.audit_trail import marks, queries
from dundian.audit_trail.access import chains_of
from dundian.audit_trail.models import Entry, Seal, Verification
from dundian.audit_trail.readers import Reading
from dundian.kernel import clock
from dundian.kernel.adding import add_all
from dundian.kernel.text import clean_line

# Where the current request comes from; set by the middleware, empty in jobs and on the command line.
origin: ContextVar[str | None] = ContextVar("origin", default=None)

ONE_SEALER = 0x5EA1
# How far behind the newest sealed entry a slow transaction may still commit and be sealed by the next short run.
LOOK_BACK = 20_000
FAULTS_KEPT = 200


class Appointed(Protocol):
    """What the trail needs of an appointment."""

    id: UUID
    deputy_for: Any

    @property
    def label(self) -> Any: ...


class Acting(Protocol):
    """What the trail needs of an actor."""

    @property
    def user(self) -> Any: ...
    @property
    def main(self) -> Any: ...


class Placed(Protocol):
    """A unit: rows hang in the chain of its root."""

    id: int

    @property
    def root_id(self) -> int: ...


def record(
    *,
    actor: Acting,
    verb: str,
    noun: str,
    obj: models.Model | None = None,
    unit: Placed | None = None,
    appointment: Appointed | None = None,
    detail: dict[str, Any] | None = None,
    label: str | None = None,
) -> Entry:
    """Append one row to the trail, in the transaction of the write that it tells of.

    `detail` is JSON; it must never hold a worker's identity. `label` defaults to `str(obj)`.
    """
    entry = _entry(actor, verb, noun, obj, unit, appointment, detail, label)
    entry.save(force_insert=True)
    return entry


# An object, its unit, the appointment that gave the right, and details.
Told = tuple[models.Model, Placed, Appointed | None, dict[str, Any] | None]


def record_many(*, actor: Acting, verb: str, noun: str, told: Iterable[Told]) -> None:
    """One row for each object, as `record` would write it."""
    entries = [
        _entry(actor, verb, noun, obj, unit, appointment, detail, None)
        for obj, unit, appointment, detail in told
    ]
    add_all(entries)


def _entry(
    actor: Acting,
    verb: str,
    noun: str,
    obj: models.Model | None,
    unit: Placed | None,
    appointment: Appointed | None,
    detail: dict[str, Any] | None,
    label: str | None,
) -> Entry:
    capacity: Any = appointment or actor.main
    deputy_for = capacity.deputy_for if capacity else None
    entry = Entry(
        chain=unit.root_id if unit else 0,
        at=clock.now(),
        actor_id=None if actor.user._state.adding else actor.user.pk,  # the system itself is no stored user
        actor_name=str(actor.user)[:40],
        appointment_id=capacity.id if capacity else None,
        capacity=f"{str(capacity.unit)[:100]} {capacity.role}" if capacity else "",
        on_behalf_of=str(deputy_for.user)[:120] if deputy_for else "",
        verb=verb,
        noun=noun,
        object_id=str(obj.pk)[:40] if obj is not None else "",
        object_label=clean_line(str(obj) if label is None and obj is not None else label or "")[:200],
        unit_id=unit.id if unit else None,
        detail=marks.plain(detail) if detail else {},
        address=origin.get(),
    )
    entry.mark = marks.mark_of(entry)
    return entry


@transaction.atomic
def seal(*, limit: int = 5000, everything: bool = False) -> int:
    """Give unsealed entries their place in their chains; returns how many. One sealer at a time, others return 0.

    A short run looks at the newest entries only; `everything` also finds one that a very long transaction left behind.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALER])
        if cursor.fetchone() != (True,):
            return 0
    waiting = Entry.objects.filter(~models.Exists(Seal.objects.filter(entry_id=models.OuterRef("id"))))
    newest = None if everything else Seal.objects.aggregate(top=models.Max("entry_id"))["top"]
    if newest is not None:
        waiting = waiting.filter(id__gt=newest - LOOK_BACK)
    by_chain: dict[int, list[Entry]] = defaultdict(list)
    for entry in waiting.order_by("id")[:limit]:
        by_chain[entry.chain].append(entry)
    for chain, entries in by_chain.items():
        add_all(_next_seals(chain, entries))
    return sum(map(len, by_chain.values()))


def _next_seals(chain: int, entries: Iterable[Entry]) -> list[Seal]:
    last = Seal.objects.filter(chain=chain).order_by("-number").first()
    number, digest = (last.number, bytes(last.digest)) if last else (0, b"")
    seals = []
    for entry in entries:
        number, digest = number + 1, marks.link(digest, entry)
        made = Seal(chain=chain, number=number, entry_id=entry.id, digest=digest)
        made.mark = marks.seal_mark_of(made)
        seals.append(made)
    return seals


def seal_all(*, everything: bool = False) -> int:
    """Seal until nothing waits; returns how many."""
    total = 0
    while sealed := seal(everything=everything):
        total += sealed
    return total


@transaction.atomic
def ask_verification(*, actor: Reading) -> Verification:
    """A run over every chain in the actor's scope, to be carried out by a job."""
    appointment = actor.require("verify", "audit")
    asked = Verification.objects.create(
        asked_by_id=actor.user.pk, asked_by_name=str(actor.user)[:40], chains=chains_of(actor)
    )
    record(
        actor=actor, verb="verify", noun="audit", obj=asked, unit=appointment.unit, appointment=appointment
    )
    return asked


def carry_out(*, verification: Verification) -> Verification:
    """Seal what waits, prove the chains, and keep what was found."""
    seal_all(everything=True)
    found = queries.verify(chains=verification.chains)
    verification.faults = [asdict(fault) for fault in islice(found, FAULTS_KEPT)]
    verification.fault_count = len(verification.faults) + sum(1 for _fault in found)
    verification.entries = Entry.objects.filter(chain__in=verification.chains).count()
    verification.finished_at = clock.now()
    verification.touch()
    return verification
