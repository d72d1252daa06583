"""Pages of findings and their rectification."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.oversight import access
from dundian.oversight.actions import findings as actions
from dundian.oversight.forms.visits import FindingFilter, ProofForm, ReturnForm, VerifyForm
from dundian.oversight.models import Finding, FindingPhoto
from dundian.oversight.queries import reading
from dundian.oversight.views.finding import confirm, form_page, form_response, found, require_list
from dundian.ui.forms import show
from dundian.ui.pages import done, download, list_page, render_page


@require_safe
def finding_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "finding")
    conditions = FindingFilter(request.GET)
    rows = reading.findings_for(request.actor, conditions.valid_data())
    return list_page(
        request,
        "oversight/finding",
        rows,
        order=reading.BY_FOUND,
        conditions=conditions,
        export_url=reverse("oversight:finding_export"),
    )


@require_safe
def finding_export(request: ActorRequest) -> HttpResponseBase:
    require_list(request.actor, "finding")
    conditions = FindingFilter(request.GET)
    rows = reading.findings_for(request.actor, conditions.valid_data()).order_by(*reading.BY_FOUND)
    columns = [
        Column(_("Site"), 26),
        Column(_("Found on"), 12, "date"),
        Column(_("Kind"), 14),
        Column(_("What was found"), 60),
        Column(_("To be put right by"), 16),
        Column(_("Due on"), 12, "date"),
        Column(_("State"), 14),
    ]
    lines = (
        [
            f.unit.name,
            f.found_on,
            f.get_kind_display(),
            f.text,
            f.owner and str(f.owner),
            f.due_on,
            f.get_state_display(),
        ]
        for f in rows.iterator(chunk_size=2000)
    )
    title = _("Findings and rectification")
    return workbook_response(
        lines, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="finding"
    )


def _finding(actor: Actor, pk: UUID) -> Finding:
    rows = Finding.objects.visible_to(actor).select_related(
        "unit", "by_unit", "owner", "visit", "line__look_back", "proved_by"
    )
    return found(rows, pk)


@require_safe
def finding_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    finding = _finding(request.actor, pk)
    state, actor = finding.state, request.actor
    photos = list(finding.photos.all())
    events = [
        {"when": e.created_at, "title": e.get_verb_display(), "who": e.by, "text": e.text}
        for e in finding.events.select_related("by")
    ]
    context = {
        "finding": finding,
        "events": events,
        "photos": [p for p in photos if not p.proof],
        "proofs": [p for p in photos if p.proof],
        "may_prove": state in (Finding.State.OPEN, Finding.State.RETURNED)
        and access.may_prove(actor, finding),
        "may_verify": state == Finding.State.PROVED and access.may_verify(actor, finding),
        "may_see_visit": finding.visit_id and actor.can("view", "visit", finding.unit),
    }
    return render_page(request, "oversight/finding_detail.html", context)


@form_page
def finding_prove(request: ActorRequest, pk: UUID) -> HttpResponse:
    finding = _finding(request.actor, pk)
    access.require_prove(request.actor, finding)
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.prove_finding(
                finding=finding, text=data["text"], uploads=data["photos"], actor=request.actor
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Handed in. The inspectors verify it."), "oversight:finding_detail", pk)
    context = {
        "title": _("Hand in the proof"),
        "place": finding.unit,
        "told": finding.text,
        "cancel_url": reverse("oversight:finding_detail", args=[pk]),
    }
    return form_response(request, "oversight/finding_form.html", form, context)


@form_page
def finding_verify(request: ActorRequest, pk: UUID) -> HttpResponse:
    finding = _finding(request.actor, pk)
    access.require_verify(request.actor, finding)
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.verify_finding(finding=finding, text=form.cleaned_data["text"], actor=request.actor)
        return done(request, _("Verified."), "oversight:finding_detail", pk)
    context = {
        "title": _("Verify"),
        "question": finding.text,
        "facts": [(_("Site"), finding.unit), (_("To be put right by"), finding.owner)],
        "form": form,
        "submit": _("Verify"),
        "cancel_url": reverse("oversight:finding_detail", args=[pk]),
    }
    return confirm(request, context)


@form_page
def finding_return(request: ActorRequest, pk: UUID) -> HttpResponse:
    finding = _finding(request.actor, pk)
    access.require_verify(request.actor, finding)
    form = ReturnForm(request.POST or None, initial={"due_on": finding.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_finding(finding=finding, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Returned with the reason."), "oversight:finding_detail", pk)
    context = {
        "title": _("Return"),
        "question": finding.text,
        "facts": [(_("Site"), finding.unit), (_("To be put right by"), finding.owner)],
        "form": form,
        "submit": _("Return"),
        "danger": True,
        "cancel_url": reverse("oversight:finding_detail", args=[pk]),
    }
    return confirm(request, context)


@require_safe
def photo_detail(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    rows = FindingPhoto.objects.filter(finding__in=Finding.objects.visible_to(request.actor))
    photo = found(rows, pk)
    try:
        response = download(photo.file.open("rb"), f"{photo.sha256[:12]}.jpg", "image/jpeg")
    except OSError:
        raise Http404 from None
    response["Content-Disposition"] = "inline"
    return response
