"""Reading a workbook dry, applying what was read, dropping it."""

import hashlib
import json
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dundian.audit_trail.actions import Acting, Placed, record
from dundian.exchange import importers, queries
from dundian.exchange.headings import Layout, find_layout
from dundian.exchange.importers import Importer, Importing, ParsedRow, Planner, RowPlan, Target
from dundian.exchange.models import ImportRow, ImportRun
from dundian.exchange.reading import SheetRow, Unreadable, open_workbook
from dundian.kernel import clock
from dundian.kernel.adding import add_all
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.ui import formats

T = TypeVar("T")
BATCH = 500
APPLY_BATCH = 1000
TOO_LARGE = gettext_lazy("The workbook is larger than %(limit)s. Split it into parts.")
Outcome = ImportRow.Outcome
State = ImportRun.State


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


@transaction.atomic
def check_workbook(
    *,
    kind: str,
    file: IO[bytes],
    filename: str,
    actor: Importing,
    unit: Placed | None = None,
    context: Mapping[str, str] | None = None,
) -> ImportRun:
    """Read the workbook without changing anything.

    What each row would do stands in the run. `Unreadable` when it cannot be read.
    """
    importer = importers.get(kind)
    target = importer.target_of(actor, unit.id if unit else None, context or {})
    with tempfile.NamedTemporaryFile() as copy:
        digest = copied(file, copy)
        run = begun(importer, target, filename, digest, actor)
        with open_workbook(copy.name) as workbook:
            layout = find_layout(workbook, importer, queries.remembered(kind, target.unit.id))
            run.save(force_insert=True)
            planner = importer.planner(target, actor)
            for rows in batched(layout.rows(workbook), BATCH):
                add_all(checked_rows(run, rows, layout, importer, planner))
    return read_through(run, layout, target.unit, actor)


def begun(importer: Importer, target: Target, filename: str, digest: str, actor: Importing) -> ImportRun:
    return ImportRun(
        kind=importer.kind, filename=clean_line(filename)[-200:], sha256=digest, by=actor.user,
        unit_id=target.unit.id, target=target.label[:200], context=target.context,
    )  # fmt: skip


def read_through(run: ImportRun, layout: Layout, unit: Placed, actor: Importing) -> ImportRun:
    run.columns, run.counts, run.state = layout.described(), _counts(run), State.CHECKED
    if not run.counts:
        raise Unreadable(_("There are no rows below the header in row %(row)d.") % {"row": layout.header})
    run.save(update_fields=["columns", "counts", "state"])
    detail = {"kind": run.kind, "sha256": run.sha256, **run.counts}
    record(actor=actor, verb="check", noun="import", obj=run, unit=unit, detail=detail)
    return run


def copied(file: IO[bytes], copy: Any) -> str:
    """Keep the workbook for the time of reading; returns its SHA-256."""
    digest = hashlib.sha256()
    size = 0
    while chunk := file.read(2**16):
        size += len(chunk)
        if size > settings.MAX_WORKBOOK_BYTES:
            raise Unreadable(TOO_LARGE % {"limit": formats.size(settings.MAX_WORKBOOK_BYTES)})
        digest.update(chunk)
        copy.write(chunk)
    copy.flush()
    return digest.hexdigest()


def checked_rows(
    run: ImportRun, rows: Sequence[SheetRow], layout: Layout, importer: Importer, planner: Planner
) -> list[ImportRow]:
    kept = [ImportRow(run=run, number=row.number, cells=importer.kept(row.cells)) for row in rows]
    described = [{"key": h.key, "scale": h.scale} for h in layout.columns]
    for row, plan in _planned(kept, described, importer, planner):
        row.outcome, row.messages, row.object_id = plan.outcome, plan.messages, plan.object_id
    return kept


def _planned(
    rows: Sequence[ImportRow], columns: Sequence[Mapping[str, Any]], importer: Importer, planner: Planner
) -> list[tuple[ImportRow, RowPlan]]:
    """Each row with its plan; a row with an unreadable cell is not even shown to the planner."""
    scales = {c["key"]: c["scale"] for c in columns if c["key"]}
    places = {c["key"]: n for n, c in enumerate(columns) if c["key"]}
    plans: dict[int, RowPlan] = {}
    good: list[ParsedRow] = []
    for row in rows:
        told = importer.told(row.cells)
        cells = {key: told[n] if n < len(told) else None for key, n in places.items()}
        values, messages = importer.parse(cells, scales)
        if messages:
            plans[row.number] = RowPlan(Outcome.FAILED, messages)
        else:
            good.append(ParsedRow(row.number, values))
    if good:
        plans |= {row.number: plan for row, plan in zip(good, planner.plan(good), strict=True)}
    return [(row, plans[row.number]) for row in rows]


def _counts(run: ImportRun) -> dict[str, int]:
    found = ImportRow.objects.filter(run=run).values_list("outcome").annotate(n=Count("id"))
    return dict(found.order_by())


def own(run: ImportRun, actor: Acting) -> ImportRun:
    """The run, locked; nobody applies or drops another person's."""
    stored = ImportRun.locked(run.pk)
    if stored.by_id != actor.user.pk:
        raise Refused(_("Only the person who sent the workbook may do this."))
    return stored


@transaction.atomic
def begin_applying(*, run: ImportRun, actor: Importing) -> ImportRun:
    """Mark the run as being applied, so that a job may go on with it.

    Beginning twice, or again after a kill, is harmless.
    """
    stored = own(run, actor)
    target = importers.get(stored.kind).target_of(actor, stored.unit_id, stored.context)
    if stored.state not in (State.CHECKED, State.APPLYING):
        raise Invalid(_("This workbook has been dealt with already."))
    if stored.state == State.CHECKED:
        stored.state, stored.problem = State.APPLYING, ""
        stored.touch("state", "problem")
        record(actor=actor, verb="apply", noun="import", obj=stored, unit=target.unit, detail=stored.counts)
    return stored


def apply_run(*, run: ImportRun, actor: Importing) -> ImportRun:
    """Carry out every row that is new or changed, in batches of one transaction each.

    Goes on where a killed run stopped.
    """
    run = begin_applying(run=run, actor=actor)
    try:
        while _apply_batch(run, actor):
            pass
    except Refused as refusal:
        return _stopped(run, actor, refusal.reason)
    return _finished(run, actor)


@transaction.atomic
def _apply_batch(run: ImportRun, actor: Importing) -> int:
    """Deal with the next rows; returns how many there were. Rows are planned anew, since the world may have moved."""
    run = own(run, actor)
    importer = importers.get(run.kind)
    target = importer.target_of(actor, run.unit_id, run.context)
    with (
        connection.cursor() as cursor
    ):  # one import at a time into one tree: the same workbook twice must not double
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)",
            [zlib.crc32(run.kind.encode()) >> 1, target.unit.root_id % 2**31],
        )
    waiting = ImportRow.objects.filter(run=run, applied=False, outcome__in=[Outcome.NEW, Outcome.CHANGED])
    rows = list(waiting.order_by("number")[:APPLY_BATCH])
    planned = _planned(rows, run.columns["columns"], importer, importer.planner(target, actor))
    added = _added_together(planned, importer, actor)
    for row, plan in planned:
        if row.number in added:
            row.outcome, row.messages, row.object_id = Outcome.NEW, {}, added[row.number]
            row.before, row.applied = plan.before, True
        else:
            _carry_out(row, plan)
    _store(rows)
    run.touch()
    return len(rows)


def _added_together(
    planned: Sequence[tuple[ImportRow, RowPlan]], importer: Importer, actor: Importing
) -> dict[int, str]:
    """By row number what was added by one action; nothing when one of the rows stands in the way of the others: then
    they go one by one, and the row at fault is told.
    """
    new = {row.number: plan.facts for row, plan in planned if plan.facts is not None}
    if importer.add_many is None or len(new) < 2:
        return {}
    try:
        with transaction.atomic():
            return dict(zip(new, importer.add_many(list(new.values()), actor), strict=True))
    except (Invalid, Refused, Conflict, IntegrityError, DataError):
        return {}


def _store(rows: Sequence[ImportRow]) -> None:
    """What became of the rows, in one short statement."""
    columns = (
        [row.pk for row in rows],
        [str(row.outcome) for row in rows],
        [_as_json(row.messages) for row in rows],
        [row.object_id for row in rows],
        [row.applied for row in rows],
        [_as_json(row.before) for row in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange_importrow r SET outcome = n.outcome, messages = n.messages::jsonb, "
            "object_id = n.object_id, applied = n.applied, before = n.before::jsonb "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::text[]) "
            "AS n(id, outcome, messages, object_id, applied, before) WHERE r.id = n.id",
            columns,
        )


def _as_json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, cls=DjangoJSONEncoder) if told else "{}"


def _carry_out(row: ImportRow, plan: RowPlan) -> None:
    row.outcome, row.messages, row.object_id = plan.outcome, plan.messages, plan.object_id
    row.before = plan.before
    row.applied = row.outcome != Outcome.FAILED
    if plan.act is None:
        return
    try:
        with transaction.atomic():
            row.object_id = plan.act()
            row.messages = {} if row.outcome == Outcome.NEW else row.messages
    except Invalid as fault:
        _fail(row, fault.messages)
    except Conflict:
        _fail(row, {"": _("Somebody changed this record at the same moment. Import the row again.")})
    except (IntegrityError, DataError):
        _fail(row, {"": _("This clashes with another record. Check names, codes and numbers.")})


def _fail(row: ImportRow, messages: Mapping[str, str]) -> None:
    row.outcome, row.applied = Outcome.FAILED, False
    row.messages = {key: str(text) for key, text in messages.items()}


@transaction.atomic
def _finished(run: ImportRun, actor: Importing) -> ImportRun:
    stored = own(run, actor)
    if stored.state != State.APPLYING:
        return stored
    stored.state, stored.applied_at, stored.counts = State.APPLIED, clock.now(), _counts(stored)
    stored.touch("state", "applied_at", "counts")
    target = importers.get(stored.kind).target_of(actor, stored.unit_id, stored.context)
    record(actor=actor, verb="finish", noun="import", obj=stored, unit=target.unit, detail=stored.counts)
    return stored


@transaction.atomic
def _stopped(run: ImportRun, actor: Importing, reason: str) -> ImportRun:
    """The right ended while rows were waiting: what is done stays, the rest waits with the reason."""
    stored = own(run, actor)
    stored.state, stored.problem, stored.counts = State.CHECKED, str(reason), _counts(stored)
    stored.touch("state", "problem", "counts")
    return stored


@transaction.atomic
def cancel_run(*, run: ImportRun, actor: Acting) -> ImportRun:
    """Drop a workbook that was only checked; its rows are forgotten."""
    stored = own(run, actor)
    if stored.state != State.CHECKED:
        raise Invalid(_("This workbook has been dealt with already."))
    stored.state = State.CANCELLED
    stored.touch("state")
    ImportRow.objects.filter(run=stored).delete()
    record(actor=actor, verb="cancel", noun="import", obj=stored, detail=stored.counts)
    return stored
