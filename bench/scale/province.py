"""A province, seeded: 3,000 federations and townships, 50,000 grassroots unions, 6,000 cadres, three years' campaigns
with 9,000 sites. `bench.scale.work` fills it with what they did. `size` makes it smaller: 0.02 is for development.

Skew is as in life: some counties have many unions, most unions are small, few are chosen twice.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.scale.copying import grow

PREFECTURES, COUNTIES, TOWNSHIPS, UNIONS, CADRES, SITES = 21, 183, 2795, 50_000, 6_000, 9_000
YEARS = (2022, 2023, 2024)
FIRST_MONTH, DAYS, SO_FAR = 3, 150, 104  # the last year is still running, on 14 June
INDICATORS = 12
KINDS = ("new_employment", "non_public", "enterprise", "park", "community", "social")
SHARES = (25, 40, 15, 5, 12, 3)


def new_id(luck: random.Random, day: date) -> str:
    """A time-ordered id of some moment of that day, the same for the same seed."""
    moment = int(datetime(day.year, day.month, day.day, 1, tzinfo=UTC).timestamp() * 1000)
    moment += luck.getrandbits(25)
    rest = luck.getrandbits(74)
    return f"{moment:012x}7{rest >> 62:03x}{8 | rest & 3:x}{rest >> 2 & (1 << 60) - 1:015x}"


class Province:
    """Tree, people, campaigns, sites with their teams. Ids are remembered only where another table needs them."""

    def __init__(self, size: float, seed: int) -> None:
        self.size, self.luck = size, random.Random(seed)
        self.cadres: list[str] = []
        self.counties: list[Any] = []
        self.unions: list[Any] = []
        self.sites: list[tuple[str, Any, Any, Any, int]] = []  # id, campaign, union, county, year
        self.teams: dict[str, str] = {}
        self.by_county: dict[tuple[int, int], Any] = {}

    def scaled(self, many: int) -> int:
        return max(1, round(many * self.size))

    def settle(self, cursor: Any) -> None:
        self._tree()
        self._people(cursor)
        self._campaigns()
        self._first_of_their_kind()
        self._sites(cursor)

    def _tree(self) -> None:
        from dundian.org.factories import UnitFactory
        from dundian.org.models import Unit

        luck = self.luck
        self.top = UnitFactory.create(kind="province", name="甲省总工会", code="990000", place=990000)
        rows: list[Any] = []

        def under(parent: Any, kind: str, name: str, place: int, code: str = "") -> Any:
            pk = self.top.pk + 1 + len(rows)
            path = f"{parent.path}.{pk}"
            rows.append(
                Unit(id=pk, parent_id=parent.pk, path=path, kind=kind, name=name, place=place, code=code)
            )
            return rows[-1]

        self.cities = [
            under(self.top, "prefecture", f"第{i}市总工会", 980000 + i * 100, f"98{i:02}00")
            for i in range(PREFECTURES)
        ]
        for i in range(COUNTIES):
            city = self.cities[i % PREFECTURES]
            self.counties.append(under(city, "county", f"第{i}县总工会", city.place + i, f"97{i:04}"))
        towns = [
            under(luck.choice(self.counties), "township", f"第{i}镇工会", 990001)
            for i in range(self.scaled(TOWNSHIPS))
        ]
        for i in range(self.scaled(UNIONS)):
            crowded = self.counties[int(luck.random() ** 2 * COUNTIES)]
            parent = luck.choice(towns) if luck.random() < 0.3 else crowded
            self.unions.append(under(parent, luck.choices(KINDS, SHARES)[0], f"第{i}企业工会", parent.place))
        Unit.objects.bulk_create(rows, batch_size=5000)
        self._county = {unit.pk: unit for unit in self.counties}
        self.quiet = self.counties[-1]

    def county_of(self, unit: Any) -> Any:
        labels = map(int, reversed(unit.path.split(".")))
        return next(self._county[label] for label in labels if label in self._county)

    def _people(self, cursor: Any) -> None:
        from dundian.org.factories import PersonFactory, UserFactory

        luck = self.luck
        self.user = UserFactory.create()
        self.author = PersonFactory.create(home_unit=self.top, user=self.user, number="A0")
        self.cadres = [new_id(luck, date(2022, 1, 10)) for _n in range(self.scaled(CADRES))]
        lines = (
            (pk, None, f"干部{i}", f"N{i}", luck.choice(self.counties).pk) for i, pk in enumerate(self.cadres)
        )
        grow(cursor, "org_person", ("id", "user_id", "name", "number", "home_unit_id"), lines)

    def _campaigns(self) -> None:
        from dundian.campaign.factories import CampaignFactory, IndicatorFactory

        self.indicators = [
            IndicatorFactory.create(unit=self.top, code=f"k{i}", name=f"指标{i}") for i in range(INDICATORS)
        ]
        self.whole: dict[int, Any] = {}
        for year in YEARS:
            facts = {
                "year": year,
                "starts_on": date(year, FIRST_MONTH, 1),
                "ends_on": date(year, FIRST_MONTH, 1) + timedelta(DAYS),
                "state": "active" if year == YEARS[-1] else "closed",
            }
            self.whole[year] = CampaignFactory.create(unit=self.top, name=f"{year}年行动", **facts)
            below = {
                city.pk: CampaignFactory.create(unit=city, parent=self.whole[year], **facts)
                for city in self.cities
            }
            for county in self.counties:
                parent = below[county.parent_id]
                self.by_county[year, county.pk] = CampaignFactory.create(unit=county, parent=parent, **facts)

    def _first_of_their_kind(self) -> None:
        """One row of each kind, made as the rooms make them."""
        from dundian.campaign.factories import SiteFactory
        from dundian.concerns.actions import raise_concern
        from dundian.fieldwork.models import LogFigure, Report, SupportRequest, Task, WorkLog
        from dundian.org.access import SYSTEM
        from dundian.planning.models import Candidate, Dispatch, Team, TeamMember

        unit = next(u for u in self.unions if self.county_of(u) != self.quiet)
        county = self.county_of(unit)
        campaign = self.by_county[YEARS[-1], county.pk]
        start, end = campaign.starts_on, campaign.ends_on
        site = SiteFactory.create(campaign=campaign, unit=unit, kind=unit.kind, county=county, state="active")
        team = Team.objects.create(campaign=campaign, site=site, name="第0组", state="dispatched")
        TeamMember.objects.create(team=team, person=self.author)
        Dispatch.objects.create(team=team, starts_on=start, ends_on=end)
        common: dict[str, Any] = {"campaign": campaign, "site": site, "unit": unit}
        Task.objects.create(**common, name="任务", due_on=end)
        log = WorkLog.objects.create(**common, team=team, author=self.author, on=start, text="第一条")
        LogFigure.objects.create(log=log, indicator=self.indicators[0], amount=1)
        Candidate.objects.create(campaign=campaign, unit=unit, kind=unit.kind, workers=50)
        SupportRequest.objects.create(
            **common, kind="vehicle", text="用车", state="asked", asked_by=self.user, holder=county,
            department=county, due_on=end,
        )  # fmt: skip
        Report.objects.create(
            **common, team=team, kind="monthly", starts_on=start, ends_on=start + timedelta(29),
            due_on=start + timedelta(32), state="accepted",
        )  # fmt: skip
        raise_concern(unit=unit, text="第一件", actor=SYSTEM)
        self.first_site = site

    def _sites(self, cursor: Any) -> None:
        luck, candidates = self.luck, []
        taken = {self.first_site.unit_id}
        for year in YEARS:
            free = [u for u in self.unions if u.pk not in taken]
            start = date(year, FIRST_MONTH, 1)
            for unit in luck.sample(free, min(self.scaled(SITES) // len(YEARS), len(free))):
                county = self.county_of(unit)
                campaign = self.by_county[year, county.pk]
                self.sites.append((new_id(luck, start), campaign, unit, county, year))
                workers = int(luck.paretovariate(1.1) * 30) % 30_000
                candidates.append((new_id(luck, start), campaign.pk, unit.pk, unit.kind, workers))
        state = {year: "active" if year == YEARS[-1] else "closed" for year in YEARS}
        grow(cursor, "campaign_site", ("id", "campaign_id", "unit_id", "kind", "county_id", "state"),
             ((s, c.pk, u.pk, u.kind, k.pk, state[y]) for s, c, u, k, y in self.sites))  # fmt: skip
        grow(cursor, "planning_candidate", ("id", "campaign_id", "unit_id", "kind", "workers"), candidates)
        self.teams = {s[0]: new_id(luck, date(s[4], FIRST_MONTH, 1)) for s in self.sites}
        grow(cursor, "planning_team", ("id", "campaign_id", "site_id", "name"),
             ((self.teams[s], c.pk, s, f"第{i}组") for i, (s, c, _u, _k, _y) in enumerate(self.sites, 1)))  # fmt: skip
        grow(cursor, "planning_dispatch", ("id", "team_id", "starts_on", "ends_on"), self._dispatches())
        grow(cursor, "planning_teammember", ("id", "team_id", "person_id"), self._members())

    def _dispatches(self) -> Iterator[tuple[Any, ...]]:
        for site, _campaign, _unit, _county, year in self.sites:
            start = date(year, FIRST_MONTH, 1)
            yield new_id(self.luck, start), self.teams[site], start, start + timedelta(DAYS)

    def _members(self) -> Iterator[tuple[Any, ...]]:
        for place, (site, _campaign, _unit, _county, year) in enumerate(self.sites):
            for cadre in self.team_of(place):
                yield new_id(self.luck, date(year, FIRST_MONTH, 1)), self.teams[site], cadre

    def team_of(self, place: int) -> tuple[str, str]:
        """The two cadres at the site of that place in the list."""
        many = len(self.cadres)
        return self.cadres[2 * place % many], self.cadres[(2 * place + 1) % many]
