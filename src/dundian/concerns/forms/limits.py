"""Setting a limit and the other rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.concerns.models import HandlingRule, Tier, TimeLimit
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import Form, SegmentedRadios


class OwnOfficeForm(Form):
    """Something that one of the actor's own offices sets for itself and everything beneath."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [a.unit_id for a in actor.appointments if actor.can("change", "time_limit", a.unit)]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=own).order_by("path")  # type: ignore[attr-defined]
        if len(set(own)) == 1:
            self.initial.setdefault("unit", own[0])


class TimeLimitForm(OwnOfficeForm):
    """A limit; setting it again replaces it."""

    matter = forms.ChoiceField(label=_("For"), choices=TimeLimit.Matter.choices, widget=SegmentedRadios)
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, widget=SegmentedRadios)
    amount = forms.IntegerField(label=_("How much"), min_value=1, max_value=1000)
    measure = forms.ChoiceField(
        label=_("Counted in"), choices=TimeLimit.Measure.choices, widget=SegmentedRadios
    )


class HandlingRuleForm(OwnOfficeForm):
    """When to warn, to be quiet, to escalate, to call back."""

    warn_percent = forms.IntegerField(
        label=_("Warn when this percentage of the time is used"), min_value=10, max_value=99
    )
    quiet_from = forms.TimeField(label=_("No notices from"), widget=forms.TimeInput({"type": "time"}))
    quiet_until = forms.TimeField(label=_("No notices until"), widget=forms.TimeInput({"type": "time"}))
    bounces = forms.IntegerField(label=_("Returns before the leading group has it"), min_value=2, max_value=9)
    escalate_every = forms.IntegerField(
        label=_("Working hours between two escalations"), min_value=1, max_value=700
    )
    call_back_workdays = forms.IntegerField(
        label=_("Working days until the call-back"), min_value=1, max_value=60
    )

    def __init__(self, *args: Any, actor: Actor, rule: HandlingRule, **kwargs: Any) -> None:
        names = [f for f in self.base_fields if f != "unit"]
        initial = {name: getattr(rule, name) for name in names}
        super().__init__(*args, actor=actor, initial=initial, **kwargs)
