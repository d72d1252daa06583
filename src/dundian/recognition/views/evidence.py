"""The frozen evidence: one file a site, each figure with its lines, and what has moved since."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.audit_trail.actions import record
from dundian.documents.press import render
from dundian.kernel.errors import Refused
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.recognition import letters
from dundian.recognition.access import seats_of
from dundian.recognition.evidence import fingerprint
from dundian.recognition.models import EvidenceFile, Source
from dundian.recognition.queries import rounds as queries
from dundian.recognition.views.finding import cursor_of, frame, round_in_sight
from dundian.ui.pages import DOCX, download, render_page

LINKS = {
    "log": "fieldwork:log_detail",
    "concern": "concerns:concern_detail",
    "finding": "oversight:finding_detail",
    "look_back": "oversight:line_detail",
}


@require_safe
def round_evidence(request: ActorRequest, pk: UUID) -> HttpResponse:
    round = round_in_sight(request, pk)
    if not request.actor.can("view", "evidence") and not seats_of(request.actor, round):
        raise Refused(_("None of your appointments shows this part of the work."))
    rows = queries.files_for(request.actor, round)
    order = ["site__county__place", "site__county_id", "id"]
    context = frame(request, round, "round_evidence") | {
        "page": keyset(rows, order=order, cursor=cursor_of(request)),
        "total": rows.count(),
    }
    return render_page(request, "recognition/evidence_list.html", context)


def _file(request: ActorRequest, pk: UUID) -> EvidenceFile:
    rows = EvidenceFile.objects.visible_to(request.actor).select_related(
        "round__unit", "unit", "site__county"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def parts_of(body: dict[str, Any], wanted: set[str] | None = None) -> list[tuple[Any, list[dict[str, Any]]]]:
    """(source in words, figures) in the order of the sources; lines get the address of what they come from."""
    found = []
    for source in Source:
        if wanted is not None and source.value not in wanted:
            continue
        figures = body["parts"].get(source.value, [])
        for figure in figures:
            for line in figure["lines"]:
                kind, key = line["ref"]
                line["url"] = reverse(LINKS[kind], args=[key]) if kind in LINKS and key else ""
        found.append((source.label, figures))
    return found


@require_safe
def evidence_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    file = _file(request, pk)
    body = json.loads(file.body)
    context = {
        "file": file,
        "body": body,
        "parts": parts_of(body),
        "intact": fingerprint(file.body) == file.sha256,
        "moved": [(Source(m.source).label, m) for m in queries.differences(file)],
    }
    return render_page(request, "recognition/evidence_detail.html", context)


@require_safe
def evidence_file(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The canonical JSON, byte for byte what the fingerprint was taken of."""
    file = _file(request, pk)
    record(actor=request.actor, verb="download", noun="evidence_file", obj=file, unit=file.unit)
    return download(file.body.encode(), f"{file.unit.name} {file.sha256[:12]}.json", "application/json")


@require_safe
def evidence_word(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    file = _file(request, pk)
    record(actor=request.actor, verb="download", noun="evidence_file", obj=file, unit=file.unit)
    facts = letters.evidence_letter(file, json.loads(file.body))
    return download(render("dossier", facts), f"{facts['title']}.docx", DOCX)
