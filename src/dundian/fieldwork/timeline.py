"""Where bars, days off and links stand on a timeline drawn by the server; the template only writes it down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dundian.kernel.calendar import Calendar

ROW, HEAD, GAP = 40, 46, 10
BAR = 14
WIDE, LEAST, MOST = 960, 3.0, 22.0  # pixels: of the drawing, of a day
ONE_DAY = timedelta(1)
LONGEST = 1100  # days that are still drawn


@dataclass(frozen=True)
class Item:
    """One row: planned from `start` to `finish`, at the latest by `due`. Without `start` only `due` is known."""

    key: str
    label: str
    url: str
    note: str
    due: date
    start: date | None = None
    finish: date | None = None
    slack: int | None = None
    critical: bool = False
    standing: str = "todo"
    share: float = 0.0
    fixed: date | None = None
    after: Sequence[str] = ()
    away: Sequence[tuple[date, date]] = ()
    was: tuple[date, date] | None = None


@dataclass(frozen=True)
class Span:
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """An item with its place; all in pixels."""

    item: Item
    y: int
    main: Span
    done: Span
    tail: Span | None
    away: list[Span]
    was: Span | None
    fixed_x: float | None
    end: float
    label_left: bool

    @property
    def middle(self) -> int:
        return self.y + BAR // 2

    @property
    def row_y(self) -> int:
        return self.y - (ROW - BAR) // 2

    @property
    def label_x(self) -> float:
        return round(min(self.main.x, self.end) - 8 if self.label_left else self.end + 8, 1)


@dataclass
class Timeline:
    """A drawing of `width` by `height`."""

    first: date
    last: date
    width: float
    height: int
    bars: list[Bar]
    off: list[Span]
    months: list[tuple[float, date]]
    weeks: list[tuple[float, date]]
    today: float | None
    links: list[tuple[str, bool]] = field(default_factory=list)
    head: int = HEAD
    row: int = ROW
    bar: int = BAR

    @property
    def foot(self) -> int:
        return self.height - GAP


def timeline(items: Sequence[Item], days: Calendar, today: date, first: date, last: date) -> Timeline:
    """The drawing of `items` in [first, last], widened so that every bar is in it and today if it is near."""
    known = [d for item in items for d in (item.start, item.finish, item.due, *(item.was or ())) if d]
    first, last = min([first, *known]), max([last, *known])
    first -= timedelta(first.weekday())
    last = min(last, first + timedelta(LONGEST))
    count = (last - first).days + 1
    day = round(min(MOST, max(LEAST, WIDE / count)), 3)

    def at(when: date) -> float:
        return round(max(0.0, min((when - first).days, count)) * day, 1)

    def span(a: date, b: date) -> Span:
        """From the morning of `a` to the evening of `b`."""
        return Span(at(a), round(max(at(b + ONE_DAY) - at(a), day), 1))

    width = round(count * day + 120, 1)
    bars = [_bar(item, HEAD + n * ROW + (ROW - BAR) // 2, span, at, width) for n, item in enumerate(items)]
    drawn = Timeline(
        first, last, width, HEAD + len(items) * ROW + GAP, bars, _off(days, first, last, span),
        _months(first, last, at), _weeks(first, count, day), None,
    )  # fmt: skip
    if first <= today <= last:
        drawn.today = round(at(today) + day / 2, 1)
    drawn.links = _links(bars)
    return drawn


def _bar(item: Item, y: int, span: Any, at: Any, width: float) -> Bar:
    start = item.start or item.due
    finish = max(item.finish or item.due, start)
    main = span(start, finish)
    tail = span(finish + ONE_DAY, item.due) if item.due > finish else None
    end = tail.x + tail.width if tail else main.x + main.width
    away = [span(max(a, start), min(b, item.due)) for a, b in item.away if a <= item.due and b >= start]
    return Bar(
        item=item,
        y=y,
        main=main,
        done=Span(main.x, round(main.width * item.share, 1)),
        tail=tail,
        away=away,
        was=span(*item.was) if item.was and item.was[0] <= item.was[1] else None,
        fixed_x=at(item.fixed + ONE_DAY) if item.fixed else None,
        end=end,
        label_left=end > width - 110,
    )


def _off(days: Calendar, first: date, last: date, span: Any) -> list[Span]:
    """Runs of days off."""
    found, begun, day = [], None, first
    while day <= last + ONE_DAY:
        free = day <= last and not days.is_workday(day)
        if free and begun is None:
            begun = day
        elif not free and begun is not None:
            found.append(span(begun, day - ONE_DAY))
            begun = None
        day += ONE_DAY
    return found


def _months(first: date, last: date, at: Any) -> list[tuple[float, date]]:
    found, day = [(0.0, first)], first
    while day <= last:
        day = (day.replace(day=1) + timedelta(32)).replace(day=1)
        if day <= last:
            found.append((at(day), day))
    if len(found) > 1 and found[1][0] < 60:
        del found[0]
    return found


def _weeks(first: date, count: int, day: float) -> list[tuple[float, date]]:
    """Mondays, as many as have room for their number."""
    every = 7 * max(1, round(30 / (7 * day) + 0.49))
    return [(round(n * day, 1), first + timedelta(n)) for n in range(0, count, every)]


def _links(bars: Sequence[Bar]) -> list[tuple[str, bool]]:
    """(path, critical) from each step to the one that comes after it."""
    known: Mapping[str, Bar] = {bar.item.key: bar for bar in bars}
    found = []
    for bar in bars:
        for key in bar.item.after:
            before = known.get(key)
            if before and before.item.standing != "done":  # what is done holds nothing up
                found.append((_path(before, bar), before.item.critical and bar.item.critical))
    return found


def _path(before: Bar, bar: Bar) -> str:
    x1, y1 = round(before.main.x + before.main.width, 1), before.middle
    x2, y2 = bar.main.x, bar.middle
    if x2 >= x1 + 10:
        return f"M{x1} {y1}h5V{y2}H{x2 - 2}"
    lane = bar.row_y if y2 > y1 else bar.row_y + ROW
    return f"M{x1} {y1}h5V{lane}H{round(x2 - 8, 1)}V{y2}H{x2 - 2}"
