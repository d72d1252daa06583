"""Forms of forming teams by calculation."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dundian.campaign.models import Campaign, Site
from dundian.kernel.text import clean_line
from dundian.org.models import GRASSROOTS, Person
from dundian.planning.assignments import PairRule, Past, PlaceRule, TeamRules
from dundian.ui.forms import Form, Opinion, Section

SIZES = [(2, "2"), (3, "3"), (4, "4")]
LEVELS = [(1, gettext_lazy("1: any")), (2, gettext_lazy("2 levels")), (3, gettext_lazy("3 levels"))]


class TeamRulesForm(Form):
    """The rules that are one for all teams; skills by kind, several with a comma."""

    columns: ClassVar[int] = 2
    least = forms.TypedChoiceField(
        label=gettext_lazy("People in a team, at least"), choices=SIZES, coerce=int
    )
    most = forms.TypedChoiceField(label=gettext_lazy("People in a team, at most"), choices=SIZES, coerce=int)
    middle_leads = forms.BooleanField(label=gettext_lazy("A mid-level cadre leads each team"), required=False)
    own_unit = forms.BooleanField(label=gettext_lazy("Nobody goes to the own union"), required=False)
    levels = forms.TypedChoiceField(
        label=gettext_lazy("Levels working together in a team"),
        choices=LEVELS,
        coerce=int,
        help_text=gettext_lazy("People of the province, the city and the county in one team."),
    )
    past = forms.ChoiceField(label=gettext_lazy("Earlier stays at the site"), choices=Past.choices)
    km = forms.IntegerField(
        label=gettext_lazy("Points for each kilometre from home"), min_value=0, max_value=100
    )
    travel_most = forms.IntegerField(
        label=gettext_lazy("Nobody farther than (km)"), min_value=1, max_value=5000, required=False
    )
    load = forms.IntegerField(
        label=gettext_lazy("Points for each stay in the last three years"), min_value=0, max_value=1000
    )
    load_most = forms.IntegerField(
        label=gettext_lazy("Stays in the last three years, at most"),
        min_value=0,
        max_value=20,
        required=False,
    )
    seconds = forms.IntegerField(
        label=gettext_lazy("Time to calculate (seconds)"), min_value=2, max_value=600
    )

    def __init__(self, stored: TeamRules, *args: Any, **kwargs: Any) -> None:
        names = list(self.base_fields)
        kwargs["initial"] = {n: getattr(stored, n) for n in names}
        super().__init__(*args, **kwargs)
        for kind in GRASSROOTS:
            self.fields[f"skills_{kind}"] = forms.CharField(
                label=kind.label,
                required=False,
                max_length=200,
                initial="、".join(stored.skills.get(kind, ())),
            )
        blocks: list[Section] = [
            (_("People"), ["least", "most", "middle_leads", "own_unit", "levels", "past"]),
            (_("Way and earlier stays"), ["km", "travel_most", "load", "load_most", "seconds"]),
            (_("Skills that a team needs, by kind of union"), [f"skills_{kind}" for kind in GRASSROOTS]),
        ]
        self.sections = blocks  # type: ignore[misc]

    def facts(self) -> dict[str, Any]:
        """The arguments of `set_team_rules`."""
        data = {n: v for n, v in self.cleaned_data.items() if not n.startswith("skills_")}
        skills = {}
        for kind in GRASSROOTS:
            text = str(self.cleaned_data.get(f"skills_{kind}", "")).replace("，", "、").replace(",", "、")
            named = [w for w in map(clean_line, text.split("、")) if w][:6]
            if named:
                skills[str(kind)] = [w[:20] for w in named]
        return {**data, "skills": skills}


class _Named(Form):
    """People are typed as the list offers them."""

    def __init__(self, roster: Mapping[str, Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roster = roster

    def _person(self, name: str) -> Person:
        found = self.roster.get(clean_line(str(self.cleaned_data[name])))
        if found is None:
            raise forms.ValidationError(_("Pick a person from the list."))
        return found


def _typed(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        widget=forms.TextInput({"list": "roster", "autocomplete": "off"}),
    )


class PairForm(_Named):
    columns: ClassVar[int] = 2
    one = _typed(gettext_lazy("Person"))
    other = _typed(gettext_lazy("Other person"))
    what = forms.ChoiceField(label=gettext_lazy("Serve"), choices=PairRule.What.choices)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=Opinion([_("Husband and wife."), _("Related.")])
    )

    def clean_one(self) -> Person:
        return self._person("one")

    def clean_other(self) -> Person:
        return self._person("other")


class PlaceForm(_Named):
    columns: ClassVar[int] = 2
    person = _typed(gettext_lazy("Person"))
    what = forms.ChoiceField(label=gettext_lazy("What is laid down"), choices=PlaceRule.What.choices)
    site = forms.ModelChoiceField(
        Site.objects.none(), label=gettext_lazy("Site"), required=False, empty_label="—"
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=Opinion(
            [_("Knows the union well."), _("Cannot be spared at the home unit."), _("Asked for it.")]
        ),
    )

    def __init__(self, campaign: Campaign, roster: Mapping[str, Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(roster, *args, **kwargs)
        sites = Site.objects.filter(campaign=campaign).select_related("unit").order_by("county__place", "id")
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]

    def clean_person(self) -> Person:
        return self._person("person")
