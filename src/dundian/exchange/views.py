"""Sending a workbook, reading its report, applying it, mending what failed."""

import contextlib
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST
from procrastinate.exceptions import AlreadyEnqueued

from dundian.exchange import actions, importers, queries
from dundian.exchange.blanks import blank_workbook
from dundian.exchange.failures import failed_rows
from dundian.exchange.forms import NamingForm, UploadForm
from dundian.exchange.headings import Unclear
from dundian.exchange.importers import Importer, Importing, Target
from dundian.exchange.models import HeadingMeaning, ImportRow, ImportRun
from dundian.exchange.tasks import apply_in_background, undo_in_background
from dundian.exchange.uploads import Bounded, drain
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.paging import keyset
from dundian.ui import formats, forms, pages

INLINE_ROWS = 500
INLINE_BYTES = 1_000_000  # some ten thousand rows: longer workbooks are read by a job
KEPT = ImportRow.Undone.KEPT.value


def _actor(request: HttpRequest) -> Importing:
    return cast(Importing, request.actor)  # type: ignore[attr-defined]


def _offered(request: HttpRequest) -> list[Importer]:
    offered = importers.offered_to(_actor(request))
    if not offered:
        raise Refused(_("None of your appointments lets you import anything."))
    return offered


def _chosen(request: HttpRequest, offered: list[Importer]) -> Importer:
    wanted = request.GET.get("kind", offered[0].kind)
    return next((i for i in offered if i.kind == wanted), offered[0])


def _run(request: HttpRequest, pk: UUID) -> ImportRun:
    return get_object_or_404(ImportRun.objects.visible_to(_actor(request)), pk=pk)


@require_GET
def run_list(request: HttpRequest) -> HttpResponse:
    """The workbooks this person has sent."""
    offered = _offered(request)
    runs = ImportRun.objects.visible_to(_actor(request))
    page = keyset(runs, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""), size=30)
    titles = {i.kind: i.title for i in offered}
    rows = [
        (run, titles.get(run.kind, run.kind), sum(run.counts.values()), TONES[ImportRun.State(run.state)])
        for run in page.rows
    ]
    context = {"page": page, "rows": rows, "offered": offered}
    return pages.render_page(request, "exchange/run_list.html", context, fragment="exchange/run_rows.html")


TONES = {
    ImportRun.State.CHECKED: "todo",
    ImportRun.State.APPLYING: "doing",
    ImportRun.State.APPLIED: "done",
    ImportRun.State.CANCELLED: "done",
    ImportRun.State.READING: "doing",
    ImportRun.State.UNREADABLE: "overdue",
    ImportRun.State.UNDOING: "doing",
    ImportRun.State.UNDONE: "done",
}
AT_WORK = (ImportRun.State.READING, ImportRun.State.APPLYING, ImportRun.State.UNDOING)


@csrf_exempt  # the upload is bounded before anything reads the form; the token is checked right after
def run_create(request: HttpRequest) -> HttpResponseBase:
    """Send a workbook; see what its rows would do."""
    bound = Bounded(request)
    request.upload_handlers.insert(0, bound)
    return _run_create(request, bound)


def _run_create(request: HttpRequest, bound: Bounded) -> HttpResponseBase:
    offered = _offered(request)
    if request.method == "POST":
        request.FILES  # noqa: B018  (parsing is what finds out whether the upload is too large)
        if bound.refused:
            drain(request)
            return _too_large(request, offered)
    return cast(HttpResponseBase, csrf_protect(_received)(request, offered))


def _too_large(request: HttpRequest, offered: list[Importer]) -> HttpResponse:
    form = _form(request, _chosen(request, offered), data={"target": request.GET.get("campaign", "")})
    form.errors.clear()
    form.add_error("workbook", str(actions.TOO_LARGE % {"limit": formats.size(settings.MAX_WORKBOOK_BYTES)}))
    return _page(request, offered, form, status=413)


def _form(request: HttpRequest, importer: Importer, data: Any = None, files: Any = None) -> UploadForm:
    targets = importer.targets(_actor(request))
    initial = {"target": request.GET.get("campaign") or (targets[0].key if targets else "")}
    return UploadForm(data, files, initial=initial, importer=importer, targets=targets)


def _page(
    request: HttpRequest,
    offered: list[Importer],
    form: UploadForm,
    status: int = 200,
    naming: dict[str, Any] | None = None,
) -> HttpResponse:
    chosen = _chosen(request, offered)
    new = reverse("exchange:run_create")
    tabs = [(i.title, f"{new}?kind={i.kind}", i is chosen, None) for i in offered]
    context = {
        "form": form,
        "importer": chosen,
        "tabs": tabs if len(tabs) > 1 else [],
        "submit": _("Check"),
        "cancel_url": reverse("exchange:run_list"),
        "naming": naming,
        "own_words": _own_words(request, chosen),
    }
    return pages.render_page(request, "exchange/run_form.html", context, status=status)


def _own_words(request: HttpRequest, importer: Importer) -> list[tuple[str, Any]]:
    """What this person's units have said their headers mean."""
    rows = HeadingMeaning.objects.visible_to(_actor(request)).filter(kind=importer.kind)
    rows = rows.order_by("header", "id")[:100]
    titles = {column.key: column.title for column in importer.columns}
    return [(row.header, titles[row.key]) for row in rows if row.key in titles]


@require_POST
def heading_remember(request: HttpRequest) -> HttpResponse:
    """Headers of the people's own get their meaning, and keep it for later workbooks."""
    offered = _offered(request)
    importer = _chosen(request, offered)
    wanted = request.POST.get("target", "")
    target = next((t for t in importer.targets(_actor(request)) if t.key == wanted), None)
    if target is None:
        raise Invalid({"target": _("There is no such unit in your scope.")})
    headers = request.POST.getlist("header")[:40]
    form = NamingForm(request.POST, importer=importer, headers=headers)
    if not form.is_valid():
        raise Invalid(_("There is no such column."))
    count = actions.remember_headings(
        kind=importer.kind,
        unit=target.unit,
        context=target.context,
        meanings=form.meanings(),
        actor=_actor(request),
    )
    back = f"{reverse('exchange:run_create')}?kind={importer.kind}"
    words = (
        _("%(n)d headers are remembered. Send the workbook once more.") if count else _("Nothing was chosen.")
    )
    return pages.done(request, words % {"n": count} if count else words, back)


@require_GET
def run_headings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what the columns mean that were left alone."""
    run = _run(request, pk)
    report = queries.report_of(run)
    target = report.importer.target_of(_actor(request), run.unit_id, run.context)
    context = {
        "run": run,
        "report": report,
        "naming": _naming(report.importer, target, report.ignored),
    }
    return pages.render_page(request, "exchange/run_headings.html", context)


def _received(request: HttpRequest, offered: list[Importer]) -> HttpResponse:
    importer = _chosen(request, offered)
    if request.method != "POST":
        return _page(request, offered, _form(request, importer))
    form = _form(request, importer, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, offered, form)
    target = next(t for t in importer.targets(_actor(request)) if t.key == form.cleaned_data["target"])
    try:
        run = _checked(request, importer, target, form.cleaned_data["workbook"])
    except Unclear as unclear:
        forms.show(form, unclear)
        naming = _naming(importer, target, [h.header for h in unclear.layout.columns if not h.key])
        return _page(request, offered, form, naming=naming)
    except Invalid as bad:
        forms.show(form, bad)
        return _page(request, offered, form)
    return redirect("exchange:run_detail", run.pk)


def _naming(importer: Importer, target: Target, headers: Sequence[str]) -> dict[str, Any]:
    """A question for each header that was not understood."""
    named = [header for header in dict.fromkeys(headers) if header][:40]
    return {"form": NamingForm(importer=importer, headers=named), "kind": importer.kind, "target": target.key}


def _checked(request: HttpRequest, importer: Importer, target: Target, workbook: Any) -> ImportRun:
    # What a vault seals never lies open in a store, so such a workbook is read at once however long it is.
    later = workbook.size > INLINE_BYTES and importer.vault is None
    read = actions.receive_workbook if later else actions.check_workbook
    return read(
        kind=importer.kind,
        file=workbook,
        filename=workbook.name or "",
        actor=_actor(request),
        unit=target.unit,
        context=target.context,
    )


@require_GET
def run_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was read and what each row does; progress while it is being applied."""
    run = _run(request, pk)
    report = queries.report_of(run)
    if pages.is_fragment(request) and request.headers.get("HX-Target") == "progress":
        return _polled(request, run, report)
    wanted = request.GET.get("outcome", "")
    wanted = wanted if wanted in (*ImportRow.Outcome.values, KEPT) else ""
    chosen = {"undone": KEPT} if wanted == KEPT else {"outcome": wanted} if wanted else {}
    rows = ImportRow.objects.filter(run=run, **chosen)
    page = keyset(rows, order=["number"], cursor=request.GET.get("cursor", ""))
    context = {
        "run": run,
        "report": report,
        "counts": report.counts(),
        "tone": TONES[ImportRun.State(run.state)],
        "page": page,
        "shown": [report.shown(row) for row in page.rows],
        "tabs": _tabs(run, report, wanted),
        "forgotten": not page.rows and not wanted and not request.GET.get("cursor"),
        "result_url": _result_url(request, run, report.importer),
        "may_undo": run.state == ImportRun.State.APPLIED
        and report.importer.take_back is not None
        and bool(report.to_do)
        and bool(page.rows or wanted),
        "undone": queries.undone_of(run) if run.state == ImportRun.State.UNDONE else {},
        **_progress(run, report),
    }
    return pages.render_page(
        request, "exchange/run_detail.html", context, fragment="exchange/run_rows_detail.html"
    )


def _polled(request: HttpRequest, run: ImportRun, report: queries.Report) -> HttpResponse:
    """The bar again, or the whole page anew once there is nothing left to wait for."""
    if run.state not in AT_WORK:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return pages.render_page(request, "exchange/run_progress.html", _progress(run, report))


def _progress(run: ImportRun, report: queries.Report) -> dict[str, Any]:
    at_work = run.state in AT_WORK
    return {"run": run, "report": report, "at_work": at_work, "done": queries.done_of(run) if at_work else 0}


def _tabs(run: ImportRun, report: queries.Report, wanted: str) -> list[tuple[Any, str, bool, int]]:
    here = reverse("exchange:run_detail", args=[run.pk])
    counts = report.counts()
    tabs: list[tuple[Any, str, bool, int]] = [(_("All rows"), here, not wanted, report.total)]
    tabs += [
        (o.label, f"{here}?outcome={o.value}", wanted == o, counts[o]) for o in ImportRow.Outcome if counts[o]
    ]
    if stays := queries.undone_of(run).get(KEPT, 0) if run.state == ImportRun.State.UNDONE else 0:
        tabs.append((ImportRow.Undone.KEPT.label, f"{here}?outcome={KEPT}", wanted == KEPT, stays))
    return tabs


def _result_url(request: HttpRequest, run: ImportRun, importer: Importer) -> str:
    if run.state != ImportRun.State.APPLIED:
        return ""
    try:
        return importer.result_url(importer.target_of(_actor(request), run.unit_id, run.context))
    except (Refused, Invalid, NoReverseMatch):
        return ""


def run_apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm, then carry out: at once when short, by a job when long."""
    run = _run(request, pk)
    report = queries.report_of(run)
    here = reverse("exchange:run_detail", args=[run.pk])
    if run.state not in (ImportRun.State.CHECKED, ImportRun.State.APPLYING) or not report.to_do:
        return redirect(here)
    if request.method != "POST":
        return pages.render_page(request, "ui/confirm.html", _question(run, report, here))
    if report.to_do > INLINE_ROWS:
        _begin_job(run, _actor(request))
        return pages.done(request, _("The workbook is being applied. You may leave this page."), here)
    applied = actions.apply_run(run=run, actor=_actor(request))
    if applied.state != ImportRun.State.APPLIED:
        return redirect(here)
    return pages.done(request, _("The workbook has been applied."), here)


def _begin_job(run: ImportRun, actor: Importing) -> None:
    """Mark and enqueue in one transaction; a run that waits in the queue already is not queued twice."""
    with transaction.atomic():
        actions.begin_applying(run=run, actor=actor)
        _queue(apply_in_background, run)


def _queue(job: Any, run: ImportRun) -> None:
    one = f"exchange.import.{run.pk}"
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.configure(lock=one, queueing_lock=one).defer(run_id=str(run.pk))


def _question(run: ImportRun, report: queries.Report, here: str) -> dict[str, Any]:
    counts = report.counts()
    facts = [(_("Workbook"), run.filename), (report.importer.target_label, run.target)]
    facts += [(o.label, formats.number(counts[o])) for o in ImportRow.Outcome]
    left = _("Rows to be mended are left out; you can download them and send them again.")
    return {
        "title": _("Apply this workbook"),
        "question": _("New and changed rows are carried out.")
        + (left if counts[ImportRow.Outcome.FAILED] else ""),
        "facts": facts,
        "submit": _("Apply"),
        "cancel_url": here,
    }


def run_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a whole import back, as far as what came later allows."""
    run = _run(request, pk)
    report = queries.report_of(run)
    here = reverse("exchange:run_detail", args=[run.pk])
    if run.state not in (ImportRun.State.APPLIED, ImportRun.State.UNDOING):
        return redirect(here)
    if request.method != "POST":
        return pages.render_page(request, "ui/confirm.html", _undo_question(run, report, here))
    if report.to_do > INLINE_ROWS:
        with transaction.atomic():
            actions.begin_undoing(run=run, actor=_actor(request))
            _queue(undo_in_background, run)
        return pages.done(request, _("The import is being undone. You may leave this page."), here)
    actions.undo_run(run=run, actor=_actor(request))
    return pages.done(request, _("The import has been undone, as far as what came later allows."), here)


def _undo_question(run: ImportRun, report: queries.Report, here: str) -> dict[str, Any]:
    counts = report.counts()
    return {
        "title": _("Undo this import"),
        "question": _(
            "What it added goes, what it changed becomes again as it was. Whatever has been changed or used since then "
            "stays, and its row says why."
        ),
        "facts": [
            (_("Workbook"), run.filename),
            (_("Added"), formats.number(counts[ImportRow.Outcome.NEW])),
            (_("Updated"), formats.number(counts[ImportRow.Outcome.CHANGED])),
        ],
        "submit": _("Undo the import"),
        "danger": True,
        "cancel_url": here,
    }


def run_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Drop a workbook that was only checked."""
    run = _run(request, pk)
    here = reverse("exchange:run_detail", args=[run.pk])
    if request.method == "POST":
        actions.cancel_run(run=run, actor=_actor(request))
        return pages.done(
            request, _("The workbook has been dropped; nothing was changed."), "exchange:run_list"
        )
    context = {
        "title": _("Drop this workbook"),
        "question": _("Nothing has been changed by it so far, and its rows will be forgotten."),
        "facts": [(_("Workbook"), run.filename)],
        "submit": _("Drop"),
        "danger": True,
        "cancel_url": here,
    }
    return pages.render_page(request, "ui/confirm.html", context)


@require_GET
def run_failures(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The rows to be mended, as a workbook to mend and send again."""
    run = _run(request, pk)
    stem = run.filename.rsplit(".", 1)[0]
    name = _("%(workbook)s-to be mended.xlsx") % {"workbook": stem[:100]}
    return pages.download(failed_rows(run), name)


@require_GET
def template_download(request: HttpRequest) -> HttpResponseBase:
    """The blank of a kind of import."""
    importer = _chosen(request, _offered(request))
    name = _("%(kind)s-import template.xlsx") % {"kind": importer.title}
    return pages.download(blank_workbook(importer), name)
