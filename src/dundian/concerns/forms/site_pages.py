"""Posters."""

from django.forms import BooleanField, CharField, ChoiceField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.ui import forms


class SitePageFilter(forms.FilterForm):
    q = CharField(label=_("Words"), max_length=50)
    state = ChoiceField(
        label=pgettext_lazy("poster", "Poster"),
        choices=[
            ("", _("All")),
            ("with", pgettext_lazy("poster", "Made")),
            ("without", pgettext_lazy("poster", "Not yet")),
        ],
    )


class RevokeForm(forms.Form):
    reason = CharField(label=_("Why"), max_length=200)
    replace = BooleanField(label=_("Make a new poster at once"), required=False)
