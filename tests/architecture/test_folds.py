"""Folded conditions come alone, on every page that has a fold."""

import pytest
from django.urls import reverse

from dundian.campaign.models import Campaign
from dundian.org.cast import Cast, client_of
from tests.architecture.permissions import addresses, arguments
from tests.architecture.world import make_world


def test_a_fold_brings_its_conditions_and_nothing_else(cast: Cast) -> None:
    world = make_world(cast)
    client, folds = client_of(world.cast.office_city), []
    for name in (name for name in addresses() if name.split(":")[1].endswith(("list", "board", "coverage"))):
        address = reverse(name, kwargs=arguments(world, name))
        page = client.get(address)
        if page.status_code != 200 or b'class="filter-more"' not in page.content:
            continue
        folds.append(name)
        part = client.get(f"{address}?unfold=1", headers={"HX-Request": "true"}).content.decode().strip()
        assert part.startswith('<div class="filter-field'), (name, part[:200])
        assert "<html" not in part
        assert "<form" not in part
    assert len(folds) >= 10, folds


@pytest.mark.parametrize(
    "name", ["fieldwork:log_list", "campaign:site_list", "planning:team_list", "insight:coverage"]
)
def test_whoever_sees_every_campaign_opens_the_choice_of_them(cast: Cast, name: str) -> None:
    """Hundreds in a province, and read on every page that shows them."""
    world, address, select = make_world(cast), reverse(name), 'name="campaign"'
    campaign = Campaign.objects.exclude(state=Campaign.State.CLOSED).earliest("created_at")
    whole, part = client_of(world.cast.office_province), client_of(world.cast.office_city)
    assert select in part.get(address).content.decode()
    assert select not in whole.get(address).content.decode()
    assert select in whole.get(f"{address}?unfold=1", headers={"HX-Request": "true"}).content.decode()
    chosen = whole.get(f"{address}?campaign={campaign.pk}").content.decode()
    assert f'value="{campaign.pk}" selected' in chosen
    assert '<details class="filter-more" open>' in chosen
