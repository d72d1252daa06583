"""Task sets, their lines, and indicators."""

import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.actions import ItemLine
from dundian.campaign.forms.choices import offer
from dundian.campaign.forms.rows import RowForm
from dundian.campaign.models import Indicator, TaskSet
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Unit
from dundian.ui.forms import FilterForm, Form, VersionField


def keeping_units(actor: Actor, noun: str) -> Any:
    """Federations at which this person is appointed to keep task sets or indicators."""
    able = [a.unit_id for a in actor.appointments if actor.can("change", noun, a.unit)]
    return Unit.objects.filter(pk__in=able, kind__in=FEDERATIONS).order_by("path")


class TaskSetFilter(FilterForm):
    text = forms.CharField(label=_("Name of the task set"), max_length=60)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *TaskSet.State.choices])


class TaskSetForm(Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Federation"), empty_label=None)
    name = forms.CharField(label=_("Name of the task set"), max_length=60)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=200,
        help_text=_("The document that this task set comes from."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", keeping_units(actor, "task_set"))


class TaskSetHead(Form):
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=200,
        help_text=_("The document that this task set comes from."),
    )
    version = VersionField(required=False)


class ItemRow(RowForm):
    place = forms.IntegerField(label=_("Place"), required=False, min_value=1, max_value=999)
    name = forms.CharField(label=_("Task"), required=False, max_length=100)
    content = forms.CharField(
        label=_("What is asked"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=_("Indicator"), required=False, empty_label=_("None")
    )
    target = forms.DecimalField(
        label=_("Target"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    due_after_days = forms.IntegerField(
        label=_("Due, days after the start"), required=False, min_value=0, max_value=1000
    )
    takes_days = forms.IntegerField(
        label=_("Takes, working days"),
        help_text=_("5 when left empty."),
        required=False,
        min_value=1,
        max_value=250,
    )
    weight = forms.IntegerField(
        label=_("Weight"), help_text=_("10 when left empty."), required=False, min_value=0, max_value=100
    )
    after = forms.CharField(
        label=_("Comes after"),
        required=False,
        max_length=60,
        help_text=_("Numbers of the lines that must be finished before, such as 1, 3."),
    )
    fixed_on = forms.DateField(label=_("Fixed date, finished by"), required=False)
    before_end = forms.IntegerField(
        label=_("Or fixed so many working days before the end"), required=False, min_value=0, max_value=250
    )
    evidence = forms.CharField(label=_("Evidence expected"), required=False, max_length=200)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    suggested = forms.BooleanField(label=_("Suggestion only"), required=False)
    open_line = forms.BooleanField(label=_("Open line, filled by the federation"), required=False)

    def __init__(self, *args: Any, unit: Unit, indicators: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = Indicator.objects.filter(pk__in=[i.pk for i in indicators]).order_by("place", "id")
        offer(self, "indicator", usable)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.has_changed() and self.wanted and not cleaned.get("name") and not cleaned.get("open_line"):
            self.add_error("name", _("Fill in the task, or tick that the line is open."))
        return cleaned

    def clean_after(self) -> tuple[int, ...]:
        """Line numbers as they stand in the form."""
        parts = re.split(r"[\s,，、;；]+", self.cleaned_data["after"].strip())
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts if part):
            raise forms.ValidationError(_("Give line numbers, such as 1, 3."))
        return tuple(int(part) for part in parts if part)

    def line(self, numbers: Mapping[int, int]) -> ItemLine:
        """The line; `numbers` tells where the form's lines went, 0 for those that are gone."""
        facts = self.cleaned_data
        return ItemLine(
            takes_days=facts["takes_days"] or 5,
            weight=10 if facts["weight"] is None else facts["weight"],
            after=tuple(numbers.get(n, 0) for n in facts["after"]),
            fixed_on=facts["fixed_on"],
            before_end=facts["before_end"],
            evidence=facts["evidence"],
            key=facts["key"],
            name=facts["name"],
            content=facts["content"],
            indicator=facts["indicator"],
            target=facts["target"],
            due_after_days=facts["due_after_days"],
            suggested=facts["suggested"],
        )


class IndicatorForm(Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Federation"), empty_label=None)
    code = forms.CharField(
        label=_("Indicator code"), max_length=40, help_text=_("It stays when the name changes.")
    )
    name = forms.CharField(label=_("Name of the indicator"), max_length=40)
    measure = forms.CharField(label=_("Unit of measure"), max_length=10)
    decimals = forms.TypedChoiceField(label=_("Decimals"), choices=[(0, "0"), (1, "1"), (2, "2")], coerce=int)
    place = forms.IntegerField(label=_("Place"), required=False, min_value=0, max_value=999)
    in_use = forms.BooleanField(label=_("In use"), required=False, initial=True)
    version = VersionField(required=False)
    columns = 2

    def __init__(self, *args: Any, actor: Actor, stored: Indicator | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stored is None:
            offer(self, "unit", keeping_units(actor, "indicator"))
            del self.fields["in_use"]
        else:
            del self.fields["unit"]
            del self.fields["code"]


class CatalogueForm(Form):
    """Which shipped templates to load, and for whom."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Federation"), empty_label=None)
    names = forms.MultipleChoiceField(label=_("Templates"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, actor: Actor, names: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", keeping_units(actor, "task_set"))
        cast(forms.MultipleChoiceField, self.fields["names"]).choices = names
