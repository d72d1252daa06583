"""Pages of leave and absence."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.fieldwork import actions, queries
from dundian.fieldwork.forms import AbsenceForm, AnswerForm, BackForm, LeaveFilter, LeaveForm
from dundian.fieldwork.models import Leave
from dundian.fieldwork.queries.leave import ORDER
from dundian.fieldwork.views.finding import cursor_of, found, site_for
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.paging import counted, keyset
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def leave_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if not (actor.can("view", "leave") or actor.can("ask", "leave")):
        raise Refused(_("None of your appointments shows this part of the work."))
    conditions = LeaveFilter(request.GET)
    rows = queries.leaves_for(actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=ORDER, cursor=cursor_of(request)),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "may_ask": actor.can("ask", "leave"),
        "noting": next(iter(queries.my_sites(actor, "note", "leave")), None)
        if actor.can("ask", "leave")
        else None,
    }
    return render_page(request, "fieldwork/leave_list.html", context, fragment="fieldwork/leave_rows.html")


@form_page
def leave_create(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    actor.require("ask", "leave", None, _("Leave is asked for by those stationed at the site."))
    if actor.person is None:
        raise Refused(_("Your sign-in is not tied to anybody on the staff list; ask the office to do so."))
    sites = {str(site.pk): site for site in queries.my_sites(actor, "ask", "leave")}
    form = LeaveForm(list(sites.values()), actor.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        unit = sites[data.pop("site")].unit
        try:
            leave = actions.ask_leave(person=actor.person, unit=unit, actor=actor, **data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The request has been sent."), "fieldwork:leave_detail", leave.pk)
    context = {"form": form, "sites": sites, "cancel_url": reverse("fieldwork:leave_list")}
    return render_page(request, "fieldwork/leave_form.html", context, status=422 if form.errors else 200)


@form_page
def absence_note(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Write down that a member of the team at this site was away without leave."""
    actor = request.actor
    site = site_for(actor, "leave", pk)
    actor.require("note", "leave", site.unit, _("Absence is noted by the team leader or the office."))
    form = AbsenceForm(site, actor.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leave = actions.note_absence(unit=site.unit, actor=actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The absence has been noted."), "fieldwork:leave_detail", leave.pk)
    context = {"form": form, "site": site, "cancel_url": reverse("fieldwork:leave_list")}
    return render_page(request, "fieldwork/absence_form.html", context, status=422 if form.errors else 200)


def _leave(actor: Actor, pk: UUID) -> Leave:
    rows = Leave.objects.visible_to(actor)
    return found(rows.select_related("unit", "person", "stand_in", "answered_by", "noted_by"), pk)


@form_page
def leave_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The request; whoever may answer it finds the answer's form on the same page."""
    leave = _leave(request.actor, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            granted = "grant" in request.POST
            actions.answer_leave(
                leave=leave, granted=granted, answer=form.cleaned_data["answer"], actor=request.actor
            )
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("The leave has been granted.") if granted else _("The request has been returned.")
            return done(request, said, "fieldwork:leave_detail", leave.pk)
    return _page(request, leave, form)


def _page(
    request: ActorRequest, leave: Leave, form: AnswerForm | None = None, back: BackForm | None = None
) -> HttpResponse:
    actor, today = request.actor, clock.today()
    own = leave.person.user_id == actor.user.pk
    answers = actor.can("answer", "leave", leave.unit)
    granted = leave.state == Leave.State.GRANTED
    waiting = leave.state == Leave.State.ASKED
    running = granted and leave.starts_on < today <= leave.ends_on
    failed = bool((form and form.errors) or (back and back.errors))
    context = {
        "leave": leave,
        "form": form or AnswerForm(),
        "may_answer": waiting and answers and not own,
        "own": own,
        "may_cancel": own
        and (waiting or (granted and leave.starts_on > today))
        and leave.kind != Leave.Kind.ABSENCE,
        "back_form": (back or BackForm(initial={"on": today})) if running and (own or answers) else None,
    }
    return render_page(request, "fieldwork/leave_detail.html", context, status=422 if failed else 200)


@require_POST
def leave_cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    leave = _leave(request.actor, pk)
    actions.cancel_leave(leave=leave, actor=request.actor)
    return done(request, _("The leave has been cancelled."), "fieldwork:leave_detail", pk)


@require_POST
def leave_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Back before the end."""
    leave = _leave(request.actor, pk)
    own = leave.person.user_id == request.actor.user.pk
    if not (own or request.actor.can("answer", "leave", leave.unit)):
        raise Refused(_("An early return is noted by the person, the team leader or the office."))
    form = BackForm(request.POST)
    if form.is_valid():
        try:
            actions.come_back(leave=leave, on=form.cleaned_data["on"], actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The early return is noted."), "fieldwork:leave_detail", pk)
    return _page(request, leave, back=form)
