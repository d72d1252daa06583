"""Forms of the data interface."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.api.events import OFFERED
from dundian.api.scopes import SCOPES
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.forms import UnitField
from dundian.org.models import Unit
from dundian.ui.forms import Chips, DateInput, Form

choosers.units(
    "api.units", lambda actor, verb: Unit.objects.open().filter(id__in=actor.units("add", "api_token"))
)


class _AtUnit(Form):
    unit = UnitField(among="api.units", label=_("Federation or union"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].use(actor)  # type: ignore[attr-defined]


class TokenForm(_AtUnit):
    name = forms.CharField(
        label=_("Program"), max_length=60, help_text=_("Which program reads, such as a statistics screen.")
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=200)
    scopes = forms.MultipleChoiceField(
        label=_("What it may read"), choices=[(s.key, s.label) for s in SCOPES.values()], widget=Chips
    )
    expires_on = forms.DateField(label=_("Valid until"), widget=DateInput)
    in_address = forms.BooleanField(
        label=_("May stand in the address of a feed"),
        required=False,
        help_text=_(
            "For Excel, WPS and other programs that cannot send a header. Whoever has the address can read."
        ),
    )
    field_order = ("name", "purpose", "unit", "scopes", "expires_on", "in_address")


class WebhookForm(_AtUnit):
    name = forms.CharField(label=_("Program"), max_length=60)
    url = forms.CharField(
        label=_("Address"), max_length=300, help_text=_("https://…; http:// only within your own network.")
    )
    events = forms.MultipleChoiceField(label=_("What it is told of"), choices=OFFERED, widget=Chips)
    field_order = ("name", "url", "unit", "events")


class NothingForm(Form):
    """Only a question to answer with a button."""
