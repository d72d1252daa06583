"""Lists of support requests, asking for support, and consent to many at once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import actions, queries, routing
from dundian.fieldwork.forms.support import AskForm, OpinionForm, SupportFilter
from dundian.fieldwork.models import SupportKind, SupportQuerySet, SupportRequest
from dundian.fieldwork.queries import support as reading
from dundian.fieldwork.views.finding import cursor_of, panel, site_for, site_of_team
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.paging import counted, keyset
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.org.models import Role
from dundian.ui.formats import number
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page
from dundian.ui.selection import Selection

form_page = require_http_methods(["GET", "HEAD", "POST"])
ON_PANEL, MOST_AT_ONCE = 10, 200
SHOWN = (
    "text", "kind", "state", "due_on", "urged_on", "spent", "approved", "estimated", "amount",
    "unit__short_name", "unit__name", "unit__path", "holder__short_name", "holder__name",
)  # fmt: skip


def require_support(actor: Actor) -> None:
    """Whoever sees requests of sites, or has a desk to which they come."""
    if not (actor.can("view", "support") or actor.can("handle", "support")):
        raise Refused(_("None of your appointments shows this part of the work."))


@require_safe
def support_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    require_support(actor)
    conditions = SupportFilter(actor, request.GET)
    data = conditions.valid_data()
    box = data.get("box") or ""
    rows = reading.supports_for(actor, data)
    order = reading.BY_DUE if box == "waiting" else reading.ORDER
    page = keyset(rows, order=order, cursor=cursor_of(request), columns=SHOWN)
    priced = _priced(actor, page.rows)
    context = {
        "filter": conditions,
        "page": page,
        "lines": [(row, row.pk in priced) for row in page.rows],
        "priced": bool(priced),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("fieldwork:support_export"),
        "tabs": _tabs(actor, box),
        "buttons": _bulk(actor, page.rows),
        "may_ask": actor.can("ask", "support"),
        "may_rule": actor.can("view", "support_rule"),
        "box": box,
    }
    return render_page(
        request, "fieldwork/support_list.html", context, fragment="fieldwork/support_rows.html"
    )


def _priced(actor: Actor, rows: list[SupportRequest]) -> set[UUID]:
    """Ids of the rows whose money the person sees; the database is asked only about those outside the scope."""
    priced = {row.pk for row in rows if actor.can("view", "support_cost", row.unit)}
    if rest := [row.pk for row in rows if row.pk not in priced]:
        shown = SupportRequest.objects.filter(pk__in=rest)
        priced.update(shown.priced_for(actor).values_list("pk", flat=True))
    return priced


def _tabs(actor: Actor, box: str) -> list[tuple[str, str, bool, int | None]]:
    here = reverse("fieldwork:support_list")
    waiting = SupportRequest.objects.waiting_for(actor).count()
    found: list[tuple[str, str, bool, int | None]] = [(_("All"), here, box == "", None)]
    if actor.can("handle", "support") or actor.can("ask", "support"):
        found.append((_("Waiting for us"), f"{here}?box=waiting", box == "waiting", waiting))
    if actor.can("handle", "support"):
        found.append((_("Helping"), f"{here}?box=helping", box == "helping", None))
    if actor.can("ask", "support"):
        found.append((_("Asked by me"), f"{here}?box=mine", box == "mine", None))
    return found


def _bulk(actor: Actor, rows: list[SupportRequest]) -> list[tuple[str, str]]:
    offices = {a.unit_id for a in actor.appointments if a.role == Role.OFFICE}
    waits = any(r.state == SupportRequest.State.APPROVING and r.holder_id in offices for r in rows)
    return [(_("Approve"), reverse("fieldwork:support_approve_many"))] if waits else []


def _columns() -> list[Column]:
    return [
        Column(_("Asked on"), 12, "date"),
        Column(_("Campaign"), 24),
        Column(_("Site"), 24),
        Column(_("Kind"), 14),
        Column(_("What is needed"), 40),
        Column(_("State"), 14),
        Column(_("With"), 20),
        Column(_("Department"), 20),
        Column(_("Due on"), 12, "date"),
        Column(_("Amount asked"), 12, "decimal"),
        Column(_("Estimated"), 12, "decimal"),
        Column(_("Approved"), 12, "decimal"),
        Column(_("Spent"), 12, "decimal"),
        Column(_("What will be done"), 30),
        Column(_("What was provided"), 30),
        Column(_("Closed on"), 12, "date"),
    ]


def _cells(row: SupportRequest, priced: bool) -> list[Any]:
    money = [row.amount, row.estimated, row.approved, row.spent] if priced else [None] * 4
    return [
        row.created_at.date(),
        row.campaign.name,
        row.unit.name,
        row.get_kind_display(),
        row.text,
        row.get_state_display(),
        row.holder.name,
        row.department.name,
        row.due_on if row.is_open else None,
        *money,
        row.promise,
        row.delivery,
        row.closed_on,
    ]


@require_safe
def support_export(request: ActorRequest) -> HttpResponseBase:
    actor = request.actor
    require_support(actor)
    conditions = SupportFilter(actor, request.GET)
    found = reading.supports_for(actor, conditions.valid_data()).order_by(*reading.ORDER)
    priced = set(SupportRequest.objects.priced_for(actor).values_list("pk", flat=True))
    rows: Iterator[list[Any]] = (_cells(r, r.pk in priced) for r in found.iterator(chunk_size=2000))
    title = _("Support requests")
    return workbook_response(
        rows, _columns(), title, title, filters=conditions.in_use, actor=actor, noun="support"
    )


@form_page
def support_create(request: ActorRequest) -> HttpResponse:
    """Ask for support; the course that the request will take stands beside the form."""
    actor = request.actor
    actor.require("ask", "support", None, _("Support is asked for by the team at the site."))
    sites = {str(site.pk): site for site in queries.my_sites(actor, "ask", "support")}
    sent = request.POST if request.method == "POST" else None
    preview = sent is not None and "preview" in sent
    form = AskForm(list(sites.values()), sent, initial={"site": request.GET.get("site", "")})
    if sent is not None and not preview and form.is_valid():
        data = form.cleaned_data
        try:
            support = actions.ask_support(site=sites[data.pop("site")], actor=actor, **data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The request has been sent."), "fieldwork:support_detail", support.pk)
    context = {
        "form": form,
        "sites": sites,
        "cancel_url": reverse("fieldwork:support_list"),
        "course": _course(actor, request.POST),
    }
    status = 422 if form.is_bound and not preview and form.errors else 200
    return render_page(request, "fieldwork/support_form.html", context, status=status)


def _course(actor: Actor, data: QueryDict) -> list[Any]:
    """The course for what is on the form at the moment; empty until kind and site are known."""
    sites = queries.my_sites(actor, "ask", "support")
    site = next(
        (s for s in sites if str(s.pk) == data.get("site", "")), sites[0] if len(sites) == 1 else None
    )
    kind = data.get("kind", "")
    if site is None or kind not in SupportKind.values:
        return []
    try:
        amount = Decimal(data.get("amount") or 0)
    except ArithmeticError:
        amount = Decimal(0)
    amount = amount if amount.is_finite() and 0 < amount < 10**9 else Decimal(0)
    return reading.course_words(routing.course_of(site.unit, kind, amount or None))


@require_POST
def support_course(request: ActorRequest) -> HttpResponse:
    """The course alone, for the form while it is being filled in."""
    request.actor.require("ask", "support", None, _("Support is asked for by the team at the site."))
    context = {"course": _course(request.actor, request.POST)}
    return panel(request, "fieldwork/support_course.html", _("What happens next"), context)


@require_POST
def support_approve_many(request: ActorRequest) -> HttpResponse:
    """First the page that names what is consented to; with `confirmed` the consents themselves."""
    actor = request.actor
    require_support(actor)

    def narrow(rows: QuerySet[SupportRequest], query: QueryDict) -> QuerySet[SupportRequest]:
        return reading.supports_for(actor, SupportFilter(actor, query).valid_data())

    visible: SupportQuerySet = SupportRequest.objects.visible_to(actor)
    chosen = Selection.of(request)
    picked = chosen.rows(visible, narrow).filter(state=SupportRequest.State.APPROVING)
    picked = picked.filter(pk__in=SupportRequest.objects.waiting_for(actor).values("pk"))
    rows = list(cast(SupportQuerySet, picked).select_related("holder", "unit")[:MOST_AT_ONCE])
    rows = reading.approvable(actor, rows)
    form = OpinionForm(request.POST if "confirmed" in request.POST else None)
    if "confirmed" in request.POST and rows and form.is_valid():
        for row in rows:
            actions.approve_support(
                request=row, opinion=form.cleaned_data["opinion"], actor=actor, version=row.version
            )
        said = ngettext("%(n)s request has been approved.", "%(n)s requests have been approved.", len(rows))
        return done(request, said % {"n": len(rows)}, f"{reverse('fieldwork:support_list')}?box=waiting")
    question = ngettext("Approve %(n)s request?", "Approve %(n)s requests?", len(rows)) % {"n": len(rows)}
    context = {
        "title": _("Approve requests"),
        "question": question if rows else _("None of the chosen requests waits for your consent."),
        "rows": rows,
        "facts": [(_("Money asked for (yuan)"), number(reading.total(rows)))] if rows else [],
        "inputs": [("pick", row.pk) for row in rows],
        "form": form if rows else None,
        "submit": _("Approve"),
        "cancel_url": f"{reverse('fieldwork:support_list')}?box=waiting",
    }
    return render_page(request, "fieldwork/support_approve.html", context, status=422 if form.errors else 200)


@require_safe
def site_support_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    site = site_for(request.actor, "support", pk)
    rows = reading.on_site(site, request.actor, ON_PANEL)
    priced = _priced(request.actor, rows)
    context = {
        "site": site,
        "lines": [(row, row.pk in priced) for row in rows],
        "priced": bool(priced),
        "may_ask": request.actor.can("ask", "support", site.unit),
    }
    return panel(request, "fieldwork/support_panel.html", _("Support"), context)


@require_safe
def team_support_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    return site_support_panel(request, site_of_team(request.actor, pk, "support"))
