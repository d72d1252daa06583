"""Meetings and training: called, invited to, attended by the host's list, put into minutes and into work."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as Docx

from dundian.campaign.actions import seat_member
from dundian.documents.factories import issued
from dundian.documents.press import render
from dundian.documents.queries import frozen_bytes
from dundian.fieldwork.factories import person_of
from dundian.fieldwork.models import Task
from dundian.fieldwork.queries.feeds import events_for
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.knowledge.actions import materials, training
from dundian.knowledge.actions import meetings as actions
from dundian.knowledge.actions.meetings import Guest, Point
from dundian.knowledge.actions.training import QuestionLine
from dundian.knowledge.letters import certificate
from dundian.knowledge.models import Course, Meeting
from dundian.knowledge.queries.meetings import people_of
from dundian.knowledge.tests.conftest import TODAY, Story
from dundian.notify.todo import Tab, collect
from dundian.org.cast import client_of

pytestmark = pytest.mark.django_db
THEN = datetime(2024, 7, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def meeting(story: Story) -> Meeting:
    return actions.call_meeting(
        unit=story.cast.ground.city, kind="promotion", name="蹲点工作推进会", starts_at=THEN, place="市总二楼",
        campaign=story.posting.campaign, actor=story.cast.office_city,
    )  # fmt: skip


def _invite(story: Story, meeting: Meeting, *groups: str) -> int:
    people = people_of(meeting.unit, meeting.campaign, groups)
    guests = [Guest(p.name, str(p.home_unit), as_, p) for p, as_ in people]
    return actions.invite(meeting=meeting, guests=guests, actor=story.cast.office_city)


def test_the_agenda_is_drafted_and_the_next_one_starts_from_the_last(story: Story, meeting: Meeting) -> None:
    assert [p.kind for p in meeting.agenda.all()][:5] == [
        "report",
        "deploy",
        "decision",
        "exchange",
        "pledge",
    ]
    points = [Point("部署任务", "deploy", "分管领导", 20), Point("讨论", "study")]
    actions.set_agenda(meeting=meeting, points=points, actor=story.cast.office_city)
    later = actions.call_meeting(
        unit=meeting.unit, kind="promotion", name="第二次推进会", starts_at=THEN + timedelta(30), place="市总",
        actor=story.cast.office_city,
    )  # fmt: skip
    assert [(p.title, p.speaker) for p in later.agenda.all()] == [("部署任务", ""), ("讨论", "")]


def test_invited_from_appointments_and_the_leading_group(story: Story, meeting: Meeting) -> None:
    cast = story.cast
    seat_member(
        campaign=story.posting.campaign, person=cast.leader.person, seat="head", actor=cast.office_city
    )
    assert _invite(story, meeting, "leading_group", "offices", "team_leaders") == 4
    assert _invite(story, meeting, "leading_group", "offices", "team_leaders") == 0
    names = dict(meeting.invitations.values_list("name", "capacity"))
    assert set(names) == {"李包片", "市办小钱", "县办小孙", "周组长"}, "the other city is not asked"
    waiting = [t.title for t in collect(cast.team_leader, Tab.WAITING)]
    assert meeting.name in waiting
    assert not Meeting.objects.visible_to(cast.cadre).exists()
    actions.answer_invitation(meeting=meeting, reply="coming", note="", actor=cast.team_leader)
    assert meeting.name not in [t.title for t in collect(cast.team_leader, Tab.WAITING)]
    with pytest.raises(Refused):
        actions.answer_invitation(meeting=meeting, reply="coming", note="", actor=cast.cadre)
    with pytest.raises(Invalid):
        actions.answer_invitation(meeting=meeting, reply="stand_in", note="", actor=cast.leader)


def test_it_stands_in_the_calendar_of_the_invited(story: Story, meeting: Meeting) -> None:
    _invite(story, meeting, "team_leaders")
    told = [e.summary for e in events_for(story.cast.team_leader.user, lambda path: path)]
    assert meeting.name in told
    assert meeting.name not in [e.summary for e in events_for(story.cast.cadre.user, lambda path: path)]


def test_attendance_is_the_host_s_list_and_comes_after_the_beginning(story: Story, meeting: Meeting) -> None:
    _invite(story, meeting, "offices", "team_leaders")
    first = meeting.invitations.first()
    assert first is not None
    with pytest.raises(Invalid):
        actions.note_attendance(meeting=meeting, present=[first.pk], actor=story.cast.office_city)
    with clock.at(THEN + timedelta(hours=3)):
        actions.note_attendance(meeting=meeting, present=[first.pk], actor=story.cast.office_city)
    meeting.refresh_from_db()
    assert meeting.state == "held"
    assert meeting.invitations.filter(attended=True).get() == first
    page = client_of(story.cast.team_leader).get(reverse("knowledge:meeting_detail", args=[meeting.pk]))
    assert "缺席" not in page.content.decode(), "who was absent is the host's to see"


def test_minutes_become_a_document(story: Story, meeting: Meeting) -> None:
    office = story.cast.office_city
    _invite(story, meeting, "team_leaders")
    actions.add_speech(
        meeting=meeting, kind="pledge", speaker="周组长", of="第一组", words="真蹲实蹲。", actor=office
    )
    actions.write_minutes(meeting=meeting, minutes="会议通报了进展。", actor=office)
    with pytest.raises(Refused):
        actions.issue_minutes(meeting=meeting, actor=office)
    with clock.at(THEN + timedelta(hours=3)):
        chosen = list(meeting.invitations.values_list("pk", flat=True))
        actions.note_attendance(meeting=meeting, present=chosen, actor=office)
        actions.decide(
            meeting=meeting,
            text="八月底前建成驿站",
            due_on=date(2024, 8, 31),
            owner=office.person,
            actor=office,
        )
        issued = actions.issue_minutes(meeting=meeting, actor=office)
    assert issued.document is not None
    printed = Docx(BytesIO(frozen_bytes(issued.document)))
    told = "\n".join(p.text for p in printed.paragraphs)
    assert "真蹲实蹲" in told
    assert "周组长" in told
    assert "八月底前建成驿站" in told


def test_a_decision_on_a_site_is_a_task_and_any_other_waits_for_its_owner(
    story: Story, meeting: Meeting
) -> None:
    cast = story.cast
    tied = actions.decide(
        meeting=meeting, text="补签集体合同", due_on=date(2024, 7, 30), site=story.posting.site,
        owner=cast.team_leader.person, actor=cast.office_city,
    )  # fmt: skip
    task = Task.objects.get(name="补签集体合同")
    assert tied.task == task
    assert task.owner == cast.team_leader.person
    with pytest.raises(Refused):
        actions.finish_decision(decision=tied, result="好了", actor=cast.office_city)
    own = actions.decide(
        meeting=meeting, text="印发通知", due_on=date(2024, 7, 10), owner=cast.office_county.person,
        actor=cast.office_city,
    )  # fmt: skip
    line = next(t for t in collect(cast.office_county, Tab.WAITING) if t.title == "印发通知")
    assert line.is_late
    actions.finish_decision(decision=own, result="已印发", actor=cast.office_county)
    assert "印发通知" not in [t.title for t in collect(cast.office_county, Tab.WAITING)]
    with pytest.raises(Invalid):
        actions.decide(meeting=meeting, text="无人负责", due_on=date(2024, 8, 1), actor=cast.office_city)


def test_materials_are_seen_by_whoever_sees_the_meeting(story: Story, meeting: Meeting) -> None:
    with pytest.raises(Invalid):
        materials.add_material(
            of=meeting, file=SimpleUploadedFile("x.exe", b"MZ\x00"), actor=story.cast.office_city
        )
    file = SimpleUploadedFile("../方案.pdf", b"%PDF-1.4 text")
    kept = materials.add_material(of=meeting, file=file, actor=story.cast.office_city)
    assert kept.name == "方案.pdf"
    url = reverse("knowledge:material_open", args=[kept.pk])
    assert client_of(story.cast.team_leader).get(url).status_code == 404
    _invite(story, meeting, "team_leaders")
    assert client_of(story.cast.team_leader).get(url).getvalue() == b"%PDF-1.4 text"
    materials.drop_material(material=kept, actor=story.cast.office_city)
    assert not meeting.materials.exists()


def test_calling_a_meeting_on_the_pages(story: Story) -> None:
    client = client_of(story.cast.office_city)
    data = {
        "unit": story.cast.ground.city.pk, "kind": "mobilisation", "name": "动员会", "campaign": "",
        "starts_at": "2024-07-01T09:00", "place": "礼堂",
    }  # fmt: skip
    answer = client.post(reverse("knowledge:meeting_create"), {**data, "ends_at": "2024-07-01T08:00"})
    assert answer.status_code == 422
    assert client.post(reverse("knowledge:meeting_create"), data).status_code == 302
    made = Meeting.objects.get(kind="mobilisation")
    client.post(
        reverse("knowledge:meeting_invite", args=[made.pk]),
        {"groups": ["cadres"], "guest": "来宾", "of": "媒体"},
    )
    assert made.invitations.count() == 2
    present = [str(i.pk) for i in made.invitations.all()]
    client.post(reverse("knowledge:meeting_attendance", args=[made.pk]), {"present": present[:1]})
    assert made.invitations.filter(attended=True).count() == 1
    for name in ("meeting_detail", "meeting_agenda", "minutes_print", "attendance_export"):
        assert client.get(reverse(f"knowledge:{name}", args=[made.pk])).status_code == 200


@pytest.fixture
def course(story: Story) -> Course:
    return training.plan_course(
        unit=story.cast.ground.city, name="劳动法律实务", place="党校", starts_at=TODAY - timedelta(1),
        hours=Decimal("4"), pass_mark=60, actor=story.cast.office_city,
    )  # fmt: skip


def test_a_course_from_list_to_certificate(story: Story, course: Course) -> None:
    cast, office = story.cast, story.cast.office_city
    people = [person_of(cast.team_leader), person_of(cast.cadre)]
    assert training.enrol(course=course, people=[*people, *people], actor=office) == 2
    there = course.participants.get(person=cast.cadre.person)
    training.note_presence(course=course, present=[there.pk], actor=office)
    assert training.certify(course=course, actor=office) == 1
    assert training.certify(course=course, actor=office) == 0
    there.refresh_from_db()
    words = "\n".join(p.text for p in Docx(BytesIO(render("citation", certificate(there)))).paragraphs)
    assert "吴干部" in words
    assert there.certificate in words
    with pytest.raises(Invalid):
        training.note_presence(course=course, present=[], actor=office)
    paper = reverse("knowledge:certificate_print", args=[there.pk])
    assert client_of(cast.cadre).get(paper).status_code == 200
    assert client_of(cast.team_leader).get(paper).status_code == 403
    assert client_of(cast.host).get(paper).status_code == 404


def test_the_check_is_optional_and_the_better_result_stays(story: Story, course: Course) -> None:
    cast = story.cast
    questions = [
        QuestionLine("加班费按几倍？", ["一倍", "一点五倍"], 1),
        QuestionLine("谁可入会？", ["职工", "无人"], 0),
    ]
    training.set_questions(course=course, questions=questions, actor=cast.office_city)
    with pytest.raises(Refused):
        training.take_check(course=course, answers={}, actor=cast.cadre)
    training.enrol(course=course, people=[person_of(cast.cadre)], actor=cast.office_city)
    right = {q.pk: q.answer for q in course.questions.all()}
    assert training.take_check(course=course, answers=right, actor=cast.cadre).score == 100
    assert training.take_check(course=course, answers={}, actor=cast.cadre).score == 100
    own = client_of(cast.cadre).get(reverse("knowledge:course_check", args=[course.pk]))
    assert "加班费按几倍" in own.content.decode()
    with pytest.raises(Invalid) as refused:
        training.set_questions(
            course=course, questions=[QuestionLine("？", ["一"], 0)], actor=cast.office_city
        )
    assert "questions-0-options" in refused.value.messages


def test_minutes_may_be_reviewed_first(story: Story, meeting: Meeting) -> None:
    office, reviewer = story.cast.office_city, story.cast.office_province
    _invite(story, meeting, "team_leaders")
    with clock.at(THEN + timedelta(hours=3)):
        present = list(meeting.invitations.values_list("pk", flat=True))
        actions.note_attendance(meeting=meeting, present=present, actor=office)
        draft = actions.propose_minutes(meeting=meeting, actor=office)
        document = issued(draft, office=office, reviewer=reviewer)
    meeting.refresh_from_db()
    assert meeting.document == document
