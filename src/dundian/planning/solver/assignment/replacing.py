"""A plan that must change: somebody falls out, or an officer fixes places by hand; as little as can be is disturbed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from dundian.planning.solver.assignment.problem import Formed, Pin, Plan, Problem
from dundian.planning.solver.assignment.solve import solve
from dundian.planning.solver.assignment.validate import MOST_POINTS
from dundian.planning.solver.running import Asked, Report, Status

DONORS = (0, 6, 30)  # teams besides those concerned that may give somebody, nearest first, ever more


def replace_people(
    problem: Problem,
    plan: Plan,
    gone: Collection[str],
    *,
    seconds: float = 20.0,
    seed: int = 0,
    progress: Report | None = None,
    cancelled: Asked | None = None,
) -> Plan:
    """The plan without `gone`, with the fewest newcomers anywhere and then the fewest points.

    First only the teams that lose somebody change, filled from those at home; where that cannot be, teams nearby may
    give somebody, then all. The value counts `MOST_POINTS` for each newcomer. The teams not concerned come back as
    they were; `bound` speaks of the teams that could change.
    """
    lost = {f.team for f in plan.teams if any(m.person in gone for m in f.members)}
    kept = _without(problem, {p.id for p in problem.people} - set(gone))
    return resolve(
        kept, _left(plan, gone), lost, seconds=seconds, seed=seed, progress=progress, cancelled=cancelled
    )


def resolve(
    problem: Problem,
    teams: Sequence[Formed],
    concerned: Collection[str],
    *,
    pins: Sequence[Pin] = (),
    seconds: float = 20.0,
    seed: int = 0,
    progress: Report | None = None,
    cancelled: Asked | None = None,
) -> Plan:
    """Solve again around what stands: `pins` are fixed by hand; others than `concerned` change only if they must."""
    fixed = {pin.team for pin in pins} | set(concerned)
    moved = {pin.person for pin in pins}
    fixed |= {f.team for f in teams if any(m.person in moved for m in f.members)}
    given = [p for p in problem.pins if p.person not in moved]
    wanted = replace(problem, pins=[*given, *pins])
    found = Plan(Status.UNKNOWN, seed=seed)
    order = _nearest(wanted, fixed)
    for donors in (*DONORS, len(order)):
        open_teams = fixed | set(order[:donors])
        part = _part(wanted, teams, open_teams)
        found = solve(part, seconds=seconds, seed=seed, progress=progress, cancelled=cancelled)
        if found.teams or found.cancelled or donors >= len(order):
            break
    if not found.teams:
        return found
    changed = {f.team: f for f in found.teams}
    stands = {f.team: f for f in teams}
    return replace(found, teams=tuple(changed.get(t.id) or stands[t.id] for t in problem.teams))


def _left(plan: Plan, gone: Collection[str]) -> list[Formed]:
    return [replace(f, members=tuple(m for m in f.members if m.person not in gone)) for f in plan.teams]


def _without(problem: Problem, there: set[str]) -> Problem:
    """The problem of those who are left: rules about those who are gone go with them."""
    return replace(
        problem,
        people=[p for p in problem.people if p.id in there],
        pins=[p for p in problem.pins if p.person in there],
        bans=[b for b in problem.bans if b[0] in there],
        together=[p for p in problem.together if set(p) <= there],
        apart=[p for p in problem.apart if set(p) <= there],
    )


def _part(problem: Problem, teams: Sequence[Formed], open_teams: Collection[str]) -> Problem:
    """The problem of the open teams with their people and those at home."""
    busy = {m.person for f in teams if f.team not in open_teams for m in f.members}
    bound = {i for pair in problem.together if set(pair) & busy for i in pair}
    part = _without(problem, {p.id for p in problem.people} - busy - bound)
    names = {t.id for t in problem.teams if t.id in open_teams}
    earlier: Mapping[str, tuple[str, ...]] = {
        f.team: tuple(m.person for m in f.members) for f in teams if f.team in names
    }
    prices = replace(problem.rules.prices, change=MOST_POINTS)
    return replace(
        part,
        teams=[t for t in problem.teams if t.id in names],
        rules=replace(problem.rules, prices=prices),
        pins=[p for p in part.pins if p.team in names],
        bans=[b for b in part.bans if b[1] in names],
        earlier=earlier,
    )


def _nearest(problem: Problem, concerned: Collection[str]) -> list[str]:
    """The other teams by how near they are to those concerned."""
    here = [t for t in problem.teams if t.id in concerned]

    def far(place: tuple[float, float] | None, county: str) -> float:
        gaps = [
            abs(t.place[0] - place[0]) + abs(t.place[1] - place[1])
            if t.place and place
            else float(t.county != county)
            for t in here
        ]
        return min(gaps, default=0.0)

    others = [t for t in problem.teams if t.id not in concerned]
    return [t.id for t in sorted(others, key=lambda t: far(t.place, t.county))]
