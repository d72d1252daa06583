"""What this room must ask of rooms above it: where a person belongs, whether the role demands a second factor, and
whose sign-in lies beyond an administrator's reach.

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
Beyond = Callable[[User, Any], str]
_places: list[PlacesOf] = []
_needs: list[NeedsSecondFactor] = []
_beyond: list[Beyond] = []


def register(
    *, places_of: PlacesOf | None = None, needs: NeedsSecondFactor | None = None, beyond: Beyond | None = None
) -> None:
    """Add an answer. `places_of(user)`: the home unit first, then every unit the user is appointed at today;
    `beyond(user, actor)`: why this actor may not keep that sign-in, "" when nothing speaks against it."""
    if places_of:
        _places.append(places_of)
    if needs:
        _needs.append(needs)
    if beyond:
        _beyond.append(beyond)


def places_of(user: User) -> list[Any]:
    return [unit for answer in _places for unit in answer(user)]


def beyond_reach(user: User, actor: Any) -> str:
    return next((reason for answer in _beyond if (reason := answer(user, actor))), "")


def needs_second_factor(user: User) -> bool:
    """Whether the installation and one of the user's roles make the second factor compulsory."""
    return settings.SECOND_FACTOR_REQUIRED and any(answer(user) for answer in _needs)
