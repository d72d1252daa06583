"""A worker without an account: heard in a minute, follows the matter, is asked, rates, and is heard again elsewhere."""

import gzip
import re
import time
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from docx import Document
from PIL import Image

from dundian.audit_trail.models import Entry
from dundian.campaign.factories import CampaignFactory, SiteFactory
from dundian.campaign.models import Site
from dundian.concerns import actions, passages
from dundian.concerns.models import Concern, Reporter, SitePage, TrackingCode, WorkerMessage, WorkerPhoto
from dundian.concerns.views import asking as pages
from dundian.concerns.views.asking import Envelope
from dundian.documents.factories import issued
from dundian.documents.models import Document as PaperDocument
from dundian.documents.models import Draft, NumberSeries
from dundian.kernel import clock
from dundian.kernel.errors import Refused
from dundian.kernel.models import new_id
from dundian.org.cast import Cast, client_of
from tests.architecture.posted_forms import forms_on

pytestmark = pytest.mark.django_db
TEXT = "食堂涨价三成，没有人问过我们。我叫示例甲，电话13900001234。"


@pytest.fixture
def poster(cast: Cast) -> SitePage:
    campaign = CampaignFactory(unit=cast.ground.city)
    unit = cast.ground.site
    site = Site.objects.create(campaign=campaign, unit=unit, kind=unit.kind, county=cast.ground.county)
    return actions.open_page(site=site, actor=cast.team_leader)


def url(poster: SitePage) -> str:
    return f"/w/{poster.token}/"


def sealed(poster: SitePage, seconds_ago: int = 60) -> str:
    return Envelope(new_id(), int(time.time()) - seconds_ago).sealed(poster)


def answers(poster: SitePage, **more: Any) -> dict[str, Any]:
    told = {"kind": "concern", "text": TEXT, "people": "12", "contact": "示例甲 13900001234"}
    return {**told, "envelope": sealed(poster), "step": "photo", "go": "send", **more}


def number_and_code(response: Any) -> tuple[str, str]:
    found = re.findall(r'<dd class="number">([^<]+)</dd>', response.content.decode())
    assert len(found) == 2, response.content.decode()
    return found[0], found[1]


def fill_in(poster: SitePage, client: Client) -> Any:
    """As a browser without script and cookies does it: each page's own form, sent with one more answer."""
    response: Any = client.get(url(poster))
    weight = len(gzip.compress(response.content))
    typed = {"kind": "concern", "text": TEXT, "people": "12", "contact": "示例甲 13900001234"}
    for name, value in typed.items():
        form = next(f for f in forms_on(response, url(poster)) if "leave_empty" in f.values)
        data = {k: v[0] for k, v in form.values.items()} | {name: value, "leave_empty": ""}
        response = Client().post(url(poster), data | ({"go": "next"} if name != "kind" else {}))
        assert response.status_code == 200, response.content.decode()
        assert not response.cookies
        weight = max(weight, len(gzip.compress(response.content)))
    css = (Path(__file__).parents[1] / "static/concerns/worker.css").read_bytes()
    mark = (Path(__file__).parents[2] / "ui/static/ui/mark.svg").read_bytes()
    assert weight + len(gzip.compress(css)) + len(gzip.compress(mark)) <= 25_000
    form = next(f for f in forms_on(response, url(poster)) if "leave_empty" in f.values)
    return {k: v[0] for k, v in form.values.items()} | {"go": "send", "leave_empty": ""}


def test_five_questions_without_script_or_cookie(poster: SitePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "QUICKEST", 0)
    data = fill_in(poster, Client())
    picture = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "JPEG", exif=b"Exif\0\0secretplace")
    upload = SimpleUploadedFile("a.jpg", picture.getvalue(), "image/jpeg")
    response = Client().post(url(poster), data | {"photo": upload})
    number, code = number_and_code(response)
    concern = Concern.objects.get(number=number)
    assert (concern.kind, concern.people, concern.source, concern.raised_by) == (
        "concern",
        12,
        "worker",
        None,
    )
    assert concern.unit == poster.unit
    assert concern.site == poster.site
    assert "示例甲" not in concern.text
    assert "〔姓名〕" in concern.text
    assert code.replace("-", "").encode() not in bytes(TrackingCode.objects.get().digest)
    photo = WorkerPhoto.objects.get()
    with default_storage.open(photo.file) as file:
        stored = file.read()
    assert b"JFIF" not in stored
    assert b"secretplace" not in stored
    again = Client().post(url(poster), data)
    assert number_and_code(again) == (number, code)
    assert Concern.objects.count() == 1
    assert not Entry.objects.exclude(address=None).filter(actor_name="职工").exists()
    assert set(Entry.objects.filter(verb="raise").values_list("actor_name", flat=True)) == {"职工"}


def test_bad_input_keeps_what_was_typed(poster: SitePage) -> None:
    client = Client()
    assert client.get("/w/nosuchtoken/").status_code == 404
    for change in (
        {"text": ""},
        {"people": "0"},
        {"people": "9" * 30},
        {"kind": "x"},
        {"contact": "长" * 61},
    ):
        response = client.post(url(poster), answers(poster, **change))
        assert response.status_code == 422
    assert "食堂涨价" in response.content.decode()
    quick = client.post(url(poster), answers(poster, envelope=sealed(poster, 0)))
    trap = client.post(url(poster), answers(poster, leave_empty="x"))
    photo = SimpleUploadedFile("a.jpg", b"no photo", "image/jpeg")
    broken = client.post(url(poster), answers(poster, photo=photo))
    for refused in (quick, trap, broken):
        assert refused.status_code == 422
        assert "食堂涨价" in refused.content.decode()
    for envelope in ("", "x", sealed(poster)[:-2], Envelope(new_id(), 0).sealed(SitePage(token="other"))):
        response = client.post(url(poster), answers(poster, envelope=envelope))
        assert response.status_code == 200
        assert "食堂涨价" in response.content.decode()
    assert not Concern.objects.exists()


def test_a_revoked_poster_stops_and_what_was_told_goes_on(poster: SitePage, cast: Cast) -> None:
    number, code = number_and_code(Client().post(url(poster), answers(poster)))
    fresh = actions.replace_page(page=poster, reason="海报被撕", actor=cast.team_leader)
    assert Client().get(url(poster)).status_code == 410
    assert Client().post(url(poster), answers(poster)).status_code == 410
    assert Client().get(url(fresh)).status_code == 200
    assert Client().post("/w/track/", {"number": number, "code": code}).status_code == 200


def test_a_flood_does_not_keep_others_out(poster: SitePage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LANE", 3)
    flood = Client(HTTP_USER_AGENT="robot")
    statuses = [flood.post(url(poster), answers(poster)).status_code for _time in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    slowed = flood.post(url(poster), answers(poster))
    assert "食堂涨价" in slowed.content.decode()
    # Another telephone in the same network, and the same kind elsewhere, are not held up at all.
    assert Client(HTTP_USER_AGENT="WeChat").post(url(poster), answers(poster)).status_code == 200
    assert (
        Client(HTTP_USER_AGENT="robot", REMOTE_ADDR="10.9.8.7").post(url(poster), answers(poster)).status_code
        == 200
    )
    # Whoever waits gets through even in the flood's own lane.
    put_off = Envelope(new_id(), int(time.time()) - 90, int(time.time()) - 30).sealed(poster)
    assert flood.post(url(poster), answers(poster, envelope=put_off)).status_code == 200
    assert passages.forget() == 0


class Follower:
    """A worker with number and code."""

    def __init__(self, poster: SitePage) -> None:
        self.client = Client()
        self.number, self.code = number_and_code(self.client.post(url(poster), answers(poster)))

    @property
    def concern(self) -> Concern:
        return Concern.objects.get(number=self.number)

    def open(self, **more: str) -> Any:
        return self.client.post("/w/track/", {"number": self.number, "code": self.code, **more})

    def do(self, do: str, **more: str) -> Any:
        content = self.open().content.decode()
        proof = re.search(r'name="proof" value="([^"]+)"', content)
        once = re.search(r'name="once" value="([^"]+)"', content)
        assert proof
        assert once
        return self.client.post("/w/track/", {"proof": proof[1], "once": once[1], "do": do, **more})


def test_follow_ask_answer_rate_and_again(poster: SitePage, cast: Cast) -> None:
    worker = Follower(poster)
    shown = worker.open().content.decode()
    for words in ("收到", "转办", "办理", "答复", "评价", str(worker.concern.handler)):
        assert words in shown
    actions.ask_worker(concern=worker.concern, text="是哪个食堂？", actor=cast.cadre)
    actions.add_note(concern=worker.concern, text="内部备注不外传", actor=cast.cadre)
    shown = worker.open().content.decode()
    assert "是哪个食堂" in shown
    assert "内部备注" not in shown
    assert cast.cadre.user.display_name not in shown
    assert "已转达" in worker.do("answer", text="二食堂，我叫示例甲").content.decode()
    message = WorkerMessage.objects.get(kind="answer")
    assert message.text == "二食堂，我叫〔姓名〕"
    actions.reply_to_worker(concern=worker.concern, text="已经在谈", actor=cast.cadre)
    assert worker.do("rate", grade="not").status_code == 422
    concern = worker.concern
    actions.close_concern(
        concern=concern,
        outcome="explained",
        text="解释",
        workers_word="",
        version=concern.version,
        actor=cast.cadre,
    )
    owner = worker.concern.owner
    assert "再办" in worker.do("rate", grade="not", text="没解决").content.decode()
    reopened = worker.do("again", text="还是贵，我叫示例甲")
    assert reopened.status_code == 200
    concern = worker.concern
    assert concern.step == Concern.Step.REOPENED
    assert concern.owner != owner
    assert "示例甲" not in reopened.content.decode()
    Concern.objects.filter(pk=concern.pk).update(raised_on=date(2024, 2, 29))
    assert "2024年2月29日" in worker.open().content.decode()  # when it was heard, though time counts anew
    assert worker.do("again", text="x").status_code == 422
    assert worker.do("add", text="").status_code == 422


def test_own_data_consent_and_erasure(poster: SitePage, cast: Cast) -> None:
    worker = Follower(poster)
    data = worker.do("export_json").json()
    assert TEXT in data.values()
    assert "示例甲 13900001234" in data.values()
    assert "示例甲" in worker.do("export_text").content.decode("utf-8-sig")
    host = cast.host
    with pytest.raises(Refused):
        actions.see_reporter(concern=worker.concern, reason="想知道", actor=host)
    worker.do("agree")
    assert actions.see_reporter(concern=worker.concern, reason="商量解决", actor=host).contact.startswith(
        "示例甲"
    )
    worker.do("disagree")
    assert not worker.concern.consents.filter(revoked_at=None).exists()
    assert worker.do("erase").status_code == 200
    assert Reporter.objects.exists()
    worker.do("erase", sure="1")
    assert not Reporter.objects.exists()
    assert not WorkerPhoto.objects.exists()
    assert "食堂涨价" in worker.concern.text
    assert worker.open().status_code == 200
    assert "示例甲" not in str(list(Entry.objects.values("detail", "object_label")))


def test_wrong_codes_are_slowed_and_nobody_is_locked_out(poster: SitePage) -> None:
    worker = Follower(poster)
    thief = Client(REMOTE_ADDR="10.1.1.1")
    wrong = [
        thief.post("/w/track/", {"number": worker.number, "code": f"AAA-AAA-AA{n}"}) for n in range(2, 10)
    ]
    assert [r.status_code for r in wrong] == [422] * 6 + [429] * 2
    assert worker.open().status_code == 200
    unknown = Client().post("/w/track/", {"number": "2406-999999", "code": worker.code})
    assert unknown.status_code == 422
    spoken = worker.client.post(
        "/w/track/", {"number": worker.number.replace("-", ""), "code": worker.code.lower().replace("-", " ")}
    )
    assert spoken.status_code == 200
    for bad in ({"proof": "x", "do": "erase"}, {"number": "\x00", "code": "\u202e"}, {"do": "open"}, {}):
        assert Client().post("/w/track/", bad).status_code in (200, 422)


def test_what_is_over_is_forgotten(poster: SitePage, cast: Cast) -> None:
    worker = Follower(poster)
    concern = worker.concern
    actions.close_concern(
        concern=concern,
        outcome="explained",
        text="说明",
        workers_word="",
        version=concern.version,
        actor=cast.cadre,
    )
    assert actions.erase_what_is_over() == 0
    actions.set_retention(unit=cast.ground.county, months=1, actor=cast.office_county)
    with clock.at(clock.now() + timedelta(days=40)):
        assert actions.erase_what_is_over() == 1
        assert actions.erase_what_is_over() == 0
    entry = Entry.objects.get(verb="erase")
    assert entry.detail == {"reason": "time"}


def test_posters_of_many_sites_come_in_pages(cast: Cast) -> None:
    site = SiteFactory.create(unit=cast.ground.site)
    for _more in range(51):
        SiteFactory.create(campaign=site.campaign, county=site.county, unit__parent=site.unit.parent)
    client = client_of(cast.office_province)
    first = client.get("/concerns/posters/")
    further = re.search(r"cursor=([\w-]+)", first.content.decode())
    assert further
    assert client.get("/concerns/posters/", {"cursor": further[1]}).content != first.content


def test_posters_are_printed_for_many_sites_and_only_by_those_who_may(
    poster: SitePage, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, picked = client_of(cast.team_leader), {"pick": str(poster.site_id)}
    shown = client.get("/concerns/posters/").content.decode()
    assert poster.token in shown
    with override_settings(PUBLIC_URL="https://dundian.example.org"):
        answer = client.post("/concerns/posters/docx/", picked)
    document = Document(BytesIO(answer.content))
    text = [p.text for p in document.paragraphs]
    assert f"https://dundian.example.org/w/{poster.token}/" in text
    assert poster.unit.name in text
    assert len(document.inline_shapes) == 1
    monkeypatch.setattr("dundian.documents.office._soffice", lambda: None)
    missing = client.post("/concerns/posters/pdf/", picked)
    assert missing.status_code == 422
    assert "LibreOffice" in missing.content.decode()
    for member in (cast.host, cast.leader, cast.audit_admin):
        assert client_of(member).post("/concerns/posters/docx/", picked).status_code == 403
    refused = client_of(cast.cadre).post(f"/concerns/posters/{poster.pk}/revoke/", {"reason": "x"})
    assert refused.status_code == 403
    gone = client.post(f"/concerns/posters/{poster.pk}/revoke/", {"reason": "撕坏了", "replace": "on"})
    assert gone.status_code == 302
    assert SitePage.objects.live().get(site=poster.site).token != poster.token


def test_posters_become_a_document_that_can_be_verified(poster: SitePage, cast: Cast) -> None:
    office, picked = client_of(cast.office_city), {"pick": str(poster.site_id)}
    propose = "/concerns/posters/propose/"
    assert propose in office.get("/concerns/posters/").text
    assert propose not in client_of(cast.team_leader).get("/concerns/posters/").text
    assert client_of(cast.team_leader).post(propose, picked).status_code == 403
    assert office.post(propose, {}).status_code == 422
    assert office.post(propose, picked).status_code == 302
    assert office.post(propose, picked).status_code == 302, "the same choice takes the place of the draft"
    document = issued(Draft.objects.get(), office=cast.office_city, reviewer=cast.office_province)
    assert document.number == f"盐工海报〔{clock.today().year}〕1号"
    with document.file.open("rb") as stored:
        text = [p.text for p in Document(stored).paragraphs]
    assert any(f"/w/{poster.token}/" in line for line in text)
    assert any(document.code in line and document.number in line for line in text)
    assert document.number in Client().get("/verify/", {"code": document.code}).text


def test_no_number_for_a_poster_that_was_revoked_meanwhile(poster: SitePage, cast: Cast) -> None:
    draft = actions.propose_posters(
        sites=[poster.site],
        address=lambda page: f"https://example.org/w/{page.token}/",
        actor=cast.office_city,
    )
    actions.revoke_page(page=poster, reason="撕坏了", actor=cast.team_leader)
    with pytest.raises(Refused, match="已作废"):
        issued(draft, office=cast.office_city, reviewer=cast.office_province)
    assert not PaperDocument.objects.exists()
    assert not NumberSeries.objects.exists()
