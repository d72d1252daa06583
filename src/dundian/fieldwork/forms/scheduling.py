"""Forms for planning in time."""

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from dundian.fieldwork.backplan import AT_ONCE, MOST_AT_ONCE
from dundian.ui import forms

DECLINING = (
    _("The plan in force can still be kept."),
    _("First settle who takes over."),
    _("Plan again later."),
)
DELAYS = (
    _("The company stopped production."),
    _("The people concerned are away."),
    _("Materials are missing."),
)


class PlanForm(forms.Form):
    """What a plan starts from; both have usual values."""

    columns = 2

    at_once = django_forms.IntegerField(
        label=_("Steps of one person at a time"), min_value=1, max_value=MOST_AT_ONCE, initial=AT_ONCE
    )
    ends_on = django_forms.DateField(label=_("Everything finished by"))


class DeclineForm(forms.Form):
    note = django_forms.CharField(label=_("Reason"), max_length=200, widget=forms.Opinion(DECLINING))


class DelayForm(forms.Form):
    """A step needs longer than planned."""

    more_days = django_forms.IntegerField(label=_("Working days more"), min_value=1, max_value=250)
    reason = django_forms.CharField(label=_("Reason"), max_length=200, widget=forms.Opinion(DELAYS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["more_days"].widget.attrs["inputmode"] = "numeric"
