"""Workbooks of kept tables, made with their owner's own eyes on the day they are due."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.http import QueryDict

from dundian.exchange.export import Column, write_workbook
from dundian.insight import actions, publishing
from dundian.insight.boards import Grid
from dundian.insight.models import OwnTable
from dundian.insight.tables import TableForm
from dundian.kernel import clock, reach
from dundian.org.access import actor_of

KEEP = timedelta(days=90)


def columns_of(grid: Grid) -> list[Column]:
    return [Column(grid.corner, 28), *(Column(label, 14, "decimal") for label in grid.columns)]


def cells_of(grid: Grid) -> list[list[Any]]:
    return [[str(label), *(cell.value for cell in cells)] for label, _url, cells in grid.rows]


def send_due(on: date | None = None) -> int:
    """Send what is due today, each once however often this runs; what is older than 90 days goes."""
    today = on or clock.today()
    due = [OwnTable.Every.WEEK] if today.weekday() == 0 else []
    due += [OwnTable.Every.MONTH] if today.day == 1 else []
    tables = OwnTable.objects.filter(every__in=due, owner__is_active=True).exclude(deliveries__on=today)
    made = sum(_send(table, today) for table in tables.select_related("owner", "unit"))
    actions.forget_deliveries(before=today - KEEP)
    return made


def _send(table: OwnTable, today: date) -> bool:
    actor = actor_of(table.owner)
    if not actor.can("view", "figure"):
        return False
    query = QueryDict(mutable=True)
    query.update(table.conditions)
    form = TableForm(query, actor=actor)
    with reach.of(actor):
        grid, _why = form.grid()
    if grid is None:
        return False
    file, owner = BytesIO(), str(table.owner)
    cells, filters = cells_of(grid), form.in_use
    if table.mail_to:  # it leaves the house
        cells, filters = publishing.rows_of(grid), [*filters, publishing.explained()]
    written = write_workbook(file, cells, columns_of(grid), table.name, filters=filters, made_by=owner)
    return actions.deliver_table(
        table=table, on=today, content=file.getvalue(), rows=written.rows, actor=actor
    )
