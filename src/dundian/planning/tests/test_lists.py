"""A whole city: 42 teams and 84 cadres cost as many queries as a few; pages come one after the other."""

import gzip
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dundian.campaign.factories import SiteFactory
from dundian.notify.todo import Tab
from dundian.org.access import actor_of
from dundian.org.cast import client_of
from dundian.org.factories import PersonFactory, UnitFactory, UserFactory
from dundian.org.models import Grade, UnitKind
from dundian.planning.factories import CandidateFactory, DispatchFactory, TeamFactory, TeamMemberFactory
from dundian.planning.models import Candidate, Team
from dundian.planning.tests.conftest import Story
from dundian.planning.todos import planning_todos


def fill(story: Story, start: int, end: int) -> None:
    """Candidates, sites and teams of two, a third of them sent, a third without a site."""
    ground = story.cast.ground
    for n in range(start, end):
        county = UnitFactory.create(parent=ground.city, kind=UnitKind.COUNTY, name=f"第{n}区总工会")
        unit = UnitFactory.create(parent=county, kind=UnitKind.PARK, name=f"第{n}园区工会")
        CandidateFactory.create(campaign=story.campaign, unit=unit, workers=n or None)
        site = SiteFactory.create(campaign=story.campaign, unit=unit)
        SiteFactory.create(
            campaign=story.campaign, unit=UnitFactory.create(parent=county, kind=UnitKind.PARK)
        )
        members = [
            PersonFactory.create(home_unit=ground.city, grade=grade, user=UserFactory.create())
            for grade in (Grade.MIDDLE, Grade.STAFF)
        ]
        state = Team.State.DISPATCHED if n % 3 == 0 else Team.State.DRAFT
        team = TeamFactory.create(
            campaign=story.campaign, site=None if n % 3 == 1 else site, name=f"第{n:02}组", state=state
        )
        for place, person in enumerate(members):
            TeamMemberFactory.create(team=team, person=person, leads=place == 0)
        if n % 3 == 0:
            DispatchFactory.create(team=team)


def counted(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def pages(story: Story) -> dict[str, str]:
    own = [story.campaign.pk]
    board = reverse("planning:team_board", args=own)
    return {
        "candidates": reverse("planning:candidate_list", args=own),
        "board": board,
        "sites": f"{board}?view=sites",
        "conflicts": f"{board}?view=conflicts",
        "teams": reverse("planning:team_list"),
        "draft": reverse("planning:team_draft", args=own),
        "form": reverse("planning:team_add", args=own),
        "dispatch": reverse("planning:dispatch_create", args=own),
        "panel": reverse("planning:campaign_panel", args=own),
        "export": reverse("planning:team_export", args=own),
        "candidate export": reverse("planning:candidate_export", args=own),
    }


def test_query_counts_do_not_grow(story: Story) -> None:
    client = client_of(story.cast.office_city)
    urls = pages(story)
    fill(story, 0, 3)
    client.get(urls["board"])
    few = {name: counted(client, url) for name, url in urls.items()}
    fill(story, 3, 42)
    many = {name: counted(client, url) for name, url in urls.items()}
    assert many == few
    assert max(many.values()) <= 25


def test_todos_in_a_constant_number_of_queries(story: Story, django_assert_max_num_queries: Any) -> None:
    fill(story, 0, 9)
    actor = actor_of(story.cast.office_city.user)
    with django_assert_max_num_queries(8):
        found = list(planning_todos(actor, Tab.WAITING, 50))
    titles = [str(t.title) for t in found]
    assert any("点位" in t or "site" in t for t in titles)
    assert len(found) == 2
    assert list(planning_todos(actor, Tab.DONE, 50)) == []
    assert list(planning_todos(actor_of(story.cast.cadre.user), Tab.WAITING, 50)) == []
    DispatchFactory.create(
        team=TeamFactory.create(campaign=story.campaign, state="dispatched"),
        ends_on="2024-04-05",
        starts_on="2024-03-01",
    )
    due = [t for t in planning_todos(actor, Tab.WAITING, 50) if t.state == "due"]
    assert [str(t.due_on) for t in due] == ["2024-04-05"]


@pytest.mark.parametrize("sort", ["", "workers", "-workers", "-complexity", "foundation", "kind"])
def test_every_candidate_once_through_the_pages(story: Story, sort: str) -> None:
    for n in range(120):
        unit = UnitFactory.create(parent=story.cast.ground.county, kind=UnitKind.PARK, name=f"第{n}园区工会")
        CandidateFactory.create(
            campaign=story.campaign, unit=unit, workers=n % 7 or None, complexity=n % 5 or None
        )
    client = client_of(story.cast.office_city)
    url = reverse("planning:candidate_list", args=[story.campaign.pk])
    seen: list[Any] = []
    cursor = ""
    while True:
        page = client.get(url, {"sort": sort, "cursor": cursor}).context["page"]
        seen += [c.pk for c in page.rows]
        if not page.next:
            break
        cursor = page.next
    assert len(seen) == len(set(seen)) == Candidate.objects.count() == 124


def test_wide_list_stays_light(story: Story) -> None:
    fill(story, 0, 42)
    client = client_of(story.cast.office_city)
    for name, url in pages(story).items():
        if "export" not in name:
            page = client.get(url, headers={"Accept-Encoding": ""})
            assert len(gzip.compress(page.content)) < 60_000, name
