"""Time limits and the other rules of handling."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.concerns import actions, forms, queries
from dundian.concerns.models import HandlingRule, TimeLimit
from dundian.kernel.errors import Refused
from dundian.org.middleware import ActorRequest
from dundian.org.models import Unit
from dundian.ui.pages import done, render_page


def _own_office(request: ActorRequest) -> Unit:
    appointment = request.actor.appointment_for("view", "time_limit")
    if appointment is None:
        raise Refused(_("Time limits are kept by programme offices."))
    return appointment.unit


def _page(request: ActorRequest, status: int, **more: Any) -> HttpResponse:
    actor, office = request.actor, _own_office(request)
    limits = TimeLimit.objects.filter(unit__in=actor.units("view", "time_limit")).select_related("unit")
    rules = HandlingRule.objects.filter(unit__in=actor.units("view", "time_limit")).select_related("unit")
    rule = queries.rule_for(office)
    context = {
        "form": forms.TimeLimitForm(actor=actor),
        "rule_form": forms.HandlingRuleForm(actor=actor, rule=rule, prefix="rule"),
        "limits": limits.order_by("unit__path", "matter", "tier"),
        "rules": rules.order_by("unit__path"),
        "shipped": [(m.label, t.label, limit) for (m, t), limit in queries.SHIPPED_LIMITS.items()],
        "here": _here(office),
        "office": office,
        **more,
    }
    return render_page(request, "concerns/time_limits.html", context, status=status)


def _here(office: Unit) -> list[tuple[Any, list[Any]]]:
    """What counts at the office itself: a row for each matter, a column for each tier."""
    by_tier = [queries.limits_for(office, tier) for tier in queries.TIERS]
    return [(matter.label, [limits[matter] for limits in by_tier]) for matter in TimeLimit.Matter]


@require_http_methods(["GET", "HEAD", "POST"])
def time_limits(request: ActorRequest) -> HttpResponse:
    """The limits that hold at and beneath the actor's offices, and a form to set one."""
    _own_office(request)
    form = forms.TimeLimitForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        actions.set_time_limit(**form.cleaned_data, actor=request.actor)
        return done(request, _("The time limit is set."), "concerns:time_limits")
    return _page(request, 422 if form.errors else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def handling_rule(request: ActorRequest) -> HttpResponse:
    """Set the other rules; the page is the one of the limits."""
    office = _own_office(request)
    rule = queries.rule_for(office)
    form = forms.HandlingRuleForm(request.POST or None, actor=request.actor, rule=rule, prefix="rule")
    if request.method == "POST" and form.is_valid():
        actions.set_handling_rule(**form.cleaned_data, actor=request.actor)
        return done(request, _("The rules are set."), "concerns:time_limits")
    return _page(request, 422 if form.errors else 200, rule_form=form)
