"""Search in a province: 1,000,000 work logs and half as many concerns over 50,000 unions (`make bench-search N=…`).

Every word is looked for as the page does it, behind the second wall, by four readers from the whole province to one
union. Beside it in the same run: the same words by LIKE alone, which is what a database does without the index.
"""

import os
import random
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from uuid_utils.compat import uuid7

from bench.growing import grow
from bench.installation import as_pages, installation
from bench.report import Row, report

N = int(os.environ.get("N", "1000000"))
SEED = int(os.environ.get("SEED", "20240401"))
LIMIT = 100.0
START = date(2020, 1, 1)
LOG = {"id": "uuid", '"on"': "date", "site_id": "uuid", "unit_id": "bigint", "text": "text"}
CONCERN = {
    "id": "uuid", "raised_on": "date", "unit_id": "bigint", "handler_id": "bigint", "number": "text", "text": "text"
}  # fmt: skip
WORDS = 160
COUNTIES, UNIONS = 183, 50_000

VOCABULARY = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text())


def sentences(luck: random.Random) -> Iterator[str]:
    """Log lines without end: common words are common, as in life (weights fall as 1/rank)."""

    def pool(words: list[str]) -> Callable[[], str]:
        weights = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
        return lambda: luck.choices(words, cum_weights=weights)[0]

    place, person, matter, done, tail = map(pool, VOCABULARY.values())
    while True:
        parts = [f"{done()}{place()}{person()}，{matter()}的问题{done()}"]
        parts += [f"{person()}{done()}{matter()}" for _more in range(luck.choice((0, 0, 1, 2)))]
        parts += [tail()] if luck.random() < 0.6 else []
        # A name that few rows share: a street, a firm, a number.
        parts += [
            f"{chr(0x4E00 + luck.randrange(2500))}{chr(0x4E00 + luck.randrange(2500))}公司{luck.randrange(9999)}号"
        ]
        yield "，".join(parts)


def fill(n: int, luck: random.Random) -> dict[str, Any]:
    """The tree, `n` logs, `n`/2 concerns; returns units by level."""
    from django.db import connection

    from dundian.campaign.factories import CampaignFactory
    from dundian.org.factories import UnitFactory
    from dundian.org.models import Unit, UnitKind

    province = UnitFactory.create(kind=UnitKind.PROVINCE, name="甲省总工会", code="990000")
    cities = [
        UnitFactory.create(
            parent=province, kind=UnitKind.PREFECTURE, name=f"第{i}市总工会", code=f"99{i + 1:02}00"
        )
        for i in range(21)
    ]
    counties = [
        UnitFactory.create(
            parent=cities[i % 21], kind=UnitKind.COUNTY, name=f"第{i}县总工会", code=f"98{i:04}"
        )
        for i in range(COUNTIES)
    ]
    first = counties[-1].pk + 1
    unions = [
        Unit(
            id=first + i,
            parent=(county := counties[int(luck.random() ** 2 * COUNTIES)]),
            path=f"{county.path}.{first + i}",
            kind=UnitKind.NON_PUBLIC,
            name=f"第{i}企业工会",
        )
        for i in range(UNIONS)
    ]
    Unit.objects.bulk_create(unions, batch_size=5000)
    campaign = CampaignFactory.create(unit=province)
    sites = _sites(campaign, luck.sample(unions, 2000))
    first_of_their_kind(campaign, sites[0])
    with connection.cursor() as cursor:
        grow(cursor, "fieldwork_worklog", "log_words", _logs(n, luck, sites), LOG)
        grow(cursor, "concerns_concern", "concern_words", _concerns(n // 2, luck, unions), CONCERN)
        cursor.execute("VACUUM ANALYZE")
    return {"province": province, "city": cities[0], "county": counties[30], "union": sites[0].unit}


def first_of_their_kind(campaign: Any, site: Any) -> None:
    """One log and one concern, written by the actions, which the others are made after."""
    from dundian.concerns.actions import raise_concern
    from dundian.fieldwork.models import WorkLog
    from dundian.org.access import actor_of
    from dundian.org.factories import AppointmentFactory, PersonFactory, UserFactory
    from dundian.org.models import Role

    user = UserFactory.create()
    person = PersonFactory.create(home_unit=campaign.unit, user=user)
    AppointmentFactory.create(user=user, role=Role.OFFICE, unit=campaign.unit)
    WorkLog.objects.create(campaign=campaign, site=site, unit=site.unit, author=person, text="第一条")
    raise_concern(unit=site.unit, text="第一件", actor=actor_of(user))


def _sites(campaign: Any, unions: list[Any]) -> list[Any]:
    from dundian.campaign.models import Site

    return Site.objects.bulk_create(
        Site(campaign=campaign, unit=u, kind=u.kind, county_id=u.parent_id) for u in unions
    )


def _logs(n: int, luck: random.Random, sites: list[Any]) -> Iterator[tuple[Any, ...]]:
    texts = sentences(luck)
    for i in range(n):
        site = sites[int(luck.random() ** 1.5 * len(sites))]
        yield uuid7(), START + timedelta(days=int(i / n * 1700)), site.pk, site.unit_id, next(texts)


def _concerns(n: int, luck: random.Random, unions: list[Any]) -> Iterator[tuple[Any, ...]]:
    texts = sentences(luck)
    for i in range(n):
        union = unions[int(luck.random() ** 1.5 * len(unions))]
        day = START + timedelta(days=int(i / n * 1700))
        yield uuid7(), day, union.pk, union.parent_id, f"B{i:09}", next(texts)


def words_to_try(luck: random.Random) -> list[str]:
    """Whole words first, then pairs from anywhere in the sentences: common, rare, across two words."""
    lines = sentences(luck)
    text = "".join(next(lines) for _line in range(4000))
    pairs = [text[i : i + 2] for i in range(0, len(text) - 2, 7) if "，" not in text[i : i + 2]]
    whole = [*VOCABULARY["matters"], *VOCABULARY["places"][:6], *VOCABULARY["people"][:6]]
    return list(dict.fromkeys([*whole, *(word[:2] for word in whole), *luck.sample(pairs, 400)]))[:WORDS]


def timed(run: Callable[[str], None], word: str) -> float:
    began = time.perf_counter()
    run(word)
    return (time.perf_counter() - began) * 1000


def measure(units: dict[str, Any], words: list[str]) -> list[Row]:
    from dundian.kernel import reach
    from dundian.ui.search import sources_for

    readers = {level: reader(level, unit) for level, unit in units.items()}
    as_pages()
    rows: list[Row] = []
    for level, actor in readers.items():
        with reach.of(actor):
            found = {source.key: source for source in sources_for(actor)}
            for key in ("logs", "concerns"):
                rows += measure_one(f"{key}, {level}", found[key], actor, words)
    return rows


def reader(level: str, unit: Any) -> Any:
    """The office of the unit; at one union the leader of the team there."""
    from dundian.org.access import actor_of
    from dundian.org.factories import AppointmentFactory, UserFactory
    from dundian.org.models import Role

    user = UserFactory.create()
    AppointmentFactory.create(
        user=user, role=Role.TEAM_LEADER if level == "union" else Role.OFFICE, unit=unit
    )
    return actor_of(user, answering=True)


def measure_one(name: str, source: Any, actor: Any, words: list[str]) -> list[Row]:
    from dundian.kernel.finding import find, words_of

    narrow, order = not actor.reaches_wide(*source.right), list(source.order)

    def look(word: str) -> None:
        find(source.rows(actor), field=source.field, words=words_of(word), order=order, narrow=narrow)

    def plain(word: str) -> None:
        found = source.rows(actor).filter(**{f"{source.field}__contains": word})
        list(found.order_by(*source.order)[:21])

    for word in words[:20]:
        look(word)
    spent = sorted(timed(look, word) for word in words)
    without = sorted(timed(plain, word) for word in words[:: len(words) // 16])
    return [
        Row(f"{name}: median", statistics.median(spent), "ms", None, "lower", "LIKE alone", without[8]),
        Row(
            f"{name}: p95", spent[int(len(spent) * 0.95)], "ms", LIMIT, "lower", "LIKE, longest", without[-1]
        ),
        Row(f"{name}: longest", spent[-1], "ms"),
    ]


def main() -> int:
    luck = random.Random(SEED)
    with installation():
        began = time.perf_counter()
        units = fill(N, luck)
        print(f"{N:,} logs in {time.perf_counter() - began:.0f} s", flush=True)
        rows = measure(units, words_to_try(luck))
    return 0 if report("search", SEED, rows) else 1


if __name__ == "__main__":
    sys.exit(main())
