"""Answers of the survey from a workbook: one row for each candidate and question, as the export writes them.

Cells left blank change nothing, so that a sheet may come back several times, filled in bit by bit.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.campaign.actions.answers import answer_in_cell
from dundian.campaign.asked import BaselineField
from dundian.campaign.models import Campaign
from dundian.campaign.queries.baselines import in_words
from dundian.exchange import cells
from dundian.exchange.importers import ImportColumn, Importer, Outcome, ParsedRow, RowPlan, Target, register
from dundian.exchange.taking_back import require_as_left, taking_back
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor, actor_of
from dundian.planning.actions import fill_survey, fill_surveys
from dundian.planning.actions.surveying import Answered
from dundian.planning.imports import named_target, target_of, targets
from dundian.planning.models import Candidate
from dundian.planning.queries.candidates import AreaNames
from dundian.planning.queries.surveying import survey_rules_of
from dundian.planning.surveys import Survey

COLUMNS = (
    ImportColumn(
        "name",
        gettext_lazy("Grassroots union"),
        cells.line(100),
        "工会名称 基层工会名称 基层工会 备选点位 单位名称 单位",
        required=True,
        width=30,
    ),
    ImportColumn("area", gettext_lazy("Area"), cells.line(60), "区县 县区 所在区县 片区", width=18),
    ImportColumn(
        "question", gettext_lazy("Question"), cells.line(60), "问题 项目 指标 题目", required=True, width=30
    ),
    ImportColumn(
        "answer", pgettext_lazy("survey", "Answer"), cells.paragraph(500), "答案 填报 内容 回答", width=24
    ),
)


class SurveyPlanner:
    """Compares rows with the answers of one campaign's candidates."""

    def __init__(self, target: Target, actor: Actor) -> None:
        self.actor = actor
        self.campaign = Campaign.objects.select_related("unit").get(pk=target.context["campaign"])
        self.names = AreaNames(self.campaign)
        self.default = survey_rules_of(self.campaign).form_id
        self.fields: dict[Any, dict[str, BaselineField]] = {}
        self.seen: dict[Any, int] = {}

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        found: dict[str, list[Candidate]] = defaultdict(list)
        wanted = Candidate.objects.filter(
            campaign=self.campaign,
            unit__in=self.actor.units("change", "candidate"),
            unit__name__in={row.values["name"] for row in rows},
        )
        for candidate in wanted.select_related("unit", "campaign__unit"):
            found[candidate.unit.name].append(candidate)
        stored = {s.candidate_id: s for s in Survey.objects.filter(candidate__in=wanted)}
        forms = {s.form_id for s in stored.values()} | {self.default}
        for field in BaselineField.objects.filter(form__in=[f for f in forms if f not in self.fields]):
            self.fields.setdefault(field.form_id, {})[field.name] = field
        return [self._plan(row, found, stored) for row in rows]

    def _plan(
        self, row: ParsedRow, found: Mapping[str, list[Candidate]], stored: Mapping[Any, Survey]
    ) -> RowPlan:
        values = row.values
        area = values.get("area")
        named = [c for c in found.get(values["name"], ()) if not area or area == self.names.of(c.unit)]
        if len(named) != 1:
            why = _("Name the area too.") if named else _("There is no such candidate in your area.")
            return _failed("name", why)
        candidate = named[0]
        survey = stored.get(candidate.pk)
        field = self.fields.get(survey.form_id if survey else self.default, {}).get(values["question"])
        if field is None:
            return _failed("question", _("The form does not ask this."))
        if not values.get("answer"):
            return RowPlan(Outcome.SAME)
        before = self.seen.setdefault((candidate.pk, field.pk), row.number)
        if before != row.number:
            return _failed("question", _("The same question stands in row %(row)d.") % {"row": before})
        try:
            answer = answer_in_cell(field, values["answer"])
        except Invalid as bad:
            return _failed("answer", "；".join(map(str, bad.messages.values())))
        now = survey.answers.get(str(field.pk), "") if survey else ""
        return RowPlan(Outcome.SAME) if now == answer else self._changed(candidate, field, now, answer)

    def _changed(self, candidate: Candidate, field: BaselineField, now: str, answer: str) -> RowPlan:
        def act() -> str:
            told = {str(field.pk): answer}
            return str(fill_survey(candidate=candidate, answers=told, actor=self.actor, whole=False).pk)

        before = {"field": str(field.pk), "was": now, "left": answer}
        if not now:
            told = _Told(candidate, str(field.pk), answer)
            return RowPlan(Outcome.NEW, act=act, before=before, facts=told)
        words = {"now": in_words(field, now), "then": in_words(field, answer)}
        return RowPlan(
            Outcome.CHANGED, {"answer": _("%(now)s becomes %(then)s") % words}, act=act, before=before
        )


@dataclass(frozen=True)
class _Told:
    """One answer that was open until now."""

    candidate: Candidate
    field: str
    answer: str


def _add_many(told: Sequence[_Told], actor: Actor) -> list[str]:
    """All answers of a candidate are filled in at once; each row is told the survey that it stands in."""
    candidates = {one.candidate.pk: one.candidate for one in told}
    answers: dict[Any, dict[str, str]] = defaultdict(dict)
    for one in told:
        answers[one.candidate.pk][one.field] = one.answer
    answered = [Answered(candidate, answers[pk]) for pk, candidate in candidates.items()]
    made = dict(zip(candidates, fill_surveys(answered=answered, actor=actor), strict=True))
    return [str(made[one.candidate.pk].pk) for one in told]


def _restore(survey: Survey, before: Mapping[str, Any], actor: Actor) -> None:
    """The answer as it was, blank where there was none."""
    require_as_left(survey, survey.answers.get(before.get("field", ""), ""), before.get("left"))
    told = {before["field"]: before["was"]}
    fill_survey(candidate=survey.candidate, answers=told, actor=actor, whole=False)


def _failed(column: str, why: str) -> RowPlan:
    return RowPlan(Outcome.FAILED, {column: why})


register(
    Importer(
        kind="candidate_surveys",
        title=pgettext_lazy("import", "Surveys of candidates"),
        help=gettext_lazy("The sheet that the survey page exports, with the column of answers filled in."),
        columns=COLUMNS,
        right=("change", "candidate"),
        target_label=gettext_lazy("Campaign"),
        targets=targets,
        target_of=target_of,
        named_target=named_target,
        planner=SurveyPlanner,
        actor_of=actor_of,
        result_url=lambda target: reverse("planning:survey_home", args=[target.key]),
        take_back=taking_back(
            lambda: Survey.objects.select_related("candidate__unit", "candidate__campaign__unit"),
            withdraw=_restore,
        ),
        add_many=_add_many,
    )
)
