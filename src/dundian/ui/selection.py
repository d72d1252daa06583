"""What the person ticked in a list: some rows, or all rows of the filter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Selection:
    """`ids` ticked one by one, or everything that `query` (the list's own query string) finds."""

    ids: tuple[str, ...]
    everything: bool
    query: QueryDict

    @classmethod
    def of(cls, request: HttpRequest) -> "Selection":
        """Read `pick`, `all` and `filter` as the bulk bar posts them."""
        data = request.POST if request.method == "POST" else request.GET
        return cls(tuple(data.getlist("pick")), data.get("all") == "1", QueryDict(data.get("filter", "")))

    def rows(
        self, visible: QuerySet[M], filtered: Callable[[QuerySet[M], QueryDict], QuerySet[M]]
    ) -> QuerySet[M]:
        """The chosen rows among `visible`; raises `Invalid` when nothing was chosen."""
        if self.everything:
            return filtered(visible, self.query)
        if not self.ids:
            raise Invalid(_("Tick at least one row first."))
        try:
            return visible.filter(pk__in=self.ids)
        except (ValueError, TypeError, ValidationError):
            raise Invalid(
                _("The chosen rows could not be read. Go back to the list and choose again.")
            ) from None

    def inputs(self) -> list[tuple[str, Any]]:
        """(name, value) pairs that carry the choice on to the confirm page."""
        if self.everything:
            return [("all", "1"), ("filter", self.query.urlencode())]
        return [("pick", i) for i in self.ids]
