"""The builder: what it shows, who sees a kept table, and that it is sent once on its day with its owner's eyes."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from dundian.concerns.actions import raise_concern
from dundian.insight.actions import keep_table
from dundian.insight.models import Delivery, OwnTable
from dundian.insight.sending import send_due
from dundian.notify import todo
from dundian.notify.todo import Tab
from dundian.org.cast import Cast, client_of

pytestmark = pytest.mark.django_db
BUILD = "/stats/tables/build/"
MONDAY, FIRST = date(2024, 6, 10), date(2024, 8, 1)


@pytest.fixture
def told(cast: Cast) -> Cast:
    for unit, many in ((cast.ground.site, 2), (cast.ground.neighbour, 1), (cast.ground.other_site, 4)):
        for n in range(many):
            raise_concern(unit=unit, text=f"工资{unit.pk}{n}", topic="wages", actor=cast.office_province)
    return cast


def rows_of(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_rows_by_columns_open_their_lists_and_export_the_same(told: Cast) -> None:
    client = client_of(told.office_province)
    address = f"{BUILD}?figure=concerns_raised&down=area&across=topic&period=whole"
    page = client.get(address).text
    city = told.ground.city
    assert f"/concerns/?area={city.pk}&amp;topic=wages" in page
    sheet = rows_of(client.get(address.replace("build", "export")).getvalue())
    assert [row[1] for row in sheet[1:]] == [3, 4]
    assert [row[0] for row in sheet[1:]] == [str(city), str(told.ground.other_city)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("figure=sites&down=topic", "不能按"),
        ("figure=results&down=area", "不能相加"),
        ("figure=unions&down=area&across=month", "不能按"),
        ("figure=nothing&down=nowhere", "请选择"),
    ],
)
def test_what_cannot_be_counted_is_told(told: Cast, query: str, said: str) -> None:
    client = client_of(told.office_city)
    assert said in client.get(f"{BUILD}?{query}").text
    assert client.get(f"/stats/tables/export/?{query}").status_code == 422


def test_a_kept_table_is_shared_downward_and_shows_each_their_own_rows(told: Cast) -> None:
    client = client_of(told.office_province)
    address = f"{BUILD}?figure=concerns_raised&down=area&period=whole"
    assert client.post(address, {"name": "", "every": ""}).status_code == 422
    assert client.post(address, {"name": "分地区诉求", "shared": "on", "every": "week"}).status_code == 302
    table = OwnTable.objects.get()
    county = client_of(told.office_county)
    assert "分地区诉求" in county.get("/stats/tables/").text
    shown = county.get(f"{BUILD}?{table.query}").text
    assert str(told.ground.site) in shown
    assert str(told.ground.other_city) not in shown
    assert county.post(f"/stats/tables/{table.pk}/drop/").status_code == 403
    OwnTable.objects.update(shared=False)
    assert "分地区诉求" not in county.get("/stats/tables/").text
    assert county.post(f"/stats/tables/{table.pk}/drop/").status_code == 404
    assert client.post(f"/stats/tables/{table.pk}/drop/").status_code == 302
    assert not OwnTable.objects.exists()


def test_it_is_sent_once_on_its_day_and_lies_in_the_inbox_until_opened(told: Cast) -> None:
    conditions = {"figure": "concerns_raised", "down": "area", "period": "whole"}
    keep_table(name="周表", conditions=conditions, shared=False, every="week", actor=told.office_city)
    keep_table(name="月表", conditions=conditions, shared=False, every="month", actor=told.office_province)
    assert (send_due(MONDAY), send_due(MONDAY), send_due(date(2024, 6, 11)), send_due(FIRST)) == (1, 0, 0, 1)
    delivery = Delivery.objects.get(table__name="周表")
    assert [row[1] for row in rows_of(bytes(delivery.content))[1:]] == [3]
    waiting = [t for t in todo.collect(told.office_city, Tab.COPIED) if t.title == "周表"]
    assert [t.state for t in waiting] == ["todo"]
    assert client_of(told.office_province).get(waiting[0].url).status_code == 404
    assert client_of(told.office_city).get(waiting[0].url).getvalue() == bytes(delivery.content)
    assert [t.state for t in todo.collect(told.office_city, Tab.COPIED) if t.title == "周表"] == ["done"]


def test_nothing_is_sent_to_whom_may_no_longer_see_figures(told: Cast) -> None:
    keep_table(name="周表", conditions={}, shared=False, every="week", actor=told.office_city)
    told.office_city.user.appointments.update(until=date(2020, 1, 1))
    assert send_due(MONDAY) == 0
