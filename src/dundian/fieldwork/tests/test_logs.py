"""Work logs: who writes them, when, and what they move."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dundian.audit_trail.models import Entry
from dundian.fieldwork import actions, photos
from dundian.fieldwork.factories import Posting
from dundian.fieldwork.models import LogPhoto, WorkLog
from dundian.fieldwork.signals import ConcernRaised, log_recorded
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.cast import Cast

DAY = date(2024, 6, 3)


def write(cast: Cast, posting: Posting, **changes: Any) -> WorkLog:
    values: dict[str, Any] = {
        "on": DAY,
        "activities": ["visit"],
        "text": "走访站点",
        "actor": cast.cadre,
        **changes,
    }
    return actions.write_log(site=posting.site, **values)


def photo(width: int = 2400, height: int = 1800, kind: str = "JPEG", **save: Any) -> SimpleUploadedFile:
    file = BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(file, kind, **save)
    return SimpleUploadedFile("photo", file.getvalue())


def test_a_log_announces_its_concerns_and_leaves_an_audit_row_without_identity(
    cast: Cast, posting: Posting
) -> None:
    heard: list[Any] = []

    def hear(sender: Any, **said: Any) -> None:
        heard.append(said)

    log_recorded.connect(hear)
    try:
        raised = ConcernRaised("夏天没有饮水点", reporter="冯骑手", contact="13900000000")
        log = write(cast, posting, concerns=[raised])
    finally:
        log_recorded.disconnect(hear)
    assert (heard[0]["log"], heard[0]["concerns"], heard[0]["actor"]) == (log, [raised], cast.cadre)
    row = Entry.objects.get(noun="log")
    assert "冯骑手" not in str(row.detail)
    assert (log.team, log.author, log.unit) == (posting.team, cast.cadre.person, cast.ground.site)


@pytest.mark.parametrize("day", [date(2024, 6, 15), date(2024, 3, 31), date(2024, 8, 1)])
def test_days_to_come_and_days_outside_the_dispatch_are_refused(
    cast: Cast, posting: Posting, day: date
) -> None:
    with pytest.raises(Invalid) as caught:
        write(cast, posting, on=day)
    assert set(caught.value.messages) == {"on"}


@pytest.mark.parametrize("member", ["office_city", "leader", "host", "department", "outsider", "audit_admin"])
def test_only_those_on_site_write(cast: Cast, posting: Posting, member: str) -> None:
    with pytest.raises(Refused):
        write(cast, posting, actor=getattr(cast, member))


def test_several_logs_a_day_and_the_same_one_only_once(cast: Cast, posting: Posting) -> None:
    id = uuid4()
    first = write(cast, posting, id=id)
    assert write(cast, posting, id=id, text="第二次发送") == first
    write(cast, posting)
    assert WorkLog.objects.count() == 2
    with pytest.raises(Invalid):
        write(cast, posting, id=id, actor=cast.team_leader)


def test_the_author_and_the_team_leader_correct_a_log(cast: Cast, posting: Posting) -> None:
    mine, leaders = write(cast, posting), write(cast, posting, actor=cast.team_leader)
    line: dict[str, Any] = {"on": DAY, "activities": ["care"], "text": "更正"}
    actions.change_log(log=mine, version=1, actor=cast.cadre, **line)
    actions.change_log(log=mine, version=2, actor=cast.team_leader, **line)
    with pytest.raises(Conflict):
        actions.change_log(log=mine, version=1, actor=cast.cadre, **line)
    with pytest.raises(Refused):
        actions.change_log(log=leaders, version=1, actor=cast.cadre, **line)


@pytest.mark.parametrize(
    ("amount", "fine"),
    [("1.5", False), ("-1", False), ("1000000", False), ("NaN", False), ("999999", True), ("0", True)],
)
def test_counts_obey_their_indicator(cast: Cast, posting: Posting, amount: str, fine: bool) -> None:
    figures = {posting.talks: Decimal(amount)}
    if fine:
        assert write(cast, posting, figures=figures).figures.count() == (amount != "0")
    else:
        with pytest.raises(Invalid):
            write(cast, posting, figures=figures)


def test_a_log_says_something(cast: Cast, posting: Posting) -> None:
    with pytest.raises(Invalid):
        write(cast, posting, activities=[], text="\u202e \x00")
    assert write(cast, posting, activities=[], text="坐班\x00值守\u202e").text == "坐班值守"


def test_photos_are_made_small_and_freed_of_metadata(cast: Cast, posting: Posting) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    log = write(cast, posting, photos=[photo(exif=exif, comment=b"where it was"), photo(300, 200, "PNG")])
    stored = [p.file.read() for p in LogPhoto.objects.filter(log=log).order_by("created_at")]
    for content in stored:
        assert len(content) <= photos.MOST_STORED
        image = Image.open(BytesIO(content))
        assert max(image.size) <= photos.EDGE
        assert not image.getexif()
        assert b"SecretCamera" not in content
        assert b"where it was" not in content


def test_the_same_photo_is_kept_once(cast: Cast, posting: Posting) -> None:
    one = photo(400, 300)
    again = SimpleUploadedFile("again.jpg", one.read())
    one.seek(0)
    assert write(cast, posting, photos=[one, again]).photos.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"MZ not a photo", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0 cut"]
)
def test_what_is_no_photo_is_refused(cast: Cast, posting: Posting, content: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        write(cast, posting, photos=[SimpleUploadedFile("x.jpg", content)])
    assert set(caught.value.messages) == {"photos"}
    assert not WorkLog.objects.exists()


def test_a_bomb_is_refused_before_it_is_decoded(cast: Cast, posting: Posting) -> None:
    file = BytesIO()
    Image.new("1", (30_000, 30_000)).save(file, "PNG")
    with pytest.raises(Invalid):
        write(cast, posting, photos=[SimpleUploadedFile("bomb.png", file.getvalue())])


def test_more_than_three_photos_store_nothing(cast: Cast, posting: Posting) -> None:
    with pytest.raises(Invalid):
        write(cast, posting, photos=[photo(200 + n, 200) for n in range(4)])
    assert not WorkLog.objects.exists()
