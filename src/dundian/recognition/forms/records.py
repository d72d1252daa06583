"""Forms of objections, honours and growth records."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel import clock
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.forms import PersonField, UnitField
from dundian.org.models import Person, Unit
from dundian.recognition.models import GrowthNote, Nomination, Objection, Round
from dundian.ui.forms import FilterForm, Form, Opinion, SegmentedRadios

YEARS: dict[str, Any] = {"min_value": 1949, "max_value": 2100}

choosers.units(
    "recognition.honoured_units",
    lambda actor, param: Unit.objects.open().filter(id__in=actor.units("add", "honour")),
)
choosers.people(
    "recognition.honoured_people",
    lambda actor, param: Person.objects.filter(home_unit__in=actor.units("add", "honour")),
)


class HonourFilter(FilterForm):
    text = forms.CharField(label=_("Honour or name"), max_length=60)
    year = forms.IntegerField(label=_("Year"), **YEARS)
    whose = forms.ChoiceField(
        label=_("Of whom"), choices=[("", _("All")), ("unit", _("Units")), ("person", _("Cadres"))]
    )
    taken_back = forms.BooleanField(label=_("With those taken back"))
    more = ("taken_back",)


class HonourForm(Form):
    name = forms.CharField(label=_("Honour"), max_length=100)
    unit = UnitField(among="recognition.honoured_units", label=_("Unit or home unit"), required=False)
    person = PersonField(among="recognition.honoured_people", label=_("or cadre"), required=False)
    given_by = forms.CharField(label=_("Honour given by"), max_length=100)
    year = forms.IntegerField(label=_("Year"), **YEARS)
    given_on = forms.DateField(label=_("Given on"), required=False)
    number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    columns = 2

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("unit", "person"):
            self.fields[name].use(actor)  # type: ignore[attr-defined]


class WriteDownForm(Form):
    """An objection that came by telephone, letter or visit."""

    way = forms.ChoiceField(
        label=_("How it came"),
        choices=[c for c in Objection.Way.choices if c[0] != Objection.Way.PAGE],
        widget=SegmentedRadios,
    )
    nomination = forms.ModelChoiceField(
        label=_("Against whom"),
        queryset=Nomination.objects.none(),
        required=False,
        empty_label=_("The list as a whole"),
    )
    text = forms.CharField(label=_("Objection"), widget=forms.Textarea(attrs={"rows": 6}), max_length=2000)
    contact = forms.CharField(
        label=_("How to reach whoever objects"),
        max_length=100,
        required=False,
        help_text=_("Kept sealed, shown only to those who handle it, forgotten with the decision."),
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = round.nominations.filter(state=Nomination.State.ADMITTED, listed_on__isnull=False)
        self.fields["nomination"].queryset = rows.select_related("unit", "person")  # type: ignore[attr-defined]


class SettleForm(Form):
    findings = forms.CharField(
        label=_("What was found, and how"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        help_text=_("Who was asked, what was looked at. Stays inside."),
    )
    reply = forms.CharField(
        label=_("Answer to whoever objected"),
        widget=Opinion(
            [
                _("Looked into; what you told us is right, and the name has been taken off the list."),
                _("Looked into; what you told us could not be confirmed. Thank you for watching over it."),
            ]
        ),
        max_length=1000,
    )
    fill = forms.BooleanField(
        label=_("When upheld: let the next by total move up, with a public notice of its own"),
        required=False,
        initial=True,
    )


class LookForm(Form):
    reason = forms.CharField(label=_("Why you need it"), max_length=200)


class GrowthForm(Form):
    kind = forms.ChoiceField(
        label=pgettext_lazy("growth", "What it is"), choices=GrowthNote.Kind.choices, widget=SegmentedRadios
    )
    on = forms.DateField(label=_("Day"), initial=clock.today)
    text = forms.CharField(
        label=_("In your own words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2000
    )
    shared = forms.BooleanField(label=_("My home unit may read this"), required=False, initial=True)
