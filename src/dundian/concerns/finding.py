"""Concerns found by their words. What points at a person is not in the text, so it cannot be searched for either."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dundian.concerns.models import Concern, ConcernQuerySet
from dundian.org.access import Actor
from dundian.ui.search import Hit, Source


def _rows(actor: Actor) -> ConcernQuerySet:
    return Concern.objects.visible_to(actor).select_related("unit")


def _present(actor: Actor, concerns: Sequence[Concern]) -> Iterator[Hit]:
    for concern in concerns:
        url = reverse("concerns:concern_detail", args=[concern.number])
        where = f"{concern.unit} · {concern.get_step_display()}"
        yield Hit(concern.number, concern.text, url, concern.raised_on, where)


CONCERNS = Source(
    key="concerns",
    label=_("Workers’ concerns"),
    place=10,
    allowed=lambda actor: bool(actor.paths("view", "concern")),
    rows=_rows,
    field="text",
    order=["-raised_on", "-id"],
    right=("view", "concern"),
    present=_present,
)
