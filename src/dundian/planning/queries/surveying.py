"""Reading the survey: what it lacks, who has signed it, how far each area is, the sheet that is filled in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from dundian.campaign.asked import BaselineField, BaselineForm
from dundian.campaign.models import Campaign
from dundian.campaign.queries.baselines import in_words
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Role, Unit
from dundian.planning.models import Candidate, CandidateQuerySet
from dundian.planning.queries.candidates import counties_of
from dundian.planning.queries.checking import LACKS, LOOKS_ODD, gaps, odd_answers, oddities, unanswered
from dundian.planning.surveys import Survey, SurveyRules, SurveySignature

ASKED = Q(campaign__survey_rules__form__isnull=False)
UNANSWERED = ASKED & (Q(survey=None) | Q(survey__open__gt=0))
MISSING = LACKS | UNANSWERED
WRONG = LOOKS_ODD | Q(survey__odd__gt=0)


def survey_rules_of(campaign: Campaign) -> SurveyRules:
    """Read once for each campaign object; where nobody has set any, those that hold then."""
    return getattr(campaign, "survey_rules", None) or SurveyRules(campaign=campaign)


def survey_of(candidate: Candidate) -> Survey | None:
    return Survey.objects.select_related("form", "by").filter(candidate=candidate).first()


def form_asked(campaign: Campaign, survey: Survey | None) -> BaselineForm | None:
    """The form that the candidate was begun with; before that, the campaign's."""
    return survey.form if survey else survey_rules_of(campaign).form


def federations_of(campaign: Campaign) -> QuerySet[Unit]:
    """Who may sign in a campaign: its own federation, then those beneath it."""
    rows = Unit.objects.open().filter(path__within=campaign.unit.path, kind__in=FEDERATIONS)
    return rows.order_by("path")


class Signers:
    """Which federations sign for a candidate: the two nearest above it within the campaign; one query."""

    def __init__(self, campaign: Campaign, units: Iterable[Unit]) -> None:
        self.top = campaign.unit
        over = {int(label) for unit in units for label in unit.path.split(".")}
        rows = Unit.objects.filter(pk__in=over, kind__in=FEDERATIONS, path__within=self.top.path)
        self.units = {u.pk: u for u in rows}

    def of(self, unit: Unit) -> list[Unit]:
        over = [self.units[i] for i in map(int, unit.path.split(".")) if i in self.units]
        return over[-2:] or [self.top]


def signs_for(actor: Actor, units: Iterable[Unit]) -> Unit | None:
    """The federation among `units` whose own office the person is."""
    own = {a.unit_id for a in actor.appointments if a.role == Role.OFFICE}
    return next((u for u in units if u.pk in own), None)


@dataclass(frozen=True)
class Checked:
    """What a candidate's survey lacks and what looks wrong; `signed` pairs each signer with the signature or None."""

    gaps: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    signed: list[tuple[Unit, SurveySignature | None]] = field(default_factory=list)

    @property
    def lacks_signature(self) -> bool:
        return any(one is None for _unit, one in self.signed)


def checked(
    campaign: Campaign, candidates: Sequence[Candidate], surveys: Mapping[Any, Survey] | None = None
) -> dict[Any, Checked]:
    """By candidate id, for one page of the list: a constant number of queries. `surveys`: where they came with it."""
    rules = survey_rules_of(campaign)
    ids = [c.pk for c in candidates]
    if surveys is None:
        surveys = {s.candidate_id: s for s in Survey.objects.filter(candidate__in=ids)}
    forms = {s.form_id for s in surveys.values()} | {rules.form_id}
    asked: dict[Any, list[BaselineField]] = {}
    for one in BaselineField.objects.filter(form__in=forms - {None}):
        asked.setdefault(one.form_id, []).append(one)
    names: dict[Any, dict[int, SurveySignature]] = {}
    signers: Signers | None = None
    if rules.joint:
        signers = Signers(campaign, [c.unit for c in candidates])
        for signature in SurveySignature.objects.filter(candidate__in=ids).select_related("by"):
            names.setdefault(signature.candidate_id, {})[signature.unit_id] = signature
    found = {}
    for candidate in candidates:
        survey = surveys.get(candidate.pk)
        fields = asked.get(survey.form_id if survey else rules.form_id, [])
        answers = survey.answers if survey else {}
        found[candidate.pk] = Checked(
            [*gaps(candidate), *unanswered(fields, answers)],
            [*oddities(candidate), *odd_answers(fields, answers, candidate.workers)],
            [(u, names.get(candidate.pk, {}).get(u.pk)) for u in signers.of(candidate.unit)]
            if signers
            else [],
        )
    return found


def answered(form: BaselineForm, survey: Survey | None) -> list[tuple[BaselineField, str]]:
    """Each question with its answer in words."""
    said = survey.answers if survey else {}
    return [(f, in_words(f, said.get(str(f.pk), ""))) for f in form.fields.all()]


def unsigned(campaign: Campaign, rows: CandidateQuerySet) -> CandidateQuerySet:
    """Candidates that still lack a signature of those who sign for them; none where no signatures are asked."""
    if not survey_rules_of(campaign).joint:
        return rows.none()
    lacking: CandidateQuerySet = _with_signatures(campaign, rows).filter(signed__lt=F("signers"))
    return lacking


def to_sign(rows: CandidateQuerySet, signer: Unit) -> CandidateQuerySet:
    """Open candidates whose survey is complete, that the federation signs for and has not signed yet."""
    beneath = Unit.objects.filter(path__within=signer.path, kind__in=FEDERATIONS).exclude(pk=signer.pk)
    known = set(beneath.values_list("path", flat=True))
    # The two nearest sign: what lies under a second federation beneath this one is others' to sign.
    far = [path for path in known if any(over in known for over in _over(path))]
    mine = rows.filter(unit__path__within=signer.path, state=Candidate.State.OPEN).filter(~MISSING)
    if far:
        mine = mine.exclude(unit__path__within=far)
    signed = SurveySignature.objects.filter(candidate=OuterRef("pk"), unit=signer)
    return mine.filter(~Exists(signed))


def _over(path: str) -> Iterator[str]:
    """The paths above a path."""
    labels = path.split(".")
    return (".".join(labels[:depth]) for depth in range(1, len(labels)))


def waiting_to_be_signed(actor: Actor) -> list[tuple[Campaign, Unit, int]]:
    """How many candidates the person's own federation could sign, while a campaign has chosen no site."""
    own = {a.unit_id: a.unit for a in actor.appointments if a.role == Role.OFFICE}
    over = {int(label) for unit in own.values() for label in unit.path.split(".")}
    asked = Campaign.objects.filter(survey_rules__joint=True, unit__in=over, sites=None)
    campaigns = {c.pk: c for c in asked.exclude(state=Campaign.State.CLOSED).select_related("unit")}
    if not campaigns:
        return []
    found = []
    for unit in list(own.values())[:5]:
        within = [c.pk for c in campaigns.values() if unit.is_within(c.unit.path)]
        rows = to_sign(Candidate.objects.visible_to(actor).filter(campaign__in=within), unit)
        counted = rows.order_by().values_list("campaign").annotate(n=Count("pk")).order_by("campaign")
        found += [(campaigns[pk], unit, number) for pk, number in counted]
    return found


def _with_signatures(campaign: Campaign, rows: CandidateQuerySet) -> Any:
    beneath = Unit.objects.filter(path__within=campaign.unit.path, kind__in=FEDERATIONS)
    paths = list(beneath.exclude(pk=campaign.unit_id).values_list("path", flat=True))
    both = [When(unit__path__within=paths, then=2)] if paths else []
    names = SurveySignature.objects.filter(candidate=OuterRef("pk")).order_by().values("candidate")
    count = Subquery(names.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return rows.annotate(
        signed=Coalesce(count, 0), signers=Case(*both, default=1, output_field=IntegerField())
    )


@dataclass
class AreaProgress:
    """How far the survey of an area is."""

    area: Unit
    candidates: int = 0
    lacking: int = 0
    odd: int = 0
    unsigned: int = 0


def progress(campaign: Campaign, rows: CandidateQuerySet, *, joint: bool) -> list[AreaProgress]:
    """By area in administrative order, the federation's own candidates first; one pass over the candidates."""
    areas = {a.pk: a for a in counties_of(campaign)}
    told = {pk: AreaProgress(area) for pk, area in [(campaign.unit_id, campaign.unit), *areas.items()]}
    flag = IntegerField()
    lines = _with_signatures(campaign, rows).annotate(
        lacks=Case(When(MISSING, then=1), default=0, output_field=flag),
        wrong=Case(When(WRONG, then=1), default=0, output_field=flag),
        bare=Case(When(signed__lt=F("signers"), then=1), default=0, output_field=flag)
        if joint
        else Value(0, output_field=flag),
    )
    counted: Counter[tuple[int, str]] = Counter()
    for path, lacks, wrong, bare in lines.values_list("unit__path", "lacks", "wrong", "bare"):
        over = map(int, str(path).split("."))
        area = next((i for i in over if i in areas), campaign.unit_id)
        counted[area, "candidates"] += 1
        counted[area, "lacking"] += lacks
        counted[area, "odd"] += wrong
        counted[area, "unsigned"] += bare
    for (area, name), number in counted.items():
        setattr(told[area], name, number)
    return [line for line in told.values() if line.candidates]


def sheet_rows(campaign: Campaign, rows: CandidateQuerySet) -> Iterator[list[Any]]:
    """One row for each candidate and question: what an office fills in in Excel and sends back."""
    default = survey_rules_of(campaign).form_id
    fields: dict[Any, list[BaselineField]] = {}
    from dundian.planning.queries.candidates import AreaNames

    names = AreaNames(campaign)
    for candidate in rows.select_related("unit", "survey").iterator(chunk_size=1000):
        survey: Survey | None = getattr(candidate, "survey", None)
        form = survey.form_id if survey else default
        if form not in fields:
            fields[form] = list(BaselineField.objects.filter(form=form))
        for one in fields[form]:
            answer = in_words(one, survey.answers.get(str(one.pk), "") if survey else "")
            yield [candidate.unit.name, names.of(candidate.unit), one.name, answer, one.measure, one.help]
