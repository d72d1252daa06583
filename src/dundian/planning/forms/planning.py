"""Forms of priority, rules and decision."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign
from dundian.org.models import FEDERATIONS, GRASSROOTS, Unit, UnitKind
from dundian.planning.actions.ruling import LimitLine
from dundian.planning.queries.candidates import counties_of
from dundian.planning.queries.priority import Weighed
from dundian.planning.rules import (
    CapacityRule,
    FairBy,
    LimitRule,
    Measure,
    Missing,
    SelectionRules,
    Stance,
)
from dundian.ui.forms import Form, Opinion, SegmentedRadios


class DecisionForm(Form):
    reason = forms.CharField(label=_("Reason of the decision"), max_length=500)

    def __init__(self, *args: Any, phrases: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = Opinion(phrases, {"rows": 2, "maxlength": 500})


class Slider(forms.NumberInput):
    input_type = "range"


class WeightsForm(Form):
    """A slider and what an unknown fact counts as, for each criterion."""

    def __init__(self, criteria: list[Weighed], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for c in criteria:
            self.fields[c.field] = forms.IntegerField(
                label=c.label,
                min_value=0,
                max_value=100,
                initial=c.weight,
                widget=Slider({"step": 5, "min": 0, "max": 100, "list": "weights"}),
            )
            self.fields[f"m_{c.measure}"] = forms.ChoiceField(
                label=_("Unknown counts"), choices=Missing.choices, initial=c.missing, required=False
            )

    def weighed(self) -> list[Weighed]:
        """The criteria as moved; what cannot be read keeps its weight."""
        data: dict[str, Any] = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return [
            Weighed(
                c.measure,
                int(data[c.field]) if data.get(c.field) is not None else c.weight,
                Missing(data.get(f"m_{c.measure}") or c.missing),
                c.unknown,
            )
            for c in self.criteria
        ]

    @property
    def lines(self) -> list[tuple[Weighed, Any, Any]]:
        return [(c, self[c.field], self[f"m_{c.measure}"]) for c in self.criteria]


# Saaty's scale, first against second.
SCALE = [
    ("9", _("9 · far more")),
    ("7", _("7 · much more")),
    ("5", _("5 · clearly more")),
    ("3", _("3 · somewhat more")),
    ("1", _("1 · equally")),
    ("0.3333", _("1/3 · somewhat less")),
    ("0.2", _("1/5 · clearly less")),
    ("0.1429", _("1/7 · much less")),
    ("0.1111", _("1/9 · far less")),
]


class ComparisonForm(Form):
    """One choice for each pair of criteria."""

    def __init__(self, pairs: list[tuple[Measure, Measure]], stored: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = pairs
        for a, b in pairs:
            self.fields[f"p_{a}_{b}"] = forms.ChoiceField(
                label=_("%(a)s, against %(b)s") % {"a": a.label, "b": b.label},
                choices=SCALE,
                initial=_nearest(stored.get(f"{a}:{b}", 1.0)),
            )

    def judgements(self) -> dict[str, float]:
        data = self.cleaned_data if self.is_bound else {n: f.initial for n, f in self.fields.items()}
        return {f"{a}:{b}": float(data.get(f"p_{a}_{b}") or 1) for a, b in self.pairs}


def _nearest(value: Any) -> str:
    try:
        return min((v for v, _label in SCALE), key=lambda v: abs(float(v) - float(value)))
    except (TypeError, ValueError):
        return "1"


class RulesForm(Form):
    """The rules that are one for the whole campaign."""

    columns: ClassVar[int] = 2
    choose = forms.IntegerField(
        label=_("Number of sites"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Left empty: as many as the quotas come to."),
    )
    years_running = forms.IntegerField(
        label=_("Not the same union so many years running"),
        min_value=0,
        max_value=10,
        help_text=_("3: who was a site in each of the last two years stays out. 0: no such rule."),
    )
    coverage = forms.IntegerField(
        label=_("Weight of coverage"),
        min_value=0,
        max_value=100,
        help_text=_("What reaching all workers would be worth, in per cent of what the sites are worth."),
    )
    reach_km = forms.FloatField(
        label=_("A site reaches unions within (km)"),
        min_value=0.1,
        max_value=500,
        required=False,
        help_text=_("Needs the unions' places; left empty: no reach by distance."),
    )
    same_kind = forms.BooleanField(
        label=_("A site reaches unions of the same kind in its county"), required=False
    )
    across = forms.BooleanField(label=_("Reach goes across county lines"), required=False)
    evenness = forms.IntegerField(
        label=_("Weight of evenness between counties"),
        min_value=0,
        max_value=100,
        help_text=_("20: each site above or below a county's fair share costs 4 points of priority."),
    )
    fair_by = forms.ChoiceField(
        label=_("Fair share of a county"), choices=FairBy.choices, widget=SegmentedRadios
    )
    seconds = forms.IntegerField(
        label=_("Time to calculate (seconds)"),
        min_value=2,
        max_value=600,
        help_text=_("It ends earlier once the plan is proven to be the best."),
    )


FACTS = tuple(RulesForm.base_fields)


class LimitCell(Form):
    least = forms.IntegerField(label=_("At least"), min_value=0, max_value=100_000, required=False)
    most = forms.IntegerField(label=_("At most"), min_value=0, max_value=100_000, required=False)
    teams = forms.IntegerField(label=_("Teams it can send"), min_value=0, max_value=100_000, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        least, most = data.get("least"), data.get("most")
        if least is not None and most is not None and most < least:
            self.add_error("most", _("The upper limit lies below the lower one."))
        return data


class RulesSheet:
    """The whole page: the rules, and tables of limits by kind, level, area and initiative."""

    def __init__(self, campaign: Campaign, stored: SelectionRules, data: Any = None) -> None:
        self.campaign = campaign
        self.main = RulesForm(data, initial={n: getattr(stored, n) for n in FACTS})
        limits = list(LimitRule.objects.filter(campaign=campaign))
        teams = dict(CapacityRule.objects.filter(campaign=campaign).values_list("unit", "teams"))
        quotas = dict(campaign.quotas.values_list("kind", "wanted"))
        by = {(r.kind, r.level, r.area_id, r.initiative_id): r for r in limits}

        def cell(
            key: tuple[Any, ...], prefix: str, quota: int | None = None, sent: int | None = None
        ) -> LimitCell:
            rule = by.get(key)
            initial = (
                {"least": quota, "most": quota}
                if rule is None
                else {"least": rule.least or None, "most": rule.most}
            )
            return LimitCell(data, prefix=prefix, initial={**initial, "teams": sent})

        self.kinds = [
            (k, k.label, quotas.get(k), cell((k, "", None, None), f"kind-{k}", quotas.get(k)))
            for k in GRASSROOTS
        ]
        top = campaign.unit
        self.levels = [
            (k, k.label, cell(("", k, None, None), f"level-{k}"))
            for k in FEDERATIONS[list(FEDERATIONS).index(UnitKind(top.kind)) :]
        ]
        self.areas = [
            (u, cell(("", "", u.pk, None), f"area-{u.pk}", sent=teams.get(u.pk)))
            for u in [top, *counties_of(campaign)]
        ]
        self.initiatives = [
            (i, cell(("", "", None, i.pk), f"initiative-{i.pk}")) for i in campaign.initiatives.all()
        ]

    @property
    def cells(self) -> list[LimitCell]:
        return [
            *(c for _k, _l, _q, c in self.kinds),
            *(c for _k, _l, c in self.levels),
            *(c for _u, c in self.areas),
            *(c for _i, c in self.initiatives),
        ]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(id of the input, message) of every fault in the tables."""
        return [
            (f"id_{form.prefix}-{name}", " ".join(map(str, said)))
            for form in self.cells
            for name, said in form.errors.items()
        ]

    def is_valid(self) -> bool:
        return all([self.main.is_valid(), *(form.is_valid() for form in self.cells)])

    def limits(self) -> list[LimitLine]:
        """Filled limits. A kind that only repeats its quota stays with the quota."""
        lines = []
        for kind, _label, quota, form in self.kinds:
            least, most = _sides(form)
            if (least, most) != (quota, quota):
                lines += _line(least, most, kind=str(kind), zero=quota is not None)
        for level, _label, form in self.levels:
            lines += _line(*_sides(form), level=str(level))
        for unit, form in self.areas:
            lines += _line(*_sides(form), area=unit)
        for initiative, form in self.initiatives:
            lines += _line(*_sides(form), initiative=initiative)
        return lines

    def capacities(self) -> list[tuple[Unit, int]]:
        return [
            (u, f.cleaned_data["teams"]) for u, f in self.areas if f.cleaned_data.get("teams") is not None
        ]


def _sides(form: LimitCell) -> tuple[int | None, int | None]:
    return form.cleaned_data.get("least"), form.cleaned_data.get("most")


def _line(least: int | None, most: int | None, *, zero: bool = False, **what: Any) -> list[LimitLine]:
    if least is None and most is None and not zero:
        return []
    return [LimitLine(least or 0, most, **what)]


class StanceForm(Form):
    what = forms.ChoiceField(
        label=_("What is laid down"), choices=Stance.What.choices, widget=SegmentedRadios
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, phrases: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = Opinion(phrases, {"rows": 2, "maxlength": 200})


class GroupForm(Form):
    name = forms.CharField(label=_("Name of this rule"), max_length=60)
    least = forms.IntegerField(label=_("At least"), min_value=0, max_value=200, initial=0)
    most = forms.IntegerField(
        label=_("At most"),
        min_value=0,
        max_value=200,
        initial=1,
        required=False,
        help_text=_("Either-or: at least 1 and at most 1. Not both: at least 0 and at most 1."),
    )
