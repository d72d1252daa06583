"""Pages of baselines: the list, a site's answers side by side, the form, the sheet."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.campaign.forms.answers import AnswersForm
from dundian.campaign.models import Site
from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import actions
from dundian.fieldwork.forms.plans import BaselineListFilter
from dundian.fieldwork.models import Baseline
from dundian.fieldwork.queries.baselines import (
    ORDER,
    baselines_of,
    compared,
    form_of,
    sheet_rows,
    sites_with_baselines,
)
from dundian.fieldwork.views.finding import cursor_of, require_list, site_for
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def baseline_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "baseline")
    conditions = BaselineListFilter(request.actor, request.GET)
    rows = sites_with_baselines(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=ORDER, cursor=cursor_of(request)),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("fieldwork:baseline_export"),
        "may_import": request.actor.can("fill", "baseline"),
    }
    return render_page(
        request, "fieldwork/baseline_list.html", context, fragment="fieldwork/baseline_rows.html"
    )


@require_safe
def baseline_export(request: ActorRequest) -> HttpResponseBase:
    """One row for each site, moment and question; filled in, the sheet can be imported as it is."""
    require_list(request.actor, "baseline")
    conditions = BaselineListFilter(request.actor, request.GET)
    sites = sites_with_baselines(request.actor, conditions.valid_data()).order_by(*ORDER)
    columns = [
        Column(_("Site"), 30),
        Column(_("Area"), 18),
        Column(_("When"), 10),
        Column(_("Question"), 30),
        Column(_("Answer"), 24),
        Column(_("Unit of measure"), 10),
    ]
    title = _("Baselines")
    return workbook_response(
        sheet_rows(sites),
        columns,
        title,
        title,
        filters=conditions.in_use,
        actor=request.actor,
        noun="baseline",
    )


@require_safe
def baseline_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    site = site_for(request.actor, "baseline", pk)
    form, filled = form_of(site), baselines_of(site)
    context = {
        "site": site,
        "form": form,
        "lines": compared(form, filled) if form else [],
        "start": filled.get(Baseline.Moment.START),
        "end": filled.get(Baseline.Moment.END),
        "may_fill": request.actor.can("fill", "baseline", site.unit),
    }
    return render_page(request, "fieldwork/baseline_detail.html", context)


@form_page
def baseline_fill(request: ActorRequest, pk: UUID, moment: str) -> HttpResponse:
    site = site_for(request.actor, "baseline", pk)
    why = _("The baseline is filled in by the team at the site, or by the office.")
    request.actor.require("fill", "baseline", site.unit, why)
    asked = form_of(site)
    if asked is None or moment not in Baseline.Moment.values:
        raise Http404
    questions = list(asked.fields.all())
    filled = baselines_of(site)
    stored = filled.get(moment)

    def made(baseline: Baseline | None, data: object = None) -> AnswersForm:
        answers = baseline.answers if baseline else {}
        version = baseline.version if baseline else None
        return AnswersForm(questions, data, answers=answers, initial={"version": version})

    form = made(stored, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.fill_baseline(
                site=site,
                moment=moment,
                answers=form.answers(),
                version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            now = clash.current
            return conflict_page(request, mine=form, theirs=made(now), version=now.version)
        else:
            return done(request, _("The baseline has been stored."), "fieldwork:baseline_detail", pk)
    context = {
        "form": form,
        "site": site,
        "asked": asked,
        "when": Baseline.Moment(moment).label,
        "before": _before(site, moment, filled),
        "cancel_url": reverse("fieldwork:baseline_detail", args=[pk]),
    }
    return render_page(request, "fieldwork/baseline_form.html", context, status=422 if form.errors else 200)


def _before(site: Site, moment: str, filled: dict[str, Baseline]) -> list[object]:
    """At the end, what was answered at the start."""
    start = filled.get(Baseline.Moment.START)
    if moment != Baseline.Moment.END or start is None:
        return []
    return [line for line in compared(start.form, filled) if line.start]
