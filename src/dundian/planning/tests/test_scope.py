"""A department looks into the planning of the federation it belongs to; nobody else looks upward."""

import pytest

from dundian.campaign.models import Site
from dundian.org.access import Actor, actor_of
from dundian.org.actions import appoint
from dundian.org.cast import make_actor
from dundian.org.factories import UnitFactory, UserFactory
from dundian.org.models import Role, Unit, UnitKind
from dundian.planning.models import Candidate, Team
from dundian.planning.tests.conftest import Story


def handler_at(unit: Unit, by: Actor) -> Actor:
    user = UserFactory.create()
    appoint(user=user, role=Role.DEPARTMENT, unit=unit, actor=by)
    return actor_of(user)


@pytest.mark.parametrize("model", [Site, Candidate, Team])
def test_a_countys_own_handler_does_not_look_into_the_city(
    story: Story, model: type[Site | Candidate | Team]
) -> None:
    cast = story.cast
    story.team("甲组", 0, 1, site=story.site())
    county = UnitFactory.create(
        parent=cast.ground.city, kind=UnitKind.COUNTY, name="别县总工会", code="990322"
    )
    office = make_actor("office_other_county", "别县办", Role.OFFICE, county)
    assert not model.objects.visible_to(office).exists()
    assert not model.objects.visible_to(handler_at(county, office)).exists()
    assert model.objects.visible_to(cast.department).exists()
