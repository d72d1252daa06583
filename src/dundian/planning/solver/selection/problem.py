"""What goes into choosing sites and what comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dundian.planning.solver.rules import Clash, Rule
from dundian.planning.solver.running import Progress, Status, relative_gap


class Field(StrEnum):
    """A fact of a candidate that limits and coverage may speak of."""

    KIND = "kind"
    COUNTY = "county"
    CITY = "city"
    LEVEL = "level"
    INDUSTRY = "industry"
    INITIATIVE = "initiative"


Place = tuple[float, float]  # longitude and latitude, degrees


@dataclass(frozen=True, slots=True)
class Candidate:
    """A union that could become a site.

    `priority`: what choosing it is worth, any scale, not negative. `county` ⊂ `city` are administrative; `level` is the
    dispatching level it belongs to. `years`: in which it was a site before.
    """

    id: str
    priority: float
    kind: str = ""
    county: str = ""
    city: str = ""
    level: str = ""
    industry: str = ""
    workers: int = 0
    place: Place | None = None
    initiatives: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """At least `least`, at most `most` sites among the candidates that match all of `where`; both equal: exactly.

    Quotas by kind, counts per county or level, an initiative's sites are all limits:
    `Limit("parks", {Field.KIND: "park"}, 5, 5)`. `most` None: no upper side.
    """

    id: str
    where: Mapping[Field, str]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """At least `least`, at most `most` of these candidates: (0, 1) excludes each other, (1, 1) is either-or."""

    id: str
    members: tuple[str, ...]
    least: int = 0
    most: int | None = 1


@dataclass(frozen=True, slots=True)
class Capacity:
    """Teams that a unit or level can send. Each site takes one: of its own unit, else of the next `above` that has one.

    A candidate belongs to the capacity named by its county, else its city, else its level; to none: not limited.
    """

    unit: str
    teams: int
    above: str | None = None


class Share(StrEnum):
    """By what the counties' fair shares of the sites are measured."""

    WORKERS = "workers"
    CANDIDATES = "candidates"


@dataclass(frozen=True, slots=True)
class Fairness:
    """`weight` is taken from the value for each site that a county has above or below its fair share.

    `targets`: shares by county, in sites; counties that are not named count by `share` of what is left over. None: all
    by `share`.
    """

    weight: float
    share: Share = Share.WORKERS
    targets: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A union that can be covered and not chosen."""

    id: str
    workers: int = 0
    county: str = ""
    industry: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """A union counts as covered when a site is its neighbour or itself: `per_worker` · workers + `per_union`.

    Neighbours are within `reach_km` (great circle; in one county unless `across_counties`), or of the same county and
    industry with `same_industry`; both: either. `points`: unions to cover besides the candidates.
    """

    per_worker: float = 0.0
    per_union: float = 0.0
    reach_km: float | None = None
    across_counties: bool = False
    same_industry: bool = False
    points: Sequence[Point] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Choose exactly `choose` of the candidates so that the value is largest and every rule is kept.

    Value: Σ priority of the sites + worth of the unions covered - fairness weight · Σ |sites - fair share| by county.
    `year` with `years_running` n > 1 bars whoever was a site in each of the n - 1 years before; `pins` are chosen
    whatever it costs, `bans` never.
    """

    candidates: Sequence[Candidate]
    choose: int
    limits: Sequence[Limit] = ()
    groups: Sequence[Group] = ()
    capacities: Sequence[Capacity] = ()
    pins: Sequence[str] = ()
    bans: Sequence[str] = ()
    coverage: Coverage | None = None
    fairness: Fairness | None = None
    year: int | None = None
    years_running: int = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """What a plan's value is made of: `priority` + `coverage` - `unfairness`, and counts behind them."""

    priority: float
    coverage: float
    unfairness: float
    workers_covered: int = 0
    unions_covered: int = 0

    @property
    def value(self) -> float:
        return self.priority + self.coverage - self.unfairness


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer: ids chosen in the order of the candidates, how good it is, how good any plan could be.

    Without a plan `chosen` is empty and `value` None; `clash` then says why if it is proven that there is none.
    `history`: value and bound over time. `cancelled`: the caller stopped the run.
    """

    status: Status
    chosen: tuple[str, ...] = ()
    value: float | None = None
    bound: float | None = None
    parts: Parts | None = None
    clash: Clash | None = None
    history: tuple[Progress, ...] = ()
    seed: int = 0
    seconds: float = 0.0
    cancelled: bool = False

    @property
    def gap(self) -> float | None:
        """(bound - value) / |value|, proven: 0.0005 is 0.05 %."""
        return relative_gap(self.value, self.bound)


class Reason(StrEnum):
    """The short form of an answer to "why not this one"."""

    CHOSEN = "chosen"  # it is in the plan
    BARRED = "barred"  # banned, or a site too many years running: `binding` names the rule
    WORSE = "worse"  # it could be, for `cost`; no rule stands in the way of the best exchange
    RULE = "rule"  # a rule forbids the exchange that would cost least; `binding` names it
    EQUAL = "equal"  # an exchange costs nothing
    IMPOSSIBLE = "impossible"  # proven: no plan with it keeps all rules
    UNKNOWN = "unknown"  # no exchange was found in time


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What choosing `wanted` would take.

    `leaves` and `enters` is the exchange (with `wanted` among those that enter), `cost` what the value loses by it,
    `floor` what any plan with it loses at least where that is known. `binding`: the rules that forbid `barred_swap`,
    the exchange (`enters` wanted) that would be best if they did not stand; it would cost `cost_without_rule`.
    """

    wanted: str
    reason: Reason
    leaves: tuple[str, ...] = ()
    enters: tuple[str, ...] = ()
    cost: float | None = None
    floor: float | None = None
    binding: tuple[Rule, ...] = ()
    barred_swap: str | None = None
    cost_without_rule: float | None = None
    exact: bool = False  # the exchange is proven to be the cheapest
    parts: Parts | None = field(default=None)  # of the plan after the exchange
