"""Turning the key of identities while people work: first a new key in front, then every data key under it."""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, QuerySet

from dundian.audit_trail.actions import record
from dundian.concerns import identity
from dundian.concerns.models import DataKey
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import SYSTEM, Actor

BATCH = 2000
NEWLY = """
    UPDATE concerns_datakey AS held SET key_id = %s, wrapped = fresh.wrapped, updated_at = %s, version = version + 1
    FROM unnest(%s::uuid[], %s::bytea[]) AS fresh (id, wrapped) WHERE held.id = fresh.id
"""


def waiting() -> int:
    """Data keys that are not yet under the current key, those whose own key is gone aside."""
    return _former().count()


def lost() -> dict[str, int]:
    """Data keys by an outer key that is not here: (key id, how many)."""
    unknown = DataKey.objects.exclude(key_id__in=list(settings.IDENTITY_RING.keys()))
    return dict(unknown.values_list("key_id").annotate(Count("pk")))


def _former() -> QuerySet[DataKey]:
    current, *former = settings.IDENTITY_RING.keys()
    return DataKey.objects.filter(key_id__in=former).exclude(key_id=current)


@transaction.atomic
def turn_key(*, actor: Actor = SYSTEM) -> str:
    """A new key seals from now on; the old one still opens what it sealed. Returns the new key's id."""
    if settings.IDENTITY_RING.from_environment:
        raise Refused(
            "DUNDIAN_IDENTITY_KEY names the key: put a new one there and the present one into "
            "DUNDIAN_IDENTITY_FORMER, start every process anew, and run this with --continue"
        )
    made = str(settings.IDENTITY_RING.turn())
    record(actor=actor, verb="turn", noun="identity_key", label=made, detail={"new": made})
    return made


@transaction.atomic
def rewrap_batch(limit: int = BATCH) -> int:
    """Put up to `limit` data keys under the current key; returns how many. Rows that somebody holds come later, damaged
    ones stay as they are."""
    rows = list(
        _former().select_for_update(skip_locked=True).order_by("key_id")[:limit]
        .values_list("pk", "concern_id", "key_id", "wrapped")
    )  # fmt: skip
    if not rows:
        return 0
    outer = ""
    ids, fresh = [], []
    for pk, concern, by, wrapped in rows:
        try:
            key = identity.unwrap(bytes(wrapped), by, concern)
        except Invalid:
            continue
        outer, sealed = identity.wrap(key, concern)
        ids.append(pk)
        fresh.append(sealed)
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(NEWLY, [outer, clock.now(), ids, fresh])
    return len(ids)


def rewrap_all(limit: int = BATCH) -> Iterator[int]:
    """Batch by batch until nothing is left; yields how many each time. Cut off anywhere, it goes on the next time."""
    while done := rewrap_batch(limit):
        yield done


@transaction.atomic
def forget_former_keys(*, actor: Actor = SYSTEM) -> list[str]:
    """Throw former keys away for good; refused while anything is still under one of them."""
    ring = settings.IDENTITY_RING
    _current, *former = ring.keys()
    if left := DataKey.objects.filter(key_id__in=former).count():
        raise Refused(
            f"{left} identities are still under a former key: run rotate-identity-key --continue first"
        )
    ring.forget(set(former))
    record(
        actor=actor, verb="remove", noun="identity_key", label=", ".join(former), detail={"rows": len(former)}
    )
    return list(former)
