"""Forms of work plans and of the list of baselines."""

from typing import Any, cast

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.forms.rows import RowForm
from dundian.campaign.models import Campaign, Indicator, Site
from dundian.fieldwork import queries
from dundian.fieldwork.actions.plans import LONGEST, GoalLine, PlanStageLine
from dundian.fieldwork.forms.filters import ALL
from dundian.fieldwork.models import Task, WorkPlan
from dundian.org.access import Actor
from dundian.ui import forms


class PlanFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Team or site"), max_length=50)
    state = django_forms.ChoiceField(label=_("State"), choices=[ALL, *WorkPlan.State.choices])


class BaselineListFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Site"), max_length=50)
    campaign = django_forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), empty_label=_("All")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = Site.objects.filter(unit__in=actor.units("view", "baseline")).order_by().values("campaign")
        rows = Campaign.objects.filter(pk__in=used, baseline_form__isnull=False)
        cast("django_forms.ModelChoiceField[Any]", self.fields["campaign"]).queryset = rows.order_by(
            "-year", "unit__path", "id"
        )


class PlanForm(forms.Form):
    """The texts of a plan; goals and stages are rows beside it."""

    situation = django_forms.CharField(
        label=_("The site and its problems"),
        required=False,
        max_length=LONGEST,
        widget=django_forms.Textarea({"rows": 6}),
    )
    aims = django_forms.CharField(
        label=_("Aims"), required=False, max_length=LONGEST, widget=django_forms.Textarea({"rows": 4})
    )
    support = django_forms.CharField(
        label=_("Support needed"),
        required=False,
        max_length=LONGEST,
        widget=django_forms.Textarea({"rows": 4}),
    )
    version = forms.VersionField()


class GoalRow(RowForm):
    name = django_forms.CharField(label=_("Goal"), max_length=100)
    task = django_forms.ModelChoiceField(
        Task.objects.none(), label=_("Task"), required=False, empty_label=_("None")
    )
    indicator = django_forms.ModelChoiceField(
        Indicator.objects.none(), label=_("Indicator"), required=False, empty_label=_("None")
    )
    target = django_forms.DecimalField(
        label=_("Target"), required=False, min_value=0, max_value=999_999, max_digits=8, decimal_places=2
    )
    who = django_forms.CharField(label=_("Who does it"), required=False, max_length=60)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, others = queries.log_indicators(site)
        for name, rows in (
            ("task", Task.objects.filter(site=site).order_by("due_on", "id")),
            ("indicator", Indicator.objects.filter(pk__in=[i.pk for i in own + others])),
        ):
            cast("django_forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def line(self) -> GoalLine:
        said = self.cleaned_data
        return GoalLine(**{name: said[name] for name in ("name", "task", "indicator", "target", "who")})


class StageRow(RowForm):
    name = django_forms.CharField(label=_("Stage"), max_length=60)
    who = django_forms.CharField(label=_("Who does it"), required=False, max_length=60)
    starts_on = django_forms.DateField(label=_("From"))
    ends_on = django_forms.DateField(label=_("To"))
    content = django_forms.CharField(
        label=_("What is done"),
        required=False,
        max_length=2000,
        widget=django_forms.Textarea({"rows": 2}),
    )

    def line(self) -> PlanStageLine:
        said = self.cleaned_data
        return PlanStageLine(
            **{name: said[name] for name in ("name", "starts_on", "ends_on", "content", "who")}
        )
