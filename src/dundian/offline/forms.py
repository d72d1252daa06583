"""Forms of this room."""

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from dundian.ui import forms


class PhoneFilter(forms.FilterForm):
    """Whose phone."""

    q = django_forms.CharField(label=_("Name"), max_length=40)


class LostForm(forms.Form):
    """Why somebody's phone is signed out."""

    reason = django_forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For example: lost, stolen, handed over.")
    )
