"""The audit trail as a workbook; here because `exchange` stands above the trail."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dundian.audit_trail import queries
from dundian.audit_trail.forms import EntryFilter
from dundian.audit_trail.models import Entry
from dundian.exchange.export import Column, workbook_response
from dundian.kernel import clock
from dundian.org.middleware import ActorRequest


@require_GET
def audit_export(request: ActorRequest) -> HttpResponseBase:
    appointment = request.actor.require("view", "audit")
    conditions = EntryFilter(request.GET)
    rows = queries.filtered(Entry.objects.visible_to(request.actor), conditions.valid_data()).order_by("-id")
    columns = [
        Column(_("Number"), kind="number"),
        Column(_("When"), kind="moment"),
        Column(_("Who"), width=12),
        Column(_("In which capacity"), width=30),
        Column(_("On behalf of"), width=12),
        Column(_("What was done"), width=16),
        Column(_("What kind of thing"), width=16),
        Column(_("Name of the thing"), width=40),
        Column(_("Particulars"), width=40),
        Column(_("From where"), width=16),
    ]
    return workbook_response(
        _cells(rows),
        columns,
        _("Audit trail"),
        _("Audit trail %(day)s") % {"day": f"{clock.today():%Y%m%d}"},
        filters=conditions.in_use,
        actor=request.actor,
        noun="audit",
        unit=appointment.unit if appointment else None,
    )


def _cells(rows: Any) -> Iterator[Sequence[Any]]:
    for e in rows.iterator(chunk_size=2000):
        detail = queries.as_text(e.detail) if e.detail else ""
        yield (
            e.id, e.at, e.actor_name, e.capacity_name, e.on_behalf_of, str(e.verb_name), str(e.noun_name),
            e.object_label, detail, e.address or "",
        )  # fmt: skip
