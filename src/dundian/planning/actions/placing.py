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
    """Members with a sign-in that works: the only ones who can be appointed."""
    rows = team.members.filter(person__user__is_active=True)
    return list(rows.select_related("person__user"))


def give(*, team: Team, unit: Unit, since: date, until: date, actor: Actor) -> None:
    """Appoint the members at the site's unit for the period."""
    for member in reachable(team):
        _appoint(team, unit, member, since, until, actor)


def _appoint(team: Team, unit: Unit, member: TeamMember, since: date, until: date, actor: Actor) -> None:
    user = member.person.user
    if user is not None:
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
    wanted = {m.person.user_id: m for m in reachable(team)}
    standing = set()
    for appointment in held(team, unit):
        member = wanted.get(appointment.user_id)
        if member is not None and appointment.role == role_of(member):
            standing.add(appointment.user_id)
        else:
            revoke_appointment(appointment=appointment, reason=_("The team has changed."), actor=actor)
    since = max(clock.today(), team.dispatch.starts_on)
    coming = [m for user_id, m in wanted.items() if user_id not in standing]
    if since > team.dispatch.ends_on:
        return 0
    for member in coming:
        _appoint(team, unit, member, since, team.dispatch.ends_on, actor)
    return len(coming)


def extend(*, team: Team, unit: Unit, until: date, actor: Actor) -> None:
    """Let the members' rights at the site last to `until`."""
    for member in reachable(team):
        user = member.person.user
        if user is not None:
            extend_appointments(user=user, unit=unit, campaign_id=team.campaign_id, until=until, actor=actor)
    renew(team=team, unit=unit, actor=actor)


def end(*, team: Team, unit: Unit, on: date, actor: Actor) -> None:
    """Let all field rights at the site run out on `on`."""
    for user in {a.user_id: a.user for a in held(team, unit)}.values():
        end_appointments(user=user, unit=unit, campaign_id=team.campaign_id, on=on, actor=actor)


def waiting(team: Team, unit: Unit) -> list[TeamMember]:
    """Members with a sign-in who hold no right at the site: they got the sign-in after the dispatch."""
    standing = {a.user_id for a in held(team, unit)}
    return [m for m in reachable(team) if m.person.user_id not in standing]
