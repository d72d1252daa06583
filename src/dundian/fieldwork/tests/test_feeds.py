"""The calendar feed: RFC 5545, a private key, and only what its owner may see."""

import re
from datetime import UTC, date, datetime

from django.test import Client
from django.urls import reverse

from dundian.fieldwork import actions
from dundian.fieldwork.factories import Posting, make_task, person_of
from dundian.fieldwork.icalendar import Event, escaped, folded, write_calendar
from dundian.org.cast import Cast, client_of


def test_text_is_escaped_and_long_lines_are_folded() -> None:
    assert escaped("走访, 宣讲; 一\\二\r\n三\x07") == "走访\\, 宣讲\\; 一\\\\二\\n三"
    line = "SUMMARY:" + "新就业形态劳动者" * 12
    pieces = folded(line).split("\r\n")
    assert len(pieces) > 3
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    event = Event(
        "a@b", date(2024, 6, 30), date(2024, 6, 30), "截止", datetime(2024, 6, 1, 1, 2, 3, tzinfo=UTC)
    )
    text = write_calendar("我的日程", [event])
    assert "DTSTART;VALUE=DATE:20240630\r\nDTEND;VALUE=DATE:20240701\r\n" in text
    assert "X-WR-TIMEZONE:Asia/Shanghai\r\n" in text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")


def test_a_private_address_that_can_be_renewed_and_ended(cast: Cast, posting: Posting) -> None:
    make_task(posting.site, name="建立制度; 公布", owner=person_of(cast.cadre), starts_on=date(2024, 6, 20))
    make_task(posting.site, name="组长的任务", owner=person_of(cast.team_leader))
    client, anybody = client_of(cast.cadre), Client()
    page = client.post(reverse("fieldwork:feed_renew"), follow=True)
    address = re.search(r"/calendar/[\w-]+\.ics", page.context["address"])
    assert address is not None
    assert client.get(reverse("fieldwork:feed_view")).context["address"] == ""  # shown once
    answer = anybody.get(address[0])
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode().replace("\r\n ", "")
    assert "建立制度\\; 公布" in text
    assert text.count("BEGIN:VEVENT") == 2  # begin and due
    assert "组长的任务" not in text
    key = actions.renew_feed(actor=cast.cadre)
    assert anybody.get(address[0]).status_code == 404
    assert anybody.get(reverse("fieldwork:feed_read", args=[key])).status_code == 200
    cast.cadre.user.is_active = False
    cast.cadre.user.save()
    assert anybody.get(reverse("fieldwork:feed_read", args=[key])).status_code == 404
    cast.cadre.user.is_active = True
    cast.cadre.user.save()
    actions.end_feed(actor=cast.cadre)
    assert anybody.get(reverse("fieldwork:feed_read", args=[key])).status_code == 404
    assert anybody.get(reverse("fieldwork:feed_read", args=["x"])).status_code == 404


def test_an_office_reads_the_fixed_dates_in_its_scope(cast: Cast, posting: Posting) -> None:
    make_task(posting.site, name="推进会", fixed_on=date(2024, 6, 28), due_on=date(2024, 6, 28))
    make_task(posting.site, name="平常任务")
    for office, seen in ((cast.office_city, True), (cast.outsider, False)):
        key = actions.renew_feed(actor=office)
        text = Client().get(reverse("fieldwork:feed_read", args=[key])).content.decode()
        assert ("推进会" in text) is seen
        assert "平常任务" not in text
