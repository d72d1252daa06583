"""Forms of dispatch, extension and early end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.ui.forms import Form, Opinion


class DispatchForm(Form):
    """Dates and number of the notice; the teams are ticked in the table under it."""

    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"))
    mark = forms.CharField(
        label=_("Organ mark of the notice"),
        max_length=20,
        help_text=_("The number is given when the teams are sent, for example: 自工发〔2024〕1号"),
    )

    columns = 2

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end lies before the beginning."))
        return data


class ExtendForm(Form):
    ends_on = forms.DateField(label=_("New last day"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=Opinion([_("Tasks are not finished."), _("Workers’ concerns are still being handled.")]),
    )


class EndForm(Form):
    on = forms.DateField(label=_("Last day on site"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=Opinion([_("All tasks are done."), _("The people are needed elsewhere.")]),
    )
