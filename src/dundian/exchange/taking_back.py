"""The one shape in which an import takes a row back: find what it made, withdraw that, or put back what was there."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dundian.exchange.importers import Done, Outcome
from dundian.kernel.errors import Conflict, Invalid

Back = Callable[[Any, Mapping[str, Any], Any], Any]


def taking_back(
    rows: Callable[[], QuerySet[Any]], *, withdraw: Back, restore: Back | None = None
) -> Callable[[Done, Any], None]:
    """`withdraw(object, before, actor)` undoes a new row, `restore` a changed one, each through the room's action.

    Both raise `Conflict` when the object is no longer as the import left it, `Invalid` when something depends on it.
    """

    def take_back(done: Done, actor: Any) -> None:
        try:
            found = rows().filter(pk=done.object_id).first()
        except (ValueError, ValidationError):
            found = None
        if found is None:
            raise Invalid(_("It is no longer there."))
        undo = withdraw if done.outcome == Outcome.NEW or restore is None else restore
        undo(found, done.before, actor)

    return take_back


def require_as_left(found: Any, now: Any, left: Any) -> None:
    """`Conflict` unless what stands there is what the import wrote."""
    if now != left:
        raise Conflict(found)
