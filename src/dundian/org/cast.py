"""The cast that every test tells its story with, and the ground they stand on.

A province 川江省 with two cities; 盐都市 has a county 灯城县 with two grassroots unions: 飞骑工会 (new employment
form), where team and host are, and 老窖工会. The outsider is the office of the other city, 雪山市.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.test import Client

from dundian.accounts.models import User
from dundian.accounts.sessions import BACKEND
from dundian.org.access import Actor, actor_of
from dundian.org.factories import AppointmentFactory, PersonFactory, UnitFactory, UserFactory
from dundian.org.models import Appointment, Grade, Person, Role, Unit, UnitKind


@dataclass
class Ground:
    """The units of the story."""

    province: Unit
    city: Unit
    county: Unit
    department: Unit
    site: Unit
    neighbour: Unit
    other_city: Unit
    other_site: Unit


@dataclass
class Cast:
    """Each member is an `Actor`; `ground` holds the units."""

    ground: Ground
    office_province: Actor
    office_city: Actor
    office_county: Actor
    leader: Actor
    team_leader: Actor
    cadre: Actor
    department: Actor
    host: Actor
    system_admin: Actor
    security_admin: Actor
    audit_admin: Actor
    outsider: Actor

    def members(self) -> dict[str, Actor]:
        return {name: value for name, value in vars(self).items() if isinstance(value, Actor)}


def make_ground() -> Ground:
    province = UnitFactory.create(kind=UnitKind.PROVINCE, name="川江省总工会", code="990000")
    city = UnitFactory.create(
        parent=province, kind=UnitKind.PREFECTURE, name="盐都市总工会", code="990300", place=3
    )
    county = UnitFactory.create(
        parent=city, kind=UnitKind.COUNTY, name="灯城县总工会", code="990321", place=1
    )
    other_city = UnitFactory.create(
        parent=province, kind=UnitKind.PREFECTURE, name="雪山市总工会", code="993200", place=20
    )
    return Ground(
        province=province,
        city=city,
        county=county,
        department=UnitFactory.create(parent=city, kind=UnitKind.DEPARTMENT, name="盐都市总工会权益保障部"),
        site=UnitFactory.create(parent=county, kind=UnitKind.NEW_EMPLOYMENT, name="飞骑外卖配送工会"),
        neighbour=UnitFactory.create(parent=county, kind=UnitKind.NON_PUBLIC, name="老窖食品公司工会"),
        other_city=other_city,
        other_site=UnitFactory.create(parent=other_city, kind=UnitKind.TOWNSHIP, name="冰川镇工会"),
    )


Member = tuple[str, str, Role, Unit, Unit, str]  # sign-in, name, role, where, home unit, grade


def make_actor(
    username: str, name: str, role: Role, unit: Unit, home: Unit | None = None, grade: str = "staff"
) -> Actor:
    return make_actors([(username, name, role, unit, home or unit, grade)])[0]


def make_actors(members: Sequence[Member]) -> list[Actor]:
    """Together, since nearly every test begins here."""
    users = User.objects.bulk_create(
        UserFactory.build(username=username, display_name=name) for username, name, *_ in members
    )
    Person.objects.bulk_create(
        PersonFactory.build(user=user, name=name, home_unit=home, grade=grade, phone="13800000000")
        for user, (_, name, _, _, home, grade) in zip(users, members, strict=True)
    )
    Appointment.objects.bulk_create(
        AppointmentFactory.build(user=user, role=role, unit=unit)
        for user, (_, _, role, unit, *_) in zip(users, members, strict=True)
    )
    return [actor_of(user) for user in users]


def make_cast() -> Cast:
    g = make_ground()
    people = {
        "office_province": ("省办小赵", Role.OFFICE, g.province, g.province, Grade.STAFF),
        "office_city": ("市办小钱", Role.OFFICE, g.city, g.city, Grade.STAFF),
        "office_county": ("县办小孙", Role.OFFICE, g.county, g.county, Grade.STAFF),
        "leader": ("李包片", Role.LEADER, g.county, g.city, Grade.LEADING),
        "team_leader": ("周组长", Role.TEAM_LEADER, g.site, g.city, Grade.MIDDLE),
        "cadre": ("吴干部", Role.CADRE, g.site, g.county, Grade.STAFF),
        "department": ("郑部门", Role.DEPARTMENT, g.department, g.department, Grade.STAFF),
        "host": ("王主席", Role.HOST, g.site, g.site, Grade.STAFF),
        "system_admin": ("系统员", Role.SYSTEM_ADMIN, g.province, g.province, Grade.STAFF),
        "security_admin": ("安全员", Role.SECURITY_ADMIN, g.province, g.province, Grade.STAFF),
        "audit_admin": ("审计员", Role.AUDIT_ADMIN, g.province, g.province, Grade.STAFF),
        "outsider": ("外市人", Role.OFFICE, g.other_city, g.other_city, Grade.STAFF),
    }
    actors = make_actors([(sign_in, *rest) for sign_in, rest in people.items()])
    return Cast(g, **dict(zip(people, actors, strict=True)))


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client_of(actor: Actor | User) -> Client:
    """A test client signed in as this person."""
    client = Client()
    client.force_login(actor.user if isinstance(actor, Actor) else actor, backend=BACKEND)
    return client
