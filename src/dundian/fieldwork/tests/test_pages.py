"""Pages: who opens what, what a form does, and how many queries a list takes."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from PIL import Image
from python_calamine import CalamineWorkbook

from dundian.fieldwork import actions, ledger
from dundian.fieldwork.factories import START, Posting, make_log, make_report, make_task, person_of
from dundian.fieldwork.ledger import ConcernLine, register_concern_source
from dundian.fieldwork.models import Leave, LogFigure, Report, Task, WorkLog
from dundian.org.cast import Cast, client_of

DAY = date(2024, 6, 3)
IN_FIELD = ("team_leader", "cadre")
ABOVE = ("office_province", "office_city", "office_county", "leader")
NOBODY = ("department", "system_admin", "security_admin", "audit_admin", "outsider")


@pytest.fixture
def clients(cast: Cast) -> dict[str, Client]:
    return {name: client_of(actor) for name, actor in cast.members().items()}


def statuses(clients: dict[str, Client], address: str) -> dict[str, int]:
    return {name: client.get(address).status_code for name, client in clients.items()}


def expected(**groups: Any) -> dict[str, int]:
    """`ok=("a", "b")`, `refused=…`; everybody else finds nothing."""
    everybody = (*ABOVE, *IN_FIELD, "host", *NOBODY)
    found = dict.fromkeys(everybody, 404)
    for code, names in (
        (200, groups.get("ok", ())),
        (403, groups.get("refused", ())),
        (302, groups.get("sent_on", ())),
    ):
        found |= dict.fromkeys(names, code)
    return found


ALL_SEEING = (*ABOVE, *IN_FIELD)


def test_lists_open_for_those_whose_appointments_show_them(
    clients: dict[str, Client], posting: Posting
) -> None:
    without = ("department", "system_admin", "security_admin", "audit_admin")
    for name in ("task_list", "task_export", "log_list", "log_export"):
        found = statuses(clients, reverse(f"fieldwork:{name}"))
        assert found == expected(ok=(*ALL_SEEING, "host", "outsider"), refused=without), name
    for name in ("report_list", "report_export", "report_due", "ledger_view", "leave_list"):
        found = statuses(clients, reverse(f"fieldwork:{name}"))
        assert found == expected(ok=(*ALL_SEEING, "outsider"), refused=(*without, "host")), name
    for name in ("day_view", "log_create", "leave_create"):
        found = statuses(clients, reverse(f"fieldwork:{name}"))
        assert found == expected(ok=IN_FIELD, refused=(*ABOVE, "host", *NOBODY)), name


def test_things_of_a_site_are_found_only_in_scope(
    cast: Cast, posting: Posting, clients: dict[str, Client]
) -> None:
    task, log, report = (
        make_task(posting.site),
        make_log(posting.site, person_of(cast.cadre)),
        make_report(posting.site),
    )
    leave = Leave.objects.create(
        unit=cast.ground.site, person=person_of(cast.cadre), starts_on=DAY, ends_on=DAY, reason="就医"
    )
    keepers = ("office_province", "office_city", "office_county", *IN_FIELD)
    for name in ("task_edit", "task_finish"):
        found = statuses(clients, reverse(f"fieldwork:{name}", args=[task.pk]))
        assert found == expected(ok=keepers, refused=("leader", "host")), name
    new_task = f"{reverse('fieldwork:task_create')}?site={posting.site.pk}"
    assert statuses(clients, new_task) == expected(ok=keepers, refused=("leader", "host"))
    for address in (
        reverse("fieldwork:task_detail", args=[task.pk]),
        reverse("fieldwork:log_detail", args=[log.pk]),
        reverse("fieldwork:site_task_panel", args=[posting.site.pk]),
        reverse("fieldwork:site_log_panel", args=[posting.site.pk]),
        reverse("fieldwork:team_task_panel", args=[posting.team.pk]),
        reverse("fieldwork:team_log_panel", args=[posting.team.pk]),
    ):
        assert statuses(clients, address) == expected(ok=(*ALL_SEEING, "host")), address
    for address in (
        reverse("fieldwork:report_detail", args=[report.pk]),
        reverse("fieldwork:report_download", args=[report.pk]),
        reverse("fieldwork:site_report_panel", args=[posting.site.pk]),
        reverse("fieldwork:team_report_panel", args=[posting.team.pk]),
    ):
        assert statuses(clients, address) == expected(ok=ALL_SEEING), address
    theirs = client_of(cast.outsider).get(reverse("fieldwork:ledger_view"), {"site": str(posting.site.pk)})
    assert theirs.context["ledger"] is None
    assert statuses(clients, reverse("fieldwork:leave_detail", args=[leave.pk])) == expected(ok=ALL_SEEING)
    assert statuses(clients, reverse("fieldwork:log_edit", args=[log.pk])) == expected(
        ok=IN_FIELD, refused=(*ABOVE, "host")
    )
    assert statuses(clients, reverse("fieldwork:report_edit", args=[report.pk])) == expected(
        ok=IN_FIELD, refused=ABOVE
    )
    for name in ("report_accept", "report_return"):
        found = statuses(clients, reverse(f"fieldwork:{name}", args=[report.pk]))
        assert found == expected(ok=ABOVE, refused=IN_FIELD), name


def test_a_log_in_six_interactions(cast: Cast, posting: Posting) -> None:
    """Open, tap an activity, type the sentence, type the count, save: five."""
    task = make_task(posting.site, indicator=posting.talks, target=20)
    client = client_of(cast.cadre)
    page = client.get(reverse("fieldwork:log_create"))
    form = page.context["form"]
    assert form["on"].value() == date(2024, 6, 14)
    data = {
        "id": str(form["id"].value()),
        "on": "2024-06-14",
        "activities": ["visit"],
        "text": "走访三个配送站",
        f"figure_{posting.talks.pk}": "12",
    }
    for _twice in range(2):
        answer = client.post(page.wsgi_request.get_full_path(), data)
        assert answer.status_code == 302
    assert WorkLog.objects.count() == 1
    task.refresh_from_db()
    assert task.progress == 12
    detail = client.get(reverse("fieldwork:task_detail", args=[task.pk]))
    assert "走访三个配送站" in detail.content.decode()


def test_a_concern_row_without_its_text_is_pointed_at(cast: Cast, posting: Posting) -> None:
    client = client_of(cast.cadre)
    data = {"on": "2024-06-14", "activities": ["visit"], "concern_1_reporter": "冯骑手"}
    answer = client.post(reverse("fieldwork:log_create"), data)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"concern_1_text"}
    assert "冯骑手" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("on", "2024-06-15"),
        ("on", "nonsense"),
        ("people_met", "-1"),
        ("people_met", "9" * 30),
        ("activities", "dancing"),
        ("text", "长" * 2001),
    ],
)
def test_bad_input_is_kept_and_explained(cast: Cast, posting: Posting, field: str, value: str) -> None:
    data = {"on": "2024-06-14", "activities": ["visit"], "text": "走访", field: value}
    answer = client_of(cast.cadre).post(reverse("fieldwork:log_create"), data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not WorkLog.objects.exists()


def test_photos_are_handed_out_only_in_scope_and_never_to_the_host(
    cast: Cast, posting: Posting, clients: dict[str, Client]
) -> None:
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    data = {"on": "2024-06-14", "text": "现场", "photos": [SimpleUploadedFile("a.png", file.getvalue())]}
    assert client_of(cast.cadre).post(reverse("fieldwork:log_create"), data).status_code == 302
    photo = WorkLog.objects.get().photos.get()
    address = reverse("fieldwork:photo_detail", args=[photo.pk])
    assert statuses(clients, address) == expected(ok=ALL_SEEING)
    answer = client_of(cast.cadre).get(address)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("image/jpeg", "inline")


def test_two_people_correct_the_same_log(cast: Cast, posting: Posting) -> None:
    log = make_log(posting.site, person_of(cast.cadre))
    address = reverse("fieldwork:log_edit", args=[log.pk])
    first, second = client_of(cast.cadre), client_of(cast.team_leader)
    data = {"version": "1", "on": "2024-06-03", "activities": ["visit"]}
    assert first.post(address, {**data, "text": "吴干部的说法"}).status_code == 302
    clash = second.post(address, {**data, "text": "组长的说法"})
    assert clash.status_code == 409
    assert "吴干部的说法" in clash.content.decode()
    assert "组长的说法" in clash.content.decode()
    log.refresh_from_db()
    assert log.text == "吴干部的说法"


def test_a_task_is_finished_in_two_interactions(cast: Cast, posting: Posting) -> None:
    task = make_task(posting.site, owner=person_of(cast.cadre))
    client = client_of(cast.cadre)
    finish = reverse("fieldwork:task_finish", args=[task.pk])
    assert finish in client.get(reverse("fieldwork:day_view")).content.decode()
    answer = client.post(f"{finish}?next=/today/", {"result": "", "next": "/today/"})
    assert answer["Location"] == "/today/"
    task.refresh_from_db()
    assert task.state == Task.State.DONE
    client.post(reverse("fieldwork:task_reopen", args=[task.pk]))
    task.refresh_from_db()
    assert task.state == Task.State.DOING


def test_two_people_edit_the_same_task(cast: Cast, posting: Posting) -> None:
    task = make_task(posting.site)
    address = reverse("fieldwork:task_edit", args=[task.pk])
    data = {"version": "1", "due_on": "2024-07-01"}
    assert client_of(cast.office_city).post(address, {**data, "name": "市办的改法"}).status_code == 302
    clash = client_of(cast.cadre).post(address, {**data, "name": "队员的改法"})
    assert clash.status_code == 409
    assert "市办的改法" in clash.content.decode()


def fill(cast: Cast, posting: Posting, count: int) -> None:
    """So many logs, tasks, reports and leaves in all, each of a day of its own."""
    for n in range(WorkLog.objects.count(), count):
        day = START + timedelta(days=n)
        log = make_log(posting.site, person_of(cast.cadre), on=day)
        LogFigure.objects.create(log=log, indicator=posting.talks, amount=1)
        make_task(posting.site, owner=person_of(cast.cadre), indicator=posting.talks, target=9, due_on=day)
        make_report(posting.site, starts_on=day, ends_on=day, due_on=day, state=Report.State.SUBMITTED)
        Leave.objects.create(
            unit=cast.ground.site, person=person_of(cast.cadre), starts_on=day, ends_on=day, reason="事假"
        )


@pytest.mark.parametrize(
    "name", ["task_list", "log_list", "report_list", "report_due", "leave_list", "day_view"]
)
def test_the_number_of_queries_does_not_grow(cast: Cast, posting: Posting, name: str) -> None:
    client = client_of(cast.cadre if name == "day_view" else cast.office_city)
    taken = []
    for size in (3, 40):
        fill(cast, posting, size)
        client.get(reverse(f"fieldwork:{name}"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"fieldwork:{name}")).status_code == 200
        taken.append(len(captured))
    assert taken[0] == taken[1], taken


@pytest.mark.parametrize(
    ("name", "field"), [("log_list", "author"), ("task_list", "owner"), ("report_list", "team")]
)
def test_folded_choices_come_when_the_fold_is_opened(
    cast: Cast, posting: Posting, name: str, field: str
) -> None:
    client, address = client_of(cast.office_city), reverse(f"fieldwork:{name}")
    select = f'name="{field}"'
    page = client.get(address).content.decode()
    assert select not in page
    assert "unfold=1" in page
    fold = client.get(f"{address}?unfold=1&text=x", headers={"HX-Request": "true"}).content.decode()
    assert select in fold
    assert "<table" not in fold
    assert "<main" not in fold
    whole = client.get(f"{address}?unfold=1").content.decode()  # as without script
    assert select in whole
    assert "<main" in whole
    rows = client.get(f"{address}?text=x", headers={"HX-Request": "true"}).content.decode()
    assert select not in rows


def test_filters_and_paging(cast: Cast, posting: Posting) -> None:
    fill(cast, posting, 60)
    client = client_of(cast.office_city)
    tasks = reverse("fieldwork:task_list")
    first = client.get(
        tasks, {"late": "on", "campaign": str(posting.campaign.pk), "site": str(posting.site.pk)}
    )
    assert first.context["total"] == 60
    second = client.get(tasks, {"late": "on", "cursor": first.context["page"].next})
    assert len(second.context["page"].rows) == 10
    for query in (
        {"text": "没有这样的词"},
        {"state": "done"},
        {"due_from": "2030-01-01"},
        {"owner": str(person_of(cast.team_leader).pk)},
    ):
        assert client.get(tasks, query).context["total"] == 0, query
    for junk in (
        {"site": "x"},
        {"owner": "1"},
        {"campaign": "'"},
        {"cursor": "%00"},
        {"area": "9" * 40},
        {"due_from": "\x00"},
    ):
        for name in ("task_list", "log_list", "report_list", "report_due", "ledger_view"):
            assert client.get(reverse(f"fieldwork:{name}"), junk).status_code == 200, (name, junk)
    logs = reverse("fieldwork:log_list")
    found = client.get(logs, {"since": "2024-05-01", "until": "2024-05-03", "activity": "visit"})
    assert len(found.context["page"].rows) == 3


def sheet(answer: Any) -> list[list[Any]]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_exports_hold_the_rows_of_the_filter(cast: Cast, posting: Posting) -> None:
    fill(cast, posting, 5)
    client = client_of(cast.office_city)
    assert len(sheet(client.get(reverse("fieldwork:task_export"), {"due_to": "2024-04-03"}))) == 4
    assert len(sheet(client.get(reverse("fieldwork:log_export")))) == 6
    assert len(sheet(client.get(reverse("fieldwork:report_export")))) == 6


def test_logs_are_exported_with_what_they_count_and_move_in_words(cast: Cast, posting: Posting) -> None:
    talks, members = posting.talks, posting.members
    author = person_of(cast.cadre)
    log = make_log(posting.site, author, activities=["visit", "training"])
    LogFigure.objects.create(log=log, indicator=talks, amount=Decimal(2))
    LogFigure.objects.create(log=log, indicator=members, amount=Decimal("1234.5"))
    for name in ("建会", "培训"):
        log.tasks.add(make_task(posting.site, name=name))
    make_log(posting.site, author, on=DAY - timedelta(1), activities=[])
    client = client_of(cast.office_city)
    address = reverse("fieldwork:log_export")
    with CaptureQueriesContext(connection) as first:
        _head, full, empty = sheet(client.get(address))
    assert full[4].count("、") == 1
    assert full[7:9] == ["访谈干部职工 2 人次；发展新会员 1,234.5 人", "建会；培训"]
    assert [empty[4], *empty[7:9]] == ["", "", ""]
    more = make_log(posting.site, author)
    LogFigure.objects.create(log=more, indicator=members, amount=Decimal(3))
    with CaptureQueriesContext(connection) as second:
        client.get(address)
    assert len(second) == len(first)
    asked = sheet(client.get(address, {"indicator": talks.pk}))
    assert [row[10] for row in asked] == [str(talks), 2]


@pytest.fixture
def one_concern(posting: Posting) -> Any:
    def source(site_ids: Any, since: date, until: date) -> Any:
        line = ConcernLine(DAY, "夏天没有饮水点", "已设三处饮水点", "满意")
        return {posting.site.pk: [line] if since <= DAY <= until else []}

    before = list(ledger._sources)
    ledger._sources[:] = [source]
    yield register_concern_source(source)
    ledger._sources[:] = before


def test_the_ledger_has_the_columns_of_the_glossary(cast: Cast, posting: Posting, one_concern: Any) -> None:
    for actor in (cast.cadre, cast.team_leader):
        for day in (DAY, DAY, DAY + timedelta(days=1)):
            log = make_log(posting.site, person_of(actor), on=day, text="走访骑手")
            LogFigure.objects.create(log=log, indicator=posting.talks, amount=3)
    make_task(posting.site, name="建立公约", state="done", by_word=True, done_on=DAY, result="已张贴")
    client = client_of(cast.office_city)
    query = {"site": str(posting.site.pk), "step": "week"}
    page = client.get(reverse("fieldwork:ledger_view"), query).content.decode()
    rows = sheet(client.get(reverse("fieldwork:ledger_export"), query))
    assert len(rows) == 2
    line = dict(zip(rows[0], rows[1], strict=True))
    texts = [str(value) for value in line.values()]
    assert any("周组长" in text for text in texts)
    for words in (
        "吴干部、周组长",
        "夏天没有饮水点",
        "已设三处饮水点",
        "满意",
        "访谈干部职工 18 人次",
        "建立公约",
    ):
        assert any(words in text for text in texts) or any("周组长、吴干部" in text for text in texts), words
        assert words.split("、")[0] in page
    own = client_of(cast.cadre).get(reverse("fieldwork:ledger_view")).context["ledger"]
    assert (own.subject, own.total.days, own.total.person_days) == (person_of(cast.cadre), 2, 2)


def test_a_report_goes_up_comes_back_and_is_accepted(cast: Cast, posting: Posting) -> None:
    make_task(posting.site, indicator=posting.talks, target=50)
    log = actions.write_log(
        site=posting.site,
        on=DAY,
        activities=["visit"],
        text="走访骑手",
        figures={posting.talks: Decimal(8)},
        actor=cast.cadre,
    )
    cadre, lead, office = client_of(cast.cadre), client_of(cast.team_leader), client_of(cast.office_city)
    period = {"team": posting.team.pk, "kind": "weekly", "starts_on": "2024-06-03", "ends_on": "2024-06-09"}
    assert cadre.post(reverse("fieldwork:report_create"), period).status_code == 302
    report = Report.objects.get()
    assert "走访骑手" in report.body
    assert report.due_on == date(2024, 6, 11)  # the Monday was the Dragon Boat Festival
    edit = reverse("fieldwork:report_edit", args=[report.pk])
    texts = {"body": "走访骑手，收集意见。", "problems": "", "next_steps": "继续走访", "version": "1"}
    assert cadre.post(edit, texts).status_code == 302
    assert (
        cadre.post(reverse("fieldwork:report_submit", args=[report.pk]), {"version": "2"}).status_code == 403
    )
    assert lead.post(edit, texts).status_code == 409
    assert lead.post(edit, {**texts, "version": "2", "submit": "1"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.figures[0]["amount"]) == (Report.State.SUBMITTED, "8")
    line: dict[str, Any] = {
        "on": DAY,
        "activities": ["visit"],
        "text": "更正",
        "figures": {posting.talks: Decimal(6)},
    }
    actions.change_log(log=log, version=1, actor=cast.cadre, **line)
    shown = office.get(reverse("fieldwork:report_detail", args=[report.pk])).context["figures"][0]
    assert (shown.amount, shown.now) == (8, 6)
    back = reverse("fieldwork:report_return", args=[report.pk])
    assert office.post(back, {"note": " "}).status_code == 422
    assert office.post(back, {"note": "数据与日志不一致"}).status_code == 302
    assert (
        "数据与日志不一致" in lead.get(reverse("fieldwork:report_detail", args=[report.pk])).content.decode()
    )
    report.refresh_from_db()
    answer = lead.post(reverse("fieldwork:report_submit", args=[report.pk]), {"version": str(report.version)})
    assert answer.status_code == 302
    assert office.post(reverse("fieldwork:report_accept", args=[report.pk]), {"note": ""}).status_code == 302
    assert office.post(reverse("fieldwork:report_accept", args=[report.pk]), {"note": ""}).status_code == 422
    report.refresh_from_db()
    assert report.state == Report.State.ACCEPTED
    assert [e.state for e in report.events.all()] == ["submitted", "returned", "submitted", "accepted"]


def test_a_report_on_paper(cast: Cast, posting: Posting) -> None:
    report = make_report(posting.site, body="第一段\n第二段 {{ 7*7 }} <b>", problems="缺会议室")
    answer = client_of(cast.office_city).get(reverse("fieldwork:report_download", args=[report.pk]))
    assert ZipFile(BytesIO(answer.content)).testzip() is None
    text = "\n".join(p.text for p in Document(BytesIO(answer.content)).paragraphs)
    for words in ("第一段", "第二段 {{ 7*7 }} <b>", "缺会议室", posting.team.name):
        assert words in text


def test_what_is_owed_is_derived(cast: Cast, posting: Posting) -> None:
    make_report(posting.site, state=Report.State.ACCEPTED)
    own = client_of(cast.team_leader).get(reverse("fieldwork:report_due")).context["owed"]
    assert len(own) == 9
    assert date(2024, 6, 3) not in {line.period.starts_on for line in own}
    assert client_of(cast.outsider).get(reverse("fieldwork:report_due")).context["total"] == 0


def test_leave_is_asked_and_answered(cast: Cast, posting: Posting) -> None:
    cadre, lead = client_of(cast.cadre), client_of(cast.team_leader)
    data = {
        "site": posting.site.pk,
        "starts_on": "2024-06-17",
        "ends_on": "2024-06-18",
        "reason": "孩子中考",
        "kind": "family",
    }
    assert cadre.post(reverse("fieldwork:leave_create"), data).status_code == 302
    assert cadre.post(reverse("fieldwork:leave_create"), data).status_code == 422
    leave = Leave.objects.get()
    address = reverse("fieldwork:leave_detail", args=[leave.pk])
    assert cadre.post(address, {"grant": "1"}).status_code == 403
    assert lead.post(address, {"return": "1"}).status_code == 422
    assert lead.post(address, {"grant": "1", "answer": "同意"}).status_code == 302
    assert lead.post(address, {"grant": "1"}).status_code == 422
    panel = (
        client_of(cast.host).get(reverse("fieldwork:site_log_panel", args=[posting.site.pk])).content.decode()
    )
    assert "吴干部" in panel
    assert "中考" not in panel


def test_nobody_answers_their_own_request(cast: Cast, posting: Posting) -> None:
    lead = client_of(cast.team_leader)
    days = {"starts_on": "2024-06-17", "ends_on": "2024-06-18"}
    data = {"site": posting.site.pk, **days, "reason": "探亲", "kind": "family"}
    lead.post(reverse("fieldwork:leave_create"), data)
    address = reverse("fieldwork:leave_detail", args=[Leave.objects.get().pk])
    assert lead.post(address, {"grant": "1"}).status_code == 403
    assert client_of(cast.office_city).post(address, {"grant": "1"}).status_code == 302


def test_a_panel_alone_is_a_page_and_in_a_page_a_part(cast: Cast, posting: Posting) -> None:
    client: Client = client_of(cast.office_city)
    address = reverse("fieldwork:site_task_panel", args=[posting.site.pk])
    assert b"<html" in client.get(address).content
    assert b"<html" not in client.get(address, headers={"HX-Request": "true"}).content
