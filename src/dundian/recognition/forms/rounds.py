"""Forms of rounds, nominations, scores and lists."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.forms import PersonField, UnitField
from dundian.org.models import Person, Unit
from dundian.recognition.letters import Wording
from dundian.recognition.models import (
    Category,
    Criterion,
    HostWord,
    Nomination,
    Panel,
    Round,
    Scheme,
    Subject,
)
from dundian.recognition.queries.nominations import eligible_people, eligible_units
from dundian.ui.forms import FilterForm, Form, Opinion, SegmentedRadios, VersionField

YEARS: dict[str, Any] = {"min_value": 2000, "max_value": 2100}


def _category(param: str) -> Category | None:
    round_id, _sep, category_id = param.partition(":")
    try:
        return Category.objects.filter(pk=UUID(category_id), scheme__rounds=UUID(round_id)).first()
    except ValueError:
        return None


def _round(actor: Actor, param: str) -> Round | None:
    try:
        return (
            Round.objects.visible_to(actor)
            .select_related("unit")
            .filter(pk=UUID(param.partition(":")[0]))
            .first()
        )
    except ValueError:
        return None


def _units(actor: Actor, param: str) -> Any:
    round, category = _round(actor, param), _category(param)
    if round is None or category is None:
        return Unit.objects.none()
    return eligible_units(actor, category, round)


def _people(actor: Actor, param: str) -> Any:
    round = _round(actor, param)
    if round is None:
        return Person.objects.none()
    return eligible_people(actor, round)


choosers.units("recognition.eligible_units", _units)
choosers.people("recognition.eligible_people", _people)


class RoundFilter(FilterForm):
    text = forms.CharField(label=_("Name or federation"), max_length=60)
    year = forms.IntegerField(label=_("Year"), **YEARS)
    state = forms.ChoiceField(
        label=pgettext_lazy("round", "State"), choices=[("", _("All")), *Round.State.choices]
    )


class NewRoundForm(Form):
    name = forms.CharField(
        label=_("Full title"),
        max_length=100,
        help_text=_(
            "As it stands in the title of the decision, such as 2024年度工会干部赴基层蹲点先进单位和先进个人."
        ),
    )
    campaign = forms.ModelChoiceField(label=_("Campaign"), queryset=Campaign.objects.none())
    scheme = forms.ModelChoiceField(label=_("Scheme"), queryset=Scheme.objects.none())
    contact = forms.CharField(
        label=_("Whom to turn to"),
        max_length=100,
        required=False,
        help_text=_("Office and telephone, for the public notice."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaigns = Campaign.objects.filter(unit__in=actor.units("run", "round"))
        campaigns = campaigns.exclude(state=Campaign.State.DRAFT).select_related("unit")
        self.fields["campaign"].queryset = campaigns.order_by("-year", "unit__place")  # type: ignore[attr-defined]
        schemes = Scheme.objects.visible_to(actor).filter(state=Scheme.State.PUBLISHED)
        self.fields["scheme"].queryset = schemes.order_by("-year", "name")  # type: ignore[attr-defined]


class RoundForm(Form):
    name = forms.CharField(label=_("Full title"), max_length=100)
    since = forms.DateField(label=_("Evidence from"))
    until = forms.DateField(label=_("Evidence until"))
    nominate_until = forms.DateField(label=_("Nominations by"), required=False)
    judge_until = forms.DateField(label=_("Scores by"), required=False)
    contact = forms.CharField(label=_("Whom to turn to"), max_length=100, required=False)
    version = VersionField(required=False)
    columns = 2


class UntilForm(Form):
    until = forms.DateField(label=_("Until which day"))


class JudgeUntilForm(Form):
    judge_until = forms.DateField(label=_("Scores by"), required=False)


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=Opinion())


class ContactForm(Form):
    contact = forms.CharField(
        label=_("Whom to turn to"),
        max_length=100,
        help_text=_("Office and telephone, for the public notice."),
    )


class StrikeForm(ReasonForm):
    fill = forms.BooleanField(
        label=_("Let the next by total move up, with a public notice of its own"),
        required=False,
        initial=True,
    )


class DrawUpForm(Form):
    """What the office settles where totals are equal at the cut."""

    chosen = forms.ModelMultipleChoiceField(
        label=_("Who of those with equal totals goes on the list"),
        queryset=Nomination.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(label=_("Why these"), max_length=500, widget=Opinion(), required=False)

    def __init__(self, *args: Any, tied: Sequence[Nomination], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Nomination.objects.filter(pk__in=[n.pk for n in tied]).select_related("unit", "person")
        self.fields["chosen"].queryset = rows  # type: ignore[attr-defined]
        if not tied:
            del self.fields["chosen"], self.fields["reason"]


class WordingForm(Form):
    mark = forms.CharField(
        label=_("Organ mark"), max_length=20, help_text=_("Such as 川工发; year and number follow.")
    )
    addressees = forms.CharField(label=_("Addressees"), max_length=200)
    opening = forms.CharField(label=_("Opening"), widget=forms.Textarea(attrs={"rows": 7}), max_length=3000)
    closing = forms.CharField(
        label=_("Closing paragraph"), widget=forms.Textarea(attrs={"rows": 5}), max_length=3000
    )

    def wording(self) -> Wording:
        return Wording(**{n: self.cleaned_data[n] for n in ("mark", "addressees", "opening", "closing")})


class SeatForm(Form):
    panel = forms.ModelChoiceField(label=_("Panel"), queryset=Panel.objects.none())
    person = PersonField(among="org.people_with_sign_in", label=_("Judge"))
    columns = 2

    def __init__(self, *args: Any, actor: Actor, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].queryset = round.scheme.panels.all()  # type: ignore[attr-defined]
        self.fields["person"].use(actor)  # type: ignore[attr-defined]


class NominationFilter(FilterForm):
    text = forms.CharField(label=_("Full title"), max_length=40)
    category = forms.ModelChoiceField(label=_("Kind of commendation"), queryset=Category.objects.none())
    state = forms.ChoiceField(
        label=pgettext_lazy("nomination", "State"), choices=[("", _("All")), *Nomination.State.choices]
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = round.scheme.categories.all()  # type: ignore[attr-defined]


class NominateForm(Form):
    """One category at a time; what the system knows is not asked again."""

    unit = UnitField(among="recognition.eligible_units", label=_("Unit put forward"))
    person = PersonField(among="recognition.eligible_people", label=_("Cadre put forward"))
    statement = forms.CharField(
        label=_("What was achieved"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=3000,
        help_text=_(
            "What was changed for workers and how, what lasts. Figures need not be repeated: the frozen evidence "
            "stands beside the nomination."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, round: Round, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep, drop = ("unit", "person") if category.subject == Subject.UNIT else ("person", "unit")
        del self.fields[drop]
        self.fields[keep].use(actor, f"{round.pk}:{category.pk}")  # type: ignore[attr-defined]


class StatementForm(Form):
    statement = forms.CharField(
        label=_("What was achieved"), widget=forms.Textarea(attrs={"rows": 12}), max_length=3000
    )
    version = VersionField(required=False)


class OpinionForm(Form):
    opinion = forms.CharField(
        label=_("Opinion"),
        max_length=500,
        required=False,
        widget=Opinion([_("Results are real and proven; passed on."), _("Agreed.")]),
    )


class WordForm(Form):
    grade = forms.ChoiceField(label=_("Your opinion"), choices=HostWord.Grade.choices, widget=SegmentedRadios)
    text = forms.CharField(
        label=_("What the team has brought, what is lacking"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=1000,
        help_text=_("Two or three sentences. They go into the evidence of your site as you write them."),
    )


class ScoreForm(Form):
    """Points for each criterion of the judge's panels, with grounds."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for c in self.criteria:
            label = f"{c.name}（{c.weight}%）"
            self.fields[f"points-{c.pk}"] = forms.IntegerField(
                label=label, min_value=0, max_value=100, help_text=c.guide, required=True
            )
            self.fields[f"ground-{c.pk}"] = forms.CharField(
                label=_("Grounds for “%(criterion)s”") % {"criterion": c.name}, max_length=300, required=False
            )

    def points(self) -> dict[Criterion, tuple[int, str]]:
        data = self.cleaned_data
        return {c: (data[f"points-{c.pk}"], data[f"ground-{c.pk}"]) for c in self.criteria}


class QuotaForm(Form):
    """A table of numbers: federations down, categories across."""

    def __init__(self, *args: Any, cells: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in cells:
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=2000, required=False)
