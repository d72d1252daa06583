"""Pages of leave."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.fieldwork import actions, queries
from dundian.fieldwork.forms import AnswerForm, LeaveFilter, LeaveForm
from dundian.fieldwork.models import Leave
from dundian.fieldwork.queries.leave import ORDER
from dundian.fieldwork.views.finding import cursor_of, found
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.paging import keyset
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
        "total": rows.count(),
        "filtered": bool(conditions.in_use),
        "may_ask": actor.can("ask", "leave"),
    }
    return render_page(request, "fieldwork/leave_list.html", context, fragment="fieldwork/leave_rows.html")


@form_page
def leave_create(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    actor.require("ask", "leave", None, _("Leave is asked for by those stationed at the site."))
    if actor.person is None:
        raise Refused(_("Your sign-in is not tied to anybody on the staff list; ask the office to do so."))
    sites = {str(site.pk): site for site in queries.my_sites(actor, "ask", "leave")}
    form = LeaveForm(list(sites.values()), request.POST or None)
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
def leave_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The request; whoever may answer it finds the answer's form on the same page."""
    actor = request.actor
    rows = Leave.objects.visible_to(actor).select_related("unit", "person", "answered_by")
    leave = found(rows, pk)
    own = leave.person.user_id == actor.user.pk
    may_answer = leave.state == Leave.State.ASKED and actor.can("answer", "leave", leave.unit) and not own
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            granted = "grant" in request.POST
            actions.answer_leave(
                leave=leave, granted=granted, answer=form.cleaned_data["answer"], actor=actor
            )
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("The leave has been granted.") if granted else _("The request has been returned.")
            return done(request, said, "fieldwork:leave_detail", leave.pk)
    context = {"leave": leave, "form": form, "may_answer": may_answer, "own": own}
    return render_page(request, "fieldwork/leave_detail.html", context, status=422 if form.errors else 200)
