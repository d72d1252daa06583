"""A year's summary goes out as a circular: small counts of people and of their concerns are told as such in it.

One floor and one rule for all that is published (`settings.SMALLEST_COUNT`, `kernel.few`). The concerns heard are those
brought to an end and those still open, and both stand by topic and by area; none of these may tell another.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dundian.campaign.models import measures_people
from dundian.kernel import few
from dundian.kernel.few import Hidden, Sum, Told

# Places in the table “general” and, of what is heard and ended, in the tables that split them.
MET, HEARD, ENDED, SOLVED = 4, 7, 8, 9
SPLIT: Mapping[str, tuple[int, int]] = {"areas": (4, 5), "topics": (1, 2)}
Tables = Mapping[str, list[list[Any]]]


def word(told: Told) -> str:
    return _("fewer than %(n)d") % {"n": settings.SMALLEST_COUNT} if told is Told.SMALL else _("not shown")


def veil(tables: Tables) -> None:
    """Put words for what is not told into the rows of the tables `general`, `indicators`, `areas` and `topics`."""
    general = tables["general"]
    heard, ended = general[HEARD][2], general[ENDED][2]
    whole = few.hidden(
        {HEARD: heard, ENDED: ended, "open": heard - ended},
        [Sum(HEARD, [ENDED, "open"])],
        settings.SMALLEST_COUNT,
        known={HEARD},
    )
    for key, places in SPLIT.items():
        for place, total in zip(places, (HEARD, ENDED), strict=True):
            _veil_column(tables[key], place, whole.get(total))
    for place in (HEARD, ENDED):
        if place in whole:
            general[place][2] = word(whole[place])
    rows = [general[MET], general[SOLVED]]
    rows += [row for row in tables["indicators"] if measures_people(row[1])]
    for row in rows:
        if few.is_small(row[2], settings.SMALLEST_COUNT):
            row[2] = word(Told.SMALL)


def _veil_column(rows: list[list[Any]], place: int, total: Told | None) -> None:
    values: dict[Any, Any] = {n: row[place] for n, row in enumerate(rows)}
    one = Sum("all", list(values))
    values["all"] = sum(values.values())
    before: Hidden = {"all": total} if total else {}
    hidden = few.hidden(values, [one], settings.SMALLEST_COUNT, known={"all"}, before=before)
    for n, row in enumerate(rows):
        if n in hidden:
            row[place] = word(hidden[n])
