"""The ledger on screen, as a workbook, as a Word file, and filed as a document."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dundian.campaign.models import Site
from dundian.documents.queries import drafted_from
from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import queries
from dundian.fieldwork.actions.filing import LEDGER, ledger_order, propose_ledger
from dundian.fieldwork.forms import LedgerForm
from dundian.fieldwork.ledger import Ledger, Step
from dundian.fieldwork.letters import ledger_letter
from dundian.fieldwork.views.finding import require_list
from dundian.kernel import clock
from dundian.org.middleware import ActorRequest
from dundian.org.models import Person
from dundian.planning.models import Dispatch
from dundian.ui.formats import day
from dundian.ui.pages import DOCX, download, render_page

# The narrowest choice counts.
SUBJECTS = ("person", "team", "site")
LONGEST_DAYS = 366


def _period(data: dict[str, Any], subject: Any) -> tuple[date, date]:
    """The days asked for; else those of the subject's newest dispatch, up to today."""
    dispatches = Dispatch.objects.order_by("-starts_on")
    if isinstance(subject, Person):
        dispatches = dispatches.filter(team__members__person=subject)
    else:
        dispatches = dispatches.filter(
            **({"team__site": subject} if isinstance(subject, Site) else {"team": subject})
        )
    newest = dispatches.first()
    today = clock.today()
    until = data.get("until") or (min(newest.ends_on, today) if newest else today)
    since = data.get("since") or (
        newest.starts_on if newest and newest.starts_on <= until else until.replace(day=1)
    )
    if since > until:
        since, until = until, since
    if (until - since).days >= LONGEST_DAYS:
        since = date.fromordinal(until.toordinal() - LONGEST_DAYS + 1)
    return since, until


def _compiled(request: ActorRequest, form: LedgerForm) -> Ledger | None:
    data = form.valid_data()
    kind = next((name for name in SUBJECTS if data.get(name)), None)
    if kind is None:
        return None
    subject = queries.ledger_subject(request.actor, kind, data[kind])
    if subject is None:
        raise Http404
    since, until = _period(data, subject)
    return queries.ledger(subject=subject, since=since, until=until, step=_step(form), actor=request.actor)


def _step(form: LedgerForm) -> Step:
    return Step(form.valid_data().get("step") or Step.WEEK)


@require_safe
def ledger_view(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "ledger")
    form = LedgerForm(request.actor, request.GET or _own(request))
    compiled = _compiled(request, form)
    context: dict[str, Any] = {"filter": form, "ledger": compiled}
    if compiled and compiled.rows and _may_file(request, compiled):
        filed = drafted_from(LEDGER, ledger_order(compiled, _step(form)))
        context |= {"filed": filed, "may_file": filed is None}
    return render_page(request, "fieldwork/ledger.html", context, fragment="fieldwork/ledger_rows.html")


def _may_file(request: ActorRequest, compiled: Ledger) -> bool:
    subject = compiled.subject
    return not isinstance(subject, Person) and request.actor.can("change", "draft", subject.campaign.unit)


def _own(request: ActorRequest) -> dict[str, str]:
    """A cadre who asks for nothing sees the own ledger."""
    person = request.actor.person if request.actor.can("add", "log") else None
    return {"person": str(person.pk)} if person else {}


def _asked(request: ActorRequest) -> tuple[LedgerForm, Ledger]:
    """The ledger that the address asks for."""
    require_list(request.actor, "ledger")
    form = LedgerForm(request.actor, request.GET or _own(request))
    compiled = _compiled(request, form)
    if compiled is None:
        raise Http404
    return form, compiled


@require_safe
def ledger_download(request: ActorRequest) -> HttpResponseBase:
    _form, compiled = _asked(request)
    name = _("Ledger of %(subject)s") % {"subject": compiled.subject}
    return download(ledger_letter(compiled), f"{name}.docx", DOCX)


@require_POST
def ledger_file(request: ActorRequest) -> HttpResponse:
    """File the ledger as a document: it goes the way of a draft."""
    form, compiled = _asked(request)
    draft = propose_ledger(ledger=compiled, step=_step(form), actor=request.actor)
    return redirect("documents:draft_submit", draft.pk)


def _columns() -> list[Column]:
    return [
        Column(_("First day"), 12, "date"),
        Column(_("Last day"), 12, "date"),
        Column(_("Organisation and leadership"), 22),
        Column(_("Cadres taking part"), 16),
        Column(_("Time on site"), 12),
        Column(_("Workers’ opinions"), 36),
        Column(_("Matters handled"), 48),
        Column(_("Results"), 36),
        Column(_("Workers’ word"), 26),
    ]


@require_safe
def ledger_export(request: ActorRequest) -> HttpResponseBase:
    form, compiled = _asked(request)
    title = _("Ledger of %(subject)s") % {"subject": compiled.subject}
    rows = (
        [
            row.since,
            row.until,
            "\n".join(row.leading),
            "、".join(row.cadres),
            row.time_on_site,
            "\n".join(row.opinions),
            "\n".join(row.matters),
            "\n".join(row.results),
            "\n".join(row.words),
        ]
        for row in compiled.rows
    )
    name = f"{title} {day(compiled.since)}—{day(compiled.until)}"
    return workbook_response(
        rows, _columns(), title, name, filters=form.in_use, actor=request.actor, noun="ledger"
    )
