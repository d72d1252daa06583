"""Two officers at the same moment, with real transactions in real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from dundian.campaign.models import Site
from dundian.documents.models import Document
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.org.cast import make_cast
from dundian.planning import actions
from dundian.planning.models import Dispatch, Team
from dundian.planning.queries import ConflictKind, conflicts
from dundian.planning.tests.conftest import START, Story, tell
from dundian.planning.tests.test_dispatch import FROM, TO

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground(transactional_db: None) -> Story:
    return tell(make_cast())


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Results in order; an `Invalid` stands for the deed that lost."""
    barrier = Barrier(len(deeds))

    def one(deed: Callable[[], Any]) -> Any:
        try:
            with clock.at(START):
                barrier.wait(10)
                return deed()
        except Invalid as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def losers(results: list[Any]) -> int:
    return sum(isinstance(r, Invalid) for r in results)


def test_two_officers_choose_the_same_candidate(ground: Story) -> None:
    for candidate in ground.candidates:
        results = at_once(*[
            lambda a=actor: actions.choose_candidates(candidates=[candidate], reason="需求", actor=a)  # noqa: B023
            for actor in (ground.cast.office_city, ground.cast.office_province)
        ])  # fmt: skip
        assert losers(results) == 1
    assert Site.objects.count() == len(ground.candidates)


def test_overlapping_choices_do_not_lock_each_other_out(ground: Story) -> None:
    rows, actor = ground.candidates, ground.cast.office_city
    results = at_once(
        lambda: actions.choose_candidates(candidates=rows[:3], reason="需求", actor=actor),
        lambda: actions.choose_candidates(candidates=rows[:0:-1], reason="需求", actor=actor),
    )
    assert losers(results) == 1
    assert Site.objects.count() == 3


def test_a_person_put_into_two_teams_at_once_is_seen_and_sent_by_neither(ground: Story) -> None:
    first, second = ground.site(0), ground.site(1)
    results = at_once(
        lambda: ground.team("第一组", 0, 1, site=first), lambda: ground.team("第二组", 0, 2, site=second)
    )
    assert losers(results) == 0
    assert [c.kind for c in conflicts(ground.campaign)] == [ConflictKind.PERSON_TWICE]
    sent = at_once(*[
        lambda t=team: actions.dispatch_teams(
            teams=[t], starts_on=FROM, ends_on=TO, actor=ground.cast.office_city
        )
        for team in Team.objects.all()
    ])  # fmt: skip
    assert losers(sent) == 2
    assert not Dispatch.objects.exists()


def test_a_person_added_while_a_team_is_sent_never_goes_twice(ground: Story) -> None:
    first, second = ground.site(0), ground.site(1)
    sending, other = ground.team("第一组", 0, 1, site=first), ground.team("第二组", 2, site=second)

    def send(team: Team) -> list[Dispatch]:
        return actions.dispatch_teams(teams=[team], starts_on=FROM, ends_on=TO, actor=ground.cast.office_city)

    at_once(
        lambda: send(sending),
        lambda: actions.change_team(
            team=other, version=1, name="第二组", members=ground.lines(2, 0), site=second,
            actor=ground.cast.office_province,
        ),
    )  # fmt: skip
    with pytest.raises(Invalid):
        send(other)


def test_two_teams_at_one_site_and_two_of_one_name(ground: Story) -> None:
    site = ground.site(0)
    results = at_once(
        lambda: ground.team("第一组", 0, site=site), lambda: ground.team("第二组", 1, site=site)
    )
    assert losers(results) == 1
    results = at_once(lambda: ground.team("同名组", 2), lambda: ground.team("同名组", 3))
    assert losers(results) == 1


def test_a_team_dispatched_twice_goes_once(ground: Story) -> None:
    team = ground.team("第一组", 0, 1, site=ground.site(0))
    results = at_once(*[
        lambda a=actor: actions.dispatch_teams(teams=[team], starts_on=FROM, ends_on=TO, actor=a)
        for actor in (ground.cast.office_city, ground.cast.office_province)
    ])  # fmt: skip
    assert losers(results) == 1
    assert Dispatch.objects.count() == 1
    assert Document.objects.count() == 1
