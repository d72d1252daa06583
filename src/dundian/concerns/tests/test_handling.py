"""Letters, helpers, files, notes and desks, from the pages and the actions."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document as Word
from PIL import Image

from dundian.concerns import actions, files
from dundian.concerns.models import Concern, Letter, Phrase, Satisfaction
from dundian.documents.factories import issued
from dundian.documents.models import Draft
from dundian.documents.queries import frozen_bytes
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.cast import Cast, client_of

pytestmark = pytest.mark.django_db


def raised(cast: Cast, text: str = "平台扣罚过高") -> Concern:
    return actions.raise_concern(
        unit=cast.ground.site, text=text, reporter="示例甲", contact="13900001234", actor=cast.cadre
    )


def png() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8)).save(made, "PNG")
    return made.getvalue()


def office_file(*parts: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as packed:
        for part in parts:
            packed.writestr(part, "x")
    return made.getvalue()


def test_a_letter_from_draft_to_reply(cast: Cast) -> None:
    concern = raised(cast)
    body = actions.keep_body(
        unit=cast.ground.city, name="示例配送公司", kind="employer", actor=cast.office_city
    )
    elsewhere = actions.keep_body(
        unit=cast.ground.other_city, name="外市公司", kind="employer", actor=cast.outsider
    )
    what = {"concern": concern, "kind": "opinion", "title": "扣罚问题", "reply_days": 5, "actor": cast.cadre}
    with pytest.raises(Invalid):
        actions.draft_letter(body=elsewhere, text="请改正", **what)
    token = new_id()
    text = "职工张三（电话13900001234）反映扣罚过高。\n请改正。"
    letter = actions.draft_letter(body=body, text=text, id=token, **what)
    assert actions.draft_letter(body=body, text=text, id=token, **what).pk == letter.pk
    assert "13900001234" not in letter.text
    for who in (cast.cadre, cast.leader, cast.department):
        with pytest.raises(Refused):
            actions.issue_letter(letter=letter, actor=who)
    letter = actions.issue_letter(letter=letter, actor=cast.office_county)
    assert letter.document.number == f"灯城工意见〔{clock.today().year}〕1号"
    printed = actions.open_letter(letter=letter, actor=cast.cadre)
    shown = "\n".join(p.text for p in Word(BytesIO(printed)).paragraphs)
    assert "示例配送公司" in shown
    assert "13900001234" not in shown
    assert "示例甲" not in shown
    with pytest.raises(Refused):
        actions.open_letter(letter=letter, actor=cast.host)
    with clock.at(clock.now() + timedelta(30)):
        assert Letter.objects.get().is_late
        page = client_of(cast.cadre).get(f"/concerns/{concern.number}/").text
        assert "工意见" in page
    with pytest.raises(Invalid):
        actions.record_letter_reply(
            letter=letter, text="已改", replied_on=clock.today() + timedelta(1), actor=cast.cadre
        )
    actions.record_letter_reply(letter=letter, text="已停止扣罚", replied_on=clock.today(), actor=cast.cadre)
    assert Letter.objects.get().state == Letter.State.ANSWERED


def test_helpers_see_it_answer_their_part_and_nothing_more(cast: Cast) -> None:
    concern = raised(cast)
    url = f"/concerns/{concern.number}/"
    department = client_of(cast.department)
    assert department.get(url).status_code == 404
    help = actions.ask_help(
        concern=concern,
        unit=cast.ground.department,
        part="请提供意见",
        due_on=clock.today(),
        actor=cast.cadre,
    )
    with pytest.raises(Invalid):
        actions.ask_help(
            concern=concern, unit=cast.ground.department, part="又来", due_on=clock.today(), actor=cast.cadre
        )
    assert "请提供意见" in department.get(url).text
    assert department.get(f"{url}close/").status_code == 403
    with pytest.raises(Refused):
        actions.see_reporter(concern=concern, reason="想看", actor=cast.department)
    answered = department.post(f"{url}helps/{help.pk}/answer/", {"help_answer-answer": "意见已出"})
    assert answered.status_code == 302
    concern.refresh_from_db()
    assert (concern.handler, concern.helps.get().answer) == (cast.ground.site, "意见已出")


def test_files_are_known_by_their_content(cast: Cast) -> None:
    concern = raised(cast)
    client, url = client_of(cast.cadre), f"/concerns/{concern.number}/attach/"
    bad = {
        "a.png": b"GIF89a....",
        "b.docx": office_file("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "c.docx": office_file("hello.txt"),
        "d.pdf": b"%PDF-1.7 /OpenAction << /S /JavaScript >>",
        "e.xlsx": b"PK\x03\x04broken",
        "f.png": b"",
        "g.html": b"<script>alert(1)</script>",
    }
    for name, content in bad.items():
        sent = client.post(url, {"attach-file": SimpleUploadedFile(name, content)})
        assert sent.status_code == 422, name
    assert client.post(url, {"attach-file": SimpleUploadedFile("../x\u202e.exe", png())}).status_code == 302
    assert client.post(url, {"attach-file": SimpleUploadedFile("又一次.png", png())}).status_code == 302
    kept = concern.attachments.get()
    assert kept.name == "x.png"
    got = client.get(f"/concerns/{concern.number}/files/{kept.pk}/")
    assert got.content == png()
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Disposition"].startswith("attachment")
    for who, status in ((cast.host, 403), (cast.leader, 200), (cast.outsider, 404)):
        assert client_of(who).get(f"/concerns/{concern.number}/files/{kept.pk}/").status_code == status
    assert files.media_type(office_file("[Content_Types].xml", "xl/workbook.xml")) == files.XLSX


def test_what_is_inside_stays_inside(cast: Cast) -> None:
    concern = raised(cast)
    actions.add_note(concern=concern, text="内部商量的话", actor=cast.cadre)
    actions.reply_to_worker(concern=concern, text="给职工的话，找班长钱小样", actor=cast.cadre)
    steps: dict[str, dict[str, Any]] = {
        "thought": {"text": "企业的弱点"},
        "goal": {"text": "给工友孙小样补发", "facts": {"by": "2024-06-30", "measured": "问工友李小样"}},
        "acted": {"text": "陪同事赵小样谈过"},
        "verified": {"text": "我是周小样，满意", "facts": {"satisfied": Satisfaction.SATISFIED}},
    }
    for step, told in steps.items():
        now = Concern.objects.get()
        actions.take_step(concern=now, step=step, version=now.version, actor=cast.cadre, **told)
    assert Concern.objects.get().workers_word == "我是〔姓名〕，满意"
    for who, inside in (
        (cast.cadre, True),
        (cast.leader, True),
        (cast.office_city, True),
        (cast.host, False),
    ):
        for part in ("", "print/"):
            page = client_of(who).get(f"/concerns/{concern.number}/{part}").text
            assert ("企业的弱点" in page) is inside
            assert ("内部商量的话" in page) is (inside and not part)
            assert "给职工的话" in page
            for name in ("钱小样", "孙小样", "李小样", "赵小样"):
                assert (name in page) is inside
    with pytest.raises(Refused):
        actions.add_note(concern=concern, text="我也写", actor=cast.host)


def test_urging_is_for_those_above_and_once_a_day(cast: Cast) -> None:
    concern = raised(cast)
    actions.urge_concern(concern=concern, text="请抓紧", actor=cast.leader)
    with pytest.raises(Invalid):
        actions.urge_concern(concern=concern, text="再催", actor=cast.office_city)
    for who in (cast.cadre, cast.host):
        with pytest.raises(Refused):
            actions.urge_concern(concern=concern, text="催", actor=who)
    with clock.at(clock.now() + timedelta(1)):
        actions.urge_concern(concern=concern, text="还没有？", actor=cast.office_city)


def test_whoever_wrote_it_down_loses_sight_of_the_person_with_the_post(cast: Cast) -> None:
    concern = raised(cast)
    actions.refer_concern(concern=concern, to=cast.ground.county, reason="上报", actor=cast.cadre)
    actions.answer_referral(concern=concern, answer="accept", text="", actor=cast.office_county)
    assert actions.see_reporter(concern=concern, reason="回电话", actor=cast.cadre).name == "示例甲"
    cast.cadre.appointments[:] = list(cast.host.appointments)
    with pytest.raises(Refused):
        actions.see_reporter(concern=concern, reason="还想看", actor=cast.cadre)


def test_desk_bulk_and_hand_over(cast: Cast) -> None:
    several = [raised(cast, f"第{n}件") for n in range(3)]
    client = client_of(cast.cadre)
    chosen = {"pick": [str(c.pk) for c in several[:2]]}
    asked = client.post("/concerns/assign/", chosen)
    assert asked.status_code == 200
    assert several[0].number in asked.text
    done = client.post(
        "/concerns/assign/", {**chosen, "confirmed": "1", "person": str(cast.team_leader.person.pk)}
    )
    assert done.status_code == 302
    assert Concern.objects.filter(owner=cast.team_leader.person).count() == 2
    moved = client.post(
        "/concerns/hand-over/", {"giver": str(cast.team_leader.person.pk), "taker": str(cast.cadre.person.pk)}
    )
    assert moved.status_code == 302
    assert Concern.objects.filter(owner=cast.cadre.person).count() == 3
    mine = client.get("/concerns/?desk=mine").context["page"].rows
    assert len(mine) == 3
    assert len(client_of(cast.office_county).get("/concerns/?desk=unit").context["page"].rows) == 0


def test_the_page_takes_the_same_queries_however_much_happened(cast: Cast) -> None:
    concern = raised(cast)
    client, url = client_of(cast.cadre), f"/concerns/{concern.number}/"
    body = actions.keep_body(unit=cast.ground.city, name="监察支队", kind="labour", actor=cast.office_city)

    def more() -> None:
        other = raised(cast, "另一件")
        actions.link_concerns(concern=concern, other=other, why="", actor=cast.cadre)
        actions.add_note(concern=concern, text="备注", actor=cast.cadre)
        actions.reply_to_worker(concern=concern, text="答复", actor=cast.cadre)
        actions.add_measure(
            concern=concern, text="措施", owner=cast.cadre.person, due_on=clock.today(), actor=cast.cadre
        )
        actions.draft_letter(
            concern=concern,
            kind="advice",
            body=body,
            title="建议",
            text="请检查",
            reply_days=5,
            actor=cast.cadre,
        )
        actions.refer_concern(concern=concern, to=cast.ground.county, reason="上报", actor=cast.cadre)
        actions.recall_referral(concern=concern, reason="自己办", actor=cast.cadre)

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    more()
    few = count()
    for _ in range(3):
        more()
    assert count() == few
    assert few <= 36


def test_phrases_are_ones_own_or_the_federations(cast: Cast) -> None:
    actions.add_phrase(place="reply", text="县里的话", unit=cast.ground.county, actor=cast.office_county)
    actions.add_phrase(place="reply", text="我的话", unit=None, actor=cast.cadre)
    with pytest.raises(Refused):
        actions.add_phrase(place="reply", text="越权", unit=cast.ground.county, actor=cast.cadre)
    concern = raised(cast)
    page = client_of(cast.cadre).get(f"/concerns/{concern.number}/reply/").text
    assert page.index("我的话") < page.index("县里的话")
    assert "我的话" not in client_of(cast.team_leader).get(f"/concerns/{concern.number}/reply/").text
    phrase = Phrase.objects.get(text="我的话")
    assert client_of(cast.team_leader).post(f"/concerns/phrases/{phrase.pk}/delete/").status_code == 404
    assert client_of(cast.cadre).post(f"/concerns/phrases/{phrase.pk}/delete/").status_code == 302


def test_a_letter_may_be_reviewed_before_it_has_its_number(cast: Cast) -> None:
    concern = raised(cast)
    body = actions.keep_body(
        unit=cast.ground.city, name="示例配送公司", kind="employer", actor=cast.office_city
    )
    letter = actions.draft_letter(
        concern=concern,
        kind="reminder",
        title="扣罚问题",
        text="请改正。",
        reply_days=5,
        body=body,
        actor=cast.cadre,
    )
    office = client_of(cast.office_county)
    page = office.get(f"/concerns/{concern.number}/").text
    address = f"/concerns/{concern.number}/letters/{letter.pk}/review/"
    assert address in page
    assert client_of(cast.cadre).post(address).status_code == 403
    assert office.post(address).status_code == 302
    draft = Draft.objects.get()
    document = issued(draft, office=cast.office_county, reviewer=cast.office_city)
    letter.refresh_from_db()
    assert (letter.state, letter.document) == (Letter.State.ISSUED, document)
    assert "本函之日起5个工作日" in "".join(p.text for p in Word(BytesIO(frozen_bytes(document))).paragraphs)
