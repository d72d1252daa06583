"""Folded conditions come alone, on every page that has a fold."""

from django.urls import reverse

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
