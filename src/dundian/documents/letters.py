"""The sign of an organ in document numbers."""

import re

from dundian.documents.models import NumberSeries
from dundian.org.models import Unit

PLACE = re.compile(r"^(.{2,}?)(?:省|市|自治州|州|县|区)?总工会$")


def usual_mark(unit: Unit, ending: str = "发") -> str:
    """The organ mark last used by the unit with this ending; else after the first sign of its place: 盐工发, 盐工函.

    All of the place when another unit has taken the short mark.
    """
    last = (
        NumberSeries.objects.filter(unit=unit, mark__endswith=f"工{ending}").order_by("-updated_at").first()
    )
    if last is not None:
        return last.mark
    found = PLACE.match(unit.name)
    place = (found[1] if found else unit.name.removesuffix("工会"))[:12]
    short = f"{place[:1]}工{ending}"
    taken = NumberSeries.objects.filter(mark=short).exclude(unit=unit).exists()
    return f"{place}工{ending}" if taken else short
