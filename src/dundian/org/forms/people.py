"""Forms about people."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.forms.fields import UnitField
from dundian.org.models import Grade, Person
from dundian.ui.forms import Chips, FilterForm, Form, Section, SegmentedRadios, VersionField

BETWEEN = re.compile(r"[、,，;；\s]+")
PHONE = RegexValidator(r"^\+?[0-9][0-9 \-]{4,18}$", _("A phone number has only digits, spaces and hyphens."))


class PersonFilter(FilterForm):
    q = forms.CharField(label=_("Name, number or post"), max_length=40)
    unit = UnitField(among="org.units_with_closed", label=_("Unit and beneath"), help_text="")
    grade = forms.MultipleChoiceField(label=_("Grade"), choices=Grade.choices, widget=Chips)
    skill = forms.CharField(label=_("Skill"), max_length=20)
    only_here = forms.BooleanField(label=_("Without units beneath"))
    left = forms.BooleanField(label=_("Those who have left too"))

    more = ("grade", "skill", "only_here", "left")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.use(actor)


class PersonForm(Form):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=40)
    home_unit = UnitField(among="org.units_for_people", param="add", label=_("Home unit"))
    number = forms.CharField(label=_("Staff number"), max_length=20, required=False)
    gender = forms.ChoiceField(
        label=_("Gender"), choices=[("", _("Not stated")), ("f", _("Female")), ("m", _("Male"))], required=False,
        widget=SegmentedRadios,
    )  # fmt: skip
    born_year = forms.IntegerField(label=_("Year of birth"), min_value=1900, max_value=2100, required=False)
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices)
    post = forms.CharField(label=_("Post"), max_length=60, required=False)
    skills = forms.CharField(
        label=_("Skills"),
        max_length=420,
        required=False,
        help_text=_("Several with a comma between, such as law, teaching."),
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=20,
        required=False,
        validators=[PHONE],
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    erase_phone = forms.BooleanField(label=_("Delete the stored number"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    left_on = forms.DateField(
        label=_("Left on"),
        required=False,
        help_text=_("From the day after, the person acts for nobody any more."),
    )
    version = VersionField(required=False)

    columns = 2
    sections: ClassVar[tuple[Section, ...]] = (
        (_("Who it is"), ("name", "home_unit", "number", "gender", "born_year")),
        (_("Work"), ("grade", "post", "skills")),
        (_("Contact"), ("phone", "erase_phone", "note", "left_on")),
    )

    def __init__(self, *args: Any, actor: Actor, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = initial_of(person) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        home = self.fields["home_unit"]
        if isinstance(home, UnitField):
            home.use(actor)
        if person is None or not person.phone:
            del self.fields["erase_phone"]
        else:
            words = {"number": person.masked_phone}
            self.fields["phone"].help_text = _("Stored: %(number)s. Left empty, it stays.") % words
        if person is None:
            del self.fields["left_on"]

    def clean_skills(self) -> list[str]:
        return [s for s in BETWEEN.split(self.cleaned_data["skills"]) if s]

    def clean_born_year(self) -> int | None:
        year: int | None = self.cleaned_data["born_year"]
        if year is not None and year > clock.today().year - 14:
            raise forms.ValidationError(_("This year of birth cannot be right."))
        return year

    def details(self) -> dict[str, Any]:
        """What the actions take, without `version`. The stored number is never shown here, so an empty one keeps it."""
        found = {k: v for k, v in self.cleaned_data.items() if k not in ("version", "erase_phone", "phone")}
        phone = self.cleaned_data.get("phone") or ""
        return found | ({"phone": phone} if phone or self.cleaned_data.get("erase_phone") else {})


def initial_of(person: Person) -> dict[str, Any]:
    """Values as the form shows them; the phone number is not among them."""
    plain = ("name", "number", "gender", "born_year", "grade", "post", "note", "left_on", "version")
    return {
        **{name: getattr(person, name) for name in plain},
        "skills": "、".join(person.skills),
        "home_unit": person.home_unit,
    }
