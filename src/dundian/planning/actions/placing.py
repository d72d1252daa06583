"""The rights that go with a dispatch: given for its dates, moved with them, ended with it."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from dundian.kernel import clock
from dundian.org.access import FIELD, Actor
from dundian.org.actions import appoint, end_appointments, extend_appointments, revoke_appointment
from dundian.org.models import Appointment, Role, Unit
from dundian.planning.models import Team, TeamMember


def role_of(member: TeamMember) -> Role:
    return Role.TEAM_LEADER if member.leads else Role.CADRE


def reachable(team: Team) -> list[TeamMember]:
    """Who is in the team now or will be, stand-ins too, with a sign-in that works: others cannot be appointed."""
    rows = TeamMember.ever.lasting().filter(team=team, person__user__is_active=True)
    return list(rows.select_related("person__user"))


def give(*, team: Team, unit: Unit, since: date, until: date, actor: Actor) -> None:
    """Appoint the members at the site's unit for the period."""
    for member in reachable(team):
        _appoint(team, unit, member, since, until, actor)


def _appoint(team: Team, unit: Unit, member: TeamMember, since: date, until: date, actor: Actor) -> None:
    user = member.person.user
    since, until = member.within((since, until))
    if user is not None and since <= until:
        role, campaign_id = role_of(member), team.campaign_id
        appoint(
            user=user, role=role, unit=unit, actor=actor, since=since, until=until, campaign_id=campaign_id
        )


def held(team: Team, unit: Unit) -> list[Appointment]:
    """Field appointments of the campaign at the team's site that are neither revoked nor past."""
    rows = Appointment.objects.filter(
        Q(until=None) | Q(until__gte=clock.today()),
        unit=unit,
        campaign_id=team.campaign_id,
        role__in=FIELD,
        revoked_at=None,
        deputy_for=None,
    )
    return list(rows.select_related("user", "unit"))


def renew(*, team: Team, unit: Unit, actor: Actor) -> int:
    """Make the rights at the site follow the team as it is now; returns how many members gained one.

    Whoever left, or changed between leader and member, loses the old right at once.
    """
    wanted = {(m.person.user_id, role_of(m)): m for m in reachable(team)}
    standing = set()
    for appointment in held(team, unit):
        place = (appointment.user_id, Role(appointment.role))
        if place in wanted:
            standing.add(place)
        else:
            revoke_appointment(appointment=appointment, reason=_("The team has changed."), actor=actor)
    since = max(clock.today(), team.dispatch.starts_on)
    coming = [m for place, m in wanted.items() if place not in standing]
    if since > team.dispatch.ends_on:
        return 0
    for member in coming:
        _appoint(team, unit, member, since, team.dispatch.ends_on, actor)
    return len(coming)


def extend(*, team: Team, unit: Unit, until: date, actor: Actor) -> None:
    """Let the members' rights at the site last to `until`."""
    for member in reachable(team):
        user = member.person.user
        if user is not None and member.until is None:
            extend_appointments(user=user, unit=unit, campaign_id=team.campaign_id, until=until, actor=actor)
    renew(team=team, unit=unit, actor=actor)


def end(*, team: Team, unit: Unit, on: date, actor: Actor) -> None:
    """Let all field rights at the site run out on `on`."""
    for user in {a.user_id: a.user for a in held(team, unit)}.values():
        end_appointments(user=user, unit=unit, campaign_id=team.campaign_id, on=on, actor=actor)


def waiting(team: Team, unit: Unit) -> list[TeamMember]:
    """Members with a sign-in who hold no right at the site: they got the sign-in after the dispatch."""
    standing = {(a.user_id, a.role) for a in held(team, unit)}
    return [m for m in reachable(team) if (m.person.user_id, role_of(m)) not in standing]


def let_go(*, team: Team, unit: Unit, member: TeamMember, on: date, actor: Actor) -> None:
    """End the member's rights at the site on `on`."""
    user = member.person.user
    if user is not None:
        end_appointments(user=user, unit=unit, campaign_id=team.campaign_id, on=on, actor=actor)


def let_in(*, team: Team, unit: Unit, member: TeamMember, actor: Actor) -> None:
    """Appoint a member who joins a team on site, for the member's own days."""
    if member.person.user is not None and member.person.user.is_active:
        period = (max(clock.today(), team.dispatch.starts_on), team.dispatch.ends_on)
        _appoint(team, unit, member, *period, actor)
