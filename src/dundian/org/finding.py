"""Units found by the words of their name."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dundian.org.access import Actor
from dundian.org.models import Unit, UnitQuerySet
from dundian.ui.search import Hit, Source


def _rows(actor: Actor) -> UnitQuerySet:
    return Unit.objects.visible_to(actor).select_related("parent")


def _present(actor: Actor, units: Sequence[Unit]) -> Iterator[Hit]:
    for unit in units:
        url = reverse("org:unit_detail", args=[unit.pk])
        yield Hit(unit.get_kind_display(), unit.name, url, None, str(unit.parent or ""))


UNITS = Source(
    key="units",
    label=_("Units"),
    place=50,
    allowed=lambda actor: bool(actor.paths("view", "unit")),
    rows=_rows,
    field="name",
    order=["place", "id"],
    right=("view", "unit"),
    present=_present,
)
