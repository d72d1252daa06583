"""Charts of a calculation and schematic maps, as numbers for server-drawn SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 14, 30
TICKS = 4


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Course:
    """Value and bound over time; `points` for polylines, `rows` for the table that tells the same."""

    value: str
    bound: str
    across: list[Tick]
    up: list[Tick]
    rows: list[tuple[float, float | None, float | None, float | None]]
    end: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM
    top: int = TOP


def course(history: Sequence[Sequence[float | None]]) -> Course | None:
    """The drawing of [seconds, value, bound] lines; None while there is nothing to draw.

    The upright axis spans what is near the last value: an early bound far off would press the rest flat.
    """
    lines = [(float(s or 0), v, b) for s, v, b in history]
    values = [v for _s, v, _b in lines if v is not None]
    bounds = [b for _s, _v, b in lines if b is not None]
    if not values:
        return None
    last = max((s for s, _v, _b in lines), default=0.0) or 1.0
    low, high = _span(values, bounds)

    def x(seconds: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * seconds / last, 1)

    def y(value: float) -> float:
        share = (min(max(value, low), high) - low) / (high - low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)

    def steps(points: Iterable[tuple[float, float]]) -> str:
        drawn: list[str] = []
        before: float | None = None
        for s, v in points:
            if before is not None:
                drawn.append(f"{x(s)},{before}")
            before = y(v)
            drawn.append(f"{x(s)},{before}")
        if before is not None:
            drawn.append(f"{x(last)},{before}")
        return " ".join(drawn)

    rows = [(round(s, 1), v, b, _gap(v, b)) for s, v, b in lines]
    return Course(
        value=steps((s, v) for s, v, _b in lines if v is not None),
        bound=steps((s, b) for s, _v, b in lines if b is not None),
        across=[Tick(x(last * n / TICKS), f"{last * n / TICKS:.3g}") for n in range(TICKS + 1)],
        up=[
            Tick(y(low + (high - low) * n / TICKS), f"{low + (high - low) * n / TICKS:.5g}")
            for n in range(TICKS + 1)
        ],
        rows=rows[-12:],
        end=(x(last), y(values[-1])),
    )


def _span(values: Sequence[float], bounds: Sequence[float]) -> tuple[float, float]:
    near = [*values, *bounds[-1:]]
    low, high = min(near), max(near)
    room = max((high - low) * 0.15, abs(high) * 0.002, 0.5)
    return low - room, high + room


def _gap(value: float | None, bound: float | None) -> float | None:
    if value is None or bound is None:
        return None
    return abs(bound - value) / max(abs(value), 1e-9)


@dataclass
class Cell:
    """An area of the schematic: its sites as marks by kind, and what it has."""

    label: str
    candidates: int = 0
    workers: int = 0
    sites: int = 0
    fair: float | None = None
    marks: list[tuple[str, Any, int, int]] = field(default_factory=list)  # kind, title, x, y
    url: str = ""

    @property
    def height(self) -> int:
        return 22 * max(1, -(-len(self.marks) // PER_ROW))


PER_ROW, STEP = 8, 22


def laid_out(cell: Cell, marks: Iterable[tuple[str, Any]]) -> Cell:
    """Put the marks into rows."""
    cell.marks = [
        (kind, title, 11 + STEP * (n % PER_ROW), 11 + STEP * (n // PER_ROW))
        for n, (kind, title) in enumerate(marks)
    ]
    return cell


@dataclass(frozen=True)
class Dot:
    """A candidate on the map of places: `kind` empty when it was not chosen."""

    kind: str
    title: str
    x: float
    y: float


MAP_WIDTH, MAP_HEIGHT, EDGE = 640, 420, 18


def scattered(places: Sequence[tuple[str, str, float, float]]) -> list[Dot]:
    """(kind or "", title, longitude, latitude) as dots that fill the sheet, true to shape (equirectangular)."""
    if not places:
        return []
    from math import cos, radians

    west, east = min(p[2] for p in places), max(p[2] for p in places)
    south, north = min(p[3] for p in places), max(p[3] for p in places)
    narrow = cos(radians((south + north) / 2))
    scale = min(
        (MAP_WIDTH - 2 * EDGE) / max((east - west) * narrow, 1e-6),
        (MAP_HEIGHT - 2 * EDGE) / max(north - south, 1e-6),
    )
    return [
        Dot(
            kind,
            title,
            round(EDGE + (lon - west) * narrow * scale, 1),
            round(EDGE + (north - lat) * scale, 1),
        )
        for kind, title, lon, lat in places
    ]
