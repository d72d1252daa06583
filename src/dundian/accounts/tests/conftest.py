"""The real hasher at a price that tests can pay."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher


@pytest.fixture(scope="session", autouse=True)
def _cheap_argon() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        patch.setattr(Argon2PasswordHasher, "memory_cost", 256)
        patch.setattr(Argon2PasswordHasher, "parallelism", 1)
        yield
