"""A cadre at a site on a June day in 2024, and the phone in the cadre's hand."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from dundian.fieldwork.factories import Posting, post
from dundian.fieldwork.models import Task
from dundian.org.cast import Cast, make_cast
from tests.browser.phone.in_hand import Hand, Open
from tests.browser.story_ground import calendar


@pytest.fixture
def cast(transactional_db: None, settings: Any, tmp_path: Path) -> Cast:
    calendar(settings)(date(2024, 6, 19))
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    return make_cast()


@pytest.fixture
def posting(cast: Cast) -> Posting:
    """The cadre's site, with a task that the figures fill and one that is done by word."""
    placed = post(cast)
    site = {"campaign": placed.campaign, "site": placed.site, "unit": placed.site.unit}
    Task.objects.create(
        **site, name="访谈一百名职工", indicator=placed.talks, target=100, due_on="2024-06-21"
    )
    Task.objects.create(**site, name="召开一次座谈会", due_on="2024-06-12")
    return placed


@pytest.fixture
def hand(live_server: LiveServer, open_context: Open, cast: Cast, posting: Posting) -> Hand:
    return Hand.of(open_context, live_server.url, cast.cadre)
