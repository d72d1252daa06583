"""What every test may use: the cast, and static files under their own names."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

pytest_plugins = ["dundian.org.cast", "dundian.audit_trail.emptying"]


@pytest.fixture(scope="session", autouse=True)
def _static_files_where_they_stand() -> Iterator[None]:
    """Only an installation collects static files and names them by content."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield
