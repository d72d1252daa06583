"""Marks, outliers, ties, firmness; conflicts of interest."""

from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast
from dundian.org.models import Person
from dundian.planning.factories import TeamMemberFactory
from dundian.recognition import actions, scoring
from dundian.recognition.models import DeclaredConflict, Nomination
from dundian.recognition.queries.marks import Board, boards, scores_owed, swings
from dundian.recognition.tests.ground import (
    Stage,
    judged,
    make_stage,
    nominate_cadres,
    opened,
    score_all,
    seat,
)


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return make_stage(cast)


def board_of(stage: Stage) -> Board:
    return next(b for b in boards(stage.round) if b.category.subject == "person")


def test_an_outlier_lies_off_the_panels_median() -> None:
    assert scoring.outliers([80, 82, 84, 40], 20) == [None, None, None, -41]
    assert scoring.outliers([90, 90, 10], 20) == [None, None, -80]  # the others are not to blame
    assert scoring.outliers([80, 40], 20) == [None, None]  # of two, nobody can say which is the odd one


def test_a_swing_is_found_exactly_where_the_list_turns() -> None:
    marks = {"a": {"x": F(90), "y": F(60)}, "b": {"x": F(70), "y": F(88)}}
    weights = {"x": F(6, 10), "y": F(4, 10)}
    x, y = scoring.sensitivity(marks, weights, ["a"])
    at = scoring.shifted(weights, "x", x.first_down)
    assert scoring.total(marks["a"], at) == scoring.total(marks["b"], at)
    assert (x.first_up, y.first_down) == (None, None)
    assert x.firm is (abs(x.first_down) >= F(1, 10))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=3, max_size=6),
    st.lists(st.integers(1, 60), min_size=3, max_size=3),
)
def test_within_the_first_change_the_list_stands_and_beyond_it_does_not(
    points: list[list[int]], raw: list[int]
) -> None:
    weights = {c: F(w, sum(raw)) for c, w in enumerate(raw)}
    marks = {i: {c: F(p) for c, p in enumerate(row)} for i, row in enumerate(points)}
    listed = scoring.best(marks, weights, 2)
    assert sum(weights.values()) == 1
    for swing in scoring.sensitivity(marks, weights, listed):
        for edge in (swing.first_up, swing.first_down):
            if edge is None:
                continue
            before = scoring.shifted(weights, swing.criterion, edge * F(99, 100))
            assert sum(before.values()) == 1
            worst = min(scoring.total(marks[i], before) for i in listed)
            best_of_rest = max(scoring.total(marks[i], before) for i in marks if i not in listed)
            assert worst >= best_of_rest


def test_the_list_follows_the_totals(stage: Stage) -> None:
    found = judged(stage, [70, 95, 80, 60])
    actions.draw_up(round=stage.round, actor=stage.cast.office_city)
    listed = {n.pk for n in Nomination.objects.filter(listed_on__isnull=False)}
    assert listed == {found[1].pk, found[2].pk}
    assert [line.firm for line in swings(board_of(stage))] == [True, True]


def test_equal_totals_at_the_cut_are_settled_by_the_office_with_a_reason(stage: Stage) -> None:
    found = judged(stage, [95, 80, 80, 60])
    office = stage.cast.office_city
    with pytest.raises(Invalid):
        actions.draw_up(round=stage.round, actor=office)
    with pytest.raises(Invalid):
        actions.draw_up(round=stage.round, actor=office, chosen=[found[2]])
    actions.draw_up(round=stage.round, actor=office, chosen=[found[2]], reason="基层一线优先")
    listed = {n.pk for n in Nomination.objects.filter(listed_on__isnull=False)}
    assert listed == {found[0].pk, found[2].pk}


def test_nothing_is_listed_while_a_score_is_owed(stage: Stage) -> None:
    opened(stage)
    found = nominate_cadres(stage)
    seat(stage, 1)
    stage.round = actions.close_nominations(round=stage.round, actor=stage.cast.office_city)
    score_all(stage, dict.fromkeys(found[:-1], 80))
    with pytest.raises(Invalid, match=str(found[-1])):
        actions.draw_up(round=stage.round, actor=stage.cast.office_city)


def test_whoever_stands_aside_does_not_score_and_what_was_scored_counts_no_more(stage: Stage) -> None:
    found = judged(stage, [90, 80, 70, 60])
    judge, one = stage.judges[0], found[0]
    points = dict.fromkeys(one.category.criteria.all(), (10, ""))
    actions.give_scores(nomination=one, points=points, actor=judge)
    assert len(board_of(stage).outliers) == 2  # one a criterion
    before = next(r.total for r in board_of(stage).rows if r.nomination == one)
    actions.declare_conflict(nomination=one, reason="同乡", actor=judge)
    after = next(r.total for r in board_of(stage).rows if r.nomination == one)
    assert after == 90 > (before or 100)
    with pytest.raises(Refused):
        actions.give_scores(nomination=one, points=points, actor=judge)
    conflict = DeclaredConflict.objects.get()
    actions.lift_conflict(conflict=conflict, reason="申报有误", actor=stage.cast.office_city)
    actions.give_scores(nomination=one, points=points, actor=judge)


def test_conflicts_that_the_records_show_are_noted_by_themselves(stage: Stage) -> None:
    opened(stage)
    found = nominate_cadres(stage)
    seat(stage, 2)
    colleague, mate = (Person.objects.get(user=j.user) for j in stage.judges)
    colleague.home_unit = stage.cadres[0].home_unit
    colleague.save()
    TeamMemberFactory(team=stage.sites[1].team, person=mate)
    actions.close_nominations(round=stage.round, actor=stage.cast.office_city)
    noted = {(c.judge.person, c.nomination) for c in DeclaredConflict.objects.filter(how="found")}
    assert noted == {(colleague, found[0]), (mate, found[1])}


def test_a_judge_scores_only_what_the_own_panel_judges(stage: Stage) -> None:
    found = judged(stage)
    with pytest.raises(Refused):
        actions.give_scores(nomination=found[0], points={}, actor=stage.cast.office_county)
    criterion = found[0].category.criteria.all()[0]
    for wrong in (101, -1, True):
        with pytest.raises(Invalid):
            actions.give_scores(nomination=found[0], points={criterion: (wrong, "")}, actor=stage.judges[0])


def test_a_judge_is_reminded_until_everything_is_scored(stage: Stage) -> None:
    opened(stage)
    found = nominate_cadres(stage)
    seat(stage, 1)
    stage.round = actions.close_nominations(round=stage.round, actor=stage.cast.office_city)
    judge = stage.judges[0]
    score_all(stage, dict.fromkeys(found[:-1], 80))
    assert scores_owed(judge, [stage.round]) == {stage.round.pk}
    actions.declare_conflict(nomination=found[-1], reason="亲属", actor=judge)
    assert scores_owed(judge, [stage.round]) == set()
