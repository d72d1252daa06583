"""Photos: by chunk, resumed anywhere, kept byte for byte, and nothing but the picture."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from dundian.fieldwork.factories import Posting, make_log, person_of
from dundian.fieldwork.models import LogPhoto, WorkLog
from dundian.fieldwork.photos import plain_fault
from dundian.kernel import clock
from dundian.offline.actions import uploads
from dundian.offline.actions.keeping import forget_what_is_over
from dundian.offline.models import Device, Operation, Upload
from dundian.offline.tests.phone import Phone, photo
from dundian.org.cast import Cast


@pytest.fixture
def log(cast: Cast, posting: Posting) -> WorkLog:
    return make_log(posting.site, person_of(cast.cadre))


def attach(phone: Phone, log: WorkLog, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return phone.do("photo.attach", fields={"log": str(log.pk), "sha256": digest, "size": len(content)})[
        "state"
    ]


def test_a_photo_arrives_in_pieces_and_stays_as_it_was(phone: Phone, log: WorkLog) -> None:
    content = photo(1, (600, 500))
    digest = hashlib.sha256(content).hexdigest()
    assert len(content) > 2 * uploads.CHUNK
    assert attach(phone, log, content) == "waiting", "its bytes have not come; the text has"
    assert phone.chunk(content, 0).json() == {"received": uploads.CHUNK, "complete": False}
    again = phone.chunk(content, 0)
    assert (again.status_code, again.json()["received"]) == (409, uploads.CHUNK)
    assert phone.chunk(content, len(content) - 5).status_code == 409
    assert (
        phone.client.get(f"/app/photos/{digest}/", headers=phone.headers).json()["received"] == uploads.CHUNK
    )
    at = uploads.CHUNK
    while at < len(content):
        at = phone.chunk(content, at, 10_000 if at == uploads.CHUNK else uploads.CHUNK).json()["received"]
    kept = LogPhoto.objects.get()
    assert (kept.log, kept.sha256, kept.file.read()) == (log, digest, content)
    assert Operation.objects.get().state == "applied"
    assert not Upload.objects.exists()
    phone.pull()
    assert phone.sets["log", str(log.pk)]["photos"] == [digest]
    assert attach(phone, log, content) == "applied", "the same photo again is the same photo"
    assert phone.client.get(f"/app/photos/{digest}/", headers=phone.headers).json()["complete"]
    assert LogPhoto.objects.count() == 1


def test_the_same_picture_in_another_line_is_not_sent_again(
    phone: Phone, log: WorkLog, cast: Cast, posting: Posting
) -> None:
    content, other = photo(2), make_log(posting.site, person_of(cast.cadre))
    phone.upload(content)
    assert [attach(phone, log, content), attach(phone, other, content)] == ["applied", "applied"]
    assert other.photos.get().file.read() == content


def test_what_is_no_bare_photo_is_refused(phone: Phone, log: WorkLog) -> None:
    exif = Image.Exif()
    exif[0x9003] = "2024:06:01 10:00:00"
    large = BytesIO()
    Image.new("RGB", (1700, 20)).save(large, "JPEG")
    bad = {
        "metadata": photo(3, exif=exif),
        "comment": photo(3, comment=b"here"),
        "tail": photo(3) + b"more",
        "truncated": photo(3)[:-40] + b"\xff\xd9",
        "text": b"not a photo",
        "large": large.getvalue(),
    }
    for name, content in bad.items():
        told = phone.upload(content)
        assert told.status_code in ((422,) if name != "truncated" else (200, 422)), name
        assert name == "truncated" or plain_fault(content), name
    wrong = phone.chunk(photo(4), 0, digest="0" * 64)
    assert wrong.status_code == 422
    assert phone.chunk(photo(4), 0, size=10**6).status_code == 422
    assert phone.chunk(photo(4), 0, digest="zz").status_code == 422
    assert plain_fault(photo(5, progressive=True)) == ""
    assert not Upload.objects.filter(sha256="0" * 64).exists()


def test_photos_are_bound_to_whoever_sends_them(phone: Phone, cast: Cast, log: WorkLog) -> None:
    content = photo(6)
    phone.upload(content)
    other = Phone.of(cast.team_leader)
    digest = hashlib.sha256(content).hexdigest()
    assert not other.client.get(f"/app/photos/{digest}/", headers=other.headers).json()["complete"]
    assert attach(other, log, content) == "waiting"


def test_a_quota_and_what_nobody_fetched_is_swept(
    phone: Phone, log: WorkLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "QUOTA", 300_000)
    contents = [photo(n, (600, 500)) for n in (7, 8, 9)]
    states = [phone.chunk(content, 0).status_code for content in contents]
    assert states[0] == 200
    assert states[-1] == 422
    default_storage.save("uploads/forgotten/part", BytesIO(b"x"))
    with clock.at(clock.now() + timedelta(days=31)):
        assert forget_what_is_over() >= 2
        assert not Upload.objects.exists()
        assert default_storage.listdir("uploads")[0] == []
        assert Device.objects.get().ended_at is None


def test_a_fourth_photo_is_rejected(phone: Phone, log: WorkLog) -> None:
    states = []
    for n in range(4):
        content = photo(20 + n)
        phone.upload(content)
        states.append(attach(phone, log, content))
    assert states == ["applied"] * 3 + ["rejected"]
