"""Pages: lists in a constant number of queries, forms from end to end, exports with the same rows."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Docx
from python_calamine import CalamineWorkbook

from dundian.documents.factories import issued
from dundian.documents.models import Draft
from dundian.fieldwork.factories import Posting, person_of
from dundian.kernel import clock
from dundian.notify.todo import Tab, collect
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of
from dundian.oversight import drawing
from dundian.oversight.actions import lookbacks
from dundian.oversight.actions.findings import FindingLine, add_finding
from dundian.oversight.actions.visits import save_visit
from dundian.oversight.factories import Drawn, inspector_of, person
from dundian.oversight.models import Draw, Finding, Visit


def queries(client: object, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200  # type: ignore[attr-defined]
    return len(caught)


def test_a_draw_from_its_form_to_its_visit(cast: Cast, posting: Posting) -> None:
    inspector = inspector_of(cast)
    office = client_of(cast.office_city)
    address = reverse("oversight:draw_create")
    assert posting.campaign.name in office.get(address).content.decode()
    answer = office.post(
        f"{address}?campaign={posting.campaign.pk}",
        {"title": "抽查", "size": 1, "by_county": "on", "inspectors": f"#{person(inspector).pk}"},
    )
    draw = Draw.objects.get()
    assert answer["Location"] == reverse("oversight:draw_detail", args=[draw.pk])
    refused = office.post(f"{address}?campaign={posting.campaign.pk}", {
        "title": "抽查", "size": 1, "inspectors": f"#{person_of(cast.cadre).pk}", "exclusions": str(posting.site.pk),
    })  # fmt: skip
    assert refused.status_code == 422
    assert office.post(reverse("oversight:draw_commit", args=[draw.pk])).status_code == 302
    made = office.post(reverse("oversight:draw_make", args=[draw.pk]), {"outside": "3141"})
    assert made.status_code == 302
    visit = draw.visits.get()
    arranged = office.post(
        reverse("oversight:draw_arrange", args=[draw.pk]),
        {f"day_{visit.pk}": "2024-06-17", f"who_{visit.pk}": str(person(inspector).pk)},
    )
    assert arranged.status_code == 302
    route = office.get(reverse("oversight:draw_route", args=[draw.pk])).content.decode()
    assert "没有坐标的点位" in route
    theirs = client_of(inspector)
    wrong = theirs.post(
        reverse("oversight:visit_record", args=[visit.pk]),
        {"visited_on": "2024-06-14", "seen_there": "看过", "finding_2_text": "少一样"},
    )
    assert wrong.status_code == 422
    assert "请指定整改责任人" in wrong.content.decode()
    saved = theirs.post(
        reverse("oversight:visit_record", args=[visit.pk]),
        {
            "visited_on": "2024-06-14", "seen_there": "看过", "finding_1_kind": "mend", "finding_1_text": "饮水机停用",
            "finding_1_owner": str(person_of(cast.team_leader).pk), "finding_1_due_on": "2024-06-28",
        },
    )  # fmt: skip
    assert saved.status_code == 302
    assert Finding.objects.get().owner == person_of(cast.team_leader)
    record = office.get(reverse("oversight:draw_record", args=[draw.pk]))
    assert all(check.holds for check in drawing.verify(drawing.read(record.content)))
    assert "全部重算一致" in office.get(reverse("oversight:draw_verify", args=[draw.pk])).content.decode()
    upload = BytesIO(record.content.replace("抽查".encode(), "改过".encode()))
    upload.name = "r.json"
    answer = client_of(cast.host).post(reverse("oversight:record_verify"), {"file": upload})
    assert "记录不成立" in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"x", b"{}", b"\xff"])
def test_any_file_can_be_sent_to_be_verified(cast: Cast, content: bytes) -> None:
    upload = BytesIO(content or b" ")
    upload.name = "r.json"
    answer = client_of(cast.host).post(reverse("oversight:record_verify"), {"file": upload})
    assert answer.status_code == 422


def many(cast: Cast, drawn: Drawn, number: int) -> None:
    visit = drawn.visit
    if visit.state == Visit.State.PLANNED:
        drawn.visit = save_visit(
            visit=visit,
            visited_on=clock.today(),
            seen_there="x",
            compared="",
            findings=[],
            actor=drawn.inspector,
        )
    for n in range(number):
        line = FindingLine(f"第{n}条", owner=person_of(cast.team_leader), due_on=date(2024, 6, 28))
        add_finding(source=drawn.visit, line=line, actor=drawn.inspector)


def test_lists_take_the_same_number_of_queries(cast: Cast, drawn: Drawn) -> None:
    many(cast, drawn, 2)
    office = client_of(cast.office_county)
    names = ("finding_list", "visit_list", "question_list", "return_list", "look_back_list", "draw_list")
    for name in names:  # what is read once, such as the working calendar
        queries(office, reverse(f"oversight:{name}"))
    before = {name: queries(office, reverse(f"oversight:{name}")) for name in names}
    many(cast, drawn, 12)
    after = {name: queries(office, reverse(f"oversight:{name}")) for name in names}
    assert after == before
    assert max(after.values()) <= 12


def test_export_and_list_have_the_same_rows(cast: Cast, drawn: Drawn) -> None:
    many(cast, drawn, 3)
    response = client_of(cast.office_county).get(reverse("oversight:finding_export"))
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 4


def cells(client: Client, name: str) -> list[list[Any]]:
    response = client.get(reverse(f"oversight:{name}"))
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_draws_and_look_backs_are_exported_to_those_who_see_them(cast: Cast, drawn: Drawn) -> None:
    lookbacks.open_look_back(
        campaign=drawn.draw.campaign,
        title="回头看",
        due_on=clock.today(),
        indicators=[],
        actor=cast.office_city,
    )
    office, county = client_of(cast.office_city), client_of(cast.office_county)
    assert [row[0] for row in cells(office, "draw_export")[1:]] == [drawn.draw.title]
    assert len(cells(county, "draw_export")) == 1, "nobody named in the draw"
    assert [row[0] for row in cells(office, "look_back_list_export")[1:]] == ["回头看"]


def test_the_report_of_a_look_back_names_what_does_not_stand(cast: Cast, drawn: Drawn) -> None:
    made = lookbacks.open_look_back(
        campaign=drawn.draw.campaign,
        title="回头看",
        due_on=clock.today(),
        indicators=[],
        actor=cast.office_city,
    )
    line = made.lines.get()
    item = line.items.get()
    stands = {item.pk: ("no", "工会已停止活动")}
    lookbacks.fill_look_back(
        line=line, looked_on=clock.today(), stands=stands, note="", actor=cast.office_city
    )
    made = lookbacks.close_look_back(look_back=made, conclusion="要重新建起来。", actor=cast.office_city)
    address = reverse("oversight:look_back_print", args=[made.pk])
    paper = Docx(BytesIO(client_of(cast.office_city).get(address).content))
    words = "\n".join(p.text for p in paper.paragraphs)
    assert "要重新建起来。" in words
    told = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "工会已停止活动" in told
    assert client_of(cast.office_county).get(address).status_code == 404


def test_the_report_of_a_closed_look_back_becomes_a_numbered_document(cast: Cast, drawn: Drawn) -> None:
    made = lookbacks.open_look_back(
        campaign=drawn.draw.campaign,
        title="成果回头看",
        due_on=clock.today(),
        indicators=[],
        actor=cast.office_city,
    )
    office, address = client_of(cast.office_city), reverse("oversight:look_back_file", args=[made.pk])
    detail = reverse("oversight:look_back_detail", args=[made.pk])
    assert office.post(address).status_code == 403
    assert address not in office.get(detail).text
    line = made.lines.get()
    stands = {line.items.get().pk: ("no", "工会已停止活动")}
    lookbacks.fill_look_back(
        line=line, looked_on=clock.today(), stands=stands, note="", actor=cast.office_city
    )
    lookbacks.close_look_back(look_back=made, conclusion="要重新建起来。", actor=cast.office_city)
    assert address in office.get(detail).text
    assert client_of(cast.office_county).post(address).status_code == 404
    assert office.post(address).status_code == 302
    document = issued(Draft.objects.get(), office=cast.office_city, reviewer=cast.office_province)
    assert (document.kind, document.number[-8:]) == ("look_back_report", "〔2024〕1号")
    with document.file.open("rb") as stored:
        paper = Docx(stored)
    assert any(document.number == p.text for p in paper.paragraphs)
    assert "工会已停止活动" in [cell.text for row in paper.tables[-1].rows for cell in row.cells]
    shown = office.get(detail).text
    assert address not in shown
    assert reverse("documents:draft_detail", args=[document.draft.pk]) in shown


def test_to_dos_go_to_those_who_act(cast: Cast, drawn: Drawn) -> None:
    def waiting(actor: Actor) -> list[str]:
        urls = [todo.url for todo in collect(actor, Tab.WAITING)]
        return [url for url in urls if "/inspections/" in url or "/findings/" in url]

    assert waiting(drawn.inspector) == [reverse("oversight:visit_detail", args=[drawn.visit.pk])]
    assert waiting(cast.office_city) == [reverse("oversight:draw_detail", args=[drawn.draw.pk])]
    assert waiting(cast.team_leader) == []
    many(cast, drawn, 1)
    assert len(waiting(cast.team_leader)) == 1
    assert len(waiting(cast.leader)) == 0
