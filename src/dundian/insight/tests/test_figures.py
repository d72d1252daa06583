"""Number = list = export, for every figure and every member of the cast, over data thrown together at random."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from dundian.campaign.factories import CampaignFactory, IndicatorFactory, SiteFactory
from dundian.campaign.models import Campaign, Initiative, Site
from dundian.concerns.actions import raise_concern
from dundian.concerns.models import Concern
from dundian.fieldwork.models import LogFigure, Report, SupportRequest, Task, WorkLog
from dundian.insight import boards, measuring, queries
from dundian.insight.axes import AXES
from dundian.insight.figures import FIGURES, Figure
from dundian.insight.panels import PANELS
from dundian.insight.scope import Scope, previous, year_before
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of, make_cast
from dundian.org.factories import UnitFactory
from dundian.org.models import Unit
from dundian.planning.models import Candidate, Dispatch, Team
from scripts.figures import PAGE, page

pytestmark = pytest.mark.django_db
VIEWERS = ("office_province", "office_city", "office_county", "leader", "department", "outsider")


TODAY_OFFSETS = (0, 3, 20, 33, 61, 370)


class Thrown:
    """A story thrown together: sites, tasks, logs with figures, concerns, reports, support, surveys of every state."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.luck, self.today = cast, random.Random(seed), clock.today()
        ground = cast.ground
        self.units = [ground.site, ground.neighbour, ground.other_site]
        kinds = ("community", "township", "park")
        self.units += [
            UnitFactory.create(parent=ground.county, kind=k, name=f"散{n}工会") for n, k in enumerate(kinds)
        ]
        self.never = [
            UnitFactory.create(parent=ground.county, kind="social", name=f"远{n}工会") for n in range(3)
        ]
        self.indicators = [
            IndicatorFactory.create(unit=ground.province, name=f"指标{n}", code=f"i{n}") for n in range(2)
        ]
        self.campaigns = self._campaigns()
        for campaign in self.campaigns:
            self._fill(campaign)
        Candidate.objects.create(campaign=self.campaigns[0], unit=self.never[0], kind="social", workers=88)
        for _n in range(30):
            self._concern()
        self.clients = {name: client_of(member) for name, member in cast.members().items()}
        self._sheets: dict[tuple[str, str], list[list[Any]]] = {}
        self._together: dict[Any, dict[str, Any]] = {}

    def exported(self, name: str, url: str, column: str) -> tuple[int, Decimal]:
        """(rows, sum of the column) of the workbook that the linked list exports; each is asked for once."""
        if (name, url) not in self._sheets:
            path, _mark, query = url.partition("?")
            answer = self.clients[name].get(f"{path}export/?{query}")
            assert answer.status_code == 200, url
            sheet = CalamineWorkbook.from_filelike(BytesIO(answer.getvalue())).get_sheet_by_index(0)
            self._sheets[name, url] = sheet.to_python()
        rows = self._sheets[name, url]
        if not column:
            return len(rows) - 1, Decimal(0)
        place = [str(cell) for cell in rows[0]].index(column)
        return len(rows) - 1, sum((Decimal(str(row[place] or 0)) for row in rows[1:]), Decimal(0))

    def together(self, name: str, narrowed: str, scope: Scope, source: str) -> dict[str, Any]:
        """Every figure of a list asked for at once, as a page asks for them."""
        key = (name, narrowed, scope.indicator, source)
        if key not in self._together:
            alike = [f.key for f in FIGURES.values() if f.source.key == source]
            self._together[key] = measuring.values(scope, alike)
        return self._together[key]

    def day(self) -> date:
        return self.today - timedelta(self.luck.choice(TODAY_OFFSETS) + self.luck.randint(0, 4))

    def _campaigns(self) -> list[Campaign]:
        ground, today = self.cast.ground, self.today
        dates = {"starts_on": today - timedelta(400), "ends_on": today + timedelta(30), "state": "active"}
        top = CampaignFactory.create(unit=ground.province, year=today.year, **dates)
        below = [
            CampaignFactory.create(unit=u, parent=top, year=today.year, **dates)
            for u in (ground.city, ground.other_city)
        ]
        old = CampaignFactory.create(unit=ground.city, year=today.year - 1, name="去年", **dates)
        self.initiative = Initiative.objects.create(campaign=top, name="工程")
        self.copy = Initiative.objects.create(campaign=below[0], name="工程", origin=self.initiative)
        return [*below, old]

    def _fill(self, campaign: Campaign) -> None:
        inside = [u for u in self.units if u.path.startswith(campaign.unit.path)]
        for unit in self.luck.sample(inside, min(len(inside), 4)):
            county = self.cast.ground.county if unit.parent == self.cast.ground.county else campaign.unit
            site = SiteFactory.create(
                campaign=campaign, unit=unit, kind=unit.kind, county=county,
                state=self.luck.choice(["chosen", "active", "closed"]),
            )  # fmt: skip
            if campaign == self.campaigns[0] and self.luck.random() < 0.6:
                site.initiatives.add(self.copy)
            self._survey(campaign, unit)
            self._work(site)

    def _survey(self, campaign: Campaign, unit: Unit) -> None:
        spare = self.luck.choice([*self.units, *self.never[1:]])
        for one in {unit, spare}:
            Candidate.objects.get_or_create(
                campaign=campaign,
                unit=one,
                kind=one.kind,
                defaults={"workers": self.luck.choice([None, 12, 700])},
            )

    def _work(self, site: Site) -> None:
        luck, common = self.luck, {"campaign": site.campaign, "site": site, "unit": site.unit}
        team = Team.objects.create(
            campaign=site.campaign, site=site, name=f"组{site.pk.hex[-6:]}", state="dispatched"
        )
        Dispatch.objects.create(
            team=team, starts_on=self.today - timedelta(50), ends_on=self.today + timedelta(10)
        )
        for n in range(luck.randint(1, 5)):
            state = luck.choice(["todo", "doing", "done"])
            Task.objects.create(
                **common, name=f"任务{n}", due_on=self.day() + timedelta(luck.randint(0, 40)), state=state,
                done_on=self.day() if state == "done" else None,
                indicator=luck.choice([None, *self.indicators]), target=luck.choice([None, 3, 10]),
            )  # fmt: skip
        for _n in range(luck.randint(0, 8)):
            log = WorkLog.objects.create(
                **common, team=team, author=self.cast.cadre.person, on=self.day(), activities=["visit"],
                people_met=luck.randint(0, 9),
            )  # fmt: skip
            for indicator in luck.sample(self.indicators, luck.randint(0, 2)):
                LogFigure.objects.create(
                    log=log, indicator=indicator, amount=Decimal(luck.randint(1, 50)) / 2
                )
        for state in luck.sample(["asked", "promised", "confirmed", "cancelled", "approving"], 3):
            closed = self.day() if state in ("confirmed", "cancelled") else None
            SupportRequest.objects.create(
                **common, kind=luck.choice(["vehicle", "funds"]), text="事项", state=state, closed_on=closed,
                spent=luck.choice([None, 0, Decimal("99.50"), 4000]), asked_by=self.cast.cadre.user,
                holder=self.cast.ground.department, department=self.cast.ground.department,
                due_on=self.day() + timedelta(2),
            )  # fmt: skip
        for weeks in range(luck.randint(2, 4)):
            first = self.today - timedelta(58 - 7 * weeks)
            Report.objects.create(
                **common, team=team, kind="weekly", starts_on=first, ends_on=first + timedelta(6),
                due_on=first + timedelta(7), state=list(Report.State)[(weeks + luck.randint(0, 1)) % 4],
            )  # fmt: skip

    def _concern(self) -> None:
        luck, cast = self.luck, self.cast
        unit = luck.choice(self.units)
        site = Site.objects.filter(unit=unit).first() if luck.random() < 0.7 else None
        who = cast.office_province
        concern = raise_concern(unit=unit, text=f"事{luck.random()}", actor=who, people=luck.randint(1, 9))
        step = luck.choice(["found", "thought", "acted", "closed"])
        Concern.objects.filter(pk=concern.pk).update(
            site=site, campaign=site.campaign if site else None, step=step, raised_on=self.day(),
            closed_on=self.day() if step == "closed" else None, topic=luck.choice(["wages", "safety", "hours"]),
            outcome="solved" if step == "closed" else "",
            due_at=clock.now() + timedelta(luck.randint(-20, 20)),
            paused_at=clock.now() if luck.random() < 0.1 else None,
            handler=luck.choice([unit, cast.ground.county, cast.ground.city, cast.ground.other_city]),
        )  # fmt: skip

    def scopes(self, member: Actor) -> Iterator[tuple[str, Scope]]:
        """Whole, and narrowed by each part that the person sees, with and without days."""
        whole = Scope(member)
        parts: dict[str, Any] = {
            "campaign": self.campaigns[0], "area": self.cast.ground.county, "initiative": self.initiative,
            "union": "new_employment", "year": self.today.year, "site": Site.objects.filter(unit=self.units[0]).first(),
        }  # fmt: skip
        seen = {
            "campaign": Campaign.objects.visible_to(member), "area": Unit.objects.visible_to(member),
            "initiative": Initiative.objects.filter(campaign__in=Campaign.objects.visible_to(member)),
            "site": Site.objects.visible_to(member),
        }  # fmt: skip
        yield "whole", whole
        yield "days", whole.during(self.today - timedelta(25), self.today - timedelta(3))
        for name, part in parts.items():
            if part and (name not in seen or seen[name].filter(pk=part.pk).exists()):
                yield name, whole.but(**{name: part}).during(self.today - timedelta(40), self.today)


@pytest.fixture(scope="module")
def thrown(django_db_setup: None, django_db_blocker: Any) -> Iterator[Thrown]:
    """Made once for the whole file; every test only reads it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Thrown(make_cast(), seed=20240612)
        transaction.set_rollback(True)


def test_the_story_has_something_to_count(thrown: Thrown) -> None:
    scope = Scope(thrown.cast.office_province)
    assert [key for key, figure in FIGURES.items() if not figure.value(scope)] == []


@pytest.mark.parametrize("url_name", sorted({figure.url_name for figure in FIGURES.values()}))
def test_each_list_exports_itself_as_it_is_narrowed(thrown: Thrown, url_name: str) -> None:
    figure = next(f for f in FIGURES.values() if f.url_name == url_name)
    url = figure.url(Scope(thrown.cast.office_province, year=thrown.today.year))
    page = thrown.clients["office_province"].get(url).text.replace("&amp;", "&")
    path, _mark, query = url.partition("?")
    assert f'href="{path}export/?{query}"' in page


@pytest.mark.parametrize("name", VIEWERS)
@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_number_list_and_export_agree(thrown: Thrown, figure: Figure, name: str) -> None:
    """Alone and among others the number is the same in every scope; the export is opened for some of them."""
    member = thrown.cast.members()[name]
    luck = random.Random(f"{figure.key} {name}")
    scopes = list(thrown.scopes(member))
    opened = {"whole", luck.choice([narrowed for narrowed, _scope in scopes])}
    for narrowed, scope in scopes:
        if figure.key == "results":
            scope = scope.but(indicator=thrown.indicators[0])
        if not figure.allowed(scope):
            assert figure.key not in boards.shown(scope, [figure.key])
            continue
        value = figure.value(scope)
        together = thrown.together(name, narrowed, scope, figure.source.key)[figure.key]
        assert value == together, narrowed
        if narrowed not in opened:
            continue
        column = str(scope.indicator) if scope.indicator else str(figure.column)
        rows, summed = thrown.exported(name, figure.url(scope), column)
        assert value == (summed if figure.amount else rows), (narrowed, figure.url(scope))


@pytest.mark.parametrize("name", ["office_province", "office_city", "leader"])
def test_parts_along_an_axis_are_the_rows_they_open(thrown: Thrown, name: str) -> None:
    """Every part adds up to the whole, and each link opens as many rows as its part says."""
    member = thrown.cast.members()[name]
    luck = random.Random(name)
    for figure in FIGURES.values():
        scope = Scope(member, indicator=thrown.indicators[1]) if figure.key == "results" else Scope(member)
        if not figure.allowed(scope) or figure.count:
            continue
        suiting = [axis for axis in AXES.values() if axis.suits(figure)]
        opened = luck.choice(suiting)
        for axis in suiting:
            parts = measuring.split(figure, scope, axis)
            if axis.key != "initiative":
                assert sum(part.amount for part in parts) == figure.value(scope), (figure.key, axis.key)
            with_link = [part for part in parts if part.url] if axis is opened else []
            for part in luck.sample(with_link, min(1, len(with_link))):
                column = str(scope.indicator) if scope.indicator else str(figure.column)
                rows, summed = thrown.exported(name, part.url, column)
                assert part.amount == (summed if figure.amount else rows), (figure.key, axis.key, part)


@pytest.mark.parametrize("name", ["office_province", "office_city", "office_county", "outsider"])
def test_parts_of_several_figures_at_once_are_those_of_each(thrown: Thrown, name: str) -> None:
    """The shorter ways of a board's tables: counted at the unit first, all unions read once, roll-ups."""
    for narrowed, scope in thrown.scopes(thrown.cast.members()[name]):
        for key in ("area", "union"):
            axis = AXES[key]
            figures = [
                f for f in FIGURES.values()
                if f.key != "results" and not f.count and f.allowed(scope) and axis.suits(f)
            ]  # fmt: skip
            for found, parts in measuring.split_together(figures, scope, axis).items():
                plain = measuring._split_rows(FIGURES[found], scope, [axis])
                assert dict(parts) == {values[0]: n for values, n in plain}, (narrowed, key, found)


def test_outsiders_count_nothing_of_a_foreign_city(thrown: Thrown) -> None:
    """But for concerns that their own city was asked to handle."""
    scope = Scope(thrown.cast.outsider, area=thrown.cast.ground.county)
    assert not any(figure.value(scope) for figure in FIGURES.values() if figure.noun != "concern")


def test_five_sentences_with_links(thrown: Thrown) -> None:
    said = queries.sentences(thrown.cast.leader)
    assert len(said) == 5
    assert all("<a class=" in s for s in said)


def test_periods_before() -> None:
    assert previous(date(2024, 3, 1), date(2024, 3, 31)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert previous(date(2024, 3, 1), date(2024, 3, 12)) == (date(2024, 2, 1), date(2024, 2, 12))
    assert previous(date(2024, 4, 1), date(2024, 6, 12)) == (date(2024, 1, 1), date(2024, 3, 12))
    assert previous(date(2024, 3, 5), date(2024, 3, 9)) == (date(2024, 2, 29), date(2024, 3, 4))
    assert year_before(date(2024, 2, 1), date(2024, 2, 29)) == (date(2023, 2, 1), date(2023, 2, 28))


def test_boards_open_for_those_who_may(thrown: Thrown) -> None:
    cast, campaign = thrown.cast, thrown.campaigns[0]
    site = Site.objects.filter(campaign=campaign).first()
    assert site
    addresses = {
        f"/stats/campaigns/{campaign.pk}/": 404,
        f"/stats/areas/{cast.ground.county.pk}/": 404,
        f"/stats/sites/{site.pk}/": 404,
        f"/stats/initiatives/{thrown.copy.pk}/": 404,
        f"/stats/indicators/{thrown.indicators[0].pk}/": 200,
        "/stats/unions/new_employment/": 200,
        f"/stats/years/{thrown.today.year}/": 200,
        "/stats/": 200,
    }
    for address, for_outsider in addresses.items():
        page = thrown.clients["office_city"].get(address)
        assert page.status_code == 200, address
        assert "数据截至" in page.text
        assert thrown.clients["outsider"].get(address).status_code == for_outsider, address
        assert thrown.clients["cadre"].get(address).status_code == 403, address
    assert thrown.clients["office_city"].get("/stats/unions/province/").status_code == 404
    assert thrown.clients["office_city"].get("/stats/areas/99999999999999999999/").status_code == 404


def test_a_board_costs_the_same_at_any_size(thrown: Thrown) -> None:
    client, address = client_of(thrown.cast.office_city), f"/stats/campaigns/{thrown.campaigns[0].pk}/"
    addresses = [address, *(f"{address}?part={panel.key}" for panel in PANELS)]

    def cost(at: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(at).status_code == 200
        return len(found)

    before = {at: cost(at) for at in addresses}
    for _n in range(10):
        thrown._concern()
    assert {at: cost(at) for at in addresses} == before
    assert before.pop(address) <= 20
    assert max(before.values()) <= 18


def test_what_comes_in_parts_is_what_comes_as_a_whole(thrown: Thrown) -> None:
    """Each panel by itself holds the numbers and links that the page to print holds."""
    client, address = client_of(thrown.cast.office_city), f"/stats/campaigns/{thrown.campaigns[0].pk}/"
    numbers = re.compile(r'class="figure-link" href="([^"]*)">([^<]*)<')
    whole = numbers.findall(client.get(f"{address}?whole=1").text)
    board = client.get(address).text
    found = numbers.findall(board)
    for panel in PANELS:
        assert f"{address}?part={panel.key}" in board
        part = client.get(f"{address}?part={panel.key}", headers={"HX-Request": "true"}).text
        assert "<html" not in part
        found += numbers.findall(part)
        assert "<html" in client.get(f"{address}?part={panel.key}").text
    assert sorted(found) == sorted(whole)
    assert client.get(f"{address}?part=nothing").status_code == 404


def test_the_tab_of_a_campaign_holds_no_page_within_the_page(thrown: Thrown) -> None:
    address = f"/stats/campaigns/{thrown.campaigns[0].pk}/"
    client = thrown.clients["office_city"]
    assert "<html" in client.get(address).text
    tab = client.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in tab
    assert f"{address}export/" in tab
    assert client.get(f"{address}export/").status_code == 200
    assert client.get(f"{address}?export=areas").status_code == 200


def test_the_page_of_the_figures_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m scripts.figures"
