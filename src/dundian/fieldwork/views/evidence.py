"""The evidence file of a site or a team: page, workbook, Word."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dundian.audit_trail.actions import record
from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import letters
from dundian.fieldwork.evidence import Evidence, evidence_of
from dundian.fieldwork.views.finding import site_for, site_of_team
from dundian.kernel import clock
from dundian.org.middleware import ActorRequest
from dundian.planning.models import Dispatch
from dundian.ui.forms import FilterForm
from dundian.ui.pages import DOCX, download, render_page


class SpanForm(FilterForm):
    """The days that the file covers."""

    since = django_forms.DateField(label=gettext_lazy("From"))
    until = django_forms.DateField(label=gettext_lazy("To"))


def _evidence(request: ActorRequest, pk: UUID) -> tuple[Evidence, SpanForm]:
    """The file of a site in sight; without dates, of its newest dispatch up to today."""
    site = site_for(request.actor, "ledger", pk)
    request.actor.require("view", "report", site.unit)
    form = SpanForm(request.GET)
    data = form.valid_data()
    dispatch = Dispatch.objects.filter(team__site=site).order_by("-starts_on").first()
    until: date = data.get("until") or (min(dispatch.ends_on, clock.today()) if dispatch else clock.today())
    since: date = data.get("since") or (dispatch.starts_on if dispatch else site.campaign.starts_on)
    return evidence_of(site, min(since, until), max(since, until)), form


@require_safe
def evidence_view(request: ActorRequest, pk: UUID) -> HttpResponse:
    evidence, form = _evidence(request, pk)
    context = {
        "evidence": evidence,
        "filter": form,
        "export_url": reverse("fieldwork:evidence_export", args=[pk]),
        "download_url": reverse("fieldwork:evidence_download", args=[pk]),
    }
    return render_page(request, "fieldwork/evidence.html", context, fragment="fieldwork/evidence_rows.html")


@require_safe
def team_evidence(request: ActorRequest, pk: UUID) -> HttpResponse:
    return evidence_view(request, site_of_team(request.actor, pk, "ledger"))


def _columns() -> list[Column]:
    return [
        Column(_("Part"), 18),
        Column(_("Day"), 12, "date"),
        Column(_("Indicator or matter"), 32),
        Column(_("What happened"), 60),
        Column(_("Amount"), 10, "decimal"),
        Column(_("Unit of measure"), 10),
        Column(_("Target"), 10, "decimal"),
        Column(_("Cadre"), 12),
        Column(_("Evidence"), 30),
    ]


def _rows(evidence: Evidence) -> Iterator[list[Any]]:
    for r in evidence.results:
        yield [_("Result"), None, r.name, r.why, r.reached, r.measure, r.target, None, None]
        for x in r.lines:
            photos = _("%(n)d photos") % {"n": x.photos} if x.photos else ""
            proof = "；".join(filter(None, (x.evidence, photos)))
            yield [_("Log line"), x.on, r.name, x.text, x.amount, r.measure, None, x.author, proof]
    for task in evidence.tasks:
        owner = task.owner.name if task.owner else None
        yield [_("Task finished"), task.done_on, task.name, task.result, None, None, None, owner, None]
    for c in evidence.concerns:
        yield [_("Concern"), c.on, c.text, c.result, None, None, None, None, c.workers_word]
    for report in evidence.reports:
        days = f"{report.starts_on:%Y-%m-%d}—{report.ends_on:%Y-%m-%d}"
        state = report.get_state_display()
        yield [_("Report"), report.ends_on, report.get_kind_display(), days, None, None, None, None, state]


@require_safe
def evidence_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    evidence, form = _evidence(request, pk)
    title = _("Evidence file of %(site)s") % {"site": evidence.site}
    return workbook_response(
        _rows(evidence),
        _columns(),
        title,
        title,
        filters=form.in_use,
        actor=request.actor,
        noun="evidence",
        unit=evidence.site.unit,
    )


@require_safe
def evidence_download(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    evidence, _form = _evidence(request, pk)
    title = _("Evidence file of %(site)s") % {"site": evidence.site}
    record(actor=request.actor, verb="download", noun="evidence", obj=evidence.site, unit=evidence.site.unit)
    return download(letters.evidence_letter(evidence), f"{title}.docx", DOCX)
