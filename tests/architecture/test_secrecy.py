"""Nobody on the inspected side learns of an inspection before the visit is saved: every page stays as it was.

Each address that the permission table opens to them, and each of this room, is asked as each of them before anything is
planned, and again with a draw planned, committed, drawn and arranged. The pages must be the same byte for byte, save
for what is new each time. What the table closes to them answers by their rights alone, which a draw does not touch.

A page whose statements name no table that the draw wrote to is the same by itself: the database says which tables
those are, triggers included, and the clock stands still. Such pages are asked once; those of one witness all the same.
"""

import hashlib
import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from dundian.campaign.models import AreaCharge
from dundian.fieldwork.factories import Posting, post
from dundian.kernel import clock
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of, make_actor
from dundian.org.models import Person, Role
from dundian.oversight.actions import draws as drawing_up
from dundian.oversight.actions.visits import save_visit
from dundian.oversight.models import Draw
from tests.architecture.permissions import addresses, arguments, read_table
from tests.architecture.world import World, make_world, written

# What is new each time whatever happens: tokens against forged forms, ids that forms carry for the row they will make,
# signed envelopes.
FRESH = re.compile(
    rb'<input type="hidden"[^>]*value="([0-9a-f-]{36}|[A-Za-z0-9]{64})"[^>]*>|X-CSRFToken[^}]*}|"csrf": "[^"]*"'
    rb"|[A-Za-z0-9_-]+:[A-Za-z0-9_-]{6}:[A-Za-z0-9_-]{43}"
)
# A page that shows a new secret each time; it knows nothing of anybody's work.
NEW_EACH_TIME = {"accounts:factor_add"}
OPEN = 200
WORD = re.compile(r"\w+")
WITNESS = "host"  # every page of this person is asked twice
WORKBOOK = b"PK\x03\x04"
AHEAD = {"draw": "oversight:draw_", "visit": "oversight:visit_", "bulletin": "oversight:bulletin_"}


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def inspected(cast: Cast) -> dict[str, Actor]:
    """Team, union, county and leader of the sites drawn, and the county's own auditor."""
    auditor = make_actor("county_auditor", "县审计", Role.AUDIT_ADMIN, cast.ground.county)
    return {
        "team_leader": cast.team_leader,
        "cadre": cast.cadre,
        "host": cast.host,
        "office_county": cast.office_county,
        "leader": cast.leader,
        "county_auditor": auditor,
    }


class Camera:
    """Takes the pages of one person."""

    def __init__(self, actor: Actor, world: World) -> None:
        self.client: Client = client_of(actor)
        self.client.raise_request_exception = False
        self.world = world

    def take(self, name: str, words: set[str] | None = None, **ids: UUID) -> tuple[int, str, bytes]:
        """Status, headers that tell of content, and the content, of a request whose writes are rolled back.

        `words` gets every word of every statement that it took.
        """
        address = reverse(name, kwargs={**arguments(self.world, name), **ids})

        def note(execute: Any, sql: str, *more: Any) -> Any:
            if words is not None:
                words.update(WORD.findall(sql))
            return execute(sql, *more)

        with transaction.atomic(), connection.execute_wrapper(note):
            response = self.client.get(address)
            content = response.getvalue() if response.streaming else response.content
            transaction.set_rollback(True)
        told = f"{response.headers.get('ETag')} {response.headers.get('Location')} {response.headers.get('HX-Trigger')}"
        return response.status_code, told, _plain(content)


def _plain(content: bytes) -> bytes:
    """A page without what is new each time; of a workbook the files inside, without the moment it was made."""
    if not content.startswith(WORKBOOK):
        return FRESH.sub(b"", content)
    with ZipFile(BytesIO(content)) as packed:
        return b"".join(packed.read(n) for n in sorted(packed.namelist()) if n != "docProps/core.xml")


Page = tuple[int, str, str]
Key = tuple[str, str]


def to_ask(cameras: dict[str, Camera]) -> list[Key]:
    table = read_table()
    return [
        (who, name)
        for who in cameras
        for name in addresses()
        if name not in NEW_EACH_TIME
        and (
            name.startswith("oversight:")
            or table[name, "GET"].get(who, table[name, "GET"]["audit_admin"]) == OPEN
        )
    ]


def album(
    cameras: dict[str, Camera], keys: Iterable[Key], words: dict[Key, set[str]] | None = None
) -> dict[Key, Page]:
    """Pages as digests; always by the same sign-ins, which the pages of sign-ins list. `words` as `Camera.take`."""
    found = {}
    for who, name in keys:
        spoken = None if words is None else words.setdefault((who, name), set())
        status, told, content = cameras[who].take(name, spoken)
        found[who, name] = (status, told, hashlib.sha256(content).hexdigest())
    return found


def second_campaign(cast: Cast) -> Posting:
    """A site of the county with a team on it that nobody has inspected."""
    return post(cast, unit=cast.ground.neighbour, name="第二工作组")


def colleagues(cast: Cast) -> list[Person]:
    colleague = make_actor("colleague", "郝督查", Role.DEPARTMENT, cast.ground.department)
    return [colleague.person] if colleague.person else []


def planned(cast: Cast, posting: Posting, draw_id: UUID, people: list[Person]) -> Draw:
    draw = drawing_up.plan_draw(
        id=draw_id, campaign=posting.campaign, title="飞行抽查", size=1, by_county=True, by_kind=True,
        inspectors=people, informed=[], exclusions=[], actor=cast.office_city,
    )  # fmt: skip
    drawing_up.commit_draw(draw=draw, actor=cast.office_city)
    draw = drawing_up.make_draw(draw=draw, outside="27182", actor=cast.office_city)
    visit = draw.visits.get()
    drawing_up.arrange_visits(draw=draw, days={visit.pk: (clock.today(), people)}, actor=cast.office_city)
    return draw


@pytest.mark.long
def test_no_page_of_the_inspected_changes_before_the_visit_is_saved(cast: Cast, world: World) -> None:
    posting, people, inspectors = second_campaign(cast), inspected(cast), colleagues(cast)
    AreaCharge.objects.create(campaign=posting.campaign, person=cast.leader.person, unit=cast.ground.county)
    cameras = {who: Camera(actor, world) for who, actor in people.items()}
    with clock.at(clock.now()):
        words: dict[Key, set[str]] = {}
        before, rows = album(cameras, to_ask(cameras), words), written()
        draw = planned(cast, posting, new_id(), inspectors)
        tables = set(written() - rows)
        assert {"oversight_draw", "oversight_visit", "audit_trail_entry"} <= tables
        again = [key for key in before if key[0] == WITNESS or words[key] & tables]
        after = album(cameras, again)
        assert sorted(" ".join(key) for key, page in after.items() if before[key] != page) == []
        assert sum(status == 200 for status, _told, _digest in before.values()) > 300
        _the_draw_is_not_there(cameras, world, draw)
        _and_then_they_see_it(cast, cameras, draw)


def _the_draw_is_not_there(cameras: dict[str, Camera], world: World, draw: Draw) -> None:
    """The draw's own addresses answer as those of a draw that never was."""
    visit = draw.visits.get()
    for camera in cameras.values():
        for name in addresses():
            real = draw.pk if name.startswith(("oversight:draw_", "oversight:bulletin_")) else visit.pk
            if not name.startswith(tuple(AHEAD.values())) or "pk" not in arguments(world, name):
                continue
            fake = new_id()
            there, nowhere = camera.take(name, pk=real), camera.take(name, pk=fake)
            assert there[0] == nowhere[0] == 404, name
            assert there[2].replace(str(real).encode(), b"") == nowhere[2].replace(str(fake).encode(), b""), (
                name
            )


def _and_then_they_see_it(cast: Cast, cameras: dict[str, Camera], draw: Draw) -> None:
    """The comparison would find a page that tells: with the visit saved, some do."""
    visit = draw.visits.get()
    camera = cameras["office_county"]
    seen_before = camera.take("oversight:visit_list")
    save_visit(
        visit=visit,
        visited_on=clock.today(),
        seen_there="骑手午休",
        compared="",
        findings=[],
        actor=cast.office_city,
    )
    assert camera.take("oversight:visit_list") != seen_before
    assert camera.take("oversight:visit_detail", pk=visit.pk)[0] == 200


def test_a_county_of_another_city_sees_nothing_even_afterwards(cast: Cast, world: World) -> None:
    """The outsider's list stays empty when the visit is saved."""
    before: Any = Camera(cast.outsider, world).take("oversight:visit_list")
    draw = planned(cast, second_campaign(cast), new_id(), colleagues(cast))
    save_visit(
        visit=draw.visits.get(), visited_on=clock.today(), seen_there="x", compared="", findings=[],
        actor=cast.office_city,
    )  # fmt: skip
    assert Camera(cast.outsider, world).take("oversight:visit_list") == before
