"""The working calendar: everybody sees it, its keepers edit it, and every change is told."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dundian.audit_trail.models import Entry
from dundian.exchange.actions import apply_run, check_workbook
from dundian.kernel.calendar import current
from dundian.kernel.errors import Invalid
from dundian.kernel.models import Year
from dundian.org import actions
from dundian.org.calendar_import import read_lines
from dundian.org.cast import Cast, client_of


def test_everybody_sees_it_and_only_its_keepers_edit_it(cast: Cast) -> None:
    keepers = {"office_province", "system_admin"}
    for name, member in cast.members().items():
        client = client_of(member)
        page = client.get(reverse("org:calendar_view"), {"year": "2024"})
        assert (page.status_code, page.context["workdays"]) == (200, 251)
        for view in ("calendar_day", "calendar_days", "calendar_hours"):
            assert client.get(reverse(f"org:{view}")).status_code == (200 if name in keepers else 403)
        for year in ("1", "2027", "9999", "x"):
            assert client.get(reverse("org:calendar_view"), {"year": year}).status_code == 200
    assert not client.get(reverse("org:calendar_view"), {"year": "2027"}).context["known"]


def test_a_day_is_marked_and_told(cast: Cast) -> None:
    client, address = client_of(cast.system_admin), reverse("org:calendar_day")
    answer = client.post(address, {"day": "2024-06-20", "works": "no", "name": "防汛"})
    assert answer.status_code == 302
    assert not current().is_workday(date(2024, 6, 20))
    assert current().name(date(2024, 6, 20)) == "防汛"
    client.post(address, {"day": "2024-06-20", "works": "yes", "name": ""})
    assert current().workdays(date(2024, 1, 1), date(2024, 12, 31)) == 251
    assert Entry.objects.filter(noun="calendar", verb="change").count() == 2
    assert client.post(address, {"day": "1999-01-01", "works": "no"}).status_code == 422


def test_a_year_is_pasted(cast: Cast) -> None:
    text = "2027-01-01 休 元旦\n2027年2月6日，上班，春节\n\n2027.2.8 放假 春节"
    client, address = client_of(cast.office_province), reverse("org:calendar_days")
    assert client.post(address, {"days": "2027-01-01 也许"}).status_code == 422
    assert client.post(address, {"days": text, "source": "国办通知"}).status_code == 302
    days = current()
    assert days.known(2027)
    assert [days.is_workday(date(2027, *d)) for d in ((1, 1), (2, 6), (2, 8))] == [False, True, False]
    assert Year.objects.get(year=2027).source == "国办通知"
    with pytest.raises(Invalid) as caught:
        read_lines("2027-01-01 休\n2027-13-01 休")
    assert "2" in caught.value.messages["days"]


def test_a_year_is_imported(cast: Cast) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for row, cells in enumerate(
        (("日期", "安排", "节日"), ("2028-01-03", "休", "元旦"), ("2028-01-08", "班", "元旦"))
    ):
        sheet.write_row(row, 0, cells)
    book.close()
    upload = SimpleUploadedFile("放假.xlsx", file.getvalue())
    run = check_workbook(
        kind="calendar", file=upload, filename="放假.xlsx", actor=cast.system_admin, unit=cast.ground.province,
        context={},
    )  # fmt: skip
    assert current().is_workday(date(2028, 1, 3))
    apply_run(run=run, actor=cast.system_admin)
    assert not current().is_workday(date(2028, 1, 3))
    assert current().is_workday(date(2028, 1, 8))
    assert current().known(2028)


def test_hours_are_set_and_missing_years_loaded(cast: Cast) -> None:
    hours = {
        "morning_from": "08:30",
        "morning_to": "12:00",
        "afternoon_from": "14:30",
        "afternoon_to": "18:00",
    }
    client = client_of(cast.system_admin)
    assert client.post(reverse("org:calendar_hours"), hours).status_code == 302
    assert [f"{a:%H%M}{b:%H%M}" for a, b in current().hours] == ["08301200", "14301800"]
    assert client.post(reverse("org:calendar_hours"), hours | {"afternoon_from": "11:00"}).status_code == 422
    Year.objects.filter(year=2026).delete()
    client.post(reverse("org:calendar_load"))
    assert current().known(2026)
    assert actions.load_years(actor=cast.system_admin) == []
