"""What this room must ask of rooms above it: where a person belongs, and whether the role demands a second factor.

A higher room registers its answer in AppConfig.ready; with none registered, nobody belongs anywhere.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.conf import settings

from dundian.accounts.models import User


class Acting(Protocol):
    """What this room needs of an actor."""

    @property
    def user(self) -> Any: ...
    def require(self, verb: str, noun: str, unit: Any = None, reason: str = "") -> Any: ...
    def can(self, verb: str, noun: str, unit: Any = None) -> bool: ...


PlacesOf = Callable[[User], Sequence[Any]]
NeedsSecondFactor = Callable[[User], bool]
_places: list[PlacesOf] = []
_needs: list[NeedsSecondFactor] = []


def register(*, places_of: PlacesOf | None = None, needs: NeedsSecondFactor | None = None) -> None:
    """Add an answer. `places_of(user)`: the home unit first, then every unit the user is appointed at today."""
    if places_of:
        _places.append(places_of)
    if needs:
        _needs.append(needs)


def places_of(user: User) -> list[Any]:
    return [unit for answer in _places for unit in answer(user)]


def needs_second_factor(user: User) -> bool:
    """Whether the installation and one of the user's roles make the second factor compulsory."""
    return settings.SECOND_FACTOR_REQUIRED and any(answer(user) for answer in _needs)
