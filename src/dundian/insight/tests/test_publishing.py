"""What is published hides who the few are, and no total gives them away."""

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dundian.campaign.factories import IndicatorFactory
from dundian.campaign.models import Indicator
from dundian.concerns.actions import raise_concern
from dundian.concerns.models import Concern
from dundian.fieldwork.factories import make_log, person_of, post
from dundian.fieldwork.models import LogFigure
from dundian.insight import public_board, publishing
from dundian.insight.boards import Cell, Grid
from dundian.insight.panels import PANELS
from dundian.insight.scope import Scope
from dundian.kernel import clock
from dundian.org.cast import Cast, client_of

FLOOR = 3
BOTH_WAYS = [[1, 8, 9], [7, 6, 5], [8, 9, 7]]


@pytest.fixture(autouse=True)
def floor(settings: Any) -> None:
    settings.SMALLEST_COUNT = FLOOR


def shown(rows: list[list[int]], key: str = "concerns_raised", **about: Any) -> list[list[str]]:
    columns = about.pop("columns", None) or [f"c{n}" for n in range(len(rows[0]))]
    labels = about.pop("labels", None) or [f"r{n}" for n in range(len(rows))]
    table = [(label, "", [Cell(n) for n in row]) for label, row in zip(labels, rows, strict=True)]
    grid = Grid("t", "c", columns, table, keys=[key] * len(columns), **about)
    return [[str(cell) for cell in row[1:]] for row in publishing.rows_of(grid)]


def test_a_small_count_hides_and_takes_the_smallest_beside_it_along() -> None:
    assert shown([[9], [2], [5], [7]]) == [["9"], ["<3"], ["*"], ["7"]]
    assert shown([[9], [0], [5]]) == [["9"], ["0"], ["5"]]


def test_what_does_not_count_people_stays() -> None:
    assert shown([[1, 2]], key="tasks") == [["1", "2"]]


def test_both_ways_are_guarded_where_one_figure_is_split_twice() -> None:
    told = shown(BOTH_WAYS, crossed=True)
    for line in [*told, *zip(*told, strict=True)]:
        assert sum(cell in ("<3", "*") for cell in line) != 1


def test_it_can_be_turned_off(settings: Any) -> None:
    settings.SMALLEST_COUNT = 0
    assert shown([[1, 2]]) == [["1", "2"]]


def test_an_indicator_that_counts_people_is_guarded_and_one_that_counts_meetings_is_not() -> None:
    helped, meetings = Indicator(pk="a", measure="人"), Indicator(pk="b", measure="场")
    assert shown([[9], [1], [4]], key="results", indicator=helped) == [["9"], ["<3"], ["*"]]
    assert shown([[9], [1], [4]], key="results", indicator=meetings) == [["9"], ["1"], ["4"]]
    by_indicator = shown([[1, 5], [1, 5]], key="results", crossed=True, labels=[helped, meetings])
    assert by_indicator == [["<3", "*"], ["1", "5"]], "different indicators are never added up"


@pytest.mark.django_db
def test_an_export_to_publish_hides_and_says_so(cast: Cast) -> None:
    for topic in ("wages", "wages", "wages", "wages", "safety"):
        raise_concern(unit=cast.ground.site, text=f"{topic}", topic=topic, actor=cast.cadre)
    asked = {"figure": "concerns_raised", "down": "topic", "export_as": "csv"}
    office = client_of(cast.office_city)
    whole = office.get(reverse("insight:table_export"), asked).getvalue().decode("utf-8-sig")
    told = (
        office.get(reverse("insight:table_export"), {**asked, "publish": "1"}).getvalue().decode("utf-8-sig")
    )
    assert sorted(line.split(",")[1] for line in whole.splitlines()[1:] if line.split(",")[1] not in "0") == [
        "1",
        "4",
    ]
    assert sorted(line.split(",")[1] for line in told.splitlines()[1:] if line.split(",")[1] not in "0") == [
        "*",
        "<3",
    ]
    page = office.get(reverse("insight:table_build"), asked).content.decode()
    assert "publish=1" in page


def _some_concerns(cast: Cast) -> None:
    ground = cast.ground
    for topic, unit, many in (
        ("wages", ground.site, 6),
        ("hours", ground.site, 7),
        ("union", ground.site, 8),
        ("safety", ground.neighbour, 4),
        ("other", ground.site, 1),
    ):
        for n in range(many):
            raise_concern(unit=unit, text=f"{topic}{n}", topic=topic, actor=cast.office_city)
    settled = Concern.objects.filter(topic="wages").first()
    Concern.objects.filter(pk=settled and settled.pk).update(
        step="closed", closed_on=clock.today(), outcome="solved"
    )


@pytest.mark.django_db
def test_every_number_of_a_published_board_hides_alike(cast: Cast) -> None:
    """One is settled of twenty-six, so those that are open, the months and the areas may not tell it."""
    _some_concerns(cast)
    scope = Scope(cast.office_city).during(clock.today().replace(month=1, day=1), clock.today())
    board = public_board.published(scope)
    topics, raised = board.context["topics"], board.context["raised"]
    settled = next(line for line in board.context["comparison"].lines if line.figure.key == "concerns_closed")
    assert [cell.link for _label, _url, cells in topics.rows for cell in cells].count("<3") == 1
    assert {topics.foot[0].link, raised.foot[0].link} == {"26"}
    assert raised.foot[1].link == settled.cells[0].link == "<3"
    assert "<3" not in board.sentences[2]
    assert "*" in board.sentences[2], "open ones, for raised less open are the settled"
    areas = board.context["areas"]
    at = areas.keys.index("concerns_open")
    assert [cells[at].mark for _label, _url, cells in areas.rows].count("*") >= 1
    assert areas.foot[at].link == "*"
    assert "href" not in "".join(board.sentences)


@pytest.mark.django_db
def test_a_board_goes_out_as_paper_and_as_workbook_and_says_what_it_hides(cast: Cast) -> None:
    _some_concerns(cast)
    office, url = client_of(cast.office_city), reverse("insight:overview")
    assert "publish=1" in office.get(url).content.decode()
    page = office.get(url, {"publish": "1"}).content.decode()
    assert "&lt;3" in page or "<3" in page
    main = page[page.index("data-hidden") : page.index("</main>")]
    assert "href" not in main
    assert "heat" not in main, "no calendar of single days"
    book = CalamineWorkbook.from_filelike(
        BytesIO(office.get(url, {"publish": "1", "export": "1"}).getvalue())
    )
    assert len(book.sheet_names) >= 5
    cells = [
        str(cell)
        for name in book.sheet_names[:-1]
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert "<3" in cells
    receipt = book.get_sheet_by_name(book.sheet_names[-1]).to_python()
    assert any("<3" in str(cell) for row in receipt for cell in row)
    assert any(f"—{clock.today():%Y-%m-%d}" in str(cell) for row in receipt for cell in row), (
        "the days it tells of"
    )
    assert client_of(cast.cadre).get(url, {"publish": "1"}).status_code == 403


@pytest.mark.django_db
def test_every_kind_of_board_has_a_public_form(cast: Cast) -> None:
    _some_concerns(cast)
    indicator = IndicatorFactory.create(unit=cast.ground.province, name="帮扶困难职工", measure="人")
    office = client_of(cast.office_province)
    for url in (
        reverse("insight:area_board", args=[cast.ground.county.pk]),
        reverse("insight:union_board", args=["community"]),
        reverse("insight:year_board", args=[clock.today().year]),
        reverse("insight:indicator_board", args=[indicator.pk]),
    ):
        for more in ({}, {"export": "1"}):
            assert office.get(url, {"publish": "1", **more}).status_code == 200, url


def test_the_calendar_of_days_is_the_only_part_left_out() -> None:
    assert set(public_board.NOT_PUBLISHED) == {"heat"} <= {panel.key for panel in PANELS}


@pytest.mark.django_db
def test_where_most_would_be_hidden_topics_are_told_without_their_months(cast: Cast) -> None:
    for topic in ("wages",) * 3 + ("safety",) * 2:
        raise_concern(unit=cast.ground.site, text=topic, topic=topic, actor=cast.office_city)
    scope = Scope(cast.office_city).during(clock.today().replace(month=1, day=1), clock.today())
    topics = public_board.published(scope).context["topics"]
    assert not topics.crossed
    assert len(topics.columns) == 1
    assert sorted(cells[0].mark for _label, _url, cells in topics.rows) == ["*", "<3"]


@pytest.mark.django_db
def test_what_is_hidden_is_not_told_as_nothing(cast: Cast) -> None:
    raise_concern(unit=cast.ground.site, text="一件", topic="wages", actor=cast.office_city)
    page = client_of(cast.office_city).get(reverse("insight:overview"), {"publish": "1"})
    assert not page.context["topics"].is_empty
    assert "该时段内没有数据" not in page.content.decode()


@pytest.mark.django_db
def test_the_sentence_of_an_indicator_opens_its_logs(cast: Cast) -> None:
    indicator = IndicatorFactory.create(unit=cast.ground.province, name="<培训>", measure="场")
    log = make_log(post(cast, cast.ground.site).site, person_of(cast.cadre))
    LogFigure.objects.create(log=log, indicator=indicator, amount=3)
    page = client_of(cast.office_province).get(reverse("insight:indicator_board", args=[indicator.pk]))
    says = page.content.decode()
    assert "&lt;a class" not in says
    assert "<figcaption>&lt;培训&gt;累计 <a class=" in says
