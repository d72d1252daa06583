"""A campaign's frame and its parts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign import queries
from dundian.campaign.forms.choices import offer, offer_people
from dundian.campaign.forms.rows import RowForm
from dundian.campaign.models import Campaign, GroupMember, TaskSet
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.forms import PersonField
from dundian.org.models import FEDERATIONS, GRASSROOTS, Grade, Person, Unit, UnitKind
from dundian.ui.forms import Chips, FilterForm, Form, VersionField

LEVELS = [(kind.value, kind.label) for kind in FEDERATIONS]


def leading_people(actor: Actor, param: str) -> Any:
    """Who may be in charge: leading and mid-level cadres in sight."""
    people = Person.objects.visible_to(actor).filter(left_on=None)
    return people.filter(grade__in=[Grade.LEADING, Grade.MIDDLE])


choosers.people("campaign.leading_people", leading_people)


class LinesField(forms.CharField):
    """Several short texts, one a line; also split at the enumeration comma."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return [
            line.strip() for line in text.replace("、", "\n").replace("；", "\n").splitlines() if line.strip()
        ]


class CampaignFilter(FilterForm):
    text = forms.CharField(label=_("Campaign or federation"), max_length=60)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("All")), *LEVELS])
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Campaign.State.choices])


class CampaignForm(Form):
    """Frame of a campaign. `unit` is asked only for a new one, and only where there is a choice."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Organised by"), empty_label=None)
    name = forms.CharField(label=_("Name of the campaign"), max_length=100)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    starts_on = forms.DateField(label=_("Starts on"))
    ends_on = forms.DateField(label=_("Ends on"))
    parent = forms.ModelChoiceField(
        Campaign.objects.none(),
        label=_("Parent campaign"),
        required=False,
        empty_label=_("None: stands by itself"),
        help_text=_("The campaign of a federation above that this one belongs to."),
    )
    aims = forms.CharField(
        label=_("Aims and requirements"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("They stand in the dispatch notice."),
    )
    selection = LinesField(label=_("Criteria of selection"), required=False, help_text=_("One a line."))
    role_names = LinesField(label=_("Roles of cadres"), required=False, help_text=_("One a line."))
    version = VersionField(required=False)

    columns = 2
    sections = (
        (_("Frame"), ("unit", "name", "year", "parent")),
        (_("Dates"), ("starts_on", "ends_on")),
        (_("What is asked"), ("aims", "selection")),
        (_("Cadres"), ("role_names",)),
    )

    def __init__(self, *args: Any, actor: Actor, unit: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit is None:
            tops = [a.unit_id for a in actor.appointments if actor.can("add", "campaign", a.unit)]
            offer(self, "unit", Unit.objects.filter(pk__in=tops, kind__in=FEDERATIONS).order_by("path"))
        else:
            del self.fields["unit"]
        offer(self, "parent", queries.parents_for(actor, unit), lambda c: f"{c.unit}：{c.name}")


class StageRow(RowForm):
    name = forms.CharField(label=_("Name of the stage"), max_length=60)
    content = forms.CharField(
        label=_("What is done"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    starts_on = forms.DateField(label=_("Starts on"))
    ends_on = forms.DateField(label=_("Ends on"))


class QuotaForm(Form):
    """A number for each kind of grassroots union; empty means none."""

    version = VersionField(required=False)
    columns = 2

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in GRASSROOTS:
            self.fields[kind] = forms.IntegerField(
                label=UnitKind(kind).label,
                required=False,
                min_value=0,
                max_value=5000,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def quotas(self) -> dict[str, int]:
        return {kind: self.cleaned_data.get(kind) or 0 for kind in GRASSROOTS}


class InitiativeForm(Form):
    name = forms.CharField(label=_("Name of the initiative"), max_length=100)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SeatForm(Form):
    person = PersonField()
    seat = forms.ChoiceField(label=_("Seat"), choices=GroupMember.Seat.choices)
    duty = forms.CharField(label=_("Duty"), required=False, max_length=100)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, "person", actor)


class ChargeForm(Form):
    person = PersonField(among="campaign.leading_people", label=_("Leader in charge"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Area"), empty_label=_("Choose an area"))

    def __init__(self, *args: Any, actor: Actor, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self, "person", actor)
        free = Unit.objects.open().filter(parent=campaign.unit_id, kind__in=FEDERATIONS)
        free = free.exclude(id__in=campaign.charges.values("unit"))
        offer(self, "unit", free.order_by("place", "id"))


class AdoptForm(Form):
    task_sets = forms.ModelMultipleChoiceField(
        TaskSet.objects.none(), label=_("Task sets"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = campaign.task_sets.values("pk")
        rows = queries.published_for(campaign.unit) | TaskSet.objects.filter(pk__in=kept)
        offer(
            self, "task_sets", rows.distinct().select_related("unit"), lambda t: f"{t}（{t.unit}，{t.year}）"
        )


class DeployForm(Form):
    units = forms.ModelMultipleChoiceField(Unit.objects.none(), label=_("Federations beneath"), widget=Chips)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "units", queries.deployable_units(campaign))
