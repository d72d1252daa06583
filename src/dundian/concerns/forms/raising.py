"""Writing a concern down."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Site
from dundian.concerns.forms.handling import TokenField
from dundian.concerns.models import Concern, Tier
from dundian.concerns.workflow import Gravity
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import Form, SegmentedRadios

NAME, CONTACT = 40, 60
# What somebody types here was not written on a log, a phone or the worker's page.
BY_HAND = (Concern.Source.VISIT, Concern.Source.HOTLINE, Concern.Source.SURVEY, Concern.Source.MEETING)
SOURCES = [(s.value, s.label) for s in BY_HAND]


class RaiseForm(Form):
    """A new concern. The union is given by the page it was opened from, or chosen among the actor's."""

    sections: ClassVar = (
        (_("The matter"), ("unit", "text", "kind", "topic", "people", "where", "gravity", "tier")),
        (_("How it was heard"), ("source", "outside_number")),
        (_("Who raised it"), ("reporter", "contact")),
    )

    unit = forms.ModelChoiceField(label=_("Where it arose"), queryset=Unit.objects.none())
    text = forms.CharField(label=_("What is the matter"), max_length=2000, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Concern.Kind.choices, initial=Concern.Kind.CONCERN, widget=SegmentedRadios
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Concern.Topic.choices, initial=Concern.Topic.OTHER)
    people = forms.IntegerField(label=_("Workers concerned"), min_value=1, max_value=1_000_000, initial=1)
    where = forms.CharField(label=_("Where exactly"), max_length=300, required=False)
    gravity = forms.ChoiceField(label=_("How grave"), choices=[("", "—"), *Gravity.choices], required=False)
    tier = forms.ChoiceField(
        label=_("Tier"), choices=Tier.choices, initial=Tier.ORDINARY, widget=SegmentedRadios, required=False
    )
    source = forms.ChoiceField(
        label=_("How it was heard"), choices=SOURCES, initial=Concern.Source.VISIT, required=False
    )
    outside_number = forms.CharField(label=_("Number of the hotline's ticket"), max_length=40, required=False)
    id = TokenField()
    reporter = forms.CharField(
        label=_("Worker's name"),
        max_length=NAME,
        required=False,
        help_text=_(
            "Stored sealed. Opened only by those who handle the matter; never shown to the employer or the host union."
        ),
    )
    contact = forms.CharField(label=_("Phone or other contact"), max_length=CONTACT, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.filter(unit__in=actor.units("raise", "concern")).values("unit")
        own = [a.unit_id for a in actor.appointments]
        able = Unit.objects.filter(pk__in=sites) | Unit.objects.filter(pk__in=own)
        self.fields["unit"].queryset = able.open().order_by("path")  # type: ignore[attr-defined]

    def clean_tier(self) -> str:
        return self.cleaned_data["tier"] or Tier.ORDINARY

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or Concern.Source.VISIT
