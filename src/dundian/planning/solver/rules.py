"""Rules of a problem by name, and what is said about them: which clash, what loosening brings, which was broken."""

from dataclasses import dataclass
from enum import StrEnum


class RuleCode(StrEnum):
    """The kinds of rule of choosing sites; forming teams has its own."""

    CHOOSE = "choose"  # exactly so many sites
    LEAST = "least"  # a limit's lower side
    MOST = "most"  # a limit's upper side
    GROUP_LEAST = "group_least"
    GROUP_MOST = "group_most"
    CAPACITY = "capacity"  # teams of a level or unit
    PIN = "pin"
    BAN = "ban"
    ROTATION = "rotation"  # not the same union so many years running


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A rule by name. `key` identifies it among those of its code: a limit's id, a candidate's id, a unit."""

    code: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Loosening:
    """What giving way on one rule alone would bring.

    `bound` is what the rule demands now, `needed` the nearest bound that makes a plan possible while all other rules
    stand; None when that alone is not enough. `available`: how many it could draw on at most. `value`: of the best plan
    found with `needed`, None when none was looked for.
    """

    rule: Rule
    bound: float
    needed: float | None = None
    available: int | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that cannot all be kept, with one loosening for each.

    `minimal`: proven that without any one of them the others can be kept. `smallest`: proven that no fewer rules clash.
    Both are False only when the time ended first.
    """

    rules: tuple[Rule, ...]
    loosenings: tuple[Loosening, ...] = ()
    minimal: bool = True
    smallest: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a plan breaks: it demands `bound`, the plan has `found`."""

    rule: Rule
    bound: float
    found: float
