"""Writing a concern down."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Site
from dundian.concerns.models import Concern
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import Form, SegmentedRadios

NAME, CONTACT = 40, 60


class RaiseForm(Form):
    """A new concern. The union is given by the page it was opened from, or chosen among the actor's."""

    sections: ClassVar = (
        (_("The matter"), ("unit", "text", "kind", "topic", "people")),
        (_("Who raised it"), ("reporter", "contact")),
    )

    unit = forms.ModelChoiceField(label=_("Where it arose"), queryset=Unit.objects.none())
    text = forms.CharField(label=_("What is the matter"), max_length=2000, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Concern.Kind.choices, initial=Concern.Kind.CONCERN, widget=SegmentedRadios
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Concern.Topic.choices, initial=Concern.Topic.OTHER)
    people = forms.IntegerField(label=_("Workers concerned"), min_value=1, max_value=1_000_000, initial=1)
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
