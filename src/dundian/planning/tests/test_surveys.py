"""The federation's own questions about candidates: asked, answered, looked through, signed by two."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dundian.audit_trail.models import Entry
from dundian.campaign.actions import FieldLine, create_baseline_form, publish_baseline_form
from dundian.campaign.asked import BaselineField, BaselineForm
from dundian.campaign.factories import CampaignFactory
from dundian.campaign.models import Campaign
from dundian.exchange.actions import apply_run, check_workbook, undo_run
from dundian.exchange.importers import Outcome, ParsedRow
from dundian.exchange.tests.books import table
from dundian.kernel.errors import Invalid, Refused
from dundian.notify.todo import Tab, Todo
from dundian.org.access import Actor
from dundian.org.cast import client_of
from dundian.org.factories import UnitFactory
from dundian.org.models import Unit, UnitKind
from dundian.planning import actions
from dundian.planning.imports import target_of
from dundian.planning.models import Candidate
from dundian.planning.queries.surveying import checked, progress
from dundian.planning.survey_imports import SurveyPlanner
from dundian.planning.surveys import Survey, SurveySignature
from dundian.planning.tests.conftest import Story
from dundian.planning.todos import planning_todos

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


def test_the_list_asks_few_questions(story: Story, django_assert_num_queries: Any) -> None:
    """Four of them are who asks."""
    office, url = (
        client_of(story.cast.office_city),
        reverse("planning:candidate_list", args=[story.campaign.pk]),
    )
    for candidate in story.candidates:
        actions.edit_candidate(candidate=candidate, version=None, actor=story.cast.office_city, **FULL)
        with django_assert_num_queries(12):
            page = office.get(url).content.decode()
    assert str(story.cast.ground.county) in page


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


def waiting(actor: Actor) -> list[Todo]:
    return [t for t in planning_todos(actor, Tab.WAITING, 20) if "signer=" in t.url]


def complete(story: Story, asked: BaselineForm, *places: int) -> list[Candidate]:
    """Candidates whose every question is answered."""
    county, made = story.cast.office_county, []
    for place in places:
        one = actions.edit_candidate(
            candidate=story.candidates[place],
            version=None,
            actor=county,
            **{**FULL, "workers": 800, "members": 500},
        )
        actions.fill_survey(candidate=one, answers=answers(asked, "300", "80", "yes"), actor=county)
        made.append(one)
    return made


def test_signing_waits_for_county_and_city_until_it_is_done(story: Story, asked: BaselineForm) -> None:
    county, city = story.cast.office_county, story.cast.office_city
    everybody = [county, city, story.cast.office_province, story.cast.leader, story.cast.outsider]
    assert [waiting(actor) for actor in everybody] == [[], [], [], [], []]
    first, second = complete(story, asked, 0, 1)
    assert [len(waiting(actor)) for actor in everybody] == [1, 1, 0, 0, 0]
    (todo,) = waiting(county)
    assert "2" in todo.title
    client = client_of(county)
    page = client.get(todo.url)
    assert [c.pk for c, _area, _found in page.context["lines"]] == [first.pk, second.pk]
    assert page.context["total"] == 2
    query = todo.url.partition("?")[2]
    sign = reverse("planning:survey_sign", args=[story.campaign.pk])
    assert client.post(sign, {"all": "1", "filter": query, "confirmed": "1"}).status_code == 302
    assert waiting(county) == []
    assert len(waiting(city)) == 1
    actions.sign_surveys(candidates=[first, second], actor=city)
    assert waiting(city) == []
    actions.edit_candidate(candidate=first, version=None, actor=county, members=400)
    assert ["1" in t.title for t in waiting(county)] == [True], "a change takes the signatures off"


def test_nobody_is_asked_to_sign_what_is_not_to_be_signed(story: Story, asked: BaselineForm) -> None:
    county, city = story.cast.office_county, story.cast.office_city
    _first, second = complete(story, asked, 0, 1)
    actions.set_aside_candidates(candidates=[second], reason="今年不去", actor=city)
    (todo,) = waiting(county)
    assert "1" in todo.title
    actions.set_survey(campaign=story.campaign, form=asked, joint=False, actor=city)
    assert waiting(county) == []
    actions.set_survey(campaign=story.campaign, form=asked, joint=True, actor=city)
    Campaign.objects.filter(pk=story.campaign.pk).update(state=Campaign.State.CLOSED)
    assert waiting(county) == []


def test_a_city_does_not_sign_below_its_counties_for_the_province(story: Story, asked: BaselineForm) -> None:
    """In a province's campaign the two nearest sign: county and city, not the province."""
    Campaign.objects.filter(pk=story.campaign.pk).update(unit=story.cast.ground.province)
    complete(story, asked, 0)
    found = [
        len(waiting(a))
        for a in (story.cast.office_county, story.cast.office_city, story.cast.office_province)
    ]
    assert found == [1, 1, 0]


def test_to_dos_cost_the_same_for_many_candidates_and_campaigns(story: Story, asked: BaselineForm) -> None:
    complete(story, asked, 0)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert waiting(story.cast.office_county)
        return len(caught)

    before = cost()
    complete(story, asked, 1, 2, 3)
    other = CampaignFactory(unit=story.cast.ground.city, year=2025)
    actions.set_survey(campaign=other, form=None, joint=True, actor=story.cast.office_city)
    assert cost() == before


def test_the_list_of_thousands_costs_as_much_as_that_of_a_few(story: Story, asked: BaselineForm) -> None:
    """First page, deep page, each survey filter, the survey page and one form, with 3,000 candidates more."""
    (one,) = complete(story, asked, 0)
    client, place = client_of(story.cast.office_city), [story.campaign.pk]
    listed, home = reverse("planning:candidate_list", args=place), reverse("planning:survey_home", args=place)
    county = story.cast.ground.county
    signer = {"signer": county.pk}
    asked_for = [
        {},
        {"survey": "gaps"},
        {"survey": "odd"},
        {"survey": "unsigned"},
        signer,
        {"sort": "-workers"},
    ]
    fill = reverse("planning:survey_fill", args=[one.pk])

    def cost(address: str, query: Mapping[str, Any] | None = None) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address, query or {}).status_code == 200
        return len(caught)

    def costs() -> list[int]:
        return [*(cost(listed, query) for query in asked_for), cost(home), cost(fill)]

    many_candidates(story, asked, 30)
    few = costs()
    many_candidates(story, asked, 2970)
    assert costs() == few
    page = client.get(listed, {"survey": "gaps", "sort": "-workers"}).context["page"]
    for _deeper in range(3):
        page = client.get(listed, {"survey": "gaps", "sort": "-workers", "cursor": page.next}).context["page"]
    assert len(page.rows) > 20
    assert cost(listed, {"survey": "gaps", "sort": "-workers", "cursor": page.next}) <= max(few) + 2
    assert client.get(listed, signer).context["total"] == 1001
    (line,) = [x for x in progress(story.campaign, Candidate.objects.all(), joint=True) if x.area == county]
    assert line.candidates == 3000 + len(story.candidates)


def many_candidates(story: Story, asked: BaselineForm, number: int) -> None:
    """Every third one answered in full, every third one odd, the rest open."""
    county = story.cast.ground.county
    start = Unit.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1000
    units = Unit.objects.bulk_create(
        Unit(
            pk=start + n, name=f"第{start + n}号基层工会", kind=UnitKind.NON_PUBLIC, parent=county, place=n,
            path=f"{county.path}.{start + n}",
        )
        for n in range(number)
    )  # fmt: skip
    made = Candidate.objects.bulk_create(
        Candidate(
            campaign=story.campaign, unit=unit, kind=UnitKind.NON_PUBLIC, workers=800 + n % 700,
            members=None if n % 3 == 1 else 500, complexity=1 + n % 5, foundation=1 + n % 4, weaknesses=["制度不全"],
            contact="示例",
        )
        for n, unit in enumerate(units)
    )  # fmt: skip
    said = answers(asked, "300", "80", "yes")
    Survey.objects.bulk_create(
        Survey(candidate=one, form=asked, answers=said, odd=int(n % 3 == 2))
        for n, one in enumerate(made)
        if n % 3 != 1
    )
    Survey.objects.filter(odd=1).update(open=1)


def test_many_answers_go_in_together_and_take_the_signatures_off(story: Story, asked: BaselineForm) -> None:
    campaign, office = story.campaign, story.cast.office_city
    names = [f"第{n}公司工会" for n in range(40)]
    for name in names:
        unit = UnitFactory.create(parent=story.cast.ground.county, kind=UnitKind.NON_PUBLIC, name=name)
        candidate = Candidate.objects.create(campaign=campaign, unit=unit, kind=unit.kind, workers=100)
        SurveySignature.objects.create(candidate=candidate, unit=campaign.unit, by=office.user)
    rows = [
        [name, question, answer]
        for name in names
        for question, answer in (("农民工人数", "300"), ("有无劳动争议调解组织", "有"))
    ]
    run = check_workbook(
        kind="candidate_surveys", file=BytesIO(table(rows, ["工会名称", "问题", "答案"])), filename="调研.xlsx",
        actor=office, unit=campaign.unit, context={"campaign": str(campaign.pk)},
    )  # fmt: skip
    with CaptureQueriesContext(connection) as seen:
        run = apply_run(run=run, actor=office)
    assert len(seen) < 60, "in batches, not row by row"
    made = Survey.objects.filter(candidate__unit__name__in=names)
    assert [(len(s.answers), s.open, s.odd) for s in made] == [(2, 0, 1)] * 40, (
        "300 of 100 workers look wrong"
    )
    assert not SurveySignature.objects.exists()
    assert Entry.objects.filter(verb="fill", noun="survey").count() == 40
    undo_run(run=run, actor=office)
    assert not any(s.answers for s in made.all())
