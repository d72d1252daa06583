"""Search: what is found, by whom, and that each way to it finds the same."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from dundian.campaign.factories import SiteFactory
from dundian.fieldwork.models import WorkLog
from dundian.kernel import finding
from dundian.kernel.finding import find, marked, words_of
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of
from dundian.org.factories import PersonFactory
from dundian.org.models import Unit


@pytest.fixture
def logs(cast: Cast) -> list[WorkLog]:
    def write(unit: Unit, *texts: str) -> list[WorkLog]:
        site, author = SiteFactory.create(unit=unit), PersonFactory.create(home_unit=unit)
        first = date(2024, 4, 1)
        return WorkLog.objects.bulk_create(
            WorkLog(
                campaign=site.campaign, site=site, unit=unit, author=author, on=first + timedelta(n), text=t
            )
            for n, t in enumerate(texts)
        )

    here = (
        "走访骑手，劳动合同没有签",
        "合同到期，劳资协商",
        "App 扣款 100% 不合理",
        "安全生产培训",
        "劳动\\合同_存档",
    )
    return [*write(cast.ground.site, *here), *write(cast.ground.other_site, "外地的劳动合同")]


def _found(actor: Actor, typed: str, **more: int) -> list[str]:
    rows = WorkLog.objects.visible_to(actor)
    return [
        row.text for row in find(rows, field="text", words=words_of(typed), order=["-on", "-id"], **more).rows
    ]


@dataclass(frozen=True)
class Way:
    """What `find` believes: rows of the table, whether the scope is narrow, rows named by the index, few; and what it
    then asks of five rows for a page of one: whether through indexes alone, whether by the index of words, how often
    for rows."""

    every: int
    narrow: bool
    named: int
    few: int
    one_by_one: bool
    by_index: bool
    asked: int = 1


WAYS = {
    "a small table is read": Way(finding.SMALL, True, 1, 100, False, False),
    "few in a county, the newest do": Way(10_000, True, 10_000, 100, True, False),
    "few in a county, the newest do not": Way(10_000, True, 20_000, 100, True, False, asked=2),
    "few in a county, all are read": Way(40_000, True, 10_000, 100, True, False),
    "few in a county, the index is asked": Way(10_000, True, 1, 100, True, True),
    "many in a county, the index is asked": Way(10_000, True, 1, 2, True, True),
    "beyond a county, the newest are walked": Way(10_000, False, 10_000, 100, False, False),
    "beyond a county, the index is asked": Way(10_000, False, 1, 100, False, True),
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Way:
    way = WAYS[request.param]
    monkeypatch.setattr(finding._Asked, "every", way.every)
    monkeypatch.setattr(finding._Asked, "named", way.named)
    monkeypatch.setattr(finding, "_expected", lambda rows: way.every)
    monkeypatch.setattr(finding, "FEW", way.few)
    return way


def test_each_way_asks_what_it_should(
    cast: Cast, logs: list[WorkLog], way: Way, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(7) as made:
        assert _found(cast.office_city, "合同", size=1, narrow=way.narrow) == ["劳动\\合同_存档"]
    asked = [query["sql"] for query in made.captured_queries]
    rows = [sql for sql in asked if "strpos" in sql.lower()]
    assert len(rows) == way.asked
    assert any("enable_seqscan" in sql for sql in asked) == way.one_by_one
    assert any("dundian_bigrams" in sql for sql in rows) == way.by_index


def test_every_way_finds_the_same(cast: Cast, logs: list[WorkLog], way: Way) -> None:
    found = partial(_found, narrow=way.narrow)
    assert found(cast.office_city, "合同") == [
        "劳动\\合同_存档",
        "合同到期，劳资协商",
        "走访骑手，劳动合同没有签",
    ]
    assert found(cast.office_city, "劳动合同") == ["走访骑手，劳动合同没有签"]
    assert found(cast.office_city, "合同 劳资") == ["合同到期，劳资协商"]
    assert found(cast.office_city, "APP") == found(cast.office_city, "app") == ["App 扣款 100% 不合理"]
    assert found(cast.office_city, "0%") == ["App 扣款 100% 不合理"]
    assert found(cast.office_city, "\\合") == found(cast.office_city, "同_") == ["劳动\\合同_存档"]
    assert found(cast.office_city, "外地") == []
    assert found(cast.outsider, "合同") == ["外地的劳动合同"]
    assert found(cast.system_admin, "合同") == []


def test_words_are_cut_and_counted() -> None:
    assert words_of("  劳动\u3000合同 a 劳动 ") == ["劳动", "合同"]
    assert words_of("\x00") == []
    assert len(words_of("一二 三四 五六 七八 九十 甲乙")) == 5
    assert words_of("长" * 200) == ["长" * 50]


def test_hits_are_marked_in_an_excerpt() -> None:
    text = "前" * 100 + "劳动合同" + "后" * 300
    pieces = marked(text, ["劳动", "合同"])
    assert pieces[0] == ("…", False)
    assert [piece for piece, hit in pieces if hit] == ["劳动", "合同"]
    assert pieces[-1] == ("…", False)
    assert marked("甲乙丙", ["乙丙"]) == [("甲", False), ("乙丙", True)]


def test_the_page(cast: Cast, logs: list[WorkLog], django_assert_max_num_queries: Any) -> None:
    client = client_of(cast.office_city)
    with django_assert_max_num_queries(22):  # who asks: 4; of each of six sources two plans and the rows
        page = client.get("/search/", {"q": "合同"}).content.decode()
    assert "劳动<mark>合同</mark>没有签" in page
    assert "外地" not in page
    logs_only = client.get("/search/", {"q": "合同", "in": "logs"}).content.decode()
    assert logs_only.count("<mark>") == 3
    for query in (
        {},
        {"q": "一"},
        {"q": "<script>"},
        {"q": "无此词"},
        {"q": "合同", "in": "x", "cursor": "x"},
    ):
        answer = client.get("/search/", query)
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode().split("<main")[1].split("</main")[0]


def test_a_deep_page_follows_the_first(cast: Cast, logs: list[WorkLog]) -> None:
    client = client_of(cast.office_city)
    words = words_of("合同")
    rows = WorkLog.objects.visible_to(cast.office_city)
    first = find(rows, field="text", words=words, order=["-on", "-id"], size=2)
    rest = find(rows, field="text", words=words, order=["-on", "-id"], size=2, cursor=first.next or "")
    assert [row.text for row in rest.rows] == ["走访骑手，劳动合同没有签"]
    assert client.get("/search/", {"q": "合同", "in": "logs", "cursor": first.next}).status_code == 200
