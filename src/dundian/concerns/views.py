"""Pages of concerns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.models import Site
from dundian.concerns import access, actions, forms, queries
from dundian.concerns.models import Concern, Reporter, TimeLimit
from dundian.concerns.todos import badge
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import keyset
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page

ORDER = ["-raised_on", "-id"]


def _concern(request: ActorRequest, number: str) -> Concern:
    visible = Concern.objects.visible_to(request.actor)
    return get_object_or_404(
        visible.select_related("unit", "handler", "owner", "site", "campaign"), number=number
    )


def _require_view(request: ActorRequest) -> None:
    request.actor.require(
        "view", "concern", reason=_("None of your appointments deals with workers' concerns.")
    )


@require_safe
def concern_list(request: ActorRequest) -> HttpResponse:
    _require_view(request)
    form = forms.ConcernFilter(request.GET, actor=request.actor)
    rows = queries.filtered(queries.concerns(request.actor), **form.conditions())
    page = keyset(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
    for concern in page.rows:
        concern.badge = badge(concern)  # type: ignore[attr-defined]
    context = {
        "filter": form,
        "page": page,
        "total": rows.count(),
        "export_url": reverse("concerns:concern_export"),
        "may_raise": request.actor.can("raise", "concern"),
    }
    return render_page(request, "concerns/concern_list.html", context, fragment="concerns/_concerns.html")


COLUMNS = [
    Column(lazy("Number"), 14),
    Column(lazy("Raised on"), 12, "date"),
    Column(lazy("Where it arose"), 28),
    Column(lazy("Kind"), 8),
    Column(lazy("Topic"), 12),
    Column(lazy("The matter"), 60),
    Column(lazy("Workers concerned"), 10, "number"),
    Column(lazy("Handled by"), 24),
    Column(lazy("Step"), 12),
    Column(lazy("To be settled by"), 12, "date"),
    Column(lazy("Outcome"), 14),
    Column(lazy("The worker's word"), 30),
]


@require_safe
def concern_export(request: ActorRequest) -> HttpResponseBase:
    _require_view(request)
    form = forms.ConcernFilter(request.GET, actor=request.actor)
    found = queries.filtered(queries.concerns(request.actor), **form.conditions()).order_by(*ORDER)

    def rows() -> Iterator[list[Any]]:
        for c in found.iterator(chunk_size=1000):
            yield [
                c.number,
                c.raised_on,
                c.unit.name,
                c.get_kind_display(),
                c.get_topic_display(),
                c.text,
                c.people,
                c.handler.name,
                c.get_step_display(),
                c.due_on,
                c.get_outcome_display(),
                c.workers_word,
            ]

    name = _("Workers’ concerns")
    return workbook_response(
        rows(), COLUMNS, name, name, filters=form.in_use, actor=request.actor, noun="concern"
    )


@require_http_methods(["GET", "POST"])
def concern_raise(request: ActorRequest) -> HttpResponse:
    request.actor.require("raise", "concern", reason=_("None of your appointments lets you raise a concern."))
    site = _site_of(request)
    initial = {"unit": site.unit if site else None}
    form = forms.RaiseForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        site = Site.objects.visible_to(request.actor).filter(unit=data["unit"]).order_by("-id").first()
        concern = actions.raise_concern(**data, site=site, actor=request.actor)
        return done(
            request,
            _("Concern %(n)s is written down.") % {"n": concern.number},
            "concerns:concern_detail",
            concern.number,
        )
    status = 422 if form.errors else 200
    return render_page(request, "concerns/concern_raise.html", {"form": form, "site": site}, status=status)


def _site_of(request: ActorRequest) -> Site | None:
    asked = django_forms.UUIDField(required=False)
    try:
        pk = asked.clean(request.GET.get("site", ""))
    except django_forms.ValidationError:
        return None
    sites = Site.objects.visible_to(request.actor).select_related("unit")
    return sites.filter(pk=pk).first() if pk else _only_site(request)


def _only_site(request: ActorRequest) -> Site | None:
    """The site of somebody who has just one, so that a cadre need not choose."""
    own = [a.unit_id for a in request.actor.appointments]
    found = list(Site.objects.filter(unit__in=own).select_related("unit").order_by("-id")[:2])
    return found[0] if len(found) == 1 else None


def _detail_context(request: ActorRequest, concern: Concern, **forms_in_use: Any) -> dict[str, Any]:
    doors = queries.doors(concern, request.actor)
    closed = concern.step == Concern.Step.CLOSED
    order = list(Concern.Step)
    reached = order.index(Concern.Step(concern.step))
    steps = [
        (s.label, "done" if i < reached or closed else "now" if i == reached else "next")
        for i, s in enumerate(order)
    ]
    offered: dict[str, Any] = {}
    if doors.handle:
        offered = {
            "step_form": forms.StepForm(concern=concern, prefix="step"),
            "refer_form": forms.ReferForm(concern=concern, prefix="refer"),
            "assign_form": forms.AssignForm(concern=concern, prefix="assign"),
            "close_form": forms.CloseForm(concern=concern, prefix="close"),
        }
    if doors.answer:
        offered["answer_form"] = forms.AnswerForm(concern=concern, prefix="answer")
    if closed and access.may_handle(request.actor, concern):
        offered["reopen_form"] = forms.ReasonForm(concern=concern, prefix="reopen")
    if not closed and access.may_take_over(request.actor, concern):
        offered["take_over_form"] = forms.ReasonForm(concern=concern, prefix="take_over")
    has_reporter = Reporter.objects.filter(concern=concern).exists()
    if has_reporter and access.may_see_reporter(request.actor, concern):
        offered["reporter_form"] = forms.ReasonForm(concern=concern, prefix="reporter")
    return {
        "concern": concern,
        "badge": badge(concern),
        "doors": doors,
        "steps": steps,
        "history": queries.history(concern),
        "has_reporter": has_reporter,
        **offered,
        **forms_in_use,
    }


def _page(request: ActorRequest, concern: Concern, status: int = 200, **forms_in_use: Any) -> HttpResponse:
    context = _detail_context(request, concern, **forms_in_use)
    return render_page(request, "concerns/concern_detail.html", context, status=status)


@require_safe
def concern_detail(request: ActorRequest, number: str) -> HttpResponse:
    return _page(request, _concern(request, number))


@dataclass(frozen=True)
class Act:
    """One thing to do to a concern: its form, the action that takes the form's fields, what is said after."""

    form: type[forms.ConcernForm]
    run: Callable[..., Any]
    said: Promise
    guard: Callable[[Actor, Concern], Any] = access.require_handle


ACTS = {
    "step": Act(forms.StepForm, actions.take_step, lazy("The step is recorded.")),
    "refer": Act(
        forms.ReferForm,
        actions.refer_concern,
        lazy("Referred. You keep the concern until the other side accepts."),
    ),
    "answer": Act(
        forms.AnswerForm, actions.answer_referral, lazy("The referral is answered."), access.require_answer
    ),
    "assign": Act(forms.AssignForm, actions.assign_concern, lazy("The person in charge is set.")),
    "close": Act(forms.CloseForm, actions.close_concern, lazy("The concern is closed.")),
    "reopen": Act(forms.ReasonForm, actions.reopen_concern, lazy("The concern is open again.")),
    "take_over": Act(
        forms.ReasonForm,
        actions.take_over,
        lazy("The concern is now with your office."),
        access.require_take_over,
    ),
}


def _do(request: ActorRequest, number: str, name: str) -> HttpResponse:
    """The right, the form, the action, and back to the page with errors or the news."""
    act, concern = ACTS[name], _concern(request, number)
    act.guard(request.actor, concern)
    form = act.form(request.POST, concern=concern, prefix=name)
    if form.is_valid():
        try:
            act.run(concern=concern, actor=request.actor, **form.cleaned_data)
        except Invalid as error:
            show(form, error)
        except Conflict:
            fresh = _concern(request, number)
            return conflict_page(
                request, mine=form, theirs=_stored(act.form, fresh, name), version=fresh.version
            )
        else:
            return done(request, act.said, "concerns:concern_detail", number)
    return _page(request, concern, status=422, **{f"{name}_form": form, "open_form": name})


def _stored(form: type[forms.ConcernForm], concern: Concern, prefix: str) -> forms.ConcernForm:
    """The same form from the stored record, for the two-versions page."""
    last = concern.steps.order_by("-at", "-id").first()
    initial = {"step": concern.step, "outcome": concern.outcome, "workers_word": concern.workers_word}
    initial["text"] = last.text if last else ""
    return form(concern=concern, prefix=prefix, initial=initial)


@require_POST
def concern_step(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "step")


@require_POST
def concern_refer(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "refer")


@require_POST
def referral_answer(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "answer")


@require_POST
def concern_assign(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "assign")


@require_POST
def concern_close(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "close")


@require_POST
def concern_reopen(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "reopen")


@require_POST
def concern_take_over(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "take_over")


@require_POST
def concern_reporter(request: ActorRequest, number: str) -> HttpResponse:
    """Shows the identity on this one answer only: it is never in a link, a cache or the page without asking."""
    concern = _concern(request, number)
    access.require_see_reporter(request.actor, concern)
    form = forms.ReasonForm(request.POST, concern=concern, prefix="reporter")
    if form.is_valid():
        try:
            identity = actions.see_reporter(concern=concern, actor=request.actor, **form.cleaned_data)
        except Invalid as error:
            show(form, error)
        else:
            response = _page(request, concern, identity=identity)
            response["Cache-Control"] = "no-store"
            return response
    return _page(request, concern, status=422, reporter_form=form, open_form="reporter")


@require_safe
def site_panel(request: ActorRequest, site_id: UUID) -> HttpResponse:
    """The newest concerns of a site, for its page."""
    _require_view(request)
    site = get_object_or_404(Site.objects.visible_to(request.actor).select_related("unit"), pk=site_id)
    rows = list(queries.concerns(request.actor, unit=site.unit_id).order_by(*ORDER)[:8])
    for concern in rows:
        concern.badge = badge(concern)  # type: ignore[attr-defined]
    context = {"site": site, "rows": rows, "may_raise": request.actor.can("raise", "concern", site.unit)}
    return render_page(
        request, "concerns/site_panel_page.html", context, fragment="concerns/_site_panel.html"
    )


@require_http_methods(["GET", "POST"])
def time_limits(request: ActorRequest) -> HttpResponse:
    """The limits that hold at and beneath the actor's offices, and a form to set one."""
    actor = request.actor
    actor.require("view", "time_limit", reason=_("Time limits are kept by programme offices."))
    form = forms.TimeLimitForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        actions.set_time_limit(**form.cleaned_data, actor=actor)
        return done(request, _("The time limit is set."), "concerns:time_limits")
    limits = TimeLimit.objects.filter(unit__in=actor.units("view", "time_limit")).select_related("unit")
    shipped = [(m.label, queries.SHIPPED_LIMITS[m]) for m in TimeLimit.Matter]
    context = {"form": form, "limits": limits.order_by("unit__path", "matter"), "shipped": shipped}
    return render_page(request, "concerns/time_limits.html", context, status=422 if form.errors else 200)
