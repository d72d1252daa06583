"""April 2024 in 盐都市: its campaign wants two sites, and has four candidates in 灯城县."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dundian.campaign.factories import CampaignFactory
from dundian.campaign.models import Campaign, Quota, Site
from dundian.kernel import clock
from dundian.org.cast import Cast
from dundian.org.factories import PersonFactory, UnitFactory, UserFactory
from dundian.org.models import Grade, Person, UnitKind
from dundian.planning import actions
from dundian.planning.actions import MemberLine
from dundian.planning.factories import CandidateFactory
from dundian.planning.models import Candidate, Team

START = datetime(2024, 4, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _in_april() -> Iterator[None]:
    with clock.at(START):
        yield


@dataclass
class Story:
    """What the tests of planning tell about."""

    cast: Cast
    campaign: Campaign
    candidates: list[Candidate]
    people: list[Person] = field(default_factory=list)

    def site(self, number: int = 0) -> Site:
        """The candidate made a site, by the action."""
        chosen = [self.candidates[number]]
        return actions.choose_candidates(
            candidates=chosen, reason="职工人数较多", actor=self.cast.office_city
        )[0]

    def lines(self, *numbers: int) -> list[MemberLine]:
        """People as members; the first leads."""
        return [MemberLine(self.people[n], leads=place == 0) for place, n in enumerate(numbers)]

    def team(self, name: str, *numbers: int, site: Site | None = None) -> Team:
        return actions.form_team(
            campaign=self.campaign,
            name=name,
            members=self.lines(*numbers),
            site=site,
            actor=self.cast.office_city,
        )


@pytest.fixture
def story(cast: Cast) -> Story:
    return tell(cast)


def tell(cast: Cast) -> Story:
    ground = cast.ground
    campaign = CampaignFactory.create(
        unit=ground.city, name="盐都市2024年工会干部赴基层蹲点行动", selection=["职工人数较多"]
    )
    Quota.objects.create(campaign=campaign, kind=UnitKind.NEW_EMPLOYMENT, wanted=1)
    Quota.objects.create(campaign=campaign, kind=UnitKind.NON_PUBLIC, wanted=1)
    units = [ground.site, ground.neighbour]
    units += [
        UnitFactory.create(parent=ground.county, kind=UnitKind.NON_PUBLIC, name=f"盐化{n}厂工会")
        for n in (1, 2)
    ]
    candidates = [
        CandidateFactory.create(campaign=campaign, unit=unit, workers=1000 * n, members=300 * n)
        for n, unit in enumerate(units, 1)
    ]
    grades = [Grade.MIDDLE, Grade.STAFF, Grade.MIDDLE, Grade.STAFF]
    people = [
        PersonFactory.create(name=f"驻点{n}", home_unit=ground.city, grade=grade, user=UserFactory.create())
        for n, grade in enumerate(grades)
    ]
    return Story(cast, campaign, candidates, people)
