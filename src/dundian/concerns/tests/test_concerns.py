"""A concern's life: raised, worked on, referred, returned, accepted, closed, taken up again."""

import pytest

from dundian.audit_trail.models import Entry
from dundian.concerns import queries
from dundian.concerns.actions import (
    accept_referral,
    assign_concern,
    close_concern,
    raise_concern,
    refer_concern,
    reopen_concern,
    return_referral,
    take_over,
    take_step,
)
from dundian.concerns.models import Concern, Referral, StepTaken
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.cast import Cast
from dundian.org.models import Appointment

pytestmark = pytest.mark.django_db
GOAL = {"by": "2030-01-31", "measured": "抽查十人"}


def at_site(cast: Cast, **more: object) -> Concern:
    return raise_concern(unit=cast.ground.site, text="骑手配送超时罚款过高", actor=cast.cadre, **more)


def through_steps(concern: Concern, cast: Cast) -> Concern:
    for step in ("thought", "goal", "acted"):
        concern = take_step(
            concern=concern, step=step, text="办了", facts=GOAL, version=concern.version, actor=cast.cadre
        )
    return concern


def test_a_cadres_concern_is_with_the_team_at_once(cast: Cast) -> None:
    concern = at_site(cast)
    assert concern.handler == cast.ground.site
    assert concern.owner == cast.cadre.person
    assert [s.step for s in concern.steps.all()] == ["found"]
    assert concern.due_at > concern.warn_at > concern.clock_from


def test_what_the_host_raises_goes_to_the_team(cast: Cast) -> None:
    concern = raise_concern(unit=cast.ground.site, text="宿舍漏雨", actor=cast.host)
    assert concern.handler == cast.ground.site
    assert concern.owner is None


def test_where_no_team_is_the_office_above_has_it(cast: Cast) -> None:
    concern = raise_concern(unit=cast.ground.neighbour, text="加班", actor=cast.office_county)
    assert concern.handler == cast.ground.county
    Appointment.objects.filter(unit=cast.ground.site).exclude(role="host").delete()
    assert raise_concern(unit=cast.ground.site, text="加班", actor=cast.host).handler == cast.ground.county


def test_steps_come_in_order_and_may_be_taken_again(cast: Cast) -> None:
    concern = at_site(cast)
    with pytest.raises(Invalid):
        take_step(concern=concern, step="acted", text="跳步", version=concern.version, actor=cast.cadre)
    concern = take_step(
        concern=concern, step="thought", text="查了合同", version=concern.version, actor=cast.cadre
    )
    concern = take_step(
        concern=concern, step="goal", text="定目标", facts=GOAL, version=concern.version, actor=cast.cadre
    )
    concern = take_step(
        concern=concern, step="thought", text="再想想", version=concern.version, actor=cast.cadre
    )
    assert concern.step == Concern.Step.GOAL
    assert StepTaken.objects.filter(concern=concern).count() == 4


def test_a_second_editor_is_told(cast: Cast) -> None:
    concern = at_site(cast)
    take_step(concern=concern, step="thought", text="一", version=concern.version, actor=cast.cadre)
    with pytest.raises(Conflict):
        take_step(concern=concern, step="thought", text="二", version=concern.version, actor=cast.team_leader)


def test_referral_up_returned_then_sideways_accepted(cast: Cast) -> None:
    concern = at_site(cast)
    up = refer_concern(concern=concern, to=cast.ground.county, reason="超出职权", actor=cast.cadre)
    assert up.direction == Referral.Direction.UP
    with pytest.raises(Refused):
        take_step(concern=concern, step="thought", text="等不及", version=concern.version, actor=cast.cadre)
    with pytest.raises(Refused):
        accept_referral(referral=up, actor=cast.office_city)
    with pytest.raises(Invalid):
        return_referral(referral=up, reason=" ", actor=cast.office_county)
    return_referral(referral=up, reason="请补充合同", actor=cast.office_county)
    concern.refresh_from_db()
    assert concern.handler == cast.ground.site
    sideways = refer_concern(concern=concern, to=cast.ground.department, reason="法律问题", actor=cast.cadre)
    assert sideways.direction == Referral.Direction.SIDEWAYS
    accept_referral(referral=sideways, actor=cast.department)
    concern.refresh_from_db()
    assert (concern.handler, concern.owner) == (cast.ground.department, cast.department.person)
    with pytest.raises(Refused):
        accept_referral(referral=sideways, actor=cast.department)
    down = refer_concern(concern=concern, to=cast.ground.site, reason="请现场落实", actor=cast.department)
    assert down.direction == Referral.Direction.SIDEWAYS


def test_down_is_what_lies_beneath(cast: Cast) -> None:
    concern = raise_concern(unit=cast.ground.county, text="全县同类", actor=cast.office_county)
    referral = refer_concern(concern=concern, to=cast.ground.site, reason="请落实", actor=cast.office_county)
    assert referral.direction == Referral.Direction.DOWN


def test_nobody_to_accept_no_referral(cast: Cast) -> None:
    concern = at_site(cast)
    for elsewhere in (cast.ground.neighbour, cast.ground.other_site, cast.ground.site):
        with pytest.raises(Invalid):
            refer_concern(concern=concern, to=elsewhere, reason="试试", actor=cast.cadre)


def test_solved_needs_four_steps_and_the_workers_word(cast: Cast) -> None:
    concern = at_site(cast)
    close = {"outcome": "solved", "text": "已退还罚款", "actor": cast.cadre}
    with pytest.raises(Invalid):
        close_concern(concern=concern, workers_word="满意", version=concern.version, **close)
    concern = through_steps(concern, cast)
    with pytest.raises(Invalid):
        close_concern(concern=concern, workers_word=" ", version=concern.version, **close)
    concern = close_concern(concern=concern, workers_word="满意", version=concern.version, **close)
    assert concern.step == Concern.Step.CLOSED
    with pytest.raises(Refused):
        refer_concern(concern=concern, to=cast.ground.county, reason="晚了", actor=cast.cadre)
    concern = reopen_concern(concern=concern, reason="又罚款了", actor=cast.team_leader)
    assert (concern.step, concern.outcome, concern.closed_on) == (Concern.Step.REOPENED, "", None)


def test_only_the_unit_that_has_it_acts(cast: Cast) -> None:
    concern = at_site(cast)
    for looker in (
        cast.host,
        cast.leader,
        cast.office_city,
        cast.office_county,
        cast.department,
        cast.outsider,
    ):
        with pytest.raises(Refused):
            take_step(concern=concern, step="thought", text="插手", version=concern.version, actor=looker)
        with pytest.raises(Refused):
            refer_concern(concern=concern, to=cast.ground.county, reason="插手", actor=looker)


def test_an_office_above_may_take_over(cast: Cast) -> None:
    concern = at_site(cast)
    waiting = refer_concern(concern=concern, to=cast.ground.county, reason="上报", actor=cast.cadre)
    for other in (cast.leader, cast.outsider, cast.department, cast.cadre):
        with pytest.raises(Refused):
            take_over(concern=concern, reason="拿走", actor=other)
    concern = take_over(concern=concern, reason="市里统一处理", actor=cast.office_city)
    assert concern.handler == cast.ground.city
    waiting.refresh_from_db()
    assert waiting.state == Referral.State.RETURNED
    assert Entry.objects.filter(verb="take_over", object_id=str(concern.pk)).count() == 1


def test_assigning_stays_within_the_unit(cast: Cast) -> None:
    concern = at_site(cast)
    concern = assign_concern(concern=concern, person=cast.team_leader.person, actor=cast.cadre)
    assert concern.owner == cast.team_leader.person
    with pytest.raises(Invalid):
        assign_concern(concern=concern, person=cast.host.person, actor=cast.cadre)


def test_a_concern_left_behind_by_its_team_shows_up_above(cast: Cast) -> None:
    concern = at_site(cast)
    assert list(queries.unstaffed(cast.office_county)) == []
    Appointment.objects.filter(unit=cast.ground.site, role__in=["cadre", "team_leader"]).delete()
    assert list(queries.unstaffed(cast.office_county)) == [concern]
    assert list(queries.unstaffed(cast.outsider)) == []


def test_every_write_leaves_its_row(cast: Cast) -> None:
    concern = through_steps(at_site(cast), cast)
    referral = refer_concern(concern=concern, to=cast.ground.county, reason="上报", actor=cast.cadre)
    accept_referral(referral=referral, actor=cast.office_county)
    verbs = list(
        Entry.objects.filter(object_id=str(concern.pk)).order_by("id").values_list("verb", flat=True)
    )
    assert verbs == ["raise", "take_step", "take_step", "take_step", "refer", "answer_referral"]
