"""Setting a limit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.concerns.models import Tier, TimeLimit
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import Form, SegmentedRadios


class TimeLimitForm(Form):
    """A limit for one of the actor's own offices; setting it again replaces it."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    matter = forms.ChoiceField(label=_("For"), choices=TimeLimit.Matter.choices, widget=SegmentedRadios)
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, widget=SegmentedRadios)
    amount = forms.IntegerField(label=_("How much"), min_value=1, max_value=1000)
    measure = forms.ChoiceField(
        label=_("Counted in"), choices=TimeLimit.Measure.choices, widget=SegmentedRadios
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [a.unit_id for a in actor.appointments if actor.can("change", "time_limit", a.unit)]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=own).order_by("path")  # type: ignore[attr-defined]
