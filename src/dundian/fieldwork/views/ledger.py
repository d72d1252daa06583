"""The ledger on screen and as a workbook."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.campaign.models import Site
from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import queries
from dundian.fieldwork.forms import LedgerForm
from dundian.fieldwork.ledger import Ledger, Step
from dundian.fieldwork.views.finding import require_list
from dundian.kernel import clock
from dundian.org.middleware import ActorRequest
from dundian.org.models import Person
from dundian.planning.models import Dispatch
from dundian.ui.formats import day
from dundian.ui.pages import render_page

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
    step = Step(data.get("step") or Step.WEEK)
    return queries.ledger(subject=subject, since=since, until=until, step=step, actor=request.actor)


@require_safe
def ledger_view(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "ledger")
    form = LedgerForm(request.actor, request.GET or _own(request))
    return render_page(
        request,
        "fieldwork/ledger.html",
        {"filter": form, "ledger": _compiled(request, form)},
        fragment="fieldwork/ledger_rows.html",
    )


def _own(request: ActorRequest) -> dict[str, str]:
    """A cadre who asks for nothing sees the own ledger."""
    person = request.actor.person if request.actor.can("add", "log") else None
    return {"person": str(person.pk)} if person else {}


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
    require_list(request.actor, "ledger")
    form = LedgerForm(request.actor, request.GET or _own(request))
    compiled = _compiled(request, form)
    if compiled is None:
        raise Http404
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
