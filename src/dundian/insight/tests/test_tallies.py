"""Roll-ups are never wrong: whatever is done, in whatever order, kept and counted anew are the same."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count

from dundian.campaign.factories import CampaignFactory, IndicatorFactory, SiteFactory
from dundian.campaign.models import Campaign, Site
from dundian.concerns.models import Concern
from dundian.fieldwork.models import LogFigure, Task, WorkLog
from dundian.insight import measuring, tallies, tallying
from dundian.insight.axes import AXES
from dundian.insight.figures import FIGURES
from dundian.insight.kept import KEPT, edges
from dundian.insight.models import Dirty, Tally
from dundian.insight.scope import Scope
from dundian.kernel import clock
from dundian.org.access import SYSTEM, Actor
from dundian.org.actions import move_unit
from dundian.org.cast import Cast, make_cast
from dundian.org.factories import UnitFactory
from dundian.org.models import Unit

START = date(2024, 3, 28)
UNIONS = ("community", "enterprise")
KEYS = tuple(KEPT)


class Ground:
    """Two cities with two counties each, unions beneath counties and cities, a campaign for each city."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.luck = cast, random.Random(seed)
        g = cast.ground
        self.cities = [g.city, g.other_city]
        self.counties = [
            g.county,
            *(UnitFactory.create(parent=c, kind="county", name=f"{c.pk}县") for c in self.cities),
        ]
        self.unions = [
            UnitFactory.create(parent=p, kind=UNIONS[n % 2], name=f"{p.pk}社区")
            for n, p in enumerate([*self.counties, *self.cities])
        ]
        self.indicators = [
            IndicatorFactory.create(unit=g.province, name=f"数{n}", code=f"n{n}") for n in range(2)
        ]
        self.campaigns = [CampaignFactory.create(unit=c, year=2024) for c in self.cities]
        self.sites = [
            SiteFactory.create(campaign=self._campaign(u), unit=u, kind=u.kind, county=u.parent)
            for u in self.unions
        ]

    def _campaign(self, unit: Unit) -> Campaign:
        return self.campaigns[0 if unit.path.startswith(self.cities[0].path) else 1]

    def day(self) -> date:
        return START + timedelta(self.luck.randint(0, 80))

    def log(self) -> None:
        site: Site = self.luck.choice(self.sites)
        log = WorkLog.objects.create(
            campaign=site.campaign, site=site, unit=site.unit, author=self.cast.cadre.person, on=self.day(),
            activities=[], people_met=self.luck.randint(0, 9),
        )  # fmt: skip
        for indicator in self.luck.sample(self.indicators, self.luck.randint(0, 2)):
            LogFigure.objects.create(log=log, indicator=indicator, amount=Decimal(self.luck.randint(1, 20)))

    def concern(self) -> None:
        site: Site = self.luck.choice(self.sites)
        now, closed = clock.now(), self.luck.random() < 0.5
        Concern.objects.create(
            number=f"T{self.luck.getrandbits(48)}", unit=site.unit, handler=site.unit, text="事",
            campaign=self.luck.choice([None, site.campaign]), raised_on=self.day(), people=self.luck.randint(1, 9),
            topic=self.luck.choice(["wages", "safety"]), step="closed" if closed else "found",
            closed_on=self.day() if closed else None, due_at=now, warn_at=now, reply_due_at=now,
        )  # fmt: skip

    def task(self) -> None:
        site: Site = self.luck.choice(self.sites)
        Task.objects.create(
            campaign=site.campaign, site=site, unit=site.unit, name="事项", due_on=self.day(),
            state=self.luck.choice(["todo", "done"]), indicator=self.luck.choice([None, *self.indicators]),
            target=self.luck.choice([None, Decimal(5), Decimal(9)]),
        )  # fmt: skip

    def edit(self) -> None:
        if task := self._any(Task):
            task.state, task.due_on = self.luck.choice(["todo", "doing", "done"]), self.day()
            task.indicator = self.luck.choice([None, *self.indicators])
            task.target = self.luck.choice([None, Decimal(5), Decimal(9)])
            task.save()
        if log := self._any(WorkLog):
            log.on, log.people_met = self.day(), self.luck.randint(0, 99)
            log.save()
        if figure := self._any(LogFigure):
            LogFigure.objects.filter(pk=figure.pk).update(amount=Decimal(self.luck.randint(1, 50)))

    def settle(self) -> None:
        if concern := self._any(Concern):
            concern.step, concern.closed_on = self.luck.choice([("closed", self.day()), ("found", None)])
            concern.topic = self.luck.choice(["wages", "hours"])
            concern.save()

    def delete(self) -> None:
        for model in (WorkLog, LogFigure, Concern, Task):
            if row := self._any(model):
                row.delete()

    def move(self) -> None:
        """A union to another county, or a county with all beneath to the other city."""
        unit, targets = self.luck.choice(
            [(self.luck.choice(self.unions), self.counties), (self.counties[1], self.cities)]
        )
        unit, to = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=self.luck.choice(targets).pk)
        if to.pk != unit.parent_id:
            move_unit(unit=unit, to=to, reason="调整", actor=self.cast.system_admin)

    def put_right(self) -> None:
        """Another kind of union, at the site or at the unit itself."""
        kind = self.luck.choice(UNIONS)
        if self.luck.random() < 0.5:
            Site.objects.filter(pk=self.luck.choice(self.sites).pk).update(kind=kind)
        else:
            Unit.objects.filter(pk=self.luck.choice(self.unions).pk).update(kind=kind)

    def tally(self) -> None:
        tallying.tally_up()

    def _any(self, model: Any) -> Any:
        ids = list(model.objects.values_list("pk", flat=True).order_by("pk"))
        return model.objects.get(pk=self.luck.choice(ids)) if ids else None

    def live_on(self, steps: int) -> None:
        doing = [self.log] * 4 + [self.concern] * 3 + [self.task] * 3
        doing += [self.edit, self.settle, self.delete, self.move, self.put_right, self.tally]
        for _step in range(steps):
            self.luck.choice(doing)()


def spans(scope: Scope) -> Iterator[Scope]:
    yield scope
    yield scope.during(date(2024, 4, 1), date(2024, 5, 31))
    yield scope.during(date(2024, 4, 7), date(2024, 6, 3))
    yield scope.during(date(2024, 4, 7), date(2024, 4, 20))


def check(ground: Ground, actor: Actor, *, kept: bool) -> None:
    """Every figure in every scope: from the roll-ups (where they may be used) and from the rows."""
    cast = ground.cast
    parts: list[dict[str, Any]] = [{}, {"campaign": ground.campaigns[0]}, {"year": 2024}]
    parts += [{"area": Unit.objects.get(pk=cast.ground.city.pk)}, {"union": "community"}]
    parts += [{"campaign": ground.campaigns[0], "union": "enterprise"}]
    used = 0
    for narrowed in parts:
        for scope in ground.luck.sample(list(spans(Scope(actor, **narrowed))), 2):
            told = tallies.over_periods([FIGURES[k] for k in KEYS], scope, [_days(scope)])
            used += len(told)
            for key, (number,) in told.items():
                assert number == FIGURES[key].value(scope), (key, narrowed, scope.since)
            assert tallies.aims(scope) == _raw_aims(scope), narrowed
            if scope.since and (days := tallies.by_day(FIGURES["logs"], scope)) is not None:
                raw = FIGURES["logs"].summed(scope).values_list("on").annotate(n=Count("pk"))
                assert days == dict(raw), (narrowed, scope.since)
            check_parts(ground, scope)
    assert used or not kept


def check_parts(ground: Ground, scope: Scope) -> None:
    """Two figures along each axis by which they are kept, and all of them together along one."""
    for key in ground.luck.sample(KEYS, 2):
        kept_by = [a for a in AXES.values() if a.suits(FIGURES[key]) and a.key in KEPT[key].axes]
        for axes in ([one] for one in kept_by):
            if ground.luck.random() < 0.2:
                axes.append(AXES["union"])
            stored = tallies.split_by(FIGURES[key], scope, axes)
            if stored is not None:
                assert dict(stored) == _raw(key, scope, axes), (key, axes, scope.parts)
    if not scope.since:
        axis = AXES[ground.luck.choice(["area", "union", "campaign"])]
        for key, found in tallies.split_together([FIGURES[k] for k in KEYS], scope, axis).items():
            assert {(value,): n for value, n in found} == _raw(key, scope, [axis]), (
                key,
                axis.key,
                scope.parts,
            )


def _days(scope: Scope) -> Any:
    return (scope.since, scope.until) if scope.since else None


def _raw_aims(scope: Scope) -> Any:
    highest: dict[Any, Any] = {}
    for task in FIGURES["tasks"].rows(scope.during(None, None)).exclude(indicator=None):
        at = highest.setdefault(task.indicator_id, {})
        at[task.site_id] = max(filter(None, [at.get(task.site_id), task.target]), default=None)
    sums = {pk: [top for top in at.values() if top is not None] for pk, at in highest.items()}
    return {pk: sum(tops) if tops else None for pk, tops in sums.items()}


def _raw(key: str, scope: Scope, axes: Any) -> Any:
    figure = FIGURES[key]
    names = {f"axis_{place}": axis.expression(figure, scope) for place, axis in enumerate(axes)}
    found = figure.summed(scope).annotate(**names).values_list(*names).annotate(n=figure.aggregate)
    return {tuple(row[:-1]): row[-1] for row in found if row[-1]}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_kept_and_counted_anew_are_the_same_whatever_is_done(cast: Cast, seed: int) -> None:
    ground = Ground(cast, seed)
    Dirty.objects.all().delete()
    for _round in range(3):
        ground.live_on(25)
        for actor in (cast.office_province, cast.office_city, cast.office_county):
            check(ground, actor, kept=Dirty.objects.filter(month=None).count() == 0)
        ground.tally()
        assert not Dirty.objects.exists()
        check(ground, cast.office_province, kept=True)
    before = list(_all())
    Dirty.objects.bulk_create(Dirty(unit_id=pk) for pk in Unit.objects.values_list("pk", flat=True))
    ground.tally()
    assert list(_all()) == before


def _all() -> Any:
    names = ("unit_id", "campaign_id", "measure", "key", "union", "by_day", "on", "n", "amount")
    return Tally.objects.order_by(*names).values_list(*names)


@pytest.mark.django_db
def test_what_is_late_follows_the_day_though_nothing_is_marked(cast: Cast) -> None:
    """Whole months before today are kept; the days of this month are counted: a day's turn changes no row."""
    ground = Ground(cast, 3)
    for _n in range(60):
        ground.task()
    ground.tally()
    late, told = FIGURES["tasks_late"], []
    for day in (date(2024, 3, 28), date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 20)):
        with clock.at(datetime(day.year, day.month, day.day, 1, tzinfo=UTC)):
            for narrowed in ({}, {"campaign": ground.campaigns[0]}, {"union": "enterprise"}):
                scope = Scope(cast.office_province, **narrowed)
                told.append(tallies.over_periods([late], scope, [None])["tasks_late"][0])
                assert told[-1] == late.value(scope), (day, narrowed)
                for key in ("area", "union", "campaign"):
                    parts = tallies.split_together([late], scope, AXES[key])["tasks_late"]
                    assert {(value,): n for value, n in parts} == _raw("tasks_late", scope, [AXES[key]])
    assert told[0] < told[3] < told[-3]
    assert not Dirty.objects.exists()


@pytest.mark.django_db
def test_moving_a_prefecture_changes_no_row_and_corrects_every_figure(cast: Cast) -> None:
    ground = Ground(cast, 9)
    for _n in range(30):
        ground.log()
        ground.concern()
    ground.tally()
    other = UnitFactory.create(kind="province", name="外省")
    move_of = cast.ground.city
    whole = FIGURES["logs"].value(Scope(cast.office_province))
    move_unit(unit=move_of, to=other, reason="区划调整", actor=SYSTEM)
    assert not Dirty.objects.exists()
    left = tallies.over_periods([FIGURES["logs"]], Scope(cast.office_province), [None])["logs"][0]
    assert left == FIGURES["logs"].value(Scope(cast.office_province)) < whole


@pytest.mark.django_db(transaction=True)
def test_writers_and_jobs_at_the_same_time_lose_nothing() -> None:
    """Threads commit logs, edits and concerns while others add up; afterwards the sums are right."""
    cast = make_cast()
    ground = Ground(cast, 5)
    tallying.tally_up()
    failures: list[BaseException] = []

    def write(seed: int) -> None:
        mine = Ground.__new__(Ground)
        mine.__dict__ = {**ground.__dict__, "luck": random.Random(seed)}
        try:
            for _n in range(25):
                with transaction.atomic():
                    mine.luck.choice([mine.log, mine.log, mine.concern, mine.task, mine.edit, mine.settle])()
        except BaseException as fault:
            failures.append(fault)
        finally:
            connection.close()

    def add() -> None:
        try:
            for _n in range(15):
                tallying.tally_up(batch=2)
        except BaseException as fault:
            failures.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)] + [
        threading.Thread(target=add) for _n in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    tallying.tally_up()
    assert not Dirty.objects.exists()
    check(ground, cast.office_province, kept=True)


KILLED = """
import json, sys, time
from django.conf import settings
settings.DATABASES["default"].update(json.loads(sys.argv[1]))
import django
django.setup()
from django.db import transaction
from dundian.insight import tallying
with transaction.atomic():
    tallying._one_batch(400)
    print("inside", flush=True)
    time.sleep(60)
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_job_leaves_sums_and_marks_as_they_were() -> None:
    """kill -9 in the middle of a batch: nothing of it stays, and the next run does it all."""
    cast = make_cast()
    ground = Ground(cast, 7)
    for _n in range(15):
        ground.log()
    marks, kept = Dirty.objects.count(), Tally.objects.count()
    kept_at = {k: str(connection.settings_dict[k]) for k in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    command = [sys.executable, "-c", KILLED, json.dumps(kept_at)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "dundian.config.settings"}
    job = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert job.stdout
    assert job.stdout.readline().strip() == "inside"
    os.kill(job.pid, signal.SIGKILL)
    job.wait()
    assert (Dirty.objects.count(), Tally.objects.count()) == (marks, kept)
    tallying.tally_up()
    check(ground, cast.office_province, kept=True)
    assert measuring.values(Scope(cast.office_province), ["logs"])["logs"] == 15


def test_days_fall_into_months_and_the_edges() -> None:
    assert edges(date(2024, 4, 1), date(2024, 5, 31)) == ([], (date(2024, 4, 1), date(2024, 5, 31)))
    days, months = edges(date(2024, 4, 7), date(2024, 6, 3))
    assert days == [(date(2024, 4, 7), date(2024, 4, 30)), (date(2024, 6, 1), date(2024, 6, 3))]
    assert months == (date(2024, 5, 1), date(2024, 5, 31))
    assert edges(date(2024, 4, 7), date(2024, 4, 9)) == (
        [(date(2024, 4, 7), date(2024, 4, 9))],
        None,
    )
