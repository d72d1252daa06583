"""Forming teams, by hand and many at once.

Every change to the teams of a campaign takes the campaign's row first, so that two officers' changes come one after
the other and the second judges what the first left. The lock is the weak one (NO KEY UPDATE): logs and reports that
point at the campaign go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Person, Unit
from dundian.planning.access import require_form, require_open
from dundian.planning.actions import placing
from dundian.planning.models import Team, TeamMember
from dundian.planning.queries.conflicts import conflicts, unready
from dundian.planning.signals import member_left


@dataclass(frozen=True)
class MemberLine:
    """One person of a team, as a form sends it."""

    person: Person
    leads: bool = False
    roles: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class TeamLine:
    """One team of many to be formed."""

    name: str
    members: Sequence[MemberLine]
    site: Site | None = None


def lock_campaign(campaign: Campaign) -> Campaign:
    """The campaign as stored, its teams closed to everybody else until the transaction ends."""
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    return rows.get(pk=campaign.pk)


@transaction.atomic
def form_team(
    *, campaign: Campaign, name: str, members: Sequence[MemberLine], actor: Actor, site: Site | None = None
) -> Team:
    """A team in the making. Gaps and conflicts are allowed; `queries.conflicts` names them, dispatch refuses them."""
    by = require_form(actor, campaign)
    campaign = lock_campaign(campaign)
    require_open(campaign)
    team = Team(campaign=campaign, name=_name(campaign, name), site=_site(campaign, site))
    _check_members(campaign, members)
    team.save(force_insert=True)
    _place(team, members)
    detail = {"site": str(site or ""), "members": [str(m.person) for m in members]}
    record(actor=actor, verb="form", noun="team", obj=team, unit=unit_of(team), appointment=by, detail=detail)
    return team


@transaction.atomic
def form_teams(*, campaign: Campaign, lines: Sequence[TeamLine], actor: Actor) -> list[Team]:
    """Several teams, all or none; `Invalid` names the fields of line n as "n.name", "n.site", "n.members"."""
    require_form(actor, campaign)
    lock_campaign(campaign)
    formed, faults = [], {}
    for number, line in enumerate(lines):
        try:
            with transaction.atomic():
                formed.append(
                    form_team(
                        campaign=campaign, name=line.name, members=line.members, site=line.site, actor=actor
                    )
                )
        except Invalid as fault:
            faults.update({f"{number}.{name}": text for name, text in fault.messages.items()})
    if faults:
        raise Invalid(faults)
    return formed


@transaction.atomic
def change_team(
    *,
    team: Team,
    version: int | None,
    name: str,
    members: Sequence[MemberLine],
    site: Site | None,
    actor: Actor,
) -> Team:
    """New name, people or site. A dispatched team keeps its site; who joins or leaves it gains or loses rights."""
    by = require_form(actor, team.campaign)
    campaign = lock_campaign(team.campaign)
    require_open(campaign)
    team = Team.locked(team.pk, version)
    team.campaign = campaign
    if team.state == Team.State.ENDED:
        raise Refused(_("This team has ended and stays as it was."))
    sent = team.state == Team.State.DISPATCHED
    if sent and (site.pk if site else None) != team.site_id:
        raise Invalid({"site": _("A dispatched team keeps its site. End the dispatch first.")})
    team.name, team.site = _name(campaign, name, team), _site(campaign, site, team)
    _check_members(campaign, members)
    before = [str(m) for m in team.members.select_related("person")]
    team.touch("name", "site")
    gone = _place(team, members)
    if sent and team.site is not None:
        _check_sent(campaign, team)
        placing.renew(team=team, unit=team.site.unit, actor=actor)
    detail = {"site": str(site or ""), "before": before, "members": [str(m.person) for m in members]}
    record(
        actor=actor, verb="change", noun="team", obj=team, unit=unit_of(team), appointment=by, detail=detail
    )
    for person in gone if sent else ():
        member_left.send(
            sender=Team,
            team=team,
            leaving=person,
            coming=None,
            on=clock.today(),
            until=None,
            reason="",
            actor=actor,
        )
    return team


@transaction.atomic
def disband_team(*, team: Team, actor: Actor) -> None:
    """Give up a team that has not been sent; its people are free and its site waits again."""
    by = require_form(actor, team.campaign)
    lock_campaign(team.campaign)
    require_open(team.campaign)
    team = Team.locked(team.pk)
    if team.state != Team.State.DRAFT:
        raise Refused(_("A team that has been dispatched cannot be disbanded. End its dispatch instead."))
    detail = {
        "site": str(team.site or ""),
        "members": [str(m) for m in team.members.select_related("person")],
    }
    record(
        actor=actor, verb="disband", noun="team", obj=team, unit=unit_of(team), appointment=by, detail=detail
    )
    team.delete()


@transaction.atomic
def leave_site(*, site: Site, actor: Actor) -> None:
    """The site is given up: a team in the making is left without one; a dispatched team forbids it."""
    team = Team.objects.select_for_update(of=("self",)).filter(site=site).first()
    if team is None:
        return
    if team.state != Team.State.DRAFT:
        raise Refused(
            _("%(team)s has been dispatched to this site; it cannot be given up any more.") % {"team": team}
        )
    team.site = None
    team.touch("site")
    record(actor=actor, verb="leave_site", noun="team", obj=team, unit=site.unit, detail={"site": str(site)})


@transaction.atomic
def renew_rights(*, team: Team, actor: Actor) -> int:
    """Give the rights on site to members who got their sign-in after the dispatch; returns how many."""
    by = require_form(actor, team.campaign)
    lock_campaign(team.campaign)
    team = Team.locked(team.pk)
    if team.state != Team.State.DISPATCHED or team.site is None:
        raise Refused(_("Only members of a dispatched team have rights on site."))
    given = placing.renew(team=team, unit=team.site.unit, actor=actor)
    detail = {"given": given}
    record(
        actor=actor,
        verb="renew_rights",
        noun="team",
        obj=team,
        unit=team.site.unit,
        appointment=by,
        detail=detail,
    )
    return given


def unit_of(team: Team) -> Unit:
    """Whose affair the team is: its site's, else its campaign's."""
    return team.site.unit if team.site else team.campaign.unit


def _name(campaign: Campaign, name: str, team: Team | None = None) -> str:
    name = clean_line(name)
    if not name:
        raise Invalid({"name": _("Give the team a name.")})
    if len(name) > 60:
        raise Invalid({"name": _("At most 60 characters.")})
    others = Team.objects.filter(campaign=campaign, name=name)
    if (others.exclude(pk=team.pk) if team else others).exists():
        raise Invalid(
            {"name": _("Another team of this campaign is already called %(name)s.") % {"name": name}}
        )
    return name


def _site(campaign: Campaign, site: Site | None, team: Team | None = None) -> Site | None:
    if site is None:
        return None
    if site.campaign_id != campaign.pk:
        raise Invalid({"site": _("This site belongs to another campaign.")})
    if site.state == Site.State.CLOSED:
        raise Invalid({"site": _("This site is closed.")})
    others = Team.objects.filter(site=site)
    other = (others.exclude(pk=team.pk) if team else others).first()
    if other is not None:
        raise Invalid({"site": _("%(site)s already has a team: %(team)s.") % {"site": site, "team": other}})
    return site


def _check_members(campaign: Campaign, members: Sequence[MemberLine]) -> None:
    if len(members) > 50:
        raise Invalid({"members": _("A team has at most 50 members.")})
    if len({m.person.pk for m in members}) != len(members):
        raise Invalid({"members": _("Nobody can be in the same team twice.")})
    if sum(m.leads for m in members) > 1:
        raise Invalid({"leader": _("A team has one leader.")})
    known = set(campaign.role_names)
    unknown = {role for m in members for role in m.roles} - known
    if unknown:
        raise Invalid(
            {"roles": _("Not a role of this campaign: %(names)s.") % {"names": "、".join(sorted(unknown))}}
        )


def _place(team: Team, members: Sequence[MemberLine]) -> list[Person]:
    """Make the rows of the team agree with `members`; places that stay keep their ids. Returns who is gone.

    While the team is on site, who leaves keeps the days served, and who joins serves from today.
    """
    today = clock.today()
    on_site = team.state == Team.State.DISPATCHED and team.dispatch.starts_on < today
    held = {m.person_id: m for m in team.members.select_related("person")}
    wanted: dict[UUID, MemberLine] = {line.person.pk: line for line in members}
    gone = [m for person_id, m in held.items() if person_id not in wanted]
    for member in gone:
        if on_site and (member.since is None or member.since < today):
            member.until = today - timedelta(1)
            member.touch("until")
        else:
            member.delete()
    TeamMember.objects.filter(team=team, leads=True).update(leads=False)
    for person_id, line in wanted.items():
        place = held.get(person_id)
        if place is None:
            TeamMember.objects.create(
                team=team,
                person=line.person,
                leads=line.leads,
                roles=list(line.roles),
                since=today if on_site else None,
            )
        elif line.leads or place.leads or list(line.roles) != place.roles:
            place.leads, place.roles = line.leads, list(line.roles)
            place.touch("leads", "roles")
    return [m.person for m in gone]


def _check_sent(campaign: Campaign, team: Team) -> None:
    """A team on site may not be changed into one that could not have been sent."""
    now = clock.today()
    dispatch = team.dispatch
    period = (max(now, dispatch.starts_on), dispatch.ends_on) if now <= dispatch.ends_on else None
    held_back = unready(conflicts(campaign, period)).get(team.pk)
    if held_back:
        raise Invalid({"members": " ".join(c.text for c in held_back)})
