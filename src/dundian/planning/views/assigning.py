"""Plans of who goes where: rules, versions, one of them, a person moved by hand, acceptance."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.models import Campaign
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.access import require_form, require_open
from dundian.planning.assignments import PairRule, PlaceRule, TeamPlan
from dundian.planning.forms.assigning import PairForm, PlaceForm, TeamRulesForm
from dundian.planning.plans import RunState
from dundian.planning.queries import free_people, sites_without_team
from dundian.planning.queries.assigning import placed, reason_in_words, team_rules_of
from dundian.planning.queries.team_reasons import clash_in_words, elsewhere
from dundian.planning.views.finding import campaign_in_sight
from dundian.planning.views.forming import roster_of, team_names
from dundian.planning.views.running import (
    calculate,
    followed,
    in_sight,
    may_plan,
    require_view_plans,
    running,
    stop,
    versions,
)
from dundian.ui import forms
from dundian.ui.pages import done, render_page

SHOWN = 12  # sites where a person would cost least

EDIT = require_http_methods(["GET", "HEAD", "POST"])


def _to_form(request: ActorRequest, campaign_id: UUID) -> Campaign:
    campaign = campaign_in_sight(request, campaign_id)
    require_form(request.actor, campaign)
    require_open(campaign)
    return campaign


def assignment_in_sight(request: ActorRequest, pk: UUID) -> TeamPlan:
    found: TeamPlan = in_sight(TeamPlan, request, pk)
    return found


@require_safe
def assignment_home(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """What stands in the way of teams, by which rules they are formed, and every version of the plan."""
    campaign = campaign_in_sight(request, campaign_id)
    why = _("Who goes where is planned and seen by the campaign’s own federation and those above it.")
    request.actor.require("see", "site_plan", campaign.unit, why)
    rows = (
        TeamPlan.objects.visible_to(request.actor).filter(campaign=campaign).select_related("by", "based_on")
    )
    may_make = may_plan(request, campaign, "form", "team")
    context = {
        **versions(request, rows),
        "campaign": campaign,
        "may_make": may_make,
        "waiting": sites_without_team(campaign).count(),
        "free": free_people(request.actor, campaign).count() if may_make else None,
        "rules": team_rules_of(campaign),
    }
    return render_page(
        request, "planning/assignment_home.html", context, fragment="planning/assignment_versions.html"
    )


@require_POST
def assignment_ask(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    campaign = _to_form(request, campaign_id)
    return calculate(actions.ask_team_plan(campaign=campaign, actor=request.actor))


@require_safe
def assignment_plan(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """One version: how far it is, then the teams with each person's reason, and who stands by."""
    plan = assignment_in_sight(request, assignment_id)
    require_view_plans(request)
    if (answer := followed(request, plan)) is not None:
        return answer
    view = request.GET.get("view", "teams")
    found = plan.value is not None and not plan.is_going
    view = view if view in ("teams", "rest", "course") and found else "course" if not found else "teams"
    teams, rest = placed(plan) if view != "course" else ([], [])
    here = reverse("planning:assignment_plan", args=[plan.pk])
    tabs = [
        (_("Teams"), here, view == "teams", None),
        (_("Standing by"), f"{here}?view=rest", view == "rest", None),
        (_("Calculation"), f"{here}?view=course", view == "course", None),
    ]
    may_make = may_plan(request, plan.campaign, "form", "team")
    context = {
        **running(plan),
        "view": view,
        "tabs": tabs if found else [],
        "teams": teams,
        "rest": rest,
        "may_make": may_make,
        "sent": plan.places.filter(site__isnull=False).count(),
        "team_count": plan.places.filter(site__isnull=False).values("site").distinct().count(),
        "clash": clash_in_words(plan) if plan.clash else None,
        "lacks": plan.problem.splitlines() if plan.state == RunState.IMPOSSIBLE else [],
        "sites": list(sites_without_team(plan.campaign)[:300]) if may_make and not plan.decided_at else [],
    }
    return render_page(request, "planning/assignment_plan.html", context)


@require_POST
def assignment_stop(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    return stop(request, assignment_in_sight(request, assignment_id))


@require_POST
def assignment_move(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """Put a person into a team by hand, or set free again, and have the rest calculated anew."""
    plan = assignment_in_sight(request, assignment_id)
    campaign = _to_form(request, plan.campaign_id)
    person, site = request.POST.get("person", ""), request.POST.get("site", "")
    if not plan.places.filter(person=_uuid(person)).exists():
        raise Invalid(_("Pick a person from the list."))
    pins = [pin for pin in plan.pins if pin[0] != person]
    if site:
        if _uuid(site) is None:
            raise Invalid(_("Choose a site of this campaign."))
        pins.append([person, site, request.POST.get("leads") == "1"])
    made = actions.ask_team_plan(campaign=campaign, based_on=plan, pins=pins, actor=request.actor)
    return calculate(made)


@require_safe
def assignment_why(request: ActorRequest, assignment_id: UUID, person_id: UUID) -> HttpResponse:
    """Why this person is where the plan puts them, and what it would take to send them elsewhere."""
    plan = assignment_in_sight(request, assignment_id)
    require_view_plans(request)
    rows = plan.places.select_related("person__home_unit", "site__unit")
    place = rows.filter(person=person_id).first()
    if place is None:
        raise Http404
    sites = [r.site for r in rows.filter(leads=True, site__isnull=False).order_by("site__county", "site_id")]
    wanted = _uuid(request.GET.get("site", ""))
    may_make = may_plan(request, plan.campaign, "form", "team")
    context = {
        "plan": plan,
        "campaign": plan.campaign,
        "person": place.person,
        "place": place,
        "sentence": reason_in_words(place.reason, str(place.site or ""), place.leads),
        "sites": sites,
        "wanted": wanted,
        "answers": elsewhere(plan, place.person, [wanted] if wanted else [])[:SHOWN],
        "may_make": may_make,
        "may_move": may_make and not plan.decided_at,
    }
    return render_page(request, "planning/assignment_why.html", context)


@require_POST
def assignment_loosen(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """Give way on one rule of the clash and calculate again."""
    plan = assignment_in_sight(request, assignment_id)
    campaign = _to_form(request, plan.campaign_id)
    code, key = request.POST.get("code", ""), request.POST.get("key", "")
    told = [x for x in clash_in_words(plan).lines if (x.code, x.key) == (code, key) and x.helps]
    if not told:
        raise Invalid(_("This rule stands no more."))
    kept = [pin for pin in plan.pins if code != "pin" or f"{pin[0]}/{pin[1]}" != key]
    if len(kept) == len(plan.pins):
        actions.loosen_team_rule(
            campaign=campaign, code=code, key=key, needed=told[0].needed, actor=request.actor
        )
    made = actions.ask_team_plan(campaign=campaign, based_on=plan.based_on, pins=kept, actor=request.actor)
    return calculate(made)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@EDIT
def assignment_accept(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """Form the teams of the plan, after a page that says what this does."""
    plan = assignment_in_sight(request, assignment_id)
    campaign = _to_form(request, plan.campaign_id)
    if request.method == "POST":
        waiting = list(sites_without_team(campaign))
        names = dict(zip([s.pk for s in waiting], team_names(campaign, waiting), strict=True))
        formed = actions.accept_team_plan(plan=plan, names=names, actor=request.actor)
        words = ngettext("%(n)s team has been formed.", "%(n)s teams have been formed.", len(formed))
        return done(request, words % {"n": len(formed)}, "planning:team_board", campaign.pk)
    context = {
        "title": _("Accept %(plan)s") % {"plan": plan},
        "question": _("The teams are formed as the plan says; each can still be changed before it is sent."),
        "facts": [
            (_("Teams"), plan.places.filter(site__isnull=False).values("site").distinct().count()),
            (_("People"), plan.places.filter(site__isnull=False).count()),
        ],
        "submit": _("Form the teams"),
        "cancel_url": reverse("planning:assignment_plan", args=[plan.pk]),
    }
    return render_page(request, "ui/confirm.html", context)


@EDIT
def team_rules(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """The rules of forming teams; pairs and places that are laid down stand below, each with its own form."""
    campaign = _to_form(request, campaign_id)
    deed = request.POST.get("do", "rules") if request.method == "POST" else ""
    roster = roster_of(free_people(request.actor, campaign))
    form = TeamRulesForm(team_rules_of(campaign), request.POST if deed == "rules" else None)
    pair = PairForm(roster, request.POST if deed == "pair" else None, prefix="pair")
    place = PlaceForm(campaign, roster, request.POST if deed == "place" else None, prefix="place")
    acts: dict[str, tuple[Any, Any]] = {
        "rules": (form, lambda: actions.set_team_rules(campaign=campaign, facts=form.facts(), actor=request.actor)),
        "pair": (pair, lambda: actions.lay_down_pair(campaign=campaign, actor=request.actor, **pair.cleaned_data)),
        "place": (place, lambda: actions.lay_down_place(campaign=campaign, actor=request.actor, **place.cleaned_data)),
    }  # fmt: skip
    bad_form: Any = None
    if deed in acts:
        bad_form, act = acts[deed]
        if bad_form.is_valid():
            try:
                act()
            except Invalid as bad:
                forms.show(bad_form, bad)
            else:
                return done(request, _("The rules have been saved."), "planning:team_rules", campaign.pk)
    pairs = PairRule.objects.filter(campaign=campaign).select_related("one", "other")
    places = PlaceRule.objects.filter(campaign=campaign).select_related("person", "site__unit")
    context = {
        "campaign": campaign,
        "form": form,
        "pair_form": pair,
        "place_form": place,
        "bad": bad_form,
        "roster": list(roster)[:2000],
        "pairs": pairs,
        "places": places,
        "cancel_url": reverse("planning:assignment_home", args=[campaign.pk]),
    }
    return render_page(
        request, "planning/team_rules.html", context, status=422 if bad_form is not None else 200
    )


@require_POST
def team_rule_drop(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Take a pair or a place back."""
    campaign = _to_form(request, campaign_id)
    wanted = _uuid(request.POST.get("rule", "")) or campaign.pk
    rule = (
        PairRule.objects.filter(campaign=campaign, pk=wanted).select_related("campaign__unit").first()
        or PlaceRule.objects.filter(campaign=campaign, pk=wanted).select_related("campaign__unit").first()
    )
    if rule is not None:
        actions.take_back(rule=rule, actor=request.actor)
    return done(request, _("The rule has been taken away."), "planning:team_rules", campaign.pk)


COLUMNS = [
    Column(gettext_lazy("Area"), 16),
    Column(gettext_lazy("Site"), 30),
    Column(gettext_lazy("Name"), 12),
    Column(gettext_lazy("Place in the team"), 12),
    Column(gettext_lazy("Roles"), 20),
    Column(gettext_lazy("Home unit"), 24),
    Column(pgettext_lazy("plan", "Reason"), 50),
]


@require_safe
def assignment_export(request: ActorRequest, assignment_id: UUID) -> HttpResponseBase:
    plan = assignment_in_sight(request, assignment_id)
    require_view_plans(request)
    teams, _rest = placed(plan)
    lines = [
        [
            str(team.site.county), team.site.unit.name, row.person.name,
            _("Leader of the team") if row.leads else _("Member of the team"),
            row.roles, row.person.home_unit.name, why,
        ]
        for team in teams
        for row, why in team.people
    ]  # fmt: skip
    title = f"{plan.campaign} {plan}"
    return workbook_response(
        lines, COLUMNS, title, title, filters=[], actor=request.actor, noun="team_plan",
        unit=plan.campaign.unit,
    )  # fmt: skip
