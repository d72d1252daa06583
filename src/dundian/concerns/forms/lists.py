"""Conditions of the list."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign
from dundian.concerns.models import Concern
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import Chips, FilterForm


class ConcernFilter(FilterForm):
    more: ClassVar = ("kind", "topic", "since", "until", "campaign", "site")

    q = forms.CharField(label=_("Words, number or union"), max_length=60)
    step = forms.ChoiceField(label=_("Step"), choices=[("", _("All")), *Concern.Step.choices])
    only = forms.MultipleChoiceField(
        label=_("Only"), choices=[("open", _("still open")), ("late", _("overdue"))], widget=Chips
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Concern.Kind.choices])
    topic = forms.ChoiceField(label=_("Topic"), choices=[("", _("All")), *Concern.Topic.choices])
    since = forms.DateField(label=_("Raised from"))
    until = forms.DateField(label=_("Raised to"))
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), empty_label=_("All")
    )
    area = forms.IntegerField(widget=forms.HiddenInput)
    site = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.visible_to(actor).order_by("-year", "name")  # type: ignore[attr-defined]
        self.actor = actor

    def conditions(self) -> dict[str, Any]:
        """Keyword arguments for `queries.filtered`."""
        data = self.valid_data()
        only = data.pop("only", [])
        area = data.pop("area", None)
        visible = Unit.objects.visible_to(self.actor)
        return {
            "text": data.pop("q", ""),
            "still_open": "open" in only,
            "late": "late" in only,
            "area": visible.filter(pk=area).first() if area else None,
            **data,
        }
