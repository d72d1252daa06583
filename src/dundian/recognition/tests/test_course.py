"""Whatever is tried in whatever order: what must hold of a round holds.

A seeded walk presses verbs at random through the real actions; after each the invariants are asked of the database.
"""

import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast
from dundian.recognition import actions, letters, moves
from dundian.recognition.evidence import fingerprint
from dundian.recognition.models import Honour, Nomination, Objection, Round, Score
from dundian.recognition.queries.nominations import list_of
from dundian.recognition.tests.ground import Stage, make_stage, opened, seat

S, N = Round.State, Nomination.State


def test_every_state_is_reached_and_left_only_through_the_table() -> None:
    reached = {after for pairs in moves.ROUND.values() for _before, after in pairs}
    left = {before for pairs in moves.ROUND.values() for before, _after in pairs}
    assert reached | {S.PREPARING} == set(S.values)
    assert left == set(S.values)  # nothing is a dead end: even a decision can be taken back
    assert not any((S.DECIDED, S.ENDED) in pairs for pairs in moves.ROUND.values())


ONWARD = {
    S.PREPARING: [],
    S.NOMINATING: ["nominate", "nominate", "pass_on", "pass_on", "close"],
    S.JUDGING: ["score_all", "draw_up", "score_all", "draw_up", "aside"],
    S.LISTED: ["publish", "publish", "strike"],
    S.NOTICED: ["wait", "wait", "decide", "decide", "object", "settle", "settle"],
    S.DECIDED: ["revoke", "wait"],
    S.ENDED: ["resume"],
}


class Walk:
    """Presses one thing after the other; what is refused changes nothing."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.chance, self.day = stage, random.Random(seed), clock.now()
        self.office, self.round = stage.cast.office_city, stage.round
        self.refused, self.done = 0, set[str]()

    def some(self, rows: Any) -> Any:
        found = list(rows)
        return self.chance.choice(found) if found else None

    def steps(self) -> dict[str, Any]:
        one = self.some(self.round.nominations.all())
        objection = self.some(Objection.objects.all())
        judge = self.some(self.stage.judges)
        run: dict[str, Any] = {"round": self.round, "actor": self.office}
        county = self.stage.cast.office_county
        steps: dict[str, Any] = {
            "nominate": lambda: actions.nominate(
                round=self.round,
                category=self.stage.scheme.categories.get(subject="person"),
                person=self.some(self.stage.cadres),
                statement="实绩",
                actor=county,
            ),
            "close": lambda: actions.close_nominations(**run),
            "renominate": lambda: actions.renominate(**run, reason="漏报"),
            "draw_up": lambda: actions.draw_up(**run),
            "rejudge": lambda: actions.rejudge(**run, reason="重评"),
            "publish": lambda: actions.publish_notice(**run, contact="办公室"),
            "recall": lambda: actions.recall_notice(**run, reason="错字"),
            "decide": lambda: actions.decide(**run, wording=letters.usual_wording(self.round)),
            "revoke": lambda: actions.revoke_decision(**run, reason="有误"),
            "end": lambda: actions.end_round(**run, reason="暂停"),
            "resume": lambda: actions.resume_round(**run, reason="恢复"),
            "wait": self.wait,
            "score_all": self.score_all,
        }
        if one:
            who = self.chance.choice([county, self.office])
            points = {c: (self.chance.randrange(101), "") for c in one.category.criteria.all()}
            steps |= {
                "pass_on": lambda: actions.pass_on(nomination=one, actor=who),
                "leave_out": lambda: actions.leave_out(nomination=one, reason="名额", actor=who),
                "take_back": lambda: actions.take_back(nomination=one, actor=who),
                "strike": lambda: actions.strike(nomination=one, reason="不实", actor=self.office),
                "reinstate": lambda: actions.reinstate(nomination=one, reason="属实", actor=self.office),
                "score": lambda: actions.give_scores(nomination=one, points=points, actor=judge),
                "aside": lambda: actions.declare_conflict(nomination=one, reason="亲属", actor=judge),
                "object": lambda: actions.write_down_objection(
                    round=self.round, way="phone", text="有意见", nomination=one, actor=self.office
                ),
            }
        if objection:
            steps["settle"] = lambda: actions.settle_objection(
                objection=objection,
                upheld=self.chance.random() < 0.5,
                findings="查",
                reply="复",
                actor=self.office,
            )
        return steps

    def wait(self) -> None:
        self.day += timedelta(days=self.chance.randrange(1, 6))

    def press(self) -> None:
        steps = self.steps()
        # Mostly what leads on from here, or a walk would hardly ever reach a decision; sometimes anything at all.
        onward = [verb for verb in ONWARD[S(self.round.state)] if verb in steps]
        verb = self.chance.choice(onward if onward and self.chance.random() < 0.7 else list(steps))
        with clock.at(self.day):
            try:
                steps[verb]()
            except (Invalid, Refused):
                self.refused += 1
            else:
                self.done.add(verb)
            self.round.refresh_from_db()
            self.check()

    def score_all(self) -> None:
        """Every judge whatever may be scored; whoever stands aside is refused and the others go on."""
        for judge in self.stage.judges:
            for one in self.round.nominations.standing():
                points = {c: (self.chance.randrange(101), "") for c in one.category.criteria.all()}
                with suppress(Refused):
                    actions.give_scores(nomination=one, points=points, actor=judge)

    def check(self) -> None:
        round = self.round
        listed = [n for names in list_of(round).values() for n in names]
        honours = Honour.objects.standing().filter(round=round)
        assert all(fingerprint(f.body) == f.sha256 for f in round.files.all())
        assert all(len(names) <= c.quota for c, names in list_of(round).items())
        if round.state in (S.PREPARING, S.NOMINATING, S.JUDGING):
            assert not listed
        if round.state == S.DECIDED:
            assert {h.nomination_id for h in honours} == {n.pk for n in listed}
            assert round.decision is not None
            assert round.decision.state == "frozen"
            decided = round.decided_on
            assert all(n.notice_until and decided and n.notice_until < decided for n in listed)
            assert not round.objections.filter(state=Objection.State.RECEIVED).exists()
        else:
            assert not honours.exists()
        struck = round.nominations.exclude(state=N.ADMITTED).filter(listed_on__isnull=False)
        assert not struck.exists()
        assert not Score.objects.filter(points__gt=100).exists()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_walk_keeps_what_must_hold(cast: Cast, seed: int) -> None:
    stage = make_stage(cast, sites=3)
    seat(stage, 2)
    opened(stage)
    walk = Walk(stage, seed)
    for _press in range(110):
        walk.press()
    assert {"nominate", "pass_on", "close", "score_all", "draw_up", "publish", "decide"} <= walk.done
    assert walk.refused > 10
