"""How long identities are kept; what a worker agreed to; a question to the worker."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.concerns.forms.handling import ConcernForm
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import Form


class RetentionForm(Form):
    """Months for one of the actor's own offices and everything beneath."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    months = forms.IntegerField(label=_("Months after closing"), min_value=1, max_value=120)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [a.unit_id for a in actor.appointments if actor.can("change", "retention", a.unit)]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=own).order_by("path")  # type: ignore[attr-defined]
        if len(set(own)) == 1:
            self.initial.setdefault("unit", own[0])


class QuestionForm(ConcernForm):
    text = forms.CharField(
        label=_("What you want to know"), max_length=500, widget=forms.Textarea({"rows": 3})
    )


class ConsentForm(ConcernForm):
    how = forms.CharField(label=_("How and when the worker agreed"), max_length=200)
