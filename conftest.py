"""What every test may use: the cast, static files under their own names, and a database behind its second wall."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from dundian.config.testing import behind_the_wall

pytest_plugins = ["dundian.org.cast", "dundian.audit_trail.emptying"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests are begun first, or one worker would begin one when the others are done.

    Those that empty the database stay together, behind those that need it filled, as pytest-django has put them.
    """
    empties = [i for i, item in enumerate(items) if _empties(item)]
    start, end = (empties[0], empties[-1] + 1) if empties else (len(items), len(items))
    quiet, emptying = items[:start] + items[end:], items[start:end]
    items[:] = [
        *filter(_is_long, quiet),
        *(item for item in items[:start] if not _is_long(item)),
        *sorted(emptying, key=_is_long, reverse=True),
        *(item for item in items[end:] if not _is_long(item)),
    ]


def _is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is not None


def _empties(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    told = bool(marker and marker.kwargs.get("transaction"))
    return told or bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    wall = behind_the_wall()
    with django_db_blocker.unblock():
        wall.__enter__()
    gc.collect()
    gc.freeze()  # as the server does: what is loaded now is not looked through again with each collection
    gc.set_threshold(20_000, 20, 20)
    yield
    with django_db_blocker.unblock():
        wall.__exit__(None, None, None)


@pytest.fixture(scope="session", autouse=True)
def _static_files_where_they_stand() -> Iterator[None]:
    """Only an installation collects static files and names them by content."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield
