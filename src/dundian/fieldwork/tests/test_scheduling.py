"""Back-scheduling: laws that every plan keeps, and cases worked by hand around the holidays of 2024 to 2026."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dundian.fieldwork.scheduling import Circular, Frame, Line, Plan, Step, plan
from dundian.kernel.calendar import Calendar, Exceptional
from dundian.kernel.order import find_circle
from dundian.kernel.seeds import published_days

CHINA = Calendar(
    {d: Exceptional(w, n) for year in (2024, 2025, 2026) for d, w, n in published_days(year)},
    frozenset({2024, 2025, 2026}),
)


def frame(first: date, end: date, at_once: int = 2, **away: set[date]) -> Frame:
    """Working days of China from `first` to a year after `end`."""
    last = end + timedelta(400)
    days = tuple(d for n in range((last - first).days) if CHINA.is_workday(d := first + timedelta(n)))
    return Frame(days, end, {owner: frozenset(off) for owner, off in away.items()}, at_once)


def span(first: date, last: date) -> set[date]:
    return {first + timedelta(n) for n in range((last - first).days + 1)}


# Laws

OWNERS = ("", "wang", "li", "zhao")
APRIL = date(2024, 4, 1)


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Step], Frame]:
    """Up to 14 steps of three owners with leave, some with fixed dates, between April and July 2024."""
    count = draw(st.integers(1, 14))
    steps = []
    for n in range(count):
        steps.append(
            Step(
                id=f"s{n}",
                days=draw(st.integers(1, 9)),
                owner=draw(st.sampled_from(OWNERS)),
                after=tuple(f"s{m}" for m in draw(st.sets(st.integers(0, n - 1), max_size=3))) if n else (),
                by=draw(st.none() | st.integers(10, 125).map(lambda d: APRIL + timedelta(d))),
                not_before=draw(st.none() | st.integers(0, 40).map(lambda d: APRIL + timedelta(d))),
            )
        )
    order = draw(st.permutations(steps))
    away = {
        who: set().union(
            *(
                span(APRIL + timedelta(a), APRIL + timedelta(a + n))
                for a, n in draw(st.lists(st.tuples(st.integers(0, 110), st.integers(0, 12)), max_size=3))
            )
        )
        for who in OWNERS[1:]
    }
    return order, frame(APRIL, date(2024, 7, 31), draw(st.integers(1, 3)), **away)


def worked(step: Step, ground: Frame, first: date, last: date) -> list[date]:
    """The days on which the step's owner works on it."""
    return [d for d in ground.days if first <= d <= last and d not in ground.away.get(step.owner, ())]


def faults(steps: list[Step], ground: Frame, dates: dict[str, tuple[date, date]]) -> list[str]:
    """What is wrong with (start, finish) of each step, deadlines included; written anew, not shared with the code."""
    found = []
    for step in steps:
        first, last = dates[step.id]
        days = worked(step, ground, first, last)
        if len(days) != step.days or not days or (days[0], days[-1]) != (first, last):
            found.append(f"{step.id} does not work its days")
        if step.not_before and first < step.not_before:
            found.append(f"{step.id} begins too soon")
        if last > min(step.by or ground.end, ground.end):
            found.append(f"{step.id} ends too late")
        found += [f"{step.id} begins before {b} ends" for b in step.after if dates[b][1] >= first]
    for owner in OWNERS[1:]:
        mine = [s for s in steps if s.owner == owner]
        for day in ground.days:
            busy = [s.id for s in mine if dates[s.id][0] <= day <= dates[s.id][1]]
            if len(busy) > ground.at_once and day not in ground.away.get(owner, ()):
                found.append(f"{owner} has {busy} on {day}")
    return found


def early(made: Plan) -> dict[str, tuple[date, date]]:
    return {line.id: (line.start, line.finish) for line in made.lines}


def late(made: Plan) -> dict[str, tuple[date, date]]:
    return {line.id: (line.latest_start, line.latest_finish) for line in made.lines}


@settings(max_examples=120, deadline=None)
@given(problems())
def test_every_plan_keeps_the_laws(problem: tuple[list[Step], Frame]) -> None:
    steps, ground = problem
    made = plan(steps, ground)
    misses = {b.id for b in made.broken}
    for dates in (early(made), late(made)):
        wrong = faults(steps, ground, dates)
        assert [w for w in wrong if "too late" not in w] == []
        assert {w.split()[0] for w in wrong} == misses
    assert made == plan(steps, ground), "the same input gives the same plan"
    assert all(line.slack >= 0 for line in made.lines) or not made.feasible
    by_id = {s.id: s for s in steps}
    for before, behind in zip(made.chain, made.chain[1:], strict=False):
        assert before in by_id[behind].after or by_id[before].owner == by_id[behind].owner
        assert made.line(before).finish < made.line(behind).start


@settings(max_examples=80, deadline=None)
@given(problems())
def test_latest_dates_are_truly_latest(problem: tuple[list[Step], Frame]) -> None:
    """One step moved to the next day its owner works, the others at their latest: the plan breaks."""
    steps, ground = problem
    made = plan(steps, ground)
    if not made.feasible:
        return
    dates = late(made)
    for step in steps:
        own = [d for d in ground.days if d not in ground.away.get(step.owner, ())]
        start = own.index(dates[step.id][0]) + 1
        moved = dates | {step.id: (own[start], own[start + step.days - 1])}
        assert faults(steps, ground, moved), f"{step.id} could be later"


def by_hand(steps: list[Step], ground: Frame) -> dict[str, tuple[date, date]]:
    """Latest (start, finish) by the textbook, walking back day by day; no limit of steps at a time."""
    found: dict[str, tuple[date, date]] = {}
    while len(found) < len(steps):
        for step in steps:
            behind = [s.id for s in steps if step.id in s.after]
            if step.id in found or any(b not in found for b in behind):
                continue
            last = min([step.by or ground.end, ground.end, *(found[b][0] - timedelta(1) for b in behind)])
            days = [d for d in ground.days if d <= last and d not in ground.away.get(step.owner, ())]
            found[step.id] = (days[-step.days], days[-1])
    return found


@settings(max_examples=80, deadline=None)
@given(problems())
def test_without_a_limit_the_latest_dates_are_the_textbooks(problem: tuple[list[Step], Frame]) -> None:
    steps, ground = problem
    ground = replace(ground, at_once=99)
    made = plan(steps, ground)
    if made.feasible:
        assert late(made) == by_hand(steps, ground)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_a_mend_mends(problem: tuple[list[Step], Frame]) -> None:
    steps, ground = problem
    made = plan(steps, ground, people=OWNERS[1:])
    known = {s.id: s for s in steps}
    for mend in made.mends:
        changed = known.get(mend.id)
        tried, other = list(steps), ground
        if mend.kind == "end":
            other = replace(ground, end=mend.day)
        elif mend.kind == "at_once":
            other = replace(ground, at_once=mend.days)
        elif mend.kind == "together":
            assert mend.days == made.broken[0].late
            continue
        elif changed:
            new = {
                "fixed": replace(changed, by=mend.day),
                "shorten": replace(changed, days=changed.days - mend.days),
                "owner": replace(changed, owner=mend.owner),
            }[mend.kind]
            tried = [new if s.id == new.id else s for s in steps]
        assert plan(tried, other).feasible
    assert bool(made.mends) == bool(made.broken)


# Worked by hand


def dates(line: Line) -> tuple[date, date, date, date]:
    return line.start, line.finish, line.latest_start, line.latest_finish


def test_may_day_2024() -> None:
    """29 and 30 April, holiday to the 5th, then 6 to 10 and Saturday the 11th are worked."""
    ground = frame(date(2024, 4, 28), date(2024, 5, 14))
    made = plan([Step("visit", 4, "wang"), Step("talk", 5, "wang", ("visit",))], ground)
    # 28 (Sunday, worked), 29, 30 April, 6 May; then 7, 8, 9, 10, 11 May. Free until the 14th: 13 and 14, two days.
    assert dates(made.line("visit")) == (
        date(2024, 4, 28), date(2024, 5, 6), date(2024, 4, 30), date(2024, 5, 8),
    )  # fmt: skip
    assert dates(made.line("talk")) == (
        date(2024, 5, 7), date(2024, 5, 11), date(2024, 5, 9), date(2024, 5, 14),
    )  # fmt: skip
    assert [line.slack for line in made.lines] == [2, 2]
    assert made.chain == ("visit", "talk")
    assert made.feasible


def test_national_day_and_mid_autumn_2025() -> None:
    """1 to 8 October off, Sunday 28 September and Saturday 11 October worked; leave right after the holiday."""
    away = span(date(2025, 10, 9), date(2025, 10, 10))
    ground = frame(date(2025, 9, 26), date(2025, 10, 15), at_once=1, li=away)
    steps = [Step("a", 3, "li"), Step("b", 3, "li")]
    made = plan(steps, ground)
    # 26, 28 (worked Sunday), 29 September; then 30 September, 11 (worked Saturday) and 13 October.
    assert early(made) == {
        "a": (date(2025, 9, 26), date(2025, 9, 29)),
        "b": (date(2025, 9, 30), date(2025, 10, 13)),
    }
    assert late(made) == {
        "a": (date(2025, 9, 29), date(2025, 10, 11)),
        "b": (date(2025, 10, 13), date(2025, 10, 15)),
    }


def test_spring_festival_2026() -> None:
    """15 to 23 February off; Saturdays 14 and 28 worked."""
    ground = frame(date(2026, 2, 9), date(2026, 3, 2))
    made = plan([Step("a", 8, "li"), Step("b", 4, "li", ("a",))], ground)
    # 9 to 13, 14 (Saturday), 24, 25; then 26, 27, 28 (Saturday) February and 2 March: to the very day.
    assert (
        early(made)
        == late(made)
        == {
            "a": (date(2026, 2, 9), date(2026, 2, 25)),
            "b": (date(2026, 2, 26), date(2026, 3, 2)),
        }
    )
    assert all(line.critical and line.slack == 0 for line in made.lines)
    late_by_one = plan([Step("a", 9, "li"), Step("b", 4, "li", ("a",))], ground)
    assert [(b.id, b.late, b.fixed, b.by) for b in late_by_one.broken] == [("b", 1, False, date(2026, 3, 2))]
    kinds = {(m.kind, m.id, m.days or m.day) for m in late_by_one.mends}
    assert kinds == {("end", "", date(2026, 3, 3)), ("shorten", "a", 1), ("shorten", "b", 1)}


def test_a_broken_fixed_date_is_named_with_what_leads_to_it() -> None:
    ground = frame(APRIL, date(2024, 7, 31), at_once=1)
    steps = [
        Step("survey", 10, "wang"),
        Step("union", 6, "wang", ("survey",)),
        Step("meeting", 1, "", ("union",), by=date(2024, 4, 19)),
        Step("other", 3, "li"),
    ]
    made = plan(steps, ground, people=("wang", "li"))
    (broken,) = made.broken
    # 16 working days from 1 April (4 and 5 off, Sunday the 7th worked) end on Tuesday the 23rd.
    assert (broken.id, broken.by, broken.finish, broken.late, broken.fixed) == (
        "meeting", date(2024, 4, 19), date(2024, 4, 24), 3, True,
    )  # fmt: skip
    assert broken.chain == ("survey", "union", "meeting")
    assert {(m.kind, m.id) for m in made.mends} == {
        ("fixed", "meeting"), ("shorten", "survey"), ("shorten", "union"),
    }  # fmt: skip
    assert {m.days for m in made.mends if m.kind == "shorten"} == {3}


def test_only_one_pair_of_hands() -> None:
    """What the team's limit breaks, a second person or a second step at a time mends."""
    ground = frame(date(2024, 6, 3), date(2024, 6, 7), at_once=1)
    made = plan([Step("a", 4, "wang"), Step("b", 4, "wang")], ground, people=("wang", "li"))
    assert [(b.id, b.late) for b in made.broken] == [("b", 3)]
    kinds = {(m.kind, m.id, m.owner, m.days) for m in made.mends}
    assert ("at_once", "", "", 2) in kinds
    assert ("owner", "a", "li", 0) in kinds


def test_circles_are_refused_with_their_way() -> None:
    assert find_circle({"a": ["b"], "b": ["c"], "c": []}) == []
    circle = find_circle({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["a"]})
    assert circle[0] == circle[-1]
    assert set(circle) == {"b", "c"}
    with pytest.raises(Circular):
        plan([Step("a", 1, after=("b",)), Step("b", 1, after=("a",))], frame(APRIL, date(2024, 7, 31)))
    with pytest.raises(OverflowError):
        plan([Step("a", 9000)], frame(APRIL, date(2024, 7, 31)))
    assert plan([], frame(APRIL, date(2024, 7, 31))).feasible
