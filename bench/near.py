"""Near-same concerns at entry, asked of the database as the form does it."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from uuid_utils.compat import uuid7

from bench.growing import grow
from bench.installation import installation
from bench.report import Row
from bench.search import CONCERN, START, first_of_their_kind, reader

UNIONS = 200
WITHIN = 150.0


def near_same(texts: Sequence[str], asked: Sequence[str]) -> Iterator[Row]:
    """`texts` stand in the database, over 200 unions of one province; each of `asked` looks for its like."""
    with installation():
        units = _filled(texts)
        from dundian.concerns.models import Concern
        from dundian.concerns.near import near

        for level, unit in units.items():
            rows = Concern.objects.visible_to(reader(level, unit))
            spent = []
            for text in asked:
                began = time.perf_counter()
                near(text[:300], rows)
                spent.append((time.perf_counter() - began) * 1000)
            spent.sort()
            p95, median = spent[int(0.95 * len(spent))], spent[len(spent) // 2]
            yield Row(
                f"near-same among {len(texts):,}, {level}: p95", p95, "ms", WITHIN, "lower", "median", median
            )


def _filled(texts: Sequence[str]) -> dict[str, Any]:
    from django.db import connection

    from dundian.campaign.factories import CampaignFactory
    from dundian.campaign.models import Site
    from dundian.org.factories import UnitFactory
    from dundian.org.models import UnitKind

    province = UnitFactory.create(kind=UnitKind.PROVINCE, name="甲省总工会", code="990000")
    county = UnitFactory.create(parent=province, kind=UnitKind.COUNTY, name="乙县总工会", code="990100")
    unions = [
        UnitFactory.create(
            parent=county if i < UNIONS // 20 else province, kind=UnitKind.NON_PUBLIC, name=f"第{i}企业工会"
        )
        for i in range(UNIONS)
    ]
    campaign = CampaignFactory.create(unit=province)
    site = Site.objects.create(campaign=campaign, unit=unions[0], kind=unions[0].kind, county=county)
    first_of_their_kind(campaign, site)
    lines = (
        (uuid7(), START, (union := unions[i % UNIONS]).pk, union.parent_id, f"B{i:09}", text)
        for i, text in enumerate(texts)
    )
    with connection.cursor() as cursor:
        grow(cursor, "concerns_concern", "concern_words", lines, CONCERN)
        cursor.execute("VACUUM ANALYZE")
    return {"province": province, "county": county}
