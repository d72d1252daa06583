"""Pages: who sees what, lists that cost the same however long, the notice that anybody reads, the growth record."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.knowledge.actions import practices, training
from dundian.notify.todo import Tab, collect
from dundian.org.access import Actor, actor_of
from dundian.org.cast import Cast, client_of, make_actor
from dundian.org.factories import PersonFactory, UnitFactory
from dundian.org.models import Role, UnitKind
from dundian.planning.factories import TeamMemberFactory
from dundian.recognition import actions
from dundian.recognition.models import Honour, Nomination, Objection
from dundian.recognition.queries.records import growth_of
from dundian.recognition.tests.ground import Stage, judged, make_stage, nominate_cadres, noticed, opened
from dundian.recognition.views import notices


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return make_stage(cast)


def page(actor: Actor, name: str, *args: object) -> str:
    response = client_of(actor).get(reverse(f"recognition:{name}", args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def queries_of(ask: Callable[[], object]) -> int:
    ask()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask()
    return len(seen)


def test_lists_cost_the_same_however_long(stage: Stage) -> None:
    office = client_of(stage.cast.office_city)
    judged(stage)
    addresses = [
        reverse(f"recognition:{name}", args=args)
        for name, args in (
            ("round_list", ()),
            ("round_nominations", (stage.round.pk,)),
            ("round_evidence", (stage.round.pk,)),
            ("round_panel", (stage.round.pk,)),
            ("honour_list", ()),
        )
    ]
    before = {a: queries_of(lambda a=a: office.get(a)) for a in addresses}
    for number in range(6):
        unit = UnitFactory(parent=stage.cast.ground.county, kind=UnitKind.NON_PUBLIC, name=f"新{number}工会")
        Honour.objects.create(unit=unit, place=unit, name="先进", given_by="省总", year=2020 + number)
        person = PersonFactory(home_unit=stage.cast.ground.department)
        TeamMemberFactory(team=stage.sites[0].team, person=person)
        Nomination.objects.create(
            round=stage.round,
            category=stage.scheme.categories.get(subject="person"),
            person=person,
            place=stage.sites[0].unit,
            proposed_by=stage.cast.ground.county,
            holder=stage.cast.ground.city,
            statement="实绩",
            state=Nomination.State.ADMITTED,
            by=stage.cast.office_county.user,
        )
    assert {a: queries_of(lambda a=a: office.get(a)) for a in addresses} == before


def test_marks_stand_nowhere_but_on_the_panels_page(stage: Stage) -> None:
    found = judged(stage, [91, 83, 77, 65])
    office = stage.cast.office_city
    assert "91.00" in page(office, "round_panel", stage.round.pk)
    actions.draw_up(round=stage.round, actor=office)
    for name in ("round_nominations", "round_names", "round_detail"):
        assert not re.search(r"\b(91|83)(\.0+)?\b", page(office, name, stage.round.pk)), name
    text = page(stage.cast.office_county, "nomination_detail", found[0].pk)
    assert not re.search(r"\b91(\.0+)?\b", text)
    refused = client_of(stage.cast.office_county).get(
        reverse("recognition:round_panel", args=[stage.round.pk])
    )
    assert refused.status_code == 403


def test_a_judge_sees_the_own_scores_only(stage: Stage) -> None:
    found = judged(stage, [91, 83, 77, 65])
    own, other = stage.judges[:2]
    criteria = found[0].category.criteria.all()
    actions.give_scores(nomination=found[0], points=dict.fromkeys(criteria, (37, "另有看法")), actor=other)
    text = page(own, "nomination_score", found[0].pk)
    assert 'value="91"' in text
    assert "37" not in re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Za-z]{16,}", "", text)
    assert "另有看法" not in text


def test_the_list_is_inside_until_the_notice(stage: Stage) -> None:
    found = judged(stage)
    actions.draw_up(round=stage.round, actor=stage.cast.office_city)
    assert found[0].person.name not in page(stage.cast.office_county, "round_names", stage.round.pk)
    actions.publish_notice(round=stage.round, contact="办公室", actor=stage.cast.office_city)
    assert found[0].person.name in page(stage.cast.office_county, "round_names", stage.round.pk)


def open_form(stage: Stage, client: Client) -> dict[str, str]:
    stage.round.refresh_from_db()
    text = client.get(reverse("recognition:notice_open", args=[stage.round.token])).content.decode()
    found = re.search(r'name="envelope" value="([^"]+)"', text)
    assert found
    return {"envelope": found[1], "text": "有意见", "contact": "13900000000", "against": ""}


def test_anybody_objects_without_account_or_cookie(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "QUICKEST", 0)
    found = noticed(stage)
    client = Client()
    told = open_form(stage, client) | {"against": str(found[0].pk)}
    address = reverse("recognition:notice_open", args=[stage.round.token])
    answer = client.post(address, told)
    assert answer.status_code == 200
    objection = Objection.objects.get()
    assert objection.nomination == found[0]
    assert b"13900000000" not in bytes(objection.contact)
    number, code = re.findall(r'class="number">([^<]+)<', answer.content.decode())
    track = reverse("recognition:notice_track")
    assert client.post(track, {"number": number, "code": "AAA-AAA-AAA"}).status_code == 422
    assert client.post(track, {"number": number, "code": code}).status_code == 200
    assert not client.cookies


def test_a_flood_is_slowed_and_keeps_what_was_written(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "QUICKEST", 0)
    noticed(stage)
    address = reverse("recognition:notice_open", args=[stage.round.token])
    answers = [Client().post(address, open_form(stage, Client())) for _time in range(notices.LANE + 1)]
    assert {a.status_code for a in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert "有意见" in answers[-1].content.decode()


def test_machines_and_strange_envelopes_are_asked_again(stage: Stage) -> None:
    noticed(stage)
    client = Client()
    told = open_form(stage, client)
    address = reverse("recognition:notice_open", args=[stage.round.token])
    assert client.post(address, told).status_code == 422  # faster than anybody reads
    assert client.post(address, told | {"envelope": "x"}).status_code == 422
    assert client.post(address, told | {"leave_empty": "x"}).status_code == 422
    assert client.get(reverse("recognition:notice_open", args=["unknown"])).status_code == 404
    actions.recall_notice(round=stage.round, reason="有误", actor=stage.cast.office_city)
    assert client.get(address).status_code == 410
    assert not Objection.objects.exists()


def test_todos_lead_to_what_waits(stage: Stage) -> None:
    cast = stage.cast

    def kinds(actor: Actor) -> list[str]:
        return [str(t.url) for t in collect(actor_of(actor.user), Tab.WAITING) if "/evaluations/" in t.url]

    actions.ask_words(round=stage.round, until=clock.today(), actor=cast.office_city)
    assert kinds(cast.host) == [reverse("recognition:word_give", args=[stage.round.pk, stage.sites[0].pk])]
    opened(stage)
    assert kinds(cast.host) == []
    one = actions.nominate(
        round=stage.round,
        category=stage.scheme.categories.get(subject="person"),
        person=stage.cadres[0],
        statement="实绩",
        actor=cast.host,
    )
    assert kinds(cast.office_county) == [reverse("recognition:nomination_detail", args=[one.pk])]
    actions.return_nomination(nomination=one, reason="写具体", actor=cast.office_county)
    assert kinds(cast.host) == [reverse("recognition:nomination_detail", args=[one.pk])]


def test_the_export_has_the_rows_of_the_list(stage: Stage) -> None:
    opened(stage)
    nominate_cadres(stage)
    address = reverse("recognition:round_nominations_export", args=[stage.round.pk])
    content = client_of(stage.cast.office_city).get(address).getvalue()
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert len(book.get_sheet_by_index(0).to_python()) == 1 + len(stage.cadres)


def test_a_growth_record_is_for_the_cadre_and_the_home_federation_alone(cast: Cast) -> None:
    person = cast.cadre.person  # at home in the county
    actions.write_growth(kind="learned", text="只给自己", on=clock.today(), shared=False, actor=cast.cadre)
    actions.write_growth(kind="did", text="愿意分享", on=clock.today(), shared=True, actor=cast.cadre)
    assert "只给自己" in page(cast.cadre, "growth_mine")
    seen = page(cast.office_county, "growth_record", person.pk)
    assert "愿意分享" in seen
    assert "只给自己" not in seen
    for other in (
        cast.office_city,
        cast.office_province,
        cast.team_leader,
        cast.host,
        cast.outsider,
        cast.audit_admin,
    ):
        response = client_of(other).get(reverse("recognition:growth_record", args=[person.pk]))
        assert response.status_code == 404
    word = client_of(cast.cadre).get(reverse("recognition:growth_word"))
    assert word["Content-Type"].endswith("wordprocessingml.document")


def test_the_record_tells_what_the_cadre_learned_and_wrote_down(cast: Cast) -> None:
    city, people = cast.office_city, [p for p in (cast.cadre.person, cast.team_leader.person) if p]
    person, stayed_away = people
    assert growth_of(person, own=True).learning == {}
    course = training.plan_course(
        unit=cast.ground.city, name="岗前培训", place="党校", starts_at=clock.now() - timedelta(2), actor=city
    )
    training.enrol(course=course, people=people, actor=city)
    here = course.participants.get(person=person)
    training.note_presence(course=course, present=[here.pk], actor=city)
    training.certify(course=course, actor=city)
    case = {"title": "驿站共建", "problem": "无处休息", "approach": "共建驿站", "result": "建成六处"}
    practice, _draft = (
        practices.draft_practice(unit=cast.ground.site, actor=cast.cadre, **case) for _ in range(2)
    )
    practices.submit_practice(practice=practice, actor=cast.cadre)
    practices.answer_practice(practice=practice, accepted=True, reason="", actor=city)
    practices.publish_practice(practice=practice, scope=cast.ground.city, actor=city)
    adoption = practices.adopt_practice(practice=practice, unit=cast.ground.neighbour, plan="", actor=city)
    practices.tell_outcome(adoption=adoption, outcome="worked", told="骑手天天用", actor=city)
    learned, wrote = growth_of(person, own=True).learning.values()
    here.refresh_from_db()
    assert [(x.what, here.certificate in x.note) for x in learned] == [("岗前培训", True)]
    assert [x.what for x in wrote] == ["驿站共建"]
    assert "1" in wrote[0].note
    assert growth_of(stayed_away, own=True).learning == {}
    assert "驿站共建" in page(cast.cadre, "growth_mine")


def test_honours_from_before_stand_on_the_page_and_are_taken_back_with_a_reason(cast: Cast) -> None:
    told = {"name": "2023年度先进个人", "given_by": "省总工会", "year": 2023, "person": cast.cadre.person}
    honour = actions.add_honour(**told, actor=cast.office_county)
    with pytest.raises(Invalid):
        actions.add_honour(**told, actor=cast.office_city)
    assert "2023年度先进个人" in page(cast.office_county, "person_honours", cast.cadre.person.pk)
    assert honour not in Honour.objects.visible_to(cast.outsider)
    assert honour in Honour.objects.visible_to(actor_of(cast.cadre.user))
    actions.take_back_honour(honour=honour, reason="弄虚作假", actor=cast.office_county)
    assert honour not in Honour.objects.standing()


def test_a_judge_of_another_unit_sees_what_is_before_the_panel(stage: Stage) -> None:
    home = UnitFactory(parent=stage.cast.ground.province, kind=UnitKind.DEPARTMENT, name="省总某部")
    judge = make_actor("far", "远评委", Role.DEPARTMENT, home)
    actions.seat_judge(
        round=stage.round,
        panel=stage.scheme.panels.get(),
        person=judge.person,
        actor=stage.cast.office_city,
    )
    opened(stage)
    found = nominate_cadres(stage)
    stage.round = actions.close_nominations(
        round=stage.round, judge_until=clock.today() + timedelta(3), actor=stage.cast.office_city
    )
    assert found[0].person.name in page(judge, "round_judging", stage.round.pk)
    assert page(judge, "evidence_detail", stage.round.files.first().pk)
