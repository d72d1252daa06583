"""Forms for the working calendar."""

from datetime import time

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.ui import forms


class DayForm(forms.Form):
    """What one day is."""

    columns = 2

    day = django_forms.DateField(label=_("Day"))
    works = django_forms.ChoiceField(
        label=_("This day is"),
        choices=[("no", pgettext_lazy("calendar", "off")), ("yes", pgettext_lazy("calendar", "worked"))],
        widget=forms.SegmentedRadios,
    )
    name = django_forms.CharField(label=_("Holiday"), max_length=40, required=False)


class DaysForm(forms.Form):
    """Many days, pasted."""

    source = django_forms.CharField(label=_("Source"), max_length=200, required=False)
    days = django_forms.CharField(
        label=_("Days, one a line"),
        max_length=20_000,
        widget=django_forms.Textarea({"rows": 10}),
        help_text=_("One line a day: date, 休 or 班, name; such as 2027-01-01 休 元旦."),
    )


class HoursForm(forms.Form):
    """Working time of every working day."""

    columns = 2

    morning_from = django_forms.TimeField(label=_("Morning from"))
    morning_to = django_forms.TimeField(label=_("Morning to"))
    afternoon_from = django_forms.TimeField(label=_("Afternoon from"), required=False)
    afternoon_to = django_forms.TimeField(label=_("Afternoon to"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = django_forms.TimeInput({"type": "time"}, format="%H:%M")

    def spans(self) -> list[tuple[time, time]]:
        """The stretches that were filled in."""
        facts = self.cleaned_data
        pairs = [(facts[f"{part}_from"], facts[f"{part}_to"]) for part in ("morning", "afternoon")]
        return [(a, b) for a, b in pairs if a and b]
