"""The day on which these tests stand, and a posting of the cast."""

import pytest
from django.core.cache import cache

from dundian.fieldwork.factories import Posting
from dundian.fieldwork.tests.conftest import _midsummer, posting
from dundian.offline.tests.phone import Phone
from dundian.org.cast import Cast

__all__ = ["_midsummer", "posting"]


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Wrong secrets are counted in the cache."""
    cache.clear()


@pytest.fixture
def phone(cast: Cast, posting: Posting) -> Phone:
    """The cadre's."""
    return Phone.of(cast.cadre)
