"""Delegated administration never exceeds its scope."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from dundian.audit_trail.actions import record
from dundian.audit_trail.models import Entry
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org import actions
from dundian.org.access import ADMINISTRATORS, APPOINTS, SYSTEM, Actor, actor_of, giveable_roles, rights_of
from dundian.org.cast import Cast, client_of
from dundian.org.factories import AppointmentFactory, UnitFactory, UserFactory
from dundian.org.models import Appointment, Role, Unit, UnitKind

DAY = timedelta(days=1)


def deputy_of(appointment: Appointment, days: int = 10) -> Actor:
    user = UserFactory.create()
    AppointmentFactory.create(
        user=user, role=appointment.role, unit=appointment.unit, since=clock.today(), until=clock.today() + days * DAY,
        deputy_for=appointment,
    )  # fmt: skip
    return actor_of(user)


def test_every_member_gives_every_role_everywhere_only_within_reach(cast: Cast) -> None:
    """The whole table, giver × role × unit: allowed when one appointment covers the unit and may give the role."""
    units = [u for u in vars(cast.ground).values() if isinstance(u, Unit)]
    givers = {**cast.members(), "deputy": deputy_of(cast.security_admin.appointments[0])}
    for name, giver in givers.items():
        own = giver.appointments[0]
        for role in Role.values:
            for unit in units:
                allowed = unit.is_within(own.unit.path) and role in giveable_roles(own)
                user = UserFactory.create()
                if not allowed:
                    with pytest.raises(Refused):
                        actions.appoint(user=user, role=role, unit=unit, actor=giver)
                    assert not Appointment.objects.filter(user=user).exists(), (name, role, unit)
                else:
                    assert (
                        actions.appoint(user=user, role=role, unit=unit, actor=giver).granted_by == giver.user
                    )


def test_only_offices_and_the_security_administrator_give_anything() -> None:
    assert set(APPOINTS) == {Role.OFFICE, Role.SECURITY_ADMIN}
    assert not APPOINTS[Role.OFFICE] & {Role.OFFICE, *ADMINISTRATORS}


def test_a_deputy_gives_no_office_and_no_administrator(cast: Cast) -> None:
    deputy = deputy_of(cast.security_admin.appointments[0])
    for role in (Role.OFFICE, *ADMINISTRATORS):
        with pytest.raises(Refused):
            actions.appoint(user=UserFactory.create(), role=role, unit=cast.ground.county, actor=deputy)
    actions.appoint(user=UserFactory.create(), role=Role.HOST, unit=cast.ground.site, actor=deputy)


def test_nobody_appoints_themselves_to_more(cast: Cast) -> None:
    for actor, role, unit in [
        (cast.security_admin, Role.OFFICE, cast.ground.province),
        (cast.security_admin, Role.SYSTEM_ADMIN, cast.ground.city),
        (cast.office_city, Role.TEAM_LEADER, cast.ground.site),
        (cast.office_county, Role.LEADER, cast.ground.city),
    ]:
        if rights_of(role) <= {r for a in actor.appointments for r in rights_of(a.role)} and unit.is_within(
            actor.appointments[0].unit.path
        ):
            continue
        with pytest.raises(Refused):
            actions.appoint(user=actor.user, role=role, unit=unit, actor=actor)


def test_being_ones_own_deputys_way_up_is_closed(cast: Cast) -> None:
    """An administrator cannot become deputy of an office to read what offices read."""
    office = cast.office_city.appointments[0]
    with pytest.raises(Refused):
        actions.appoint_deputy(
            appointment=office, user=cast.security_admin.user, since=clock.today(), until=clock.today() + DAY,
            actor=cast.security_admin,
        )  # fmt: skip


def test_a_deputyship_stays_within_the_period(cast: Cast) -> None:
    original = AppointmentFactory.create(
        role=Role.LEADER, unit=cast.ground.county, since=clock.today(), until=clock.today() + 30 * DAY
    )
    user = UserFactory.create()

    def deputise(since: date, until: date, who: Any = user, of: Appointment = original) -> Appointment:
        return actions.appoint_deputy(
            appointment=of, user=who, since=since, until=until, actor=cast.office_city
        )

    today = clock.today()
    for since, until in [
        (today - DAY, today + DAY),
        (today, today + 31 * DAY),
        (today + 5 * DAY, today + 4 * DAY),
    ]:
        with pytest.raises(Invalid):
            deputise(since, until)
    with pytest.raises(Invalid):
        deputise(today, today + DAY, who=original.user)
    given = deputise(today, today + 30 * DAY)
    assert (given.role, given.unit_id, given.deputy_for_id) == (original.role, original.unit_id, original.pk)
    with pytest.raises(Refused):
        deputise(today, today + DAY, who=UserFactory.create(), of=given)


def test_a_deputy_acts_with_both_names_and_only_while_the_original_stands(cast: Cast) -> None:
    original = cast.leader.appointments[0]
    user = UserFactory.create(display_name="代理人")
    today = clock.today()
    actions.appoint_deputy(
        appointment=original, user=user, since=today, until=today + 5 * DAY, actor=cast.office_city
    )
    deputy = actor_of(user)
    assert deputy.can("view", "unit", cast.ground.site)
    record(actor=deputy, verb="urge", noun="report", unit=cast.ground.site)
    entry = Entry.objects.get(verb="urge")
    assert (entry.actor_name, entry.on_behalf_of) == ("代理人", "李包片")
    actions.revoke_appointment(appointment=original, reason="调离", actor=cast.security_admin)
    assert actor_of(user).appointments == []


def test_a_deputyship_begins_and_ends_with_its_days(cast: Cast) -> None:
    user = UserFactory.create()
    today = clock.today()
    actions.appoint_deputy(
        appointment=cast.leader.appointments[0],
        user=user,
        since=today + DAY,
        until=today + 2 * DAY,
        actor=cast.office_city,
    )
    assert not actor_of(user).can("view", "unit", cast.ground.county)
    with clock.at(clock.now() + DAY):
        assert actor_of(user).can("view", "unit", cast.ground.county)
    with clock.at(clock.now() + 3 * DAY):
        assert not actor_of(user).can("view", "unit", cast.ground.county)


def test_revoking(cast: Cast) -> None:
    host = cast.host.appointments[0]
    with pytest.raises(Invalid):
        actions.revoke_appointment(appointment=host, reason=" ", actor=cast.office_county)
    for stranger in (cast.outsider, cast.leader, cast.system_admin, cast.audit_admin):
        with pytest.raises(Refused):
            actions.revoke_appointment(appointment=host, reason="试", actor=stranger)
    with pytest.raises(Refused):
        actions.revoke_appointment(
            appointment=cast.office_county.appointments[0], reason="试", actor=cast.office_city
        )
    actions.revoke_appointment(appointment=host, reason="换届", actor=cast.office_county)
    assert actor_of(cast.host.user).appointments == []
    actions.revoke_appointment(
        appointment=cast.cadre.appointments[0], reason="停用", actor=cast.security_admin
    )
    with pytest.raises(Invalid):
        actions.revoke_appointment(appointment=host, reason="再来", actor=cast.office_county)
    assert Entry.objects.filter(verb="revoke", noun="appointment").count() == 2


def test_the_same_role_twice_in_one_period(cast: Cast) -> None:
    new: dict[str, Any] = {"user": UserFactory.create(), "role": Role.HOST, "unit": cast.ground.site}
    today = clock.today()
    actions.appoint(**new, until=today + 5 * DAY, actor=cast.office_county)
    with pytest.raises(Invalid):
        actions.appoint(**new, since=today + 5 * DAY, actor=cast.office_county)
    actions.appoint(**new, since=today + 6 * DAY, actor=cast.office_county)


def test_wrong_input(cast: Cast) -> None:
    user = UserFactory.create()
    today = clock.today()
    with pytest.raises(Invalid):
        actions.appoint(user=user, role="king", unit=cast.ground.site, actor=cast.office_city)
    with pytest.raises(Invalid):
        actions.appoint(
            user=user,
            role=Role.HOST,
            unit=cast.ground.site,
            since=today,
            until=today - DAY,
            actor=cast.office_city,
        )
    off = UserFactory.create(is_active=False)
    with pytest.raises(Invalid):
        actions.appoint(user=off, role=Role.HOST, unit=cast.ground.site, actor=cast.office_city)
    cast.ground.site.closed_on = today
    with pytest.raises(Invalid):
        actions.appoint(user=user, role=Role.HOST, unit=cast.ground.site, actor=cast.office_city)


def test_rights_of_a_dispatch_end_and_grow_with_it(cast: Cast) -> None:
    campaign, user, today = uuid4(), UserFactory.create(), clock.today()
    where: dict[str, Any] = {"user": user, "unit": cast.ground.site, "campaign_id": campaign}
    actions.appoint(**where, role=Role.CADRE, until=today + 30 * DAY, actor=cast.office_city)
    assert actions.extend_appointments(**where, until=today + 60 * DAY, actor=cast.office_city) == 1
    assert actions.extend_appointments(**where, until=today + 40 * DAY, actor=cast.office_city) == 0
    assert actions.end_appointments(**where, on=today, actor=cast.office_city) == 1
    assert Appointment.objects.get(user=user).until == today
    assert actions.end_appointments(**where, on=today - 400 * DAY, actor=cast.office_city) == 1
    assert Appointment.objects.get(user=user).revoked_at is not None
    with pytest.raises(Refused):
        actions.end_appointments(**where, on=today, actor=cast.outsider)


def test_the_command_line_bootstraps(cast: Cast) -> None:
    user = UserFactory.create()
    given = actions.appoint(user=user, role=Role.SECURITY_ADMIN, unit=cast.ground.province, actor=SYSTEM)
    assert given.granted_by is None
    assert Entry.objects.get(noun="appointment").actor_name == "系统"


def test_loading_an_actor_costs_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        actor_of(cast.cadre.user)
    for _n in range(10):
        AppointmentFactory.create(user=cast.cadre.user, unit=cast.ground.neighbour)
    with django_assert_num_queries(1):
        actor = actor_of(cast.cadre.user)
        assert actor.can("view", "unit", cast.ground.neighbour)
        assert actor.main is not None


@pytest.mark.parametrize("member", ["office_city", "security_admin"])
def test_the_list_asks_as_often_for_many_as_for_few(cast: Cast, member: str) -> None:
    client = client_of(getattr(cast, member))
    with _counting() as few:
        assert client.get("/appointments/").status_code == 200
    for _n in range(30):
        AppointmentFactory.create(unit=cast.ground.site, granted_by=cast.office_city.user)
    with _counting() as many:
        assert client.get("/appointments/").status_code == 200
    assert len(many) == len(few) <= 12


def _counting() -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def test_whoever_stands_over_all_pays_for_no_scope(cast: Cast) -> None:
    """The condition falls away for the one top of the tree, and for nobody else."""
    top = actor_of(cast.office_province.user, answering=True)
    assert "path" not in str(top.units("view", "unit").query)
    for stored in cast.members().values():
        member = actor_of(stored.user, answering=True)
        paths, scope = member.paths("view", "person"), member.units("view", "person")
        beneath = Unit.objects.filter(path__within=paths).values_list("id", flat=True)
        assert set(scope.values_list("id", flat=True)) == set(beneath)
        if any("." in path for path in paths):
            assert "path" in str(scope.query)


def test_a_second_tree_is_seen_by_nobody_of_the_first(cast: Cast) -> None:
    other = UnitFactory.create(kind=UnitKind.PROVINCE, name="海东省总工会", code="980000")
    for answering in (True, False):
        assert actor_of(cast.office_province.user, answering=answering).whole is None
    actor = actor_of(cast.office_province.user, answering=True)
    assert other.pk not in set(actor.units("view", "unit").values_list("id", flat=True))
    assert set(actor.units("view", "unit").values_list("id", flat=True)) == set(
        Unit.objects.filter(path__within=cast.ground.province.path).values_list("id", flat=True)
    )


def test_a_deputy_acts_while_the_original_does(cast: Cast, django_assert_num_queries: Any) -> None:
    original = cast.office_city.appointments[0]
    AppointmentFactory.create(user=cast.cadre.user, role=Role.OFFICE, unit=original.unit, deputy_for=original)
    with django_assert_num_queries(2):
        actor = actor_of(cast.cadre.user)
        assert [a.deputy_for.user for a in actor.appointments if a.deputy_for] == [cast.office_city.user]
    Appointment.objects.filter(pk=original.pk).update(revoked_at=clock.now())
    assert not any(a.deputy_for_id for a in actor_of(cast.cadre.user).appointments)
