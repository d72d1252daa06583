"""Lists of concerns and their export."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from dundian.campaign.models import Site
from dundian.concerns import access, forms, queries
from dundian.concerns.models import Concern
from dundian.concerns.todos import badge
from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork.models import WorkLog
from dundian.kernel.columns import LocalDay
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page

ORDER = ["-raised_on", "-id"]
BY_DUE = ["due_at", "id"]
SHOWN = (
    "number", "text", "tier", "topic", "step", "outcome", "led_at", "paused_at", "warn_at", "due_at",
    "unit__short_name", "unit__name", "handler__name", "owner__name",
)  # fmt: skip
# The parts of a desk that have a tab of their own; all of them stand in the filter.
TABS = ("mine", "unit", "accept", "help", "calls", "escalated")


def require_view(request: ActorRequest) -> None:
    request.actor.require(
        "view", "concern", reason=_("None of your appointments deals with workers' concerns.")
    )


def _tabs(request: ActorRequest, form: forms.ConcernFilter) -> list[tuple[Any, str, bool, int | None]]:
    """The desk at a glance: everything, then what waits for whom, counted in one query."""
    here, chosen = reverse("concerns:concern_list"), form.valid_data().get("desk", "")
    counts = queries.desk_counts(request.actor, TABS)
    words = dict(forms.DESKS)
    found: list[tuple[Any, str, bool, int | None]] = [(_("All"), here, not chosen, None)]
    found += [(words[t], f"{here}?desk={t}&sort=due_at", chosen == t, counts[t]) for t in TABS]
    return found


@require_safe
def concern_list(request: ActorRequest) -> HttpResponse:
    require_view(request)
    form = forms.ConcernFilter(request.GET, actor=request.actor)
    rows = queries.filtered(queries.concerns(request.actor), **form.conditions())
    order = BY_DUE if request.GET.get("sort") == "due_at" else ORDER
    page = keyset(rows, order=order, cursor=request.GET.get("cursor", ""), columns=SHOWN)
    for concern in page.rows:
        concern.badge = badge(concern)  # type: ignore[attr-defined]
    handles = bool(access.handling_units(request.actor))
    context = {
        "filter": form,
        "tabs": _tabs(request, form) if handles else [],
        "buttons": [(_("Give to a colleague"), reverse("concerns:concern_assign_many"))] if handles else [],
        "by_due": request.GET.get("sort") == "due_at",
        "page": page,
        "total": counted(rows),
        "export_url": reverse("concerns:concern_export"),
        "may_raise": request.actor.can("raise", "concern"),
    }
    return render_page(request, "concerns/concern_list.html", context, fragment="concerns/_concerns.html")


COLUMNS = [
    Column(lazy("Number"), 14),
    Column(lazy("Raised on"), 12, "date"),
    Column(lazy("Where it arose"), 28),
    Column(lazy("Kind"), 8),
    Column(lazy("Topic"), 12),
    Column(lazy("The matter"), 60),
    Column(lazy("Workers concerned"), 10, "number"),
    Column(lazy("Handled by"), 24),
    Column(lazy("Person in charge"), 12),
    Column(lazy("Tier"), 8),
    Column(lazy("How it was heard"), 12),
    Column(lazy("Step"), 12),
    Column(lazy("To be settled by"), 12, "date"),
    Column(lazy("Outcome"), 14),
    Column(lazy("The worker's word"), 30),
]


# In the order of the columns: plain values, so that a long list costs little for a row.
FIELDS = (
    "number", "raised_on", "unit__name", "kind", "topic", "text", "people", "handler__name", "owner__name", "tier",
    "source", "step", "due", "outcome", "workers_word",
)  # fmt: skip
CHOSEN = ("kind", "topic", "tier", "source", "step", "outcome")


def _words(name: str) -> dict[str, str]:
    """The words of a field's choices."""
    choices: Any = Concern._meta.get_field(name).flatchoices  # type: ignore[union-attr]
    return {"": ""} | {str(value): str(label) for value, label in choices}


@require_safe
def concern_export(request: ActorRequest) -> HttpResponseBase:
    require_view(request)
    form = forms.ConcernFilter(request.GET, actor=request.actor)
    found = queries.filtered(queries.concerns(request.actor), **form.conditions()).order_by(*ORDER)

    def rows() -> Iterator[list[Any]]:
        kind, topic, tier, source, step, outcome = (_words(name) for name in CHOSEN)
        asked = found.annotate(due=LocalDay("due_at")).values_list(*FIELDS)
        for number, raised, site, k, t, text, people, handler, owner, r, h, s, due, o, word in asked.iterator(
            2000
        ):
            yield [
                number, raised, site, kind[k], topic[t], text, people, handler, owner, tier[r], source[h], step[s],
                due, outcome[o], word,
            ]  # fmt: skip

    name = _("Workers’ concerns")
    return workbook_response(
        rows(), COLUMNS, name, name, filters=form.in_use, actor=request.actor, noun="concern"
    )


@require_safe
def site_panel(request: ActorRequest, site_id: UUID) -> HttpResponse:
    """The newest concerns of a site, for its page."""
    require_view(request)
    site = get_object_or_404(Site.objects.visible_to(request.actor).select_related("unit"), pk=site_id)
    rows = list(queries.concerns(request.actor, unit=site.unit_id).order_by(*ORDER)[:8])
    for concern in rows:
        concern.badge = badge(concern)  # type: ignore[attr-defined]
    context = {"site": site, "rows": rows, "may_raise": request.actor.can("raise", "concern", site.unit)}
    return render_page(
        request, "concerns/site_panel_page.html", context, fragment="concerns/_site_panel.html"
    )


@require_safe
def log_panel(request: ActorRequest, log_id: UUID) -> HttpResponse:
    """The concerns that were raised in a work log, as far as the person sees them, for the log's page."""
    require_view(request)
    log = get_object_or_404(WorkLog.objects.visible_to(request.actor), pk=log_id)
    rows = list(queries.concerns(request.actor, log_id=log.pk).order_by(*ORDER))
    for concern in rows:
        concern.badge = badge(concern)  # type: ignore[attr-defined]
    context = {"log": log, "rows": rows}
    return render_page(request, "concerns/log_panel_page.html", context, fragment="concerns/_log_panel.html")
