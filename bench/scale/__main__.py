"""`make bench-scale`: what pages, exports and imports of a whole province cost.

`SIZE=0.02` makes a small one, `DATA=folder` keeps it and measures it again, `ONLY=lists,boards` measures a part.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.report import Row, report
from bench.scale import bulk, ground, meter, pages, serving, walls

SIZE = float(os.environ.get("SIZE", "1"))
SEED = int(os.environ.get("SEED", "20240401"))
ONLY = set(filter(None, os.environ.get("ONLY", "").split(",")))
PARTS = ("lists", "boards", "records", "search", "post", "exports", "import", "serving", "wall")
IMPORTED = int(os.environ.get("IMPORTED", "100000"))
MAKING, POST = 900.0, 15.0


class Ground:
    """Who reads and writes, and where."""

    def __init__(self) -> None:
        from dundian.campaign.models import Campaign, Indicator, Site
        from dundian.org.models import Role, Unit

        self.top = Unit.objects.get(kind="province")
        self.quiet = Unit.objects.filter(kind="county").order_by("-id")[0]
        self.city = Unit.objects.filter(kind="prefecture").order_by("id")[0]
        self.whole = Campaign.objects.get(unit=self.top, year=2024)
        self.local = Campaign.objects.get(unit=self.quiet, year=2024)
        self.site = (
            Site.objects.filter(campaign__year=2024, state="active").select_related("unit").order_by("-id")[0]
        )
        self.local_site = Site.objects.filter(county=self.quiet).order_by("-id").first()
        self.indicator = Indicator.objects.order_by("place", "id")[0]
        self.province = self._user(Role.OFFICE, self.top)
        self.county = self._user(Role.OFFICE, self.quiet)
        self.cadre = self._user(Role.CADRE, self.site.unit, at=self.site)

    def _user(self, role: Any, unit: Any, at: Any = None) -> Any:
        from dundian.org.factories import AppointmentFactory, PersonFactory, UserFactory
        from dundian.planning.models import TeamMember

        name = uuid4().hex[:20]  # the province may have been measured before
        user = UserFactory.create(username=name, display_name=f"{role} {unit}")
        person = PersonFactory.create(user=user, home_unit=unit, number=name)
        AppointmentFactory.create(user=user, role=role, unit=unit)
        if at:
            TeamMember.objects.create(team=at.team, person=person)
        return user


def asked(part: str, place: Ground) -> Iterator[tuple[str, Any, pages.Asked]]:
    from dundian.org.cast import client_of

    for who, user, unit, campaign, site in (
        ("province", place.province, place.top, place.whole, place.site),
        ("quiet county", place.county, place.quiet, place.local, place.local_site),
    ):
        client = client_of(user)
        if part == "lists":
            found = pages.of_lists(client, unit)
        elif part == "boards":
            found = pages.of_boards(unit, campaign, site, place.indicator)
        elif part == "records":
            found = pages.of_records(unit, campaign, site)
        else:
            found = pages.of_search()
        for one in found:
            yield who, client, one


def measure(part: str, place: Ground, data: Path) -> Iterator[Row]:
    from dundian.insight.tallying import tally_up
    from dundian.org.access import actor_of
    from dundian.org.cast import client_of

    if part == "post":
        cost = meter.cost_of(pages.post_of(client_of(place.cadre), place.site, place.indicator))
        yield Row("one log posted", cost.median, "ms", POST, "lower", "application", cost.application)
        yield Row("one log posted: queries", cost.queries, "", None, "lower", "p95, ms", cost.p95)
    elif part == "exports":
        yield bulk.first_export(place.province, f"/logs/export/?since={bulk.since_for(1000)}")
        for rows in (10_000, 200_000):
            since = bulk.since_for(int(rows * min(1, SIZE * 5)))
            yield from bulk.exported(place.province, f"/logs/export/?since={since}", rows)
        yield from bulk.exported(place.province, "/concerns/export/?since=2024-05-01", rows)
        yield from bulk.exported(place.province, f"/logs/export/?since={since}", rows, "csv")
    elif part == "import":
        yield from bulk.imported(actor_of(place.province), place.top, IMPORTED)
    elif part == "wall":
        seen = {"province": place.top, "prefecture": place.city, "quiet county": place.quiet}
        yield from walls.measured(data, seen)
    elif part == "serving":
        readers = [client_of(place.province), client_of(place.county)]
        addresses = [address for _name, address in list(pages.lists())]
        readers[0].raise_request_exception = False
        wanted = [a for a in addresses if a in pages.FLOORS and readers[0].get(a).status_code == 200]
        yield from serving.served(data, readers, client_of(place.cadre), place.site, place.indicator, wanted)
    else:
        if part == "boards":
            tally_up()  # as the job does each minute
        for who, client, one in asked(part, place):
            yield from pages.measured(client, who, one)


def kept(data: Path, part: str) -> Path:
    return data / f"measured-{part}.json"


def main() -> int:
    rows: list[Row] = []
    with ground.folder(os.environ.get("DATA", "")) as data, ground.province(data, SIZE, SEED) as seconds:
        rows.append(Row(f"the province is made (size {SIZE:g})", seconds, "s", MAKING))
        meter.steady()
        place = Ground()
        for part in PARTS:
            if not ONLY or part in ONLY:
                print(part, flush=True)
                found = []
                for row in measure(part, place, data):
                    found.append(asdict(row))
                    kept(data, part).write_text(json.dumps(found))
        for part in PARTS:  # what was measured before stands beside it
            if kept(data, part).exists():
                rows += [Row(**row) for row in json.loads(kept(data, part).read_text())]
    return 0 if report("scale", SEED, rows) else 1


if __name__ == "__main__":
    sys.exit(main())
