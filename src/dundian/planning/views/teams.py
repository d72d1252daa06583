"""Teams as a board for a campaign, as a list over campaigns, and one by one."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.models import Campaign, Site
from dundian.documents.models import Document
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.access import require_form, require_open
from dundian.planning.forms import TeamFilter
from dundian.planning.models import Team
from dundian.planning.queries import (
    Conflict,
    conflicts,
    figures_of,
    members_without_sign_in,
    other_places,
    sites_without_team,
    teams_of,
    unready,
)
from dundian.planning.queries.assigning import own_reason
from dundian.planning.queries.homes import campaigns_kept, campaigns_with_planning
from dundian.planning.queries.teams import LINE, lines_of
from dundian.planning.views.finding import campaign_in_sight, require_view, team_in_sight
from dundian.ui.pages import done, render_page
from dundian.ui.panels import panels_for

READ = ["GET", "HEAD", "POST"]
TONES = {Team.State.DRAFT: "todo", Team.State.DISPATCHED: "doing", Team.State.ENDED: "done"}


def require_view_teams(request: ActorRequest) -> None:
    require_view(request.actor, "team", _("Teams are for those who work with them."))


def with_tones(
    teams: list[Team], held_back: dict[UUID, list[Conflict]] | None = None
) -> list[dict[str, Any]]:
    """What a line of a table of teams shows."""
    lines = []
    for team in teams:
        members = list(team.members.all())
        lines.append({
            "team": team,
            "tone": TONES[Team.State(team.state)],
            "leader": next((m for m in members if m.leads), None),
            "others": [m for m in members if not m.leads],
            "conflicts": (held_back or {}).get(team.pk, []),
        })  # fmt: skip
    return lines


@require_safe
def team_board(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """A campaign's teams, the sites that wait for one, and what is to be mended, as three views of one page."""
    campaign = campaign_in_sight(request, campaign_id)
    require_view_teams(request)
    may_form = request.actor.can("form", "team", campaign.unit)
    view = request.GET.get("view", "") if may_form else ""
    found = conflicts(campaign) if may_form else []
    figures = figures_of(campaign)
    context: dict[str, Any] = {
        "campaign": campaign,
        "view": view,
        "figures": figures,
        "may_form": may_form and campaign.state != Campaign.State.CLOSED,
        "tabs": _tabs(campaign, view, figures.teams, figures.waiting, len(found)) if may_form else None,
    }
    if view == "sites":
        context |= {"sites": keyset_sites(request, campaign)}
    elif view == "conflicts":
        context |= {"groups": _grouped(found), "number": len(found)}
    else:
        context |= _team_rows(request, campaign, unready(found))
    return render_page(request, "planning/team_board.html", context, fragment="planning/team_rows.html")


def _tabs(campaign: Campaign, view: str, *counts: int) -> list[tuple[str, str, bool, int]]:
    here = reverse("planning:team_board", args=[campaign.pk])
    names = ("", _("Teams")), ("sites", _("Sites without a team")), ("conflicts", _("To mend"))
    return [
        (label, f"{here}?view={key}" if key else here, view == key, count)
        for (key, label), count in zip(names, counts, strict=True)
    ]


def keyset_sites(request: ActorRequest, campaign: Campaign) -> Any:
    """A page of sites without a team."""
    return keyset(sites_without_team(campaign), order=["kind", "id"], cursor=request.GET.get("cursor", ""))


def _grouped(found: list[Conflict]) -> list[tuple[Any, list[Conflict]]]:
    groups: dict[Any, list[Conflict]] = {}
    for conflict in found:
        groups.setdefault(conflict.kind, []).append(conflict)
    return [(kind.label, lines) for kind, lines in groups.items()]


def _team_rows(
    request: ActorRequest, campaign: Campaign, held_back: dict[UUID, list[Conflict]]
) -> dict[str, Any]:
    conditions = TeamFilter(request.GET, campaign=campaign)
    visible = Team.objects.visible_to(request.actor).filter(campaign=campaign)
    rows = teams_of(visible, conditions.valid_data())
    rows = rows.annotate(length=Length("name"))  # 第2工作组 comes before 第10工作组
    page = keyset(rows, order=["length", "name", "id"], cursor=request.GET.get("cursor", ""))
    return {
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "lines": with_tones(page.rows, held_back),
        "export_url": reverse("planning:team_export", args=[campaign.pk]),
    }


@require_safe
def team_list(request: ActorRequest) -> HttpResponse:
    """Every team in sight, over all campaigns; on top the boards of one's own campaigns."""
    require_view_teams(request)
    campaigns = campaigns_with_planning(request.actor)
    conditions = TeamFilter(request.GET, campaigns=campaigns)
    if request.actor.over_all:
        conditions.fold("campaign")
    rows = lines_of(Team.objects.visible_to(request.actor), conditions.valid_data())
    page = keyset(rows, order=["-id"], cursor=request.GET.get("cursor", ""), columns=LINE)
    context = {
        "filter": conditions,
        "page": page,
        "lines": with_tones(page.rows),
        "boards": campaigns_kept(request.actor),
        "with_campaign": True,
    }
    return render_page(request, "planning/team_list.html", context, fragment="planning/team_rows.html")


@require_safe
def team_mine(request: ActorRequest) -> HttpResponse:
    """The team that the person is out with; several are listed."""
    own = _own_teams(request)
    if len(own) == 1:
        return redirect("planning:team_detail", own[0].pk)
    return render_page(request, "planning/team_mine.html", {"lines": with_tones(own), "with_campaign": True})


def _own_teams(request: ActorRequest) -> list[Team]:
    """By place in the team, or, for somebody appointed at a site without a place, by the site."""
    visible = teams_of(Team.objects.visible_to(request.actor).filter(state=Team.State.DISPATCHED), {})
    own = list(visible.filter(members__person__user=request.actor.user).order_by("-id"))
    return own or (
        list(visible.order_by("-id")[:20]) if request.actor.roles & {"team_leader", "cadre"} else []
    )


TEAM_COLUMNS = [
    Column(gettext_lazy("Team"), 30),
    Column(gettext_lazy("Site"), 30),
    Column(gettext_lazy("Kind of site"), 18),
    Column(gettext_lazy("Area"), 16),
    Column(gettext_lazy("Person"), 12),
    Column(gettext_lazy("Place in the team"), 12),
    Column(gettext_lazy("Roles"), 24),
    Column(gettext_lazy("Home unit"), 26),
    Column(gettext_lazy("Post"), 18),
    Column(gettext_lazy("First day"), 12, "date"),
    Column(gettext_lazy("Last day"), 12, "date"),
    Column(gettext_lazy("State"), 10),
]


def _export_rows(teams: QuerySet[Team]) -> Iterator[list[Any]]:
    for team in teams.iterator(chunk_size=500):
        dispatch = getattr(team, "dispatch", None)
        site = team.site
        place = [team.name, site.unit.name if site else "", site.get_kind_display() if site else ""]
        place.append(str(site.county) if site and site.county else "")
        tail = [dispatch.starts_on, dispatch.ends_on] if dispatch else [None, None]
        for m in team.members.all():
            seat = pgettext("team", "Leader") if m.leads else _("Member")
            yield [
                *place, m.person.name, seat, m.roles, str(m.person.home_unit), m.person.post,
                *tail, team.get_state_display(),
            ]  # fmt: skip


@require_safe
def team_export(request: ActorRequest, campaign_id: UUID) -> HttpResponseBase:
    """One row for each person; teams without people have none."""
    campaign = campaign_in_sight(request, campaign_id)
    require_view_teams(request)
    conditions = TeamFilter(request.GET, campaign=campaign)
    rows = teams_of(Team.objects.visible_to(request.actor).filter(campaign=campaign), conditions.valid_data())
    title = _("Teams of %(campaign)s") % {"campaign": campaign}
    return workbook_response(
        _export_rows(rows.order_by("name", "id")), TEAM_COLUMNS, title, title,
        filters=conditions.in_use, actor=request.actor, noun="team", unit=campaign.unit,
    )  # fmt: skip


@require_safe
def team_detail(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = team_in_sight(request, team_id)
    actor, campaign = request.actor, team.campaign
    may_form = actor.can("form", "team", campaign.unit) and campaign.state != Campaign.State.CLOSED
    dispatch = getattr(team, "dispatch", None)
    running = dispatch is not None and team.state == Team.State.DISPATCHED
    context: dict[str, Any] = {
        "team": team,
        "campaign": campaign,
        "tone": TONES[Team.State(team.state)],
        "dispatch": dispatch,
        "changes": list(dispatch.changes.select_related("by")) if dispatch else [],
        "members": list(team.members.all()),
        "other_places": other_places(team),
        "member_changes": list(team.member_changes.select_related("leaving", "coming", "notice")),
        "may_form": may_form and team.state != Team.State.ENDED,
        "may_change": running and actor.can("change", "dispatch", campaign.unit),
        "conflicts": unready(conflicts(campaign)).get(team.pk, []) if may_form else [],
        "panels": panels_for("team", actor) if team.state != Team.State.DRAFT else [],
        "may_view_people": actor.can("view", "person"),
        "may_open_campaign": Campaign.objects.visible_to(actor).filter(pk=campaign.pk).exists(),
        "may_open_notice": dispatch is not None
        and Document.objects.visible_to(actor).filter(pk=dispatch.notice_id).exists(),
    }
    if any(m.person.user_id == actor.user.pk for m in context["members"]):
        context["own_reason"] = own_reason(actor.person, team.site)
    if may_form and running and team.site:
        context["unreachable"] = members_without_sign_in([team])
        context["waiting"] = actions.waiting(team, team.site.unit)
    return render_page(request, "planning/team_detail.html", context)


@require_http_methods(READ)
def team_disband(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = team_in_sight(request, team_id)
    require_form(request.actor, team.campaign)
    if request.method == "POST":
        actions.disband_team(team=team, actor=request.actor)
        message = _("%(team)s has been disbanded.") % {"team": team}
        return done(request, message, "planning:team_board", team.campaign_id)
    people = "、".join(str(m) for m in team.members.all())
    context = {
        "title": _("Disband the team"),
        "question": _("Disband %(team)s? Its people are free again and its site waits for a team.")
        % {"team": team},
        "facts": [(_("Site"), team.site), (pgettext("team", "Members"), people)],
        "submit": _("Disband"),
        "danger": True,
        "cancel_url": reverse("planning:team_detail", args=[team.pk]),
    }
    return render_page(request, "ui/confirm.html", context)


@require_POST
def team_renew_rights(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = team_in_sight(request, team_id)
    require_open(team.campaign)
    actions.renew_rights(team=team, actor=request.actor)
    return done(request, _("The members now have their rights on site."), "planning:team_detail", team.pk)


@require_safe
def site_panel(request: ActorRequest, site_id: UUID) -> HttpResponse:
    """The team of a site, for the site's page."""
    require_view_teams(request)
    team = teams_of(Team.objects.visible_to(request.actor).filter(site=site_id), {}).first()
    site = Site.objects.visible_to(request.actor).filter(pk=site_id).select_related("campaign__unit").first()
    if site is None:
        raise Http404
    may_form = request.actor.can("form", "team", site.campaign.unit)
    context = {"team": team, "site": site, "site_id": site_id, "may_form": may_form}
    if team is not None:
        context |= with_tones([team])[0]
    return render_page(request, "planning/site_panel_page.html", context, fragment="planning/site_panel.html")
