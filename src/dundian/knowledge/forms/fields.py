"""Fields and choices that several forms of this room use."""

from datetime import UTC, datetime
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign
from dundian.knowledge import likeness
from dundian.knowledge.queries.practices import adopting_units
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, GRASSROOTS, Person, Unit, UnitKind

ALL = ("", _("All"))
KINDS = [(kind.value, UnitKind(kind).label) for kind in GRASSROOTS]


def industries() -> list[tuple[str, str]]:
    return [(name, name) for name, _words in likeness.industries()]


def offer(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let the select choose among `rows`."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows


def offices_of(actor: Actor, verb: str, noun: str) -> QuerySet[Unit]:
    """The federations at which this person is in office for `noun`: their own, not all beneath."""
    tops = [a.unit_id for a in actor.appointments if actor.can(verb, noun, a.unit)]
    return Unit.objects.filter(pk__in=tops, kind__in=FEDERATIONS).order_by("path")


def running(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns in sight that are no drafts, the newest first."""
    rows = Campaign.objects.visible_to(actor).exclude(state=Campaign.State.DRAFT)
    return rows.select_related("unit").order_by("-year", "unit__path", "-id")


def text(label: Any, longest: int, rows: int = 3, **more: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC) for year in (2000, 2100))


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    """Day and time within this century."""
    limits = [MinValueValidator(FIRST), MaxValueValidator(LAST)]
    return forms.DateTimeField(label=label, validators=limits, **more)


def _adopting(actor: Actor, param: str) -> Any:
    return adopting_units(actor)


def _staff(actor: Actor, param: str) -> Any:
    """People of the federations in the office's scope."""
    return Person.objects.visible_to(actor).filter(left_on=None)


def _writing(actor: Actor, param: str) -> Any:
    return Unit.objects.open().filter(pk__in=actor.units("add", "publicity"))


choosers.units("knowledge.adopting", _adopting)
choosers.units("knowledge.writing", _writing)
choosers.people("knowledge.staff", _staff)
