"""The rules for support: routes, consents and limits, each a table with a form to set a line."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.fieldwork import actions, routing
from dundian.fieldwork.forms.support import LimitForm, RouteForm, RuleForm
from dundian.fieldwork.models import SupportLimit, SupportRoute, SupportRule
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.org.models import UnitKind
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

FORMS: dict[str, Any] = {"route": RouteForm, "rule": RuleForm, "limit": LimitForm}
SETTERS: dict[str, Any] = {
    "route": actions.set_route,
    "rule": actions.set_rule,
    "limit": actions.set_support_limit,
}
TABLES: dict[str, Any] = {"route": SupportRoute, "rule": SupportRule, "limit": SupportLimit}


def _require(actor: Actor) -> None:
    actor.require("view", "support_rule", None, _("Rules for support are kept by programme offices."))


def _in_force(actor: Actor, model: Any) -> Any:
    """Lines of the person's federations, of those beneath, and of those above, which hold where nothing nearer does."""
    own = Q(unit__in=actor.units("view", "support_rule"))
    for appointment in actor.appointments:
        if actor.can("view", "support_rule", appointment.unit):
            own |= Q(unit__path__above=appointment.unit.path)
    return model.objects.filter(own).select_related("unit")


@require_http_methods(["GET", "HEAD", "POST"])
def support_rules(request: ActorRequest) -> HttpResponse:
    """A POST names by `do` which kind of line it sets."""
    actor = request.actor
    _require(actor)
    what = request.POST.get("do", "") if request.method == "POST" else ""
    bound = {
        name: form(actor, request.POST if name == what else None, prefix=name) for name, form in FORMS.items()
    }
    if what in bound and bound[what].is_valid():
        try:
            SETTERS[what](actor=actor, **bound[what].cleaned_data)
        except Invalid as bad:
            show(bound[what], bad)
        else:
            return done(request, _("The rule is set."), "fieldwork:support_rules")
    kept = set(actor.units("change", "support_rule").values_list("id", flat=True))
    context = {
        "forms": bound,
        "open_form": what,
        "kept": kept,
        "routes": _in_force(actor, SupportRoute)
        .select_related("department", "area")
        .order_by("unit__path", "kind", "above", "id"),
        "rules": [
            (rule, UnitKind(rule.level).label)
            for rule in _in_force(actor, SupportRule).order_by("unit__path", "kind", "level", "id")
        ],
        "limits": _in_force(actor, SupportLimit).order_by("unit__path", "matter"),
        "shipped_rules": [(UnitKind(level).label, above) for level, above in routing.SHIPPED_RULES],
        "shipped_limits": [(m.label, routing.SHIPPED_LIMITS[m]) for m in SupportLimit.Matter],
    }
    failed = any(form.errors for form in bound.values())
    return render_page(request, "fieldwork/support_rules.html", context, status=422 if failed else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def support_rule_drop(request: ActorRequest, what: str, pk: UUID) -> HttpResponse:
    """Take a line out, after a page that asks."""
    actor = request.actor
    _require(actor)
    if what not in TABLES:
        raise Http404
    rule = _in_force(actor, TABLES[what]).filter(pk=pk).first()
    if rule is None:
        raise Http404
    actor.require(
        "change", "support_rule", rule.unit, _("Rules for support are kept by the office of the federation.")
    )
    if request.method == "POST":
        actions.drop_support_rule(rule=rule, actor=actor)
        return done(request, _("The rule has been removed."), "fieldwork:support_rules")
    context = {
        "title": _("Remove the rule"),
        "question": _(
            "What the next federation above says holds again. Requests under way keep their course."
        ),
        "facts": [(_("Federation"), rule.unit)],
        "submit": _("Remove"),
        "danger": True,
        "cancel_url": reverse("fieldwork:support_rules"),
    }
    return render_page(request, "ui/confirm.html", context)
