"""Compile what is compiled at first use, so that nobody waits for it in front of a first plan."""

from dundian.planning.solver import assignment, selection
from dundian.planning.solver.running import Watch
from dundian.planning.solver.selection.arrays import arrays
from dundian.planning.solver.selection.large import solve_large
from dundian.planning.solver.selection.problem import Coverage, Fairness

SECONDS = 5.0


def warm() -> None:
    """Solve a few teams and a few counties; seconds the first time, then what was compiled is read from disk."""
    _teams()
    _sites()


def _teams() -> None:
    levels = tuple(assignment.Level)
    people = [
        assignment.Person(f"p{i}", levels[i % 3], assignment.Rank(i % 2), skills=frozenset("ab"[i % 2]))
        for i in range(14)
    ]
    teams = [assignment.Team(f"t{i}", skills=("a",)) for i in range(5)]
    problem = assignment.Problem(people, teams)
    plan = assignment.solve(problem, seconds=SECONDS)
    questions = assignment.Questions(problem, plan)
    if plan.teams:
        questions.why_not("p0", "t1")
        questions.reasons()


def _sites() -> None:
    candidates = [
        selection.Candidate(
            f"c{i}", float(i % 7), county=f"county {i % 5}", city="city", industry=f"i{i % 3}", workers=10 + i
        )
        for i in range(40)
    ]
    coverage = Coverage(per_worker=0.1, same_industry=True)
    problem = selection.Problem(candidates, 10, coverage=coverage, fairness=Fairness(1.0))
    solve_large(arrays(problem), Watch(SECONDS, larger=True), 0, 0.0)
