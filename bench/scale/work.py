"""What a province's teams did in three years: tasks, logs with results, support, reports, concerns."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bench.scale.copying import bared, grow
from bench.scale.province import DAYS, FIRST_MONTH, SO_FAR, YEARS, Province, new_id
from bench.search import sentences

LOGS, CONCERNS = 5_000_000, 500_000
TASKS_A_SITE, SUPPORT_A_SITE, REPORTS_A_SITE = 12, 3, 4
TOPICS = ("wages", "contract", "insurance", "safety", "hours", "welfare", "union", "skills", "other")
OFTEN = (9, 6, 6, 5, 5, 4, 3, 2, 2)
AT_SITE = ("id", "campaign_id", "site_id", "unit_id")


class Work:
    """Fills the province's sites; a third of them is busy, some are nearly silent."""

    def __init__(self, province: Province) -> None:
        self.province, self.luck, self.sites = province, province.luck, province.sites

    def fill(self, cursor: Any) -> None:
        grow(cursor, "fieldwork_task",
             (*AT_SITE, "name", "due_on", "state", "done_on", "indicator_id", "target", "weight"),
             self._tasks())  # fmt: skip
        grow(cursor, "fieldwork_worklog",
             (*AT_SITE, "team_id", "author_id", "on", "text", "people_met"), self._logs())  # fmt: skip
        self._results(cursor)
        grow(cursor, "fieldwork_supportrequest",
             (*AT_SITE, "holder_id", "department_id", "state", "due_on", "closed_on", "spent", "created_at"),
             self._support())  # fmt: skip
        grow(cursor, "fieldwork_report",
             (*AT_SITE, "team_id", "kind", "starts_on", "ends_on", "due_on", "state"), self._reports())  # fmt: skip
        grow(cursor, "concerns_concern",
             (*AT_SITE, "number", "handler_id", "raised_on", "topic", "step", "outcome", "closed_on", "text", "people",
              "due_at", "warn_at", "reply_due_at"), self._concerns())  # fmt: skip

    def add_up(self, cursor: Any) -> None:
        """The roll-ups, as the job makes them."""
        from dundian.insight.tallying import tally_up

        began = time.perf_counter()
        cursor.execute("DELETE FROM insight_dirty")
        cursor.execute(
            "INSERT INTO insight_dirty (unit_id, month) SELECT id, NULL FROM org_unit "
            "WHERE kind IN ('province', 'prefecture', 'county')"
        )
        done = tally_up()
        print(f"  roll-ups of {done} federations in {time.perf_counter() - began:.0f} s", flush=True)

    def _place(self) -> int:
        return int(self.luck.random() ** 1.3 * len(self.sites))

    def _day(self, year: int) -> date:
        luck = self.luck
        day = date(year, FIRST_MONTH, 1) + timedelta(
            int(luck.random() * (SO_FAR if year == YEARS[-1] else DAYS))
        )
        return day if day.weekday() < 5 or luck.random() < 0.2 else day - timedelta(2)

    def _tasks(self) -> Iterator[tuple[Any, ...]]:
        luck = self.luck
        for site, campaign, unit, _county, year in self.sites:
            start = date(year, FIRST_MONTH, 1)
            for n in range(TASKS_A_SITE):
                done = luck.random() < (0.97 if year != YEARS[-1] else 0.55)
                due = start + timedelta(luck.randrange(30, DAYS))
                yield (new_id(luck, start), campaign.pk, site, unit.pk, f"任务{n}", due, "done" if done else "doing",
                       due if done else None, self.province.indicators[n].pk, luck.choice([5, 10, 50]), 10)  # fmt: skip

    def _logs(self) -> Iterator[tuple[Any, ...]]:
        luck, texts, teams = self.luck, sentences(self.luck), self.province.teams
        for _n in range(self.province.scaled(LOGS)):
            place = self._place()
            site, campaign, unit, _county, year = self.sites[place]
            day = self._day(year)
            author = self.province.team_of(place)[luck.random() < 0.5]
            yield (new_id(luck, day), campaign.pk, site, unit.pk, teams[site], author, day, next(texts),
                   int(luck.expovariate(0.2)))  # fmt: skip

    def _results(self, cursor: Any) -> None:
        """Three of ten logs count something."""
        began = time.perf_counter()
        cursor.execute("SELECT setseed(%s)", [self.luck.random()])
        later = bared(cursor, "fieldwork_logfigure")
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'fieldwork_logfigure'"
        )
        kinds = dict(cursor.fetchall())
        with_id = kinds["id"] == "uuid"
        cursor.execute(
            f"INSERT INTO fieldwork_logfigure ({'id, ' if with_id else ''}"
            f"{'created_at, updated_at, version, ' if 'version' in kinds else ''}log_id, indicator_id, amount) "
            f"SELECT {'gen_random_uuid(), ' if with_id else ''}"
            f"{'l.created_at, l.updated_at, 1, ' if 'version' in kinds else ''}"
            "l.id, (%s::uuid[])[1 + floor(random() * 12)], 1 + floor(random() * 20) "
            "FROM (SELECT * FROM fieldwork_worklog ORDER BY id) l "
            "WHERE random() < 0.3 AND l.id NOT IN (SELECT log_id FROM fieldwork_logfigure)",
            [[indicator.pk for indicator in self.province.indicators]],
        )
        made = cursor.rowcount
        for statement in later:
            cursor.execute(statement)
        print(f"  fieldwork_logfigure: {made:,} rows in {time.perf_counter() - began:.0f} s", flush=True)

    def _support(self) -> Iterator[tuple[Any, ...]]:
        luck = self.luck
        states = ("confirmed", "asked", "promised", "cancelled")
        for site, campaign, unit, county, year in self.sites:
            for _n in range(SUPPORT_A_SITE):
                state = luck.choices(states, (80 if year != YEARS[-1] else 50, 5, 5, 10))[0]
                day = self._day(year)
                spent = luck.choice([None, 200, 1500]) if state == "confirmed" else None
                closed = day if state in ("confirmed", "cancelled") else None
                yield (new_id(luck, day), campaign.pk, site, unit.pk, county.pk, county.pk, state, day, closed,
                       spent, f"{day} 09:00+08")  # fmt: skip

    def _reports(self) -> Iterator[tuple[Any, ...]]:
        luck, teams = self.luck, self.province.teams
        for site, campaign, unit, _county, year in self.sites:
            for month in range(REPORTS_A_SITE):
                first = date(year, FIRST_MONTH + month, 1)
                state = luck.choices(("accepted", "submitted", "returned"), (94, 4, 2))[0]
                yield (new_id(luck, first), campaign.pk, site, unit.pk, teams[site], "monthly", first,
                       first + timedelta(27), first + timedelta(33), state)  # fmt: skip

    def _concerns(self) -> Iterator[tuple[Any, ...]]:
        luck, texts = self.luck, sentences(self.luck)
        for n in range(self.province.scaled(CONCERNS)):
            site, campaign, unit, county, year = self.sites[self._place()]
            day = self._day(year)
            closed = luck.random() < (0.99 if year != YEARS[-1] else 0.8)
            handler = unit if luck.random() < 0.7 else county
            due = f"{day + timedelta(21)} 18:00+08"
            yield (new_id(luck, day), campaign.pk, site, unit.pk, f"{year}-{100_000 + n}", handler.pk, day,
                   luck.choices(TOPICS, OFTEN)[0], "closed" if closed else luck.choice(("found", "thought", "acted")),
                   "solved" if closed else "", day + timedelta(luck.randint(1, 40)) if closed else None, next(texts),
                   int(luck.paretovariate(1.2)), due, due, due)  # fmt: skip


def fill(size: float, seed: int) -> Province:
    """A province in the empty database that Django is connected with."""
    from django.db import connection

    province = Province(size, seed)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        province.settle(cursor)
        work = Work(province)
        work.fill(cursor)
        work.add_up(cursor)
        cursor.execute("VACUUM ANALYZE")
    return province
