"""Forms of the survey and the choice."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Initiative
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.forms import UnitField
from dundian.org.models import GRASSROOTS, Unit, UnitKind
from dundian.planning.models import Candidate
from dundian.planning.queries import counties_of, weaknesses_in
from dundian.planning.queries.surveying import federations_of, survey_rules_of
from dundian.ui.forms import (
    Chips,
    FilterForm,
    Form,
    NamedField,
    Opinion,
    Section,
    SegmentedRadios,
    VersionField,
)

KINDS = [(k.value, k.label) for k in GRASSROOTS]
ALL = ("", _("All"))
STEPS = [(n, str(n)) for n in range(1, 6)]
FACED_WEAKNESSES = 12


def _candidate_units(actor: Actor, campaign_path: str) -> Any:
    """Open grassroots unions beneath the campaign's federation where the person may survey."""
    units = Unit.objects.open().filter(kind__in=GRASSROOTS, id__in=actor.units("add", "candidate"))
    return units.filter(path__within=campaign_path) if campaign_path else units.none()


choosers.units("planning.candidate_units", _candidate_units)


class CandidateFilter(FilterForm):
    """Conditions of the list of candidates; all of them also stand in the export's receipt."""

    q = forms.CharField(label=_("Name, contact or note"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *KINDS])
    county = NamedField(
        Unit.objects.none(), columns=("short_name", "name"), label=_("Area"), empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *Candidate.State.choices])
    workers = forms.IntegerField(label=_("Workers, at least"), min_value=0)
    complexity = forms.TypedChoiceField(
        label=_("Complexity, at least"), choices=[ALL, *STEPS], coerce=int, empty_value=None
    )
    foundation = forms.TypedChoiceField(
        label=_("Foundation, at most"), choices=[ALL, *STEPS], coerce=int, empty_value=None
    )
    weakness = forms.ChoiceField(label=_("Weakness"))

    survey = forms.ChoiceField(
        label=_("Survey state"),
        choices=[
            ALL,
            ("gaps", _("Something is missing")),
            ("odd", _("Something looks wrong")),
            ("unsigned", _("Not signed by all")),
        ],
    )

    signer = forms.ModelChoiceField(Unit.objects.none(), label=_("To be signed by"), empty_label=_("All"))

    more = ("survey", "signer", "workers", "complexity", "foundation", "weakness")

    def __init__(
        self, *args: Any, campaign: Campaign, areas: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        """`areas`: names of the campaign's counties, where they are known already."""
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["county"].queryset = counties_of(campaign)  # type: ignore[attr-defined]
        if areas is not None:
            named_areas = [(str(key), name) for key, name in areas.items()]
            self.fields["county"].choices = [ALL, *named_areas]  # type: ignore[attr-defined]
        if survey_rules_of(campaign).joint:
            self.fields["signer"].queryset = federations_of(campaign)  # type: ignore[attr-defined]
        else:
            del self.fields["signer"]
        named = [(w, w) for w in weaknesses_in(campaign)]
        self.fields["weakness"].choices = [ALL, *named]  # type: ignore[attr-defined]

    def valid_data(self) -> dict[str, Any]:
        return {**super().valid_data(), "campaign": self.campaign}


class CandidateForm(Form):
    """Survey facts."""

    columns: ClassVar[int] = 2
    sections: ClassVar[list[Section]] = [
        (_("Workers and members"), ["kind", "workers", "members", "contact"]),
        (
            _("What the survey found"),
            ["complexity", "foundation", "weaknesses", "other_weaknesses", "initiatives", "note"],
        ),
    ]

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    workers = forms.IntegerField(label=_("Workers"), min_value=0, max_value=10_000_000, required=False)
    members = forms.IntegerField(label=_("Members"), min_value=0, max_value=10_000_000, required=False)
    contact = forms.CharField(label=pgettext_lazy("survey fact", "Contact"), max_length=40, required=False)
    complexity = forms.TypedChoiceField(
        label=_("Complexity of labour relations"),
        help_text=_("1 simple – 5 very complex"),
        choices=[*STEPS, ("", pgettext_lazy("survey fact", "Unknown"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=SegmentedRadios,
    )
    foundation = forms.TypedChoiceField(
        label=_("Foundation of union work"),
        help_text=_("1 weak – 5 strong"),
        choices=[*STEPS, ("", pgettext_lazy("survey fact", "Unknown"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=SegmentedRadios,
    )
    weaknesses = forms.MultipleChoiceField(label=_("Weaknesses"), required=False, widget=Chips)
    other_weaknesses = forms.CharField(
        label=_("Other weaknesses"),
        help_text=_("Separate several with a comma."),
        max_length=200,
        required=False,
    )
    initiatives = forms.MultipleChoiceField(
        label=_("Initiatives it would serve"), required=False, widget=Chips
    )
    note = forms.CharField(label=_("Survey note"), max_length=4000, required=False, widget=forms.Textarea)
    version = VersionField(required=False)

    def __init__(
        self, *args: Any, campaign: Campaign, candidate: Candidate | None = None, **kwargs: Any
    ) -> None:
        if candidate is not None:
            kwargs["initial"] = _stored(candidate)
        super().__init__(*args, **kwargs)
        named = dict.fromkeys(weaknesses_in(campaign)[:FACED_WEAKNESSES])
        named.update(dict.fromkeys(candidate.weaknesses if candidate else ()))
        self.fields["weaknesses"].choices = [(w, w) for w in named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["weaknesses"]
        self.offered = {str(i.pk): i for i in campaign.initiatives.all()}
        self.fields["initiatives"].choices = [(pk, i.name) for pk, i in self.offered.items()]  # type: ignore[attr-defined]
        if not self.offered:
            del self.fields["initiatives"]

    def clean_other_weaknesses(self) -> list[str]:
        """Each at most 40 characters, as the survey keeps them."""
        text = (
            str(self.cleaned_data["other_weaknesses"])
            .replace("，", ",")
            .replace("、", ",")
            .replace("；", ",")
        )
        named = [w.strip() for w in text.split(",") if w.strip()]
        if any(len(w) > 40 for w in named):
            raise forms.ValidationError(_("Each weakness has at most 40 characters."))
        return named

    def facts(self) -> dict[str, Any]:
        """The arguments of `add_candidate` and `edit_candidate`."""
        data = dict(self.cleaned_data)
        data.pop("version", None)
        if "initiatives" in data:
            data["initiatives"] = [self.offered[pk] for pk in data["initiatives"]]
        data["weaknesses"] = [*data.get("weaknesses", ()), *data.pop("other_weaknesses")]
        return data


def _stored(candidate: Candidate) -> dict[str, Any]:
    names = (
        "kind",
        "workers",
        "members",
        "complexity",
        "foundation",
        "weaknesses",
        "contact",
        "note",
        "version",
    )
    serves = [str(pk) for pk in candidate.initiatives.values_list("pk", flat=True)]
    return {**{name: getattr(candidate, name) for name in names}, "initiatives": serves}


class CandidateAddForm(CandidateForm):
    """A candidate from a union that the tree already has."""

    unit = UnitField(among="planning.candidate_units", label=_("Grassroots union"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("As the union is kept in the tree")), *KINDS],
        required=False,
    )
    field_order = ["unit"]

    def __init__(self, *args: Any, actor: Actor, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, campaign=campaign, **kwargs)
        self.fields["unit"].use(actor, campaign.unit.path)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        data = super().facts()
        data["kind"] = data["kind"] or UnitKind(data["unit"].kind)
        return data


class ChoiceForm(Form):
    """Why: chosen, set aside or given up."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, phrases: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = Opinion(phrases, {"rows": 2, "maxlength": 200})


class InitiativeForm(Form):
    """Which initiative the ticked candidates would serve."""

    initiative = forms.ModelChoiceField(Initiative.objects.none(), label=_("Initiative"), empty_label=None)
    serves = forms.TypedChoiceField(
        label=_("These candidates"),
        choices=[("1", _("would serve it")), ("0", _("would not serve it"))],
        coerce=lambda said: said == "1",
        widget=SegmentedRadios,
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, initial={"serves": "1"}, **kwargs)
        self.fields["initiative"].queryset = campaign.initiatives.all()  # type: ignore[attr-defined]
