"""Forming a team by hand, and many at once from a proposal."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from dundian.campaign.models import Campaign, Site
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.text import clean_line
from dundian.org.middleware import ActorRequest
from dundian.org.models import Person
from dundian.planning import actions
from dundian.planning.access import require_form, require_open
from dundian.planning.assignments import TeamPlan
from dundian.planning.forms import DraftSheet, SizeForm, TeamForm
from dundian.planning.forms.teams import stored
from dundian.planning.models import Team
from dundian.planning.queries import (
    busy_people,
    conflicts,
    free_people,
    label_of,
    search_people,
    sites_without_team,
    unready,
)
from dundian.planning.queries.people import people_of
from dundian.planning.views.finding import campaign_in_sight, team_in_sight
from dundian.ui import forms
from dundian.ui.conflicts import settle
from dundian.ui.pages import conflict_page, done, render_page

READ = ["GET", "HEAD", "POST"]
SHEET_ROWS = 100


def team_names(campaign: Campaign, sites: Sequence[Site]) -> list[str]:
    """A name for the team of each site, after the site; numbered when the campaign already has one of that name."""
    taken = set(Team.objects.filter(campaign=campaign).values_list("name", flat=True))
    names = []
    for site in sites:
        plain = pgettext("team name", "%(site)s stationing team") % {"site": str(site.unit)[:40]}
        name, number = plain, 2
        while name in taken:
            name, number = f"{plain}（{number}）", number + 1
        taken.add(name)
        names.append(name)
    return names


@require_http_methods(READ)
def team_add(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    campaign = campaign_in_sight(request, campaign_id)
    return _team_page(request, campaign, None)


@require_http_methods(READ)
def team_edit(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = team_in_sight(request, team_id)
    return _team_page(request, team.campaign, team)


def _team_page(request: ActorRequest, campaign: Campaign, team: Team | None) -> HttpResponse:
    """The form; buttons beside "save" search for, add and remove people without losing what was typed."""
    require_form(request.actor, campaign)
    require_open(campaign)
    data = settle(request.POST)
    deed = data.get("do", "save") if request.method == "POST" else ""
    people = _picked(request, campaign, team, _ids(data, team), deed)
    if deed == "save":
        form = TeamForm(data, campaign=campaign, people=people, team=team)
        if form.is_valid() and (response := _save(request, campaign, team, form)):
            return response
    else:
        form = TeamForm(
            campaign=campaign, people=people, team=team, initial=_initial(request, campaign, team, data)
        )
    text = clean_line(data.get("search", ""))[:40]
    context = {
        "campaign": campaign,
        "team": team,
        "form": form,
        "rows": _rows(campaign, form, people, team),
        "search": text,
        "found": search_people(request.actor, campaign, text, without=[p.pk for p in people]),
        "cancel_url": reverse("planning:team_detail", args=[team.pk])
        if team
        else reverse("planning:team_board", args=[campaign.pk]),
    }
    status = 422 if form.errors else 200
    return render_page(
        request, "planning/team_form.html", context, fragment="planning/team_people.html", status=status
    )


def _ids(data: Any, team: Team | None) -> list[str]:
    if data:
        return list(data.getlist("members"))
    return [str(m.person_id) for m in team.members.all()] if team else []


def _picked(
    request: ActorRequest, campaign: Campaign, team: Team | None, ids: list[str], deed: str
) -> list[Person]:
    """The people on the form after this click, in order: those who may be chosen, and those who are in the team."""
    verb, _sep, one = deed.partition(":")
    if verb == "add":
        ids = [*ids, one]
    elif verb == "remove":
        ids = [i for i in ids if i != one]
    wanted = list(dict.fromkeys(filter(None, map(_uuid, ids))))
    known: dict[UUID, Person] = {m.person_id: m.person for m in team.members.all()} if team else {}
    known |= {p.pk: p for p in people_of(request.actor, campaign).filter(pk__in=wanted)}
    return [known[i] for i in wanted if i in known]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _initial(request: ActorRequest, campaign: Campaign, team: Team | None, data: Any) -> dict[str, Any]:
    """What stands on a form not being saved: what was typed, else the stored team, else the site asked for."""
    if data:
        lists = {"roles": data.getlist("roles"), "members": data.getlist("members")}
        return {**{n: data.get(n, "") for n in ("name", "site", "leader", "version")}, **lists}
    if team is not None:
        return stored(team)
    site_id = _uuid(request.GET.get("site", ""))
    site = sites_without_team(campaign).filter(pk=site_id).first() if site_id else None
    return {"site": site.pk, "name": team_names(campaign, [site])[0]} if site else {}


def _rows(
    campaign: Campaign, form: TeamForm, people: Sequence[Person], team: Team | None
) -> list[dict[str, Any]]:
    """One line for each person on the form, with where else the person stands."""
    busy = busy_people(campaign, but=team)
    leader = str(form["leader"].value() or "")
    roles = {str(v) for v in form["roles"].value() or ()}
    return [
        {
            "person": p,
            "leads": str(p.pk) == leader,
            "roles": [(f"{p.pk}|{role}", role, f"{p.pk}|{role}" in roles) for role in campaign.role_names],
            "places": busy.get(p.pk, []),
        }
        for p in people
    ]


def _save(
    request: ActorRequest, campaign: Campaign, team: Team | None, form: TeamForm
) -> HttpResponse | None:
    """The answer when saved or in conflict; None when the form has to come back with its errors."""
    data = form.cleaned_data
    facts = {"name": data["name"], "members": form.lines(), "site": data["site"], "actor": request.actor}
    try:
        if team is None:
            saved = actions.form_team(campaign=campaign, **facts)
        else:
            saved = actions.change_team(team=team, version=data["version"], **facts)
    except Invalid as fault:
        forms.show(form, fault)
        return None
    except Conflict as clash:
        return _clash(request, campaign, form, clash.current)
    return _saved(request, campaign, saved)


def _clash(request: ActorRequest, campaign: Campaign, form: TeamForm, current: Team) -> HttpResponse:
    everybody = {
        **form.people,
        **{m.person_id: m.person for m in current.members.select_related("person__home_unit")},
    }
    both: list[Person] = list(everybody.values())
    mine = TeamForm(form.data, campaign=campaign, people=both, team=current)
    theirs = TeamForm(campaign=campaign, people=both, team=current)
    mine.is_valid()
    return conflict_page(request, mine=mine, theirs=theirs, version=current.version)


def _saved(request: ActorRequest, campaign: Campaign, team: Team) -> HttpResponse:
    """Back to the board; what still stands in the way of the dispatch is said at once."""
    still = unready(conflicts(campaign)).get(team.pk, [])
    message = _("%(team)s has been saved.") % {"team": team}
    if still:
        message = f"{message} {_('Still to mend:')} {' '.join(c.text for c in still)}"
    return done(request, message, "planning:team_detail", team.pk)


@require_http_methods(READ)
def team_draft(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Teams for all sites without one, as the last plan has them; the officer goes over them and forms them at once."""
    campaign = campaign_in_sight(request, campaign_id)
    require_form(request.actor, campaign)
    require_open(campaign)
    size_form = SizeForm(request.GET)
    size = size_form.chosen()
    waiting = sites_without_team(campaign)
    sites = list(waiting[:SHEET_ROWS])
    roster = roster_of(free_people(request.actor, campaign))
    if request.method == "POST":
        sheet = DraftSheet.posted(request.POST, sites, roster, size)
        if not sheet.chosen:
            raise Invalid(_("Tick at least one row first."))
        if sheet.is_valid() and (response := _form_all(request, campaign, sheet)):
            return response
    else:
        plan = _plan_to_go_over(request, campaign)
        size = max(size, 2 if plan is None else _largest(plan))
        sheet = DraftSheet.planned(sites, team_names(campaign, sites), plan, roster, size)
    context = {
        "campaign": campaign,
        "sheet": sheet,
        "size_form": size_form,
        "roster": list(roster),
        "waiting": waiting.count() if len(sites) == SHEET_ROWS else len(sites),
        "short": sum(not line.people[0] for line in sheet.lines if line.people),
        "cancel_url": reverse("planning:team_board", args=[campaign.pk]),
    }
    return render_page(request, "planning/team_draft.html", context, status=422 if sheet.errors else 200)


def _plan_to_go_over(request: ActorRequest, campaign: Campaign) -> TeamPlan | None:
    """The plan asked for, else the last one that was calculated."""
    rows = TeamPlan.objects.visible_to(request.actor).filter(campaign=campaign, value__isnull=False)
    wanted = _uuid(request.GET.get("plan", ""))
    found: TeamPlan | None = rows.filter(pk=wanted).first() if wanted else None
    return found or rows.order_by("-number").first()


def _largest(plan: TeamPlan) -> int:
    sizes = Counter(plan.places.filter(site__isnull=False).values_list("site", flat=True))
    return max(sizes.values(), default=2)


def roster_of(people: QuerySet[Person]) -> dict[str, Person]:
    """Free people by what is typed for them; of two with the same words the second gets a number."""
    roster: dict[str, Person] = {}
    for person in people[:2000]:
        label, number = label_of(person), 2
        while label in roster:
            label, number = f"{label_of(person)}（{number}）", number + 1
        roster[label] = person
    return roster


def _form_all(request: ActorRequest, campaign: Campaign, sheet: DraftSheet) -> HttpResponse | None:
    try:
        formed = actions.form_teams(
            campaign=campaign, lines=sheet.team_lines(campaign.role_names), actor=request.actor
        )
    except Invalid as fault:
        sheet.add_faults(fault.messages)
        return None
    words = ngettext("%(n)s team has been formed.", "%(n)s teams have been formed.", len(formed)) % {
        "n": len(formed)
    }
    return done(request, words, "planning:team_board", campaign.pk)
