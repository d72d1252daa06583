"""The day on which these tests stand, and a posting of the cast."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from dundian.fieldwork.factories import Posting, post
from dundian.kernel import clock
from dundian.offline.tests.phone import Phone
from dundian.org.cast import Cast

TODAY = datetime(2024, 6, 14, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _midsummer(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "attachments"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    cache.clear()
    with clock.at(TODAY):
        yield


@pytest.fixture
def posting(cast: Cast) -> Posting:
    return post(cast)


@pytest.fixture
def phone(cast: Cast, posting: Posting) -> Phone:
    """The cadre's."""
    return Phone.of(cast.cadre)
