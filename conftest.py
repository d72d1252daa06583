"""What every test may use: the cast, static files under their own names, and a database behind its second wall."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from dundian.config.testing import behind_the_wall

pytest_plugins = ["dundian.org.cast", "dundian.audit_trail.emptying"]


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
