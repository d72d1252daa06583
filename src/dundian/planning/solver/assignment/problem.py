"""What goes into forming teams and what comes out. Costs are whole points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from dundian.planning.solver.faults import Value
from dundian.planning.solver.rules import Clash, Rule
from dundian.planning.solver.running import Progress, Status, relative_gap

Place = tuple[float, float]  # longitude and latitude, degrees
ROLES = ("publicity", "organising", "clerical", "liaison")  # 宣传员, 组织员, 办事员, 联络员


class Level(StrEnum):
    """Whose cadre somebody is."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Rank(IntEnum):
    STAFF = 0
    MIDDLE = 1  # mid-level cadre, 中干
    SENIOR = 2


class Leading(StrEnum):
    """Who may lead a team."""

    MIDDLE = "middle"  # 中干带头: of middle rank at least, and trusted with it
    TRUSTED = "trusted"  # anybody trusted with it


class Continuity(StrEnum):
    """What past stays at a site count for."""

    FREE = "free"  # nothing
    RETURN = "return"  # each site that can is to have one who was there before
    ROTATE = "rotate"  # nobody goes where they were before


class RuleCode(StrEnum):
    """The kinds of rule of forming teams. What a rule's `key` is, follows."""

    SIZE = "size"  # team
    LEADER = "leader"  # team
    LEVELS = "levels"  # team
    SKILL = "skill"  # team/skill
    ROLE = "role"  # team/role
    PIN = "pin"  # person/team
    BAN = "ban"  # person/team
    OWN_UNIT = "own_unit"  # person/team
    CONFLICT = "conflict"  # person/team
    AWAY = "away"  # person/team
    TRAVEL = "travel"  # person/team
    LOAD = "load"  # person
    ROTATION = "rotation"  # person/team
    TOGETHER = "together"  # person/person
    APART = "apart"  # person/person
    ONCE = "once"  # person: at most one team


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be sent.

    `can_lead`: trusted with leading a team; whether the rank suffices is the rule's matter. `roles`: of the four, those
    the person is fit for. `unit`: the home union. `away`: leave and other days on which the person cannot be there.
    `load`: how often sent in the years that count. `sites`: where the person was before. `conflicts`: units where the
    person declared not to be sent.
    """

    id: str
    level: Level
    rank: Rank = Rank.STAFF
    can_lead: bool = True
    skills: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    unit: str = ""
    county: str = ""
    place: Place | None = None
    away: tuple[Period, ...] = ()
    load: int = 0
    sites: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Team:
    """A team to be formed for a site, of `least` to `most` people (2 to 4).

    `units`: the host union and what stands beneath it; their people do not come here. `site`: the id that people's past
    `sites` speak of, the team's own when empty. `detour`: the area's mountain factor, the rules' when None.
    """

    id: str
    site: str = ""
    units: frozenset[str] = frozenset()
    county: str = ""
    place: Place | None = None
    period: Period | None = None
    least: int = 2
    most: int = 4
    skills: tuple[str, ...] = ()
    roles: tuple[str, ...] = ROLES
    detour: float | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """What is paid, in points, for what is not as it should be. None: it must be so, whatever it costs.

    `km`: for each kilometre between a person's place and the site. `load`: for each earlier time a person was sent.
    `level`, `skill`, `role`: for each level short, each skill or role that nobody in the team has. `past`:
    with `Continuity.RETURN` a team nobody of which was there although somebody could; with `ROTATE` each person who
    goes where they were before. `person`: for each person sent. `change`: for each person who comes new into a team of
    `Problem.earlier`.
    """

    km: int = 1
    load: int = 20
    level: int | None = 120
    skill: int | None = 150
    role: int | None = 40
    past: int | None = 60
    person: int = 0
    change: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all teams.

    `levels`: so many different levels in each team (三级联动). `travel_most`: kilometres,
    `load_most`: earlier times sent, beyond which nobody is sent; None: no limit. `detour`: how much longer roads are
    than the great circle. `unknown_km` stands for a distance that nobody knows.
    """

    leading: Leading = Leading.MIDDLE
    levels: int = 2
    own_unit: bool = True
    travel_most: int | None = None
    load_most: int | None = None
    continuity: Continuity = Continuity.FREE
    detour: float = 1.3
    unknown_km: int = 100
    prices: Prices = Prices()


@dataclass(frozen=True, slots=True)
class Pin:
    """The person goes into this team, as its leader with `leads`."""

    person: str
    team: str
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Form every team, each person in one at most, so that every rule is kept and the points are fewest.

    `together` and `apart`: pairs that serve in one team if either serves, and pairs that must not. `bans`: person and
    team. `roads`: kilometres from a county (of the person) to a county (of the site), either way round; a pair (person
    id, team id) goes before. `earlier`: who was in which team in the plan that stood before.
    """

    people: Sequence[Person]
    teams: Sequence[Team]
    rules: Rules = Rules()
    pins: Sequence[Pin] = ()
    bans: Sequence[tuple[str, str]] = ()
    together: Sequence[tuple[str, str]] = ()
    apart: Sequence[tuple[str, str]] = ()
    roads: Mapping[tuple[str, str], float] = field(default_factory=dict)
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a team, with the roles played there."""

    person: str
    leads: bool = False
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formed:
    """A team with its people, the leader first. `missing`: what a price was paid for, as rule codes and keys."""

    team: str
    members: tuple[Member, ...]
    missing: tuple[Rule, ...] = ()

    @property
    def leader(self) -> str | None:
        return next((m.person for m in self.members if m.leads), None)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a plan's points are paid for."""

    travel: int = 0
    load: int = 0
    levels: int = 0
    skills: int = 0
    roles: int = 0
    past: int = 0
    people: int = 0
    change: int = 0

    @property
    def value(self) -> int:
        return (
            self.travel
            + self.load
            + self.levels
            + self.skills
            + self.roles
            + self.past
            + self.people
            + self.change
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer: teams in the order of the problem's, what they cost, and what any plan costs at least.

    Without a plan `teams` is empty and `value` None; `clash` then says why, if it is proven that there is none.
    `history`: value and bound over time. `cancelled`: the caller stopped the run.
    """

    status: Status
    teams: tuple[Formed, ...] = ()
    value: int | None = None
    bound: float | None = None
    parts: Parts | None = None
    clash: Clash | None = None
    history: tuple[Progress, ...] = ()
    seed: int = 0
    seconds: float = 0.0
    cancelled: bool = False

    @property
    def gap(self) -> float | None:
        """(value - bound) / |value|, proven: 0.01 is one per cent."""
        return relative_gap(self.value, self.bound)

    @property
    def sent(self) -> int:
        """How many people go."""
        return sum(len(t.members) for t in self.teams)


class ReasonCode(StrEnum):
    """The one sentence that can be said to a person about the own place, or about having none."""

    PINNED = "pinned"  # team: it was laid down
    LEADS = "leads"  # team, km: needed to lead there
    SKILL = "skill"  # team, skill, km: the only one of the team with it
    ROLE = "role"  # team, role, km
    LEVEL = "level"  # team, level: joins the levels
    RETURNS = "returns"  # team: was there before
    TOGETHER = "together"  # team, with: goes where the other goes
    NEAR = "near"  # team, km: is near and completes the team
    REST_AWAY = "rest_away"  # cannot be sent on these days
    REST_LOAD = "rest_load"  # load: was sent often enough; others go this time
    REST_BARRED = "rest_barred"  # no site remains after the rules: rule is the commonest
    REST_NEAREST = (
        "rest_nearest"  # cost: others are nearer or carry less; going would cost so many points more
    )
    REST_SPARE = "rest_spare"  # all teams are complete; stands by as replacement


@dataclass(frozen=True, slots=True)
class Reason:
    """Code and the values its sentence needs."""

    person: str
    code: ReasonCode
    values: Mapping[str, Value] = field(default_factory=dict)


class Verdict(StrEnum):
    """The short form of an answer to "why is this person not in that team"."""

    THERE = "there"  # is in it
    BARRED = "barred"  # a rule about the two forbids it: `binding` names it
    WORSE = "worse"  # possible by `moves`, for `cost` more
    EQUAL = "equal"  # possible for nothing
    CHEAPER = "cheaper"  # the plan is not the best: with the moves it costs less
    IMPOSSIBLE = "impossible"  # no exchange keeps all rules


@dataclass(frozen=True, slots=True)
class Move:
    """One step of an exchange: the person goes from a team (None: from home) to another (None: stays home)."""

    person: str
    origin: str | None
    target: str | None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What it takes to put `person` into `team`.

    `floor`: any plan with it costs at least so much more than the proven bound, where that is known. `parts`: the
    difference by kind of cost.
    """

    person: str
    team: str
    verdict: Verdict
    moves: tuple[Move, ...] = ()
    cost: int | None = None
    floor: float | None = None
    binding: tuple[Rule, ...] = ()
    parts: Parts | None = None
