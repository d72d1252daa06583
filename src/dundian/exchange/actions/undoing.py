"""Undoing a whole import: each row is taken back through its room's action, as far as what came later allows."""

import zlib

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, ProtectedError
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.exchange import importers
from dundian.exchange.actions.importing import APPLY_BATCH, Outcome, State, own
from dundian.exchange.importers import Done, Importer, Importing
from dundian.exchange.models import ImportRow, ImportRun
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused

Undone = ImportRow.Undone


@transaction.atomic
def begin_undoing(*, run: ImportRun, actor: Importing) -> ImportRun:
    """Mark the run as being undone, so that a job may go on with it.

    Beginning twice, or again after a kill, is harmless.
    """
    stored = own(run, actor)
    importer = importers.get(stored.kind)
    target = importer.target_of(actor, stored.unit_id, stored.context)
    if importer.take_back is None:
        raise Invalid(_("What this kind of workbook brought in is taken back where it stands, one by one."))
    if stored.state not in (State.APPLIED, State.UNDOING):
        raise Invalid(_("Only what has been applied can be undone."))
    if not ImportRow.objects.filter(run=stored).exists():
        raise Invalid(_("The rows of this workbook are no longer kept."))
    if stored.state == State.APPLIED:
        stored.state = State.UNDOING
        stored.touch("state")
        record(actor=actor, verb="undo", noun="import", obj=stored, unit=target.unit, detail=stored.counts)
    return stored


def undo_run(*, run: ImportRun, actor: Importing) -> ImportRun:
    """Take back what the run made and changed, the last row first; what must stay says why. Goes on after a kill."""
    run = begin_undoing(run=run, actor=actor)
    while _undo_batch(run, actor):
        pass
    return _undone(run, actor)


@transaction.atomic
def _undo_batch(run: ImportRun, actor: Importing) -> int:
    run = own(run, actor)
    importer = importers.get(run.kind)
    target = importer.target_of(actor, run.unit_id, run.context)
    with connection.cursor() as cursor:  # no import into the same tree meanwhile
        key = [zlib.crc32(run.kind.encode()) >> 1, target.unit.root_id % 2**31]
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", key)
    done = ImportRow.objects.filter(run=run, applied=True, undone=Undone.NO)
    rows = list(done.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]).order_by("-number")[:APPLY_BATCH])
    for row in rows:
        _take_back(row, importer, actor)
    ImportRow.objects.bulk_update(rows, ["messages", "undone"])
    run.touch()
    return len(rows)


def _take_back(row: ImportRow, importer: Importer, actor: Importing) -> None:
    take_back = importer.take_back
    if take_back is None:
        return
    row.undone = Undone.KEPT
    try:
        with transaction.atomic():
            take_back(Done(row.object_id, row.outcome, row.before), actor)
    except Invalid as fault:
        row.messages = {"": " ".join(str(text) for text in fault.messages.values())}
    except Refused as refusal:
        row.messages = {"": str(refusal.reason)}
    except Conflict:
        row.messages = {"": _("It has been changed since it was imported.")}
    except (ProtectedError, IntegrityError):
        row.messages = {"": _("Something else refers to it by now.")}
    else:
        row.undone = Undone.YES


@transaction.atomic
def _undone(run: ImportRun, actor: Importing) -> ImportRun:
    stored = own(run, actor)
    if stored.state != State.UNDOING:
        return stored
    stored.state, stored.undone_at = State.UNDONE, clock.now()
    stored.touch("state", "undone_at")
    told = (
        ImportRow.objects.filter(run=stored).exclude(undone="").values_list("undone").annotate(n=Count("id"))
    )
    record(actor=actor, verb="finish_undo", noun="import", obj=stored, detail=dict(told.order_by()))
    return stored
