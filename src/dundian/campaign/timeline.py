"""The stage line: where each stage, each month and today stand on a line from 0 to 100."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dundian.campaign.models import Campaign, Stage

LANE = 30  # pixels
MOST_LABELS = 8


@dataclass(frozen=True)
class Bar:
    """One stage: `left` and `width` in percent, `top` in pixels, `state` done, now or next."""

    number: int
    stage: Stage
    left: float
    width: float
    top: int
    state: str

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def text_top(self) -> int:
        return self.top + 17


@dataclass(frozen=True)
class Tick:
    """The first of a month; `label` is empty where there is no room."""

    left: float
    label: int | None


@dataclass(frozen=True)
class StageLine:
    """Everything the drawing needs; `today` is None outside the campaign."""

    bars: list[Bar]
    ticks: list[Tick]
    today: float | None
    height: int
    base: int


def stage_line(campaign: Campaign, stages: Iterable[Stage], today: date) -> StageLine:
    """Stages that overlap stand in lanes under each other."""
    start, days = campaign.starts_on, (campaign.ends_on - campaign.starts_on).days + 1

    def at(day: date) -> float:
        return round(100 * (day - start).days / days, 3)

    lanes: list[date] = []
    bars = []
    for number, stage in enumerate(stages, 1):
        lane = next((n for n, end in enumerate(lanes) if end < stage.starts_on), len(lanes))
        lanes[lane : lane + 1] = [stage.ends_on]
        width = round(100 * ((stage.ends_on - stage.starts_on).days + 1) / days, 3)
        bars.append(Bar(number, stage, at(stage.starts_on), width, lane * LANE + 4, state_on(stage, today)))
    months = list(_months(start, campaign.ends_on))
    every = -(-len(months) // MOST_LABELS) if months else 1
    ticks = [Tick(at(day), day.month if n % every == 0 else None) for n, day in enumerate(months)]
    base = max(1, len(lanes)) * LANE + 2
    inside = start <= today <= campaign.ends_on
    return StageLine(bars, ticks, at(today) if inside else None, base + 22, base)


def state_on(stage: Stage, today: date) -> str:
    """done, now or next."""
    if stage.ends_on < today:
        return "done"
    return "now" if stage.starts_on <= today else "next"


def _months(start: date, end: date) -> Iterator[date]:
    day = start.replace(day=1)
    while day <= end:
        if day >= start:
            yield day
        day = (
            (day.replace(year=day.year + 1, month=1)) if day.month == 12 else day.replace(month=day.month + 1)
        )
