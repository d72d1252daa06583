"""Reading and proving the trail."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Max

from dundian.audit_trail.marks import is_genuine, is_genuine_seal, link
from dundian.audit_trail.models import Entry, Seal

BATCH = 1000


@dataclass(frozen=True)
class Fault:
    """One thing wrong: `kind` is changed, removed, inserted or reordered.

    `number` is the place in the chain (None when not sealed), up to `until` where several are gone together;
    `entry_id` is 0 when unknown.
    """

    kind: str
    chain: int
    number: int | None
    entry_id: int
    until: int | None = None

    def __str__(self) -> str:
        place = f"chain {self.chain}"
        if self.number is not None:
            place += f", number {self.number}" + (f" to {self.until}" if self.until else "")
        return f"{self.kind}: entry {self.entry_id or '(gone)'} ({place})"


@dataclass(frozen=True)
class Head:
    """The end of a chain: whoever wrote `digest` down earlier can prove that nothing before it has changed."""

    chain: int
    number: int
    digest: str


def heads(chains: Sequence[int] | None = None) -> list[Head]:
    """The newest seal of every chain."""
    tops = Seal.objects.order_by("chain", "-number").distinct("chain")
    if chains is not None:
        tops = tops.filter(chain__in=chains)
    return [Head(s.chain, s.number, bytes(s.digest).hex()) for s in tops]


def _faults_of_chain(chain: int) -> Iterator[Fault]:
    previous, expected = b"", 1
    batch: list[Seal] = []
    for seal in Seal.objects.filter(chain=chain).order_by("number").iterator(chunk_size=BATCH):
        batch.append(seal)
        if len(batch) == BATCH:
            yield from _check(batch, previous, expected)
            previous, expected, batch = bytes(seal.digest), seal.number + 1, []
    yield from _check(batch, previous, expected)


def _check(batch: list[Seal], previous: bytes, expected: int) -> Iterator[Fault]:
    entries = Entry.objects.in_bulk([s.entry_id for s in batch])
    for seal in batch:
        gap = seal.number != expected
        if gap:
            until = seal.number - 1 if seal.number - 1 > expected else None
            yield Fault("removed", seal.chain, expected, 0, until)
        kind = _fault_of(seal, entries.get(seal.entry_id), None if gap else previous)
        if kind:
            yield Fault(kind, seal.chain, seal.number, seal.entry_id)
        previous, expected = bytes(seal.digest), seal.number + 1


def _fault_of(seal: Seal, entry: Entry | None, previous: bytes | None) -> str:
    """What is wrong at this place, "" when nothing; `previous` is None after a gap, where no link can be computed."""
    if entry is None:
        return "removed"
    linked = previous is None or link(previous, entry) == bytes(seal.digest)
    if not is_genuine(entry):
        return "inserted" if linked else "changed"
    if not is_genuine_seal(seal) or entry.chain != seal.chain:
        return "changed"
    return "" if linked else "reordered"


def _unsealed_faults(chains: Sequence[int] | None) -> Iterator[Fault]:
    waiting = Entry.objects.exclude(id__in=Seal.objects.values("entry_id"))
    if chains is not None:
        waiting = waiting.filter(chain__in=chains)
    for entry in waiting.iterator(chunk_size=BATCH):
        if not is_genuine(entry):
            yield Fault("inserted", entry.chain, None, entry.id)


def _copies(chains: Sequence[int] | None) -> Iterator[Fault]:
    """Genuine rows that stand there twice: the later one was inserted."""
    rows = Entry.objects.all() if chains is None else Entry.objects.filter(chain__in=chains)
    twice = rows.values("serial").annotate(n=Count("id"), last=Max("id"), of=Max("chain")).filter(n__gt=1)
    for found in twice.order_by("last").iterator(chunk_size=BATCH):
        yield Fault("inserted", found["of"], None, found["last"])


def verify(*, since: Iterable[Head] | None = None, chains: Sequence[int] | None = None) -> Iterator[Fault]:
    """Every fault in the trail (or in some `chains`); nothing when it is whole. Memory does not grow with the trail.

    `since` are heads written down earlier and kept elsewhere. Only they can show that the end of a chain was cut off.
    """
    sealed = Seal.objects.order_by("chain").values_list("chain", flat=True).distinct()
    for chain in sealed if chains is None else sealed.filter(chain__in=chains):
        yield from _faults_of_chain(chain)
    yield from _unsealed_faults(chains)
    yield from _copies(chains)
    for head in since or ():
        seal = Seal.objects.filter(chain=head.chain, number=head.number).first()
        if seal is None:
            top = Seal.objects.filter(chain=head.chain).aggregate(top=Max("number"))["top"] or 0
            yield Fault("removed", head.chain, top + 1, 0, head.number)
        elif bytes(seal.digest).hex() != head.digest:
            yield Fault("changed", head.chain, head.number, seal.entry_id)


def entry_count() -> int:
    """How many rows the trail holds."""
    return Entry.objects.count()


def heads_as_text(found: Sequence[Head]) -> str:
    """Heads as JSON, the form that `dundian verify-audit --since` reads."""
    return json.dumps([asdict(head) for head in found], indent=1)


def heads_from_text(text: str) -> list[Head]:
    """Heads written down earlier; ValueError when the text holds none."""
    try:
        return [Head(int(h["chain"]), int(h["number"]), str(h["digest"])) for h in json.loads(text)]
    except (TypeError, KeyError) as fault:
        raise ValueError("no heads of an audit trail") from fault


def report(faults: Iterable[Fault], *, as_json: bool = False) -> str:
    """What `verify` found, for people or as JSON with `entries`, `faults` and `heads`."""
    count = entry_count()
    found = list(faults)
    if as_json:
        whole = {
            "entries": count,
            "faults": [asdict(f) for f in found],
            "heads": [asdict(h) for h in heads()],
        }
        return json.dumps(whole, indent=1)
    lines = [str(fault) for fault in found]
    return "\n".join([*lines, f"{count} entries, {len(found)} faults"])


def as_text(value: Any) -> str:
    """One value of an entry's detail, readable."""
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return "、".join(value)
    if isinstance(value, list) and value and all(_is_pair(v) for v in value):
        return "；".join(f"{name}：{said}" for name, said in value)
    return json.dumps(value, ensure_ascii=False)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)


def filtered(rows: Any, conditions: dict[str, Any]) -> Any:
    """Entries by the conditions of the filter form; unset ones do not count."""
    exact = {"actor_name": "who", "verb": "verb", "noun": "noun"}
    rows = rows.filter(**{column: conditions[name] for column, name in exact.items() if conditions.get(name)})
    if conditions.get("object"):
        rows = rows.filter(object_label__icontains=conditions["object"])
    if conditions.get("since"):
        rows = rows.filter(at__date__gte=conditions["since"])
    if conditions.get("until"):
        rows = rows.filter(at__date__lte=conditions["until"])
    return rows
