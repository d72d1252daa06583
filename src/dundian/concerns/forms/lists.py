"""Conditions of the list, and choosing a colleague for many."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dundian.campaign.forms.choices import offer
from dundian.campaign.models import Campaign, Initiative, Site
from dundian.concerns import access, queries
from dundian.concerns.models import Concern, Tier
from dundian.org.access import Actor
from dundian.org.models import GRASSROOTS, Industry, Person, Unit, UnitKind
from dundian.ui.forms import Chips, FilterForm, Form, NamedField, YearField

KINDS = [(kind.value, UnitKind(kind).label) for kind in GRASSROOTS]
STANDS = [
    ("warned", _("Due soon")),
    ("referred", _("Referred, awaiting answer")),
    ("paused", _("Paused")),
    ("unreplied", _("No reply to the worker yet")),
    ("led", _("With the leading group")),
    ("reopened", _("Taken up again")),
]
DESKS = [
    ("mine", _("I am in charge")),
    ("unit", _("My unit has it")),
    ("pool", _("My unit has it, nobody attends to it")),
    ("accept", _("Waits for our acceptance")),
    ("help", _("Our help is asked")),
    ("letters", _("Letters under way")),
    ("calls", _("Call-back due")),
    ("escalated", _("Escalated to us")),
    ("watched", _("I follow it")),
]


class ConcernFilter(FilterForm):
    more = (
        "kind",
        "topic",
        "source",
        "state",
        "since",
        "until",
        "closed_from",
        "closed_to",
        "campaign",
        "union",
        "industry",
    )

    q = forms.CharField(label=_("Words, number or union"), max_length=60)
    desk = forms.ChoiceField(label=_("Desk"), choices=[("", _("All")), *DESKS])
    step = forms.ChoiceField(label=_("Step"), choices=[("", _("All")), *Concern.Step.choices])
    tier = forms.ChoiceField(label=_("Tier"), choices=[("", _("All")), *Tier.choices])
    only = forms.MultipleChoiceField(
        label=_("Only"), choices=[("open", _("still open")), ("late", _("overdue"))], widget=Chips
    )
    state = forms.ChoiceField(label=_("Where it stands"), choices=[("", _("All")), *STANDS])
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Concern.Kind.choices])
    topic = forms.ChoiceField(label=_("Topic"), choices=[("", _("All")), *Concern.Topic.choices])
    source = forms.ChoiceField(label=_("How it was heard"), choices=[("", _("All")), *Concern.Source.choices])
    since = forms.DateField(label=_("Raised from"))
    until = forms.DateField(label=_("Raised to"))
    campaign = NamedField(Campaign.objects.none(), label=_("Campaign"), empty_label=_("All"))
    closed_from = forms.DateField(label=_("Closed from"))
    closed_to = forms.DateField(label=_("Closed to"))
    union = forms.ChoiceField(label=_("Kind of union"), choices=[("", _("All")), *KINDS])
    industry = forms.ChoiceField(label=_("Industry"), choices=[("", _("All")), *Industry.choices])
    area = forms.ModelChoiceField(Unit.objects.none(), label=_("Area"), widget=forms.HiddenInput)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), widget=forms.HiddenInput)
    initiative = forms.ModelChoiceField(
        Initiative.objects.none(), label=_("Initiative"), widget=forms.HiddenInput
    )
    year = YearField(widget=forms.HiddenInput)
    category = forms.CharField(label=_("Category"), max_length=8, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Campaign.objects.visible_to(actor).order_by("-year", "name")
        offer(self, "campaign", seen)
        hidden: dict[str, Callable[[], QuerySet[Any]]] = {
            "initiative": lambda: Initiative.objects.filter(campaign__in=seen.order_by()),
            "area": lambda: Unit.objects.visible_to(actor),
            "site": lambda: Site.objects.visible_to(actor).select_related("unit"),
        }
        for name, rows in hidden.items():
            if self.data.get(name):
                offer(self, name, rows())
        self.actor = actor
        if not access.handling_units(actor):
            del self.fields["desk"]

    def conditions(self) -> dict[str, Any]:
        """Keyword arguments for `queries.filtered`."""
        data = self.valid_data()
        only = data.pop("only", [])
        return {
            "text": data.pop("q", ""),
            "still_open": "open" in only,
            "late": "late" in only,
            "desk": queries.desk_of(self.actor, data.pop("desk", "")),
            **data,
        }


class AssignManyForm(Form):
    """Who shall have the chosen concerns."""

    person = forms.ModelChoiceField(label=_("Person in charge"), queryset=Person.objects.none())

    def __init__(self, *args: Any, unit: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit:
            self.fields["person"].queryset = queries.colleagues(unit)  # type: ignore[attr-defined]


class HandOverForm(Form):
    """Everything open that one colleague has goes to another."""

    giver = forms.ModelChoiceField(label=_("From"), queryset=Person.objects.none())
    taker = forms.ModelChoiceField(label=_("To"), queryset=Person.objects.none())

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Concern.objects.open().filter(handler=unit).values("owner")
        self.fields["giver"].queryset = Person.objects.filter(pk__in=owners).order_by("name")  # type: ignore[attr-defined]
        self.fields["taker"].queryset = queries.colleagues(unit)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("giver") and data.get("giver") == data.get("taker"):
            self.add_error("taker", _("Choose somebody else."))
        return data
