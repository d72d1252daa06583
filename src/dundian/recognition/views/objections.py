"""Pages of objections."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.recognition import actions
from dundian.recognition.access import require_handle
from dundian.recognition.forms.records import LookForm, SettleForm, WriteDownForm
from dundian.recognition.forms.rounds import ReasonForm
from dundian.recognition.models import Objection, Round
from dundian.recognition.queries import records as queries
from dundian.recognition.views.finding import (
    cursor_of,
    form_page,
    frame,
    is_bound,
    objection_in_sight,
    round_in_sight,
)
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page


def _round(request: ActorRequest, pk: UUID) -> Round:
    round = round_in_sight(request, pk)
    request.actor.require(
        "handle", "objection", round.unit, _("Objections are handled by the office of the round.")
    )
    return round


@require_safe
def round_objections(request: ActorRequest, pk: UUID) -> HttpResponse:
    round = _round(request, pk)
    rows = queries.objections_for(request.actor, round)
    context = frame(request, round, "round_objections") | {
        "page": keyset(rows, order=["-id"], cursor=cursor_of(request)),
        "total": rows.count(),
        "may_add": round.state == Round.State.NOTICED,
        "export_url": reverse("recognition:round_objections_export", args=[pk]),
    }
    return render_page(request, "recognition/objection_list.html", context)


@require_safe
def round_objections_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    round = _round(request, pk)
    columns = [
        Column(_("Number"), 18), Column(_("Received on"), 12, "date"), Column(_("How it came"), 10),
        Column(_("Against whom"), 24), Column(_("Objection"), 60), Column(_("State"), 12),
        Column(_("What the inquiry found"), 60), Column(_("Answer"), 40),
    ]  # fmt: skip
    cells = (
        (o.number, o.received_on, o.get_way_display(), str(o.nomination or ""), o.text, o.get_state_display(),
         o.findings, o.reply)
        for o in queries.objections_for(request.actor, round).order_by("-id").iterator(2000)
    )  # fmt: skip
    title = _("Objections to %(round)s") % {"round": round}
    return workbook_response(
        cells, columns, title, title, actor=request.actor, noun="objection", unit=round.unit
    )


@form_page
def round_object(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Write down an objection that came by telephone, letter or visit."""
    round = _round(request, pk)
    form = WriteDownForm(is_bound(request), round=round)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_down_objection(round=round, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The objection is kept."), "recognition:objection_detail", made.pk)
    context = {
        "form": form,
        "title": _("Write down an objection"),
        "submit": _("Keep it"),
        "cancel_url": reverse("recognition:round_objections", args=[pk]),
    }
    return render_page(request, "recognition/plain_form.html", context, status=422 if form.errors else 200)


@form_page
def objection_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The matter; while it is open, what was found and the answer are written on the same page."""
    objection = objection_in_sight(request, pk)
    form = SettleForm(is_bound(request))
    if request.method == "POST" and form.is_valid():
        upheld = "uphold" in request.POST
        try:
            _settled, moved = actions.settle_objection(
                objection=objection, upheld=upheld, actor=request.actor, **form.cleaned_data
            )
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("The objection is settled.")
            if moved:
                said = _("Upheld: %(out)s is off the list, %(in)s moves up with a notice until %(day)s.") % {
                    "out": objection.nomination, "in": moved, "day": moved.notice_until or "—",
                }  # fmt: skip
            return done(request, said, "recognition:objection_detail", pk)
    return _page(request, objection, form)


def _page(request: ActorRequest, objection: Objection, form: SettleForm, contact: str = "") -> HttpResponse:
    waiting = objection.state == Objection.State.RECEIVED
    context = {
        "objection": objection,
        "round": objection.round,
        "form": form if waiting else None,
        "contact": contact,
        "has_contact": objection.contact is not None,
        "may_again": objection.state == Objection.State.DISMISSED
        and objection.round.state == Round.State.NOTICED,
    }
    status = 422 if form.errors else 200
    return render_page(request, "recognition/objection_detail.html", context, status=status)


@never_cache
@form_page
def objection_contact(request: ActorRequest, pk: UUID) -> HttpResponse:
    """How to reach whoever objected, after a reason that goes on the trail."""
    objection = objection_in_sight(request, pk)
    require_handle(request.actor, objection)
    form = LookForm(is_bound(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        contact = actions.see_contact(objection=objection, reason=reason, actor=request.actor)
        return _page(
            request, objection, SettleForm(), contact or _("None was left, or it has been forgotten.")
        )
    context = {
        "title": _("See how to reach whoever objected"),
        "question": _(
            "Shown once. That you looked, and why, is recorded. Never tell it to whoever is objected to."
        ),
        "form": form,
        "submit": _("Show it"),
        "cancel_url": reverse("recognition:objection_detail", args=[pk]),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@form_page
def objection_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    objection = objection_in_sight(request, pk)
    require_handle(request.actor, objection)
    form = ReasonForm(is_bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_up_again(objection=objection, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("It is looked into once more."), "recognition:objection_detail", pk)
    context = {
        "title": _("Look into it once more"),
        "question": _("The objection is open again; the decision waits for it."),
        "form": form,
        "submit": _("Take up again"),
        "cancel_url": reverse("recognition:objection_detail", args=[pk]),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)
