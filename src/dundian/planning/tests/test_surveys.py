"""The federation's own questions about candidates: asked, answered, looked through, signed by two."""

import pytest
from django.urls import reverse

from dundian.campaign.actions import FieldLine, create_baseline_form, publish_baseline_form
from dundian.campaign.asked import BaselineField, BaselineForm
from dundian.exchange.importers import Outcome, ParsedRow
from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import client_of
from dundian.planning import actions
from dundian.planning.imports import target_of
from dundian.planning.models import Candidate
from dundian.planning.queries.surveying import checked, progress
from dundian.planning.survey_imports import SurveyPlanner
from dundian.planning.surveys import Survey, SurveySignature
from dundian.planning.tests.conftest import Story

FULL = {
    "workers": 4000,
    "members": 2500,
    "complexity": 4,
    "foundation": 2,
    "weaknesses": ["制度不全"],
    "contact": "示例",
}


@pytest.fixture
def asked(story: Story) -> BaselineForm:
    office = story.cast.office_city
    form = create_baseline_form(
        unit=story.cast.ground.city,
        name="备选点位调研表",
        actor=office,
        fields=[
            FieldLine("农民工人数", measure="人", required=True),
            FieldLine("集体合同签订率", measure="%"),
            FieldLine("有无劳动争议调解组织", kind=BaselineField.Kind.YES_NO, required=True),
        ],
    )
    form = publish_baseline_form(form=form, actor=office)
    actions.set_survey(campaign=story.campaign, form=form, joint=True, actor=office)
    return form


def answers(form: BaselineForm, *said: str) -> dict[str, str]:
    return {str(f.pk): text for f, text in zip(form.fields.all(), said, strict=False)}


def test_filled_bit_by_bit_and_looked_through(story: Story, asked: BaselineForm) -> None:
    county = story.cast.office_county
    candidate = actions.edit_candidate(candidate=story.candidates[0], version=None, actor=county, **FULL)
    survey = actions.fill_survey(candidate=candidate, answers=answers(asked, "12000", "130"), actor=county)
    assert (survey.open, survey.odd) == (1, 2)
    found = checked(story.campaign, [candidate])[candidate.pk]
    assert found.gaps == ["有无劳动争议调解组织"]
    assert len(found.odd) == 2
    url = reverse("planning:candidate_list", args=[story.campaign.pk])
    client = client_of(county)
    for state, there in (("gaps", True), ("odd", True), ("unsigned", True), ("", True)):
        assert (candidate.unit.name in client.get(url, {"survey": state}).content.decode()) is there
    actions.fill_survey(candidate=candidate, answers=answers(asked, "300", "80", "yes"), actor=county)
    assert candidate.unit.name not in client.get(url, {"survey": "odd"}).content.decode()
    lines = progress(story.campaign, Candidate.objects.all(), joint=True)
    (line,) = [x for x in lines if x.area == story.cast.ground.county]
    assert (line.candidates, line.lacking, line.unsigned) == (
        len(story.candidates),
        len(story.candidates) - 1,
        4,
    )
    with pytest.raises(Invalid):
        actions.fill_survey(candidate=candidate, answers=answers(asked, "many"), actor=county)


def test_two_federations_sign_and_a_change_takes_it_off(story: Story, asked: BaselineForm) -> None:
    county, city = story.cast.office_county, story.cast.office_city
    candidate = actions.edit_candidate(candidate=story.candidates[0], version=None, actor=county, **FULL)
    assert actions.sign_surveys(candidates=[candidate], actor=county) == 0
    actions.fill_survey(candidate=candidate, answers=answers(asked, "300", "80", "yes"), actor=county)
    assert actions.sign_surveys(candidates=[candidate], actor=county) == 1
    assert actions.sign_surveys(candidates=[candidate], actor=county) == 0
    page = client_of(city).post(
        reverse("planning:survey_sign", args=[story.campaign.pk]), {"pick": candidate.pk, "confirmed": "1"}
    )
    assert page.status_code == 302
    assert not checked(story.campaign, [candidate])[candidate.pk].lacks_signature
    with pytest.raises(Refused):
        actions.sign_surveys(candidates=[candidate], actor=story.cast.leader)
    candidate.refresh_from_db()
    actions.edit_candidate(candidate=candidate, version=None, actor=county, members=2600)
    assert not SurveySignature.objects.filter(candidate=candidate).exists()


def test_by_page_and_by_sheet(story: Story, asked: BaselineForm) -> None:
    county, candidate = client_of(story.cast.office_county), story.candidates[0]
    first, _rate, third = asked.fields.all()
    url = reverse("planning:survey_fill", args=[candidate.pk])
    assert county.get(url).status_code == 200
    assert county.post(url, {f"q_{first.pk}": "40"}).status_code == 302
    assert Survey.objects.get(candidate=candidate).answers == {str(first.pk): "40"}
    assert (
        "农民工人数" in county.get(reverse("planning:candidate_detail", args=[candidate.pk])).content.decode()
    )
    home = reverse("planning:survey_home", args=[story.campaign.pk])
    assert county.get(home).status_code == 200
    assert county.post(home, {"form": "", "joint": ""}).status_code == 403
    assert client_of(story.cast.office_city).post(home, {"form": asked.pk}).status_code == 302
    assert county.get(reverse("planning:survey_export", args=[story.campaign.pk])).status_code == 200
    planner = SurveyPlanner(
        target_of(story.cast.office_county, None, {"campaign": str(story.campaign.pk)}),
        story.cast.office_county,
    )
    rows = [
        ParsedRow(2, {"name": candidate.unit.name, "area": None, "question": third.name, "answer": "有"}),
        ParsedRow(3, {"name": candidate.unit.name, "area": None, "question": first.name, "answer": "40"}),
        ParsedRow(4, {"name": candidate.unit.name, "area": None, "question": first.name, "answer": ""}),
        ParsedRow(5, {"name": "别处工会", "area": None, "question": first.name, "answer": "1"}),
    ]
    plans = planner.plan(rows)
    assert [p.outcome for p in plans] == [Outcome.NEW, Outcome.SAME, Outcome.SAME, Outcome.FAILED]
    assert plans[0].act is not None
    plans[0].act()
    assert Survey.objects.get(candidate=candidate).answers[str(third.pk)] == "yes"
