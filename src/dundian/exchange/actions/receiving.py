"""Long workbooks, read by a job; what headers of people's own mean."""

import tempfile
from collections.abc import Mapping
from typing import IO

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from dundian.audit_trail.actions import Placed, record
from dundian.exchange import importers, queries
from dundian.exchange.actions.importing import (
    BATCH,
    State,
    batched,
    begun,
    checked_rows,
    copied,
    read_through,
)
from dundian.exchange.cells import folded
from dundian.exchange.headings import find_layout
from dundian.exchange.importers import Importing
from dundian.exchange.models import HeadingMeaning, ImportRow, ImportRun
from dundian.exchange.reading import open_workbook
from dundian.kernel.adding import add_all
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line


@transaction.atomic
def receive_workbook(
    *,
    kind: str,
    file: IO[bytes],
    filename: str,
    actor: Importing,
    unit: Placed | None = None,
    context: Mapping[str, str] | None = None,
) -> ImportRun:
    """Keep a long workbook until a job has read it. The job is queued in the same transaction."""
    importer = importers.get(kind)
    target = importer.target_of(actor, unit.id if unit else None, context or {})
    with tempfile.NamedTemporaryFile() as copy:
        digest = copied(file, copy)
        run = begun(importer, target, filename, digest, actor)
        run.state = State.READING
        run.file.save(f"imports/{run.pk}", File(copy), save=False)
        run.save(force_insert=True)
    app.configure_task("dundian.exchange.tasks.check_in_background").defer(run_id=str(run.pk))
    record(actor=actor, verb="receive", noun="import", obj=run, unit=target.unit, detail={"kind": kind})
    return run


def read_received(*, run: ImportRun, actor: Importing) -> ImportRun:
    """Read a kept workbook, 500 rows to a transaction, so that its owner sees how far it is. Killed and run again it
    begins anew; the file goes when it has been read."""
    if run.state != State.READING:
        return run
    ImportRow.objects.filter(run=run).delete()
    try:
        importer = importers.get(run.kind)
        target = importer.target_of(actor, run.unit_id, run.context)
        with open_workbook(run.file.path) as workbook:
            layout = find_layout(workbook, importer, queries.remembered(run.kind, target.unit.id))
            planner = importer.planner(target, actor)
            for rows in batched(layout.rows(workbook), BATCH):
                add_all(checked_rows(run, rows, layout, importer, planner))
        with transaction.atomic():
            read_through(run, layout, target.unit, actor)
    except (Invalid, Refused) as fault:
        run.state, run.problem = State.UNREADABLE, str(fault)
        run.touch("state", "problem")
    run.file.delete(save=False)
    run.save(update_fields=["file"])
    return run


@transaction.atomic
def remember_headings(
    *,
    kind: str,
    unit: Placed,
    meanings: Mapping[str, str],
    actor: Importing,
    context: Mapping[str, str] | None = None,
) -> int:
    """Headers of the people's own, each with the column it means, for every later workbook of this unit; returns how
    many. An empty column forgets a header."""
    importer = importers.get(kind)
    importer.target_of(actor, unit.id, context or {})
    keys = {column.key for column in importer.columns}
    count = 0
    for header, key in meanings.items():
        told = folded(clean_line(header))[:100]
        rows = HeadingMeaning.objects.filter(kind=kind, unit_id=unit.id, header=told)
        if key and key not in keys:
            raise Invalid({"": _("There is no such column.")})
        if not told:
            continue
        if not key:
            rows.delete()
            continue
        HeadingMeaning.objects.update_or_create(
            kind=kind, unit_id=unit.id, header=told, defaults={"key": key, "by": actor.user}
        )
        count += 1
    detail = {"kind": kind, "headers": {clean_line(h): k for h, k in meanings.items()}}
    record(
        actor=actor, verb="name_headings", noun="import", unit=unit, label=str(importer.title), detail=detail
    )
    return count
