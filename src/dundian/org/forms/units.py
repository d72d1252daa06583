"""Forms about units."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.org.access import Actor
from dundian.org.forms.fields import UnitField
from dundian.org.models import FEDERATIONS, Industry, Unit, UnitKind
from dundian.ui.forms import FilterForm, Form, Section, VersionField


class UnitFilter(FilterForm):
    q = forms.CharField(label=_("Name or code"), max_length=40)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", pgettext_lazy("filter", "All")), *UnitKind.choices]
    )
    closed = forms.BooleanField(label=_("Closed ones too"))


class UnitForm(Form):
    """Details of a unit. With an `actor` it is for a new one, which also needs a unit above and a name."""

    parent = UnitField(among="org.units_to_change", param="add", label=_("Unit above"))

    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices)
    name = forms.CharField(label=_("Full name"), max_length=100)
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=40,
        required=False,
        help_text=_("Shown in lists; left empty, the full name is."),
    )
    code = forms.CharField(
        label=pgettext_lazy("unit", "Code"),
        max_length=20,
        required=False,
        help_text=_("Area code or union registration number."),
    )
    industry = forms.ChoiceField(
        label=_("Industry"),
        choices=[("", _("Not given")), *Industry.choices],
        required=False,
        help_text=_("By GB/T 4754; for enterprises and unions of an industry."),
    )
    place = forms.IntegerField(
        label=_("Place in administrative order"),
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text=_("Left empty, it stands with the unit above."),
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)
    version = VersionField(required=False)

    columns = 2
    sections: ClassVar[tuple[Section, ...]] = (
        (_("What it is"), ("parent", "kind", "name", "short_name", "code", "industry", "place")),
        (_("Where it is"), ("address", "latitude", "longitude")),
    )

    def __init__(self, *args: Any, federations: bool, actor: Actor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [c for c in UnitKind.choices if federations or c[0] not in FEDERATIONS]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        parent = self.fields["parent"]
        if actor is None:
            del self.fields["name"], self.fields["parent"]
        elif isinstance(parent, UnitField):
            parent.use(actor)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if (found.get("latitude") is None) != (found.get("longitude") is None) and not self.errors:
            self.add_error("longitude", _("Give both latitude and longitude, or neither."))
        return found

    def details(self) -> dict[str, Any]:
        """What the actions take, without `version`; an empty place is 0."""
        return {k: (v or 0) if k == "place" else v for k, v in self.cleaned_data.items() if k != "version"}


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))


class RenameForm(ReasonForm):
    name = forms.CharField(label=_("New full name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)

    field_order = ("name", "short_name", "reason")


class _TargetForm(ReasonForm):
    target: ClassVar[str]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.target]
        if isinstance(field, UnitField):
            field.use(actor)

    def chosen(self) -> Unit:
        unit: Unit = self.cleaned_data[self.target]
        return unit


class MoveForm(_TargetForm):
    to = UnitField(label=_("New unit above"))
    target = "to"
    field_order = ("to", "reason")


class MergeForm(_TargetForm):
    into = UnitField(label=_("Merge into"))
    target = "into"
    field_order = ("into", "reason")
