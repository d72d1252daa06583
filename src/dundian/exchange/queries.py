"""Reads of the room."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from dundian.exchange import importers
from dundian.exchange.cells import as_text
from dundian.exchange.importers import Importer
from dundian.exchange.models import HeadingMeaning, ImportRow, ImportRun

Outcome = ImportRow.Outcome


@dataclass(frozen=True)
class Shown:
    """A row as the report shows it: recognised cells as (text, is wrong), `lead` being the one that names the row, and
    messages as (column title, text).
    """

    row: ImportRow
    lead: tuple[str, bool]
    cells: list[tuple[str, bool]]
    messages: list[tuple[str, str]]


@dataclass(frozen=True)
class Report:
    """How a run's sheet was understood."""

    run: ImportRun
    importer: Importer
    recognised: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def notes(self) -> list[tuple[int, str]]:
        return [(number, text) for number, text in self.run.columns.get("notes", [])]

    def counts(self) -> dict[str, int]:
        return {str(o): self.run.counts.get(o, 0) for o in Outcome}

    @property
    def total(self) -> int:
        return sum(self.run.counts.values())

    @property
    def to_do(self) -> int:
        """Rows that applying will carry out."""
        return int(self.run.counts.get(Outcome.NEW, 0) + self.run.counts.get(Outcome.CHANGED, 0))

    @property
    def leading(self) -> str:
        """Key of the column that names a row."""
        return self.importer.columns[0].key

    def shown(self, row: ImportRow) -> Shown:
        failed = row.outcome == Outcome.FAILED
        cells: dict[str, tuple[str, bool]] = {}
        told = self.importer.told(row.cells)
        for place, heading in enumerate(self.run.columns.get("columns", [])):
            if key := heading["key"]:
                text = as_text(told[place]) if place < len(told) else ""
                cells[key] = text, failed and key in row.messages
        lead = cells.pop(self.leading, ("", False))
        return Shown(row, lead, list(cells.values()), messages_of(row, self.importer))

    @property
    def titles(self) -> list[str]:
        """Headers of the cells after the leading one, in their order."""
        keys = [h["key"] for h in self.run.columns.get("columns", [])]
        return [str(self.importer.column(key).title) for key in keys if key and key != self.leading]

    @property
    def leading_title(self) -> str:
        return str(self.importer.columns[0].title)


def report_of(run: ImportRun) -> Report:
    """The report of a run."""
    importer = importers.get(run.kind)
    report = Report(run, importer)
    for heading in run.columns.get("columns", []):
        if heading["key"]:
            report.recognised.append((heading["header"], str(importer.column(heading["key"]).title)))
        elif heading["header"]:
            report.ignored.append(heading["header"])
    return report


def messages_of(row: ImportRow, importer: Importer) -> list[tuple[str, str]]:
    """(column title or "", text) of each message, in the order of the columns."""
    titles = {c.key: str(c.title) for c in importer.columns}
    order = {key: n for n, key in enumerate(titles)}
    found = sorted(row.messages.items(), key=lambda kv: order.get(kv[0], -1))
    return [(titles.get(key, ""), text) for key, text in found]


def rows_in_order(run: ImportRun, **conditions: Any) -> Iterator[ImportRow]:
    """All rows of a run by number, a thousand at a time."""
    last = 0
    while batch := list(
        ImportRow.objects.filter(run=run, number__gt=last, **conditions).order_by("number")[:1000]
    ):
        yield from batch
        last = batch[-1].number


def done_of(run: ImportRun) -> int:
    """How many rows have been carried out so far: read, applied or taken back."""
    rows = ImportRow.objects.filter(run=run)
    if run.state == ImportRun.State.UNDOING:
        rows = rows.exclude(undone="")
    elif run.state == ImportRun.State.APPLYING:
        rows = rows.filter(applied=True)
    return rows.count()


def undone_of(run: ImportRun) -> dict[str, int]:
    """How many rows were taken back, and how many had to stay."""
    found = ImportRow.objects.filter(run=run).exclude(undone="").values_list("undone")
    return dict(found.annotate(n=Count("id")).order_by())


def remembered(kind: str, unit_id: int) -> dict[str, str]:
    """Headers of the people's own at a unit, folded, with the column that each means."""
    return dict(HeadingMeaning.objects.filter(kind=kind, unit_id=unit_id).values_list("header", "key"))
