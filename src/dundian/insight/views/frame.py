"""What every page of figures needs: the right, and what its address names within sight."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from dundian.org.middleware import ActorRequest

M = TypeVar("M", bound=Model)


def require_figures(request: ActorRequest) -> None:
    request.actor.require("view", "figure", reason=_("Figures are for offices, leaders and departments."))


def named(rows: QuerySet[M], pk: Any) -> M:
    """The row, or 404 for what is not there or not in sight."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
