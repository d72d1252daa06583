"""The lists that programs read: one description each for JSON, the feeds, and the reference.

Rows come from the query functions of the rooms' own list pages, so that a program sees what an office there sees.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.queries import campaigns_for, sites_for
from dundian.concerns.queries.lists import concerns, filtered
from dundian.documents.queries import documents_for
from dundian.fieldwork.models import LogFigure
from dundian.fieldwork.queries.logs import logs_for
from dundian.fieldwork.queries.tasks import tasks_for
from dundian.org.access import Actor
from dundian.org.queries import units

Conditions = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """`shape` is the Python type of the value; `label` heads the column of a feed and describes the field."""

    name: str
    shape: Any
    label: Any
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Listing:
    """`narrowed` maps what may be asked (campaign, area, since, until) to the names of the room's query."""

    key: str
    scope: str
    label: Any
    rows: Callable[[Actor, Conditions], QuerySet[Any]]
    order: Sequence[str]
    columns: tuple[Column, ...]
    narrowed: dict[str, str]


def _at(name: str) -> Callable[[Any], Any]:
    parts = name.split(".")

    def read(row: Any) -> Any:
        for part in parts:
            row = getattr(row, part, None)
        return row

    return read


def _named(name: str) -> Callable[[Any], Any]:
    """A choice in words."""
    return lambda row: str(getattr(row, f"get_{name}_display")())


def _column(name: str, shape: Any, label: Any, source: str = "") -> Column:
    return Column(name, shape, label, _at(source or name))


def _units(actor: Actor, conditions: Conditions) -> QuerySet[Any]:
    return units(actor, {"closed": True, **conditions})


def _concerns(actor: Actor, conditions: Conditions) -> QuerySet[Any]:
    return filtered(concerns(actor), **conditions)


def _results(actor: Actor, conditions: Conditions) -> QuerySet[Any]:
    logs = logs_for(actor, conditions).order_by()
    found = LogFigure.objects.filter(log__in=logs.values("pk"))
    return found.select_related("log__unit", "indicator")


ID = _column("id", UUID, _("Identifier"))
UNIT = (
    _column("unit_id", int, _("Identifier of the unit")),
    _column("unit", str, _("Unit"), "unit.name"),
)
SITE = (
    _column("campaign_id", UUID | None, _("Identifier of the campaign")),
    _column("site_id", UUID | None, _("Identifier of the site")),
    *UNIT,
)
PERIOD = {"campaign": "campaign", "area": "area", "since": "since", "until": "until"}

_EVERY = (
    Listing(
        "units",
        "units",
        _("Units"),
        _units,
        ("place", "id"),
        (
            _column("id", int, _("Identifier")),
            _column("name", str, pgettext_lazy("interface", "Name")),
            _column("short_name", str, _("Short name")),
            Column("kind", str, _("Kind"), _named("kind")),
            _column("code", str, pgettext_lazy("unit", "Code")),
            _column("parent_id", int | None, _("Identifier of the unit above")),
            _column("closed_on", date | None, pgettext_lazy("unit", "Closed on")),
        ),
        {"area": "under"},
    ),
    Listing(
        "campaigns",
        "campaigns",
        _("Campaigns"),
        campaigns_for,
        ("-year", "-id"),
        (
            ID,
            _column("name", str, pgettext_lazy("interface", "Name")),
            _column("year", int, _("Year")),
            Column("state", str, _("State"), _named("state")),
            _column("starts_on", date, _("First day")),
            _column("ends_on", date, _("Last day")),
            _column("parent_id", UUID | None, _("Identifier of the campaign above")),
            *UNIT,
        ),
        {},
    ),
    Listing(
        "sites",
        "campaigns",
        _("Sites"),
        sites_for,
        ("-id",),
        (
            ID,
            _column("campaign_id", UUID, _("Identifier of the campaign")),
            *UNIT,
            Column("kind", str, _("Kind of union"), _named("kind")),
            _column("area", str, _("Area"), "county.name"),
            Column("state", str, _("State"), _named("state")),
        ),
        {"campaign": "campaign", "area": "county"},
    ),
    Listing(
        "tasks",
        "tasks",
        _("Tasks"),
        tasks_for,
        ("due_on", "id"),
        (
            ID,
            *SITE,
            _column("name", str, _("Task")),
            _column("indicator", str | None, _("Indicator"), "indicator.name"),
            _column("target", Decimal | None, _("Target figure")),
            _column("progress", Decimal, _("Reached")),
            _column("due_on", date, _("Due on")),
            _column("done_on", date | None, _("Done on")),
            Column("state", str, _("State"), _named("state")),
        ),
        {"campaign": "campaign", "area": "area", "since": "due_from", "until": "due_to"},
    ),
    Listing(
        "logs",
        "logs",
        _("Work logs"),
        logs_for,
        ("-on", "-id"),
        (
            ID,
            _column("on", date, _("Day")),
            *SITE,
            _column("team", str | None, _("Team"), "team.name"),
            _column("people_met", int, _("People met")),
            _column("text", str, _("What happened")),
        ),
        PERIOD,
    ),
    Listing(
        "results",
        "logs",
        _("Counted results"),
        _results,
        ("-id",),
        (
            Column("id", str, _("Identifier"), lambda row: str(row.pk)),
            _column("on", date, _("Day"), "log.on"),
            _column("log_id", UUID, _("Identifier of the log")),
            _column("site_id", UUID, _("Identifier of the site"), "log.site_id"),
            _column("unit_id", int, _("Identifier of the unit"), "log.unit_id"),
            _column("unit", str, _("Unit"), "log.unit.name"),
            _column("indicator_code", str, _("Code of the indicator"), "indicator.code"),
            _column("indicator", str, _("Indicator"), "indicator.name"),
            _column("amount", Decimal, _("Amount")),
        ),
        PERIOD,
    ),
    Listing(
        "concerns",
        "concerns",
        _("Workers’ concerns"),
        _concerns,
        ("-raised_on", "-id"),
        (
            _column("number", str, _("Number")),
            *SITE,
            Column("kind", str, _("Kind"), _named("kind")),
            Column("topic", str, _("Topic"), _named("topic")),
            Column("tier", str, _("Tier"), _named("tier")),
            Column("step", str, _("Step"), _named("step")),
            Column("outcome", str, _("Outcome"), _named("outcome")),
            _column("raised_on", date, _("Raised on")),
            _column("due_at", datetime, _("To be settled by")),
            _column("closed_on", date | None, pgettext_lazy("concern", "Closed on")),
        ),
        PERIOD,
    ),
    Listing(
        "documents",
        "documents",
        _("Issued documents"),
        documents_for,
        ("-created_at", "-id"),
        (
            ID,
            _column("number", str, _("Document number")),
            Column("title", str, _("Title"), lambda row: "" if row.secret else row.title),
            Column("kind", str, _("Kind"), _named("kind")),
            Column("state", str, _("State"), _named("state")),
            _column("issued_at", datetime, _("Issued at"), "created_at"),
            _column("sha256", str, _("Fingerprint (SHA-256)")),
            *UNIT,
        ),
        {},
    ),
)
LISTINGS = {listing.key: listing for listing in _EVERY}
