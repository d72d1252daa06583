"""What a figure is asked for: whose eyes, which part of the programme, which days."""

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dundian.campaign.models import Campaign, Indicator, Initiative, Site
from dundian.org.access import Actor
from dundian.org.models import Unit

Query = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """All that the actor sees, or the part of it that these name; `since` and `until` are both or neither."""

    actor: Actor
    campaign: Campaign | None = None
    area: Unit | None = None
    site: Site | None = None
    initiative: Initiative | None = None
    indicator: Indicator | None = None
    union: str = ""
    year: int | None = None
    since: date | None = None
    until: date | None = None
    links: bool = field(default=True, compare=False)
    """Whether numbers open their lists; those of a paper that leaves the house do not."""
    marks: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What the roll-ups have marked, asked for once for a page: `but` and `during` hand it on."""

    @property
    def parts(self) -> Query:
        """What narrows it, the days aside, in the names of this class."""
        named = ("campaign", "area", "site", "initiative", "indicator", "union", "year")
        return {name: value for name in named if (value := getattr(self, name))}

    @property
    def inner(self) -> Unit | None:
        """The area, unless all that the actor sees lies in it: then it narrows nothing, and nothing is asked."""
        return None if self.area and self.area.path == self.actor.whole else self.area

    @property
    def narrowing(self) -> Query:
        """`parts` as rows are narrowed by them."""
        return {name: value for name, value in self.parts.items() if name != "area" or self.inner}

    def during(self, since: date | None, until: date | None) -> "Scope":
        return replace(self, since=since, until=until)

    def but(self, **parts: Any) -> "Scope":
        return replace(self, **parts)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last day of a month stays the last day."""
    month = day.year * 12 + day.month - 1 - months
    year, month = divmod(month, 12)
    longest = monthrange(year, month + 1)[1]
    last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, longest if last else min(day.day, longest))


def previous(since: date, until: date) -> tuple[date, date]:
    """The period before of the same length: whole months back when it starts on a first, else as many days back."""
    if since.day == 1:
        months = (until.year - since.year) * 12 + until.month - since.month + 1
        return months_before(since, months), months_before(until, months)
    length = until - since
    last = date.fromordinal(since.toordinal() - 1)
    return last - length, last


def year_before(since: date, until: date) -> tuple[date, date]:
    return months_before(since, 12), months_before(until, 12)
