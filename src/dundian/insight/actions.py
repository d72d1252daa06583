"""Keeping tables of one's own, and sending them."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.exchange.export import Column, write_workbook
from dundian.insight.boards import Grid
from dundian.insight.models import Delivery, OwnTable
from dundian.insight.tables import TableForm
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor, actor_of

KEEP = timedelta(days=90)
MOST = 50  # tables of one person


@transaction.atomic
def keep_table(*, name: str, conditions: dict[str, str], shared: bool, every: str, actor: Actor) -> OwnTable:
    """Keep the builder's conditions under a name; the same name again is the same table, changed."""
    appointment = actor.require("view", "figure")
    name = clean_line(name)
    if not name:
        raise Invalid({"name": _("Give the table a name.")})
    if appointment is None:
        raise Refused(_("Tables belong to somebody with an appointment."))
    table = OwnTable.objects.select_for_update().filter(owner=actor.user, name=name).first()
    if table is None and OwnTable.objects.filter(owner=actor.user).count() >= MOST:
        raise Invalid({"name": _("You keep %(most)d tables already; drop one first.") % {"most": MOST}})
    table = table or OwnTable(owner=actor.user, name=name)
    table.unit, table.conditions, table.shared, table.every = appointment.unit, conditions, shared, every
    table.save()
    detail = {"conditions": conditions, "shared": shared, "every": every}
    record(
        actor=actor,
        verb="save",
        noun="table",
        obj=table,
        unit=table.unit,
        appointment=appointment,
        detail=detail,
    )
    return table


@transaction.atomic
def drop_table(*, table: OwnTable, actor: Actor) -> None:
    """One's own table, with what was sent of it."""
    if table.owner_id != actor.user.pk:
        raise Refused(_("Only the person who keeps the table may drop it."))
    record(actor=actor, verb="drop", noun="table", obj=table, unit=table.unit)
    table.delete()


def columns_of(grid: Grid) -> list[Column]:
    return [Column(grid.corner, 28), *(Column(label, 14, "decimal") for label in grid.columns)]


def cells_of(grid: Grid) -> list[list[Any]]:
    return [[str(label), *(cell.value for cell in cells)] for label, _url, cells in grid.rows]


def send_due(on: date | None = None) -> int:
    """Make the workbooks that are due today, each with its owner's own rights; once a day, however often it runs."""
    today = on or clock.today()
    due = [OwnTable.Every.WEEK] if today.weekday() == 0 else []
    due += [OwnTable.Every.MONTH] if today.day == 1 else []
    made = 0
    for table in OwnTable.objects.filter(every__in=due, owner__is_active=True).select_related(
        "owner", "unit"
    ):
        made += _send(table, today)
    Delivery.objects.filter(on__lt=today - KEEP).delete()
    return made


@transaction.atomic
def _send(table: OwnTable, today: date) -> int:
    actor = actor_of(table.owner)
    if not actor.can("view", "figure") or Delivery.objects.filter(table=table, on=today).exists():
        return 0
    query = QueryDict(mutable=True)
    query.update(table.conditions)
    form = TableForm(query, actor=actor)
    grid, _why = form.grid()
    if grid is None:
        return 0
    file = BytesIO()
    written = write_workbook(
        file, cells_of(grid), columns_of(grid), table.name, filters=form.in_use, made_by=str(table.owner)
    )
    _delivery, made = Delivery.objects.get_or_create(
        table=table, on=today, defaults={"content": file.getvalue(), "rows": written.rows}
    )
    if made:
        record(
            actor=actor,
            verb="deliver",
            noun="table",
            obj=table,
            unit=table.unit,
            detail={"rows": written.rows},
        )
    return int(made)
