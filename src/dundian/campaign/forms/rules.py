"""What a campaign asks in reports, which activities count to which role, and the builder of baseline forms."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.actions import FieldLine
from dundian.campaign.asked import (
    Activity,
    BaselineField,
    BaselineForm,
    Countersigner,
    ReportKind,
    ReportPart,
)
from dundian.campaign.forms.campaigns import LinesField
from dundian.campaign.forms.choices import offer
from dundian.campaign.forms.rows import RowForm
from dundian.campaign.forms.tasksets import keeping_units
from dundian.campaign.models import Campaign
from dundian.campaign.queries import Rule, published_baseline_forms
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import Chips, FilterForm, Form, VersionField

SIGNERS = [(value, label) for value, label in Countersigner.choices]


def _fields_of(kind: ReportKind) -> dict[str, forms.Field]:
    days: dict[str, Any] = {"min_value": 0, "max_value": 60, "required": False}
    return {
        f"{kind.value}_in_use": forms.BooleanField(label=_("Teams owe this report"), required=False),
        f"{kind.value}_due_after": forms.IntegerField(label=_("Due, working days after the period"), **days),
        f"{kind.value}_parts": forms.MultipleChoiceField(
            label=_("Parts of the report"), choices=ReportPart.choices, widget=Chips, required=False
        ),
        f"{kind.value}_countersign": forms.ChoiceField(
            label=_("Countersigned by"), choices=SIGNERS, required=False
        ),
        f"{kind.value}_gather_after": forms.IntegerField(
            label=_("Combined report due, working days after the period"),
            help_text=_("Empty: not combined."),
            **days,
        ),
        f"{kind.value}_gather_countersign": forms.ChoiceField(
            label=_("Combined report countersigned by"), choices=SIGNERS, required=False
        ),
        f"{kind.value}_by_area": forms.BooleanField(
            label=_("Counties answer their teams’ reports and combine them first"), required=False
        ),
    }


FACTS = (
    "in_use",
    "due_after",
    "parts",
    "countersign",
    "gather_after",
    "gather_countersign",
    "by_area",
)


class RulesForm(Form):
    """Four kinds of report, each with its rule."""

    version = VersionField(required=False)
    columns = 2

    def __init__(self, *args: Any, rules: tuple[Rule, ...] = (), **kwargs: Any) -> None:
        self.sections = tuple(  # type: ignore[misc]
            (kind.label, tuple(f"{kind.value}_{fact}" for fact in FACTS)) for kind in ReportKind
        )
        more = {name: field for kind in ReportKind for name, field in _fields_of(kind).items()}
        self.base_fields = {**type(self).base_fields, **more}  # type: ignore[misc]
        stored = {f"{rule.kind}_{fact}": getattr(rule, fact) for rule in rules for fact in FACTS}
        kwargs["initial"] = {**stored, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def rules(self) -> list[Rule]:
        return [self._rule(kind) for kind in ReportKind]

    def _rule(self, kind: ReportKind) -> Rule:
        said = {fact: self.cleaned_data[f"{kind.value}_{fact}"] for fact in FACTS}
        said["due_after"] = 1 if said["due_after"] is None else said["due_after"]
        return Rule(kind.value, **{**said, "parts": tuple(said["parts"])})


class RoleRow(RowForm):
    name = forms.CharField(label=_("Role"), max_length=20)
    activities = forms.MultipleChoiceField(
        label=_("Activities that count to it"), choices=Activity.choices, widget=Chips, required=False
    )


class BaselineFilter(FilterForm):
    text = forms.CharField(label=_("Name of the form"), max_length=60)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *BaselineForm.State.choices])


class BaselineNewForm(Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Federation"), empty_label=None)
    name = forms.CharField(label=_("Name of the form"), max_length=60)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", keeping_units(actor, "baseline_form"))


class FieldRow(RowForm):
    place = forms.IntegerField(label=_("Place"), required=False, min_value=1, max_value=999)
    name = forms.CharField(label=_("Question"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=BaselineField.Kind.choices)
    measure = forms.CharField(
        label=_("Unit of measure"), required=False, max_length=10, help_text=_("For a number.")
    )
    choices = LinesField(
        label=_("Answers to choose from"), required=False, help_text=_("For a choice: one a line.")
    )
    help = forms.CharField(label=_("Help"), required=False, max_length=100)
    required = forms.BooleanField(label=_("Must be answered"), required=False)

    def line(self) -> FieldLine:
        names = ("name", "kind", "measure", "choices", "help", "required")
        return FieldLine(**{name: self.cleaned_data[name] for name in names})


class AdoptBaselineForm(Form):
    form = forms.ModelChoiceField(
        BaselineForm.objects.none(),
        label=_("Baseline form"),
        required=False,
        empty_label=_("None: no baseline is asked for"),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = published_baseline_forms(campaign.unit) | BaselineForm.objects.filter(campaigns=campaign)
        cast("forms.ModelChoiceField[Any]", self.fields["form"]).queryset = rows.distinct().select_related(
            "unit"
        )
