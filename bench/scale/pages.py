"""What is asked of each page: its address, what it may cost, and the same question in bare SQL."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.report import Row
from bench.scale import meter

LIST, BOARD, CAMPAIGN, ONE, SEARCH = 20.0, 40.0, 40.0, 25.0, 75.0
QUERIES = 12
NEXT = re.compile(r"[?&;]cursor=([\w-]+)")  # the way back stands before the way on
DEEP = 4  # pages that are turned before a page counts as deep, or, where rows stand by days, so far below:
FAR = timedelta(400)
PANELS = ("comparison", "results", "concerns", "areas", "map", "heat", "kinds")
WORDS = ("工资", "高温津贴", "张")
# (page, table, order): the newest rows in scope are the same question for everybody.
FLOORS = {
    "/tasks/": ("fieldwork_task", "due_on", "id"),
    "/logs/": ("fieldwork_worklog", '"on" DESC', "id DESC"),
    "/reports/": ("fieldwork_report", "due_on DESC", "id DESC"),
    "/support/": ("fieldwork_supportrequest", "created_at DESC", "id DESC"),
    "/concerns/": ("concerns_concern", "raised_on DESC", "id DESC"),
    "/sites/": ("campaign_site", "campaign_id DESC", "id"),
}


@dataclass(frozen=True)
class Asked:
    name: str
    address: str
    limit: float | None
    floor: list[tuple[str, Any]] | None = None  # None: the page's own statements alone


def lists() -> Iterator[tuple[str, str]]:
    """(name, address) of every list that stands by itself."""
    from django.urls import URLResolver, get_resolver, reverse

    def walk(patterns: Any, space: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, pattern.namespace or space)
            elif (pattern.name or "").endswith("_list") and "<" not in str(pattern.pattern):
                yield f"{space}:{pattern.name}"

    for name in walk(get_resolver().url_patterns, ""):
        yield name, reverse(name)
    yield "insight:coverage", reverse("insight:coverage")


def deep_of(client: Any, address: str) -> str:
    """The page after DEEP others, or the one far below them where rows stand by days; the address itself where there
    are not so many."""
    deep = address
    for _step in range(DEEP):
        found = NEXT.findall(client.get(deep).content.decode())
        if not found:
            return deep
        deep = f"{address}?cursor={found[-1]}"
    below = f"{address}?cursor={_far_below(found[-1])}"
    return below if NEXT.search(client.get(below).content.decode()) else deep


def _far_below(cursor: str) -> str:
    """The cursor moved FAR further in the direction in which its day runs; itself where it begins with none."""
    way, values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    try:
        day = datetime.fromisoformat(str(values[0]))
    except ValueError:
        return cursor
    moved = day - FAR if day > datetime(2024, 9, 1, tzinfo=day.tzinfo) else day + FAR
    values[0] = moved.isoformat() if len(str(values[0])) > 10 else moved.date().isoformat()
    return base64.urlsafe_b64encode(json.dumps([way, values]).encode()).decode().rstrip("=")


def of_lists(client: Any, unit: Any) -> Iterator[Asked]:
    """First and deep page of each list that this person may open."""
    for name, address in lists():
        client.raise_request_exception = False
        if client.get(address).status_code in (403, 404):
            continue
        floor = None
        if address in FLOORS:
            table, first, second = FLOORS[address]
            floor = [(
                f"SELECT * FROM {table} JOIN org_unit u ON u.id = unit_id WHERE unit_id IN "
                "(SELECT id FROM org_unit WHERE path <@ %s::ltree) "
                f"ORDER BY {table}.{first}, {table}.{second} LIMIT 51",
                (unit.path,),
            )]  # fmt: skip
        yield Asked(f"list {name}", address, LIST, floor)
        if (deep := deep_of(client, address)) != address:
            yield Asked(f"list {name}, deep", deep, LIST)


def of_boards(unit: Any, campaign: Any, site: Any, indicator: Any) -> Iterator[Asked]:
    yield Asked("home", "/", BOARD)
    yield Asked("to-dos", "/todo/", BOARD)
    yield Asked("board of everything", "/stats/", BOARD)
    for panel in PANELS:
        yield Asked(f"board of everything, {panel} as it comes into sight", f"/stats/?part={panel}", BOARD)
    yield Asked("board of everything on one page, to print", "/stats/?whole=1", None)
    yield Asked("five sentences", "/stats/summary/", BOARD)
    yield Asked("all figures", "/stats/figures/", BOARD)
    yield Asked("figures of unions", "/stats/figures/?of=unions", BOARD)
    yield Asked("figures of concerns", "/stats/figures/?of=concerns", BOARD)
    yield Asked("board of an area", f"/stats/areas/{unit.pk}/", BOARD)
    yield Asked("board of a campaign", f"/stats/campaigns/{campaign.pk}/", BOARD)
    if site:
        yield Asked("board of a site", f"/stats/sites/{site.pk}/", BOARD)
    yield Asked("board of a kind of union", "/stats/unions/new_employment/", BOARD)
    yield Asked("board of a year", "/stats/years/2024/", BOARD)
    yield Asked("board of an indicator", f"/stats/indicators/{indicator.pk}/", BOARD)
    yield Asked("own table", "/stats/tables/build/?figure=logs&down=area&across=month&period=whole", BOARD)


def of_records(unit: Any, campaign: Any, site: Any) -> Iterator[Asked]:
    from dundian.concerns.models import Concern
    from dundian.fieldwork.models import Report, SupportRequest, Task, WorkLog

    yield Asked("campaign", f"/campaigns/{campaign.pk}/", CAMPAIGN)
    if site:
        yield Asked("one site", f"/sites/{site.pk}/", ONE)
    yield Asked("one unit", f"/units/{unit.pk}/", ONE)
    pages: dict[str, Any] = {
        "logs": WorkLog, "concerns": Concern, "tasks": Task, "reports": Report, "support": SupportRequest,
    }  # fmt: skip
    for address, model in pages.items():
        found = model.objects.filter(site=site).order_by("-id").first()
        if found:
            key = found.number if address == "concerns" else found.pk
            yield Asked(f"one of {address}", f"/{address}/{key}/", ONE)


def of_search() -> Iterator[Asked]:
    for word in WORDS:
        yield Asked(f"search {word}", f"/search/?q={word}", SEARCH)


def measured(client: Any, who: str, asked: Asked) -> list[Row]:
    def run() -> Any:
        answer = client.get(asked.address)
        if answer.status_code != 200:
            raise RuntimeError(f"{asked.address}: {answer.status_code}")

    try:
        run()
    except Exception as fault:
        print(f"  {who}: {asked.name} LEFT OUT: {fault!r:.120}", flush=True)
        return []
    cost = meter.cost_of(run)
    floor = meter.bare(asked.floor if asked.floor is not None else meter.own_statements(run))
    beside = "bare SQL" if asked.floor is not None else "its own SQL alone"
    name = f"{who}: {asked.name}"
    print(f"  {name}: {cost.median:.1f} ms, {cost.queries} queries, SQL {floor:.1f}", flush=True)
    return [
        Row(name, cost.median, "ms", asked.limit, "lower", beside, floor),
        Row(f"{name}: p95", cost.p95, "ms", None, "lower", "application", cost.application),
        Row(f"{name}: queries", cost.queries, "", None, "lower", "wanted", QUERIES),
    ]


def post_of(client: Any, site: Any, indicator: Any) -> Callable[[], None]:
    """One line sent by the form."""

    def post() -> None:
        answer = client.post(
            f"/logs/new/?site={site.pk}",
            {
                "on": "2024-06-13",
                "activities": "visit",
                "text": "走访站点，与骑手座谈。",
                f"figure_{indicator.pk}": "3",
            },
        )
        if answer.status_code != 302:
            raise RuntimeError(f"log: {answer.status_code}")

    return post
