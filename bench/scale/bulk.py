"""Large exports and a large import: processor time for a row, memory above rest."""

import resource
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.report import Row
from bench.scale import meter

EXPORT_ROW, EXPORT_MEMORY, IMPORT_SECONDS = 28.0, 100.0, 60.0


def exported(user: Any, address: str, rows: int, form: str = "xlsx") -> list[Row]:
    """The job that writes a list's file, as the queue runs it."""
    from dundian.exchange import exporting
    from dundian.exchange.models import Export

    export = Export.objects.create(title="清单", address=address, form=form, by=user)
    meter.fresh_peak()
    rest = meter.memory("VmRSS")
    database, application = meter.database_time(), time.process_time()
    exporting.carry_out(export=export)
    own = time.process_time() - application
    spent = own + meter.database_time() - database
    above = meter.memory("VmHWM") - rest
    if export.state != Export.State.COMPLETE:
        raise RuntimeError(export.problem)
    Path(export.file.path).unlink()
    name = f"export of {export.rows:,} rows of {address.partition('?')[0]} as .{form}"
    print(f"  {name}: {spent / export.rows * 1e6:.1f} us a row, {above:.0f} MB", flush=True)
    return [
        Row(
            name,
            spent / export.rows * 1e6,
            "µs CPU/row",
            EXPORT_ROW,
            "lower",
            "application",
            own / export.rows * 1e6,
        ),
        Row(f"{name}: memory above rest", above, "MB", EXPORT_MEMORY),
    ]


def first_export(user: Any, address: str) -> Row:
    """What the first one of a process costs, the program that writes it included; the others are measured after it,
    as pages are after their first."""
    began = time.process_time()
    exported(user, address, 0)
    return Row("the first export of a process", time.process_time() - began, "s CPU", None)


def since_for(rows: int) -> str:
    """The first day such that about so many logs follow."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute('SELECT "on" FROM fieldwork_worklog ORDER BY "on" DESC OFFSET %s LIMIT 1', [rows])
        found = cursor.fetchone()
    return str(found[0]) if found else "2000-01-01"


def imported(actor: Any, unit: Any, rows: int) -> list[Row]:
    """A workbook of people, checked and applied."""
    from dundian.exchange.actions import apply_run, check_workbook
    from dundian.exchange.export import Column, write_workbook

    mark = uuid4().hex[:6]  # the same people once more would change nothing
    titles = ("姓名", "工号", "性别", "工作单位", "职务", "手机号码")
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        lines = (
            [f"名册{mark}{n}", f"R{mark}{n:07}", "女" if n % 2 else "男", unit.name, "干事", f"139{n:08}"]
            for n in range(rows)
        )
        write_workbook(file.name, lines, [Column(title) for title in titles], "名册")
        began, own = time.perf_counter(), _own()
        database = meter.database_time()
        with Path(file.name).open("rb") as book:
            run = check_workbook(kind="people", file=book, filename="名册.xlsx", actor=actor, unit=unit)
        checked, checked_at = _own() - own + meter.database_time() - database, time.perf_counter() - began
        run = apply_run(run=run, actor=actor)
    spent, seconds = _own() - own + meter.database_time() - database, time.perf_counter() - began
    if run.counts.get("new", 0) != rows:
        raise RuntimeError(f"imported {run.counts}")
    return [
        Row(
            f"import of {rows:,} people",
            spent,
            "s CPU",
            IMPORT_SECONDS * rows / 100_000,
            "lower",
            "by the clock, s",
            seconds,
        ),
        Row("of it checking", checked, "s CPU", None, "lower", "by the clock, s", checked_at),
    ]


def _own() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
