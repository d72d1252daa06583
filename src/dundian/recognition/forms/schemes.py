"""Forms of schemes."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.forms.rows import RowForm
from dundian.kernel import clock
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.forms import UnitField
from dundian.org.models import FEDERATIONS, Unit, UnitKind
from dundian.recognition.actions import CategoryLine, CriterionLine
from dundian.recognition.models import Category, Scheme, Source, Subject
from dundian.ui.forms import Chips, FilterForm, Form, SegmentedRadios, VersionField

YEARS: dict[str, Any] = {"min_value": 2000, "max_value": 2100}
LARGEST_FILE = 200_000

choosers.units(
    "recognition.federations",
    lambda actor, param: Unit.objects.open().filter(
        id__in=actor.units("add", "scheme"), kind__in=FEDERATIONS
    ),
)


class SchemeFilter(FilterForm):
    text = forms.CharField(label=_("Name or federation"), max_length=60)
    year = forms.IntegerField(label=_("Year"), **YEARS)
    state = forms.ChoiceField(
        label=pgettext_lazy("scheme", "State"), choices=[("", _("All")), *Scheme.State.choices]
    )


class _Owned(Form):
    """A form whose first question is which federation it is for; asked only of whoever has several."""

    unit = UnitField(among="recognition.federations", label=_("Federation"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        own = [a.unit for a in actor.appointments if actor.can("add", "scheme", a.unit)]
        initial = {"unit": own[0] if own else None, "year": clock.today().year}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["unit"].use(actor)  # type: ignore[attr-defined]


class NewSchemeForm(_Owned):
    """From the shipped scheme, or empty."""

    year = forms.IntegerField(label=_("Year"), **YEARS)
    start = forms.ChoiceField(
        label=_("Start from"),
        choices=[("default", _("the shipped scheme")), ("empty", _("an empty one"))],
        widget=SegmentedRadios,
        initial="default",
    )
    name = forms.CharField(label=_("Full title"), max_length=80)
    columns = 2


class CopySchemeForm(_Owned):
    year = forms.IntegerField(label=_("Year"), **YEARS)
    columns = 2


class SchemeFileForm(_Owned):
    """A scheme file of another federation or year."""

    year = forms.IntegerField(
        label=_("Year"), required=False, help_text=_("Left empty: the year in the file."), **YEARS
    )
    file = forms.FileField(label=_("Scheme file (.json)"))
    columns = 2

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("A scheme file is at most 200 KB."))
        try:
            return json.loads(file.read().decode("utf-8-sig"))
        except (UnicodeDecodeError, ValueError, RecursionError):
            raise forms.ValidationError(_("This is no scheme file of Dundian.")) from None


class SchemeForm(Form):
    """The head of a draft."""

    name = forms.CharField(label=_("Full title"), max_length=80)
    year = forms.IntegerField(label=_("Year"), **YEARS)
    notice_days = forms.IntegerField(label=_("Public notice, working days"), min_value=1, max_value=60)
    outlier_gap = forms.IntegerField(
        label=_("Mark scores that lie so many points off the panel’s median"), min_value=5, max_value=100
    )
    panels = forms.CharField(
        label=_("Panels"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("One a line; each criterion says which panel judges it."),
    )
    principles = forms.CharField(
        label=_("Principles"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2000, required=False
    )
    version = VersionField(required=False)
    columns = 2

    def details(self) -> dict[str, Any]:
        return {**self.cleaned_data, "panels": self.cleaned_data["panels"].splitlines()}


def initial_of(scheme: Scheme) -> dict[str, Any]:
    names = ("name", "year", "notice_days", "outlier_gap", "principles", "version")
    return {n: getattr(scheme, n) for n in names} | {"panels": "\n".join(p.name for p in scheme.panels.all())}


class CategoryForm(Form):
    name = forms.CharField(label=_("Kind of commendation"), max_length=40)
    subject = forms.ChoiceField(label=_("Who is commended"), choices=Subject.choices, widget=SegmentedRadios)
    quota = forms.IntegerField(label=_("Number commended"), min_value=1, max_value=2000)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of unit that are eligible"),
        choices=UnitKind.choices,
        widget=Chips,
        required=False,
        help_text=_("None chosen: units of every kind. For individuals this does not count."),
    )

    def line(self, criteria: list[CriterionLine]) -> CategoryLine:
        data = self.cleaned_data
        return CategoryLine(data["name"], data["subject"], data["quota"], data["kinds"], criteria)


class CriterionRow(RowForm):
    """One criterion. What it draws on comes from a closed list."""

    name = forms.CharField(label=_("Criterion"), max_length=60)
    source = forms.ChoiceField(label=_("Evidence drawn on"), choices=[("", "---------"), *Source.choices])
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100)
    panel = forms.TypedChoiceField(label=_("Panel"), coerce=int)
    guide = forms.CharField(label=_("How to judge"), max_length=300, required=False)

    def __init__(self, *args: Any, panels: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].choices = panels  # type: ignore[attr-defined]
        self.fields["panel"].initial = panels[0][0] if panels else None

    def has_changed(self) -> bool:
        """The panel chosen beforehand does not make an empty row a row."""
        return bool(set(self.changed_data) - {"panel", "remove"})

    def line(self) -> CriterionLine:
        data = self.cleaned_data
        return CriterionLine(data["name"], data["source"], data["weight"], data["panel"], data["guide"])


def stored_rows(category: Category) -> list[dict[str, Any]]:
    return [
        {"name": c.name, "source": c.source, "weight": c.weight, "panel": c.panel.place, "guide": c.guide}
        for c in category.criteria.select_related("panel")
    ]
