"""Dispatch: notice, rights, extension, end."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document as Word

from dundian.audit_trail.models import Entry
from dundian.campaign.factories import CampaignFactory
from dundian.campaign.models import Site
from dundian.documents.factories import issued
from dundian.documents.models import Document
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import SYSTEM
from dundian.org.factories import PersonFactory, UserFactory
from dundian.org.models import Appointment, Person, Role
from dundian.planning import actions
from dundian.planning.factories import DispatchFactory, TeamMemberFactory
from dundian.planning.models import Dispatch, Team
from dundian.planning.queries import members_without_sign_in
from dundian.planning.signals import dispatch_ended, team_dispatched
from dundian.planning.tests.conftest import START, Story

FROM, TO = date(2024, 4, 8), date(2024, 7, 31)


def send(story: Story, *teams: Team) -> list[Dispatch]:
    return actions.dispatch_teams(teams=teams, starts_on=FROM, ends_on=TO, actor=story.cast.office_city)


def rights_at(team: Team) -> list[tuple[str, str, date, date | None]]:
    assert team.site is not None
    rows = Appointment.objects.filter(unit=team.site.unit, campaign_id=team.campaign_id, revoked_at=None)
    return sorted((str(a.user), a.role, a.since, a.until) for a in rows)


def test_one_notice_for_all_and_rights_for_the_period(story: Story) -> None:
    heard: list[Dispatch] = []
    team_dispatched.connect(lambda dispatch, **_rest: heard.append(dispatch), weak=False, dispatch_uid="test")
    try:
        first = story.team("第一组", 0, 1, site=story.site(0))
        second = story.team("第二组", 2, 3, site=story.site(1))
        sent = send(story, first, second)
    finally:
        team_dispatched.disconnect(dispatch_uid="test")
    assert heard == sent
    notice = sent[0].notice
    assert notice is not None
    assert notice == sent[1].notice
    assert notice.number == "盐工发〔2024〕1号"
    words = "\n".join(p.text for p in Word(BytesIO(notice.file.read())).paragraphs)
    assert "2个蹲点工作组、4名干部" in words
    assert "2024年4月8日至2024年7月31日" in words
    assert [role for _name, role, _since, _until in rights_at(first)].count(Role.TEAM_LEADER) == 1
    assert {(since, until) for _name, _role, since, until in rights_at(first)} == {(FROM, TO)}
    assert Site.objects.get(team=first).state == Site.State.ACTIVE
    assert Entry.objects.filter(verb="send", noun="dispatch").count() == 2


def test_refused_while_a_chosen_team_has_a_conflict(story: Story) -> None:
    ready = story.team("第一组", 0, 1, site=story.site(0))
    lacking = story.team("第二组", 2)
    with pytest.raises(Invalid, match="第二组"):
        send(story, ready, lacking)
    assert not Dispatch.objects.exists()
    send(story, ready)


def test_a_person_in_two_teams_is_sent_with_neither(story: Story) -> None:
    first = story.team("第一组", 0, 1, site=story.site(0))
    story.team("第二组", 0, 2, site=story.site(1))
    with pytest.raises(Invalid, match="驻点0"):
        send(story, first)


def test_nobody_sends_themselves(story: Story) -> None:
    story.people[1] = Person.objects.get(user=story.cast.office_city.user)
    team = story.team("第一组", 0, 1, site=story.site(0))
    with pytest.raises(Invalid, match="第一组"):
        send(story, team)
    actions.dispatch_teams(teams=[team], starts_on=FROM, ends_on=TO, actor=story.cast.office_province)


def test_not_twice_not_from_elsewhere_not_backwards(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    with pytest.raises(Refused):
        actions.dispatch_teams(teams=[team], starts_on=FROM, ends_on=TO, actor=story.cast.office_county)
    with pytest.raises(Invalid):
        actions.dispatch_teams(teams=[team], starts_on=TO, ends_on=FROM, actor=story.cast.office_city)
    send(story, team)
    with pytest.raises(Invalid, match="第一组"):
        send(story, team)
    with pytest.raises(Refused):
        actions.disband_team(team=team, actor=story.cast.office_city)


def test_member_without_sign_in_is_named_and_gets_rights_later(story: Story) -> None:
    story.people[1].user = None
    story.people[1].save()
    team = story.team("第一组", 0, 1, site=story.site(0))
    send(story, team)
    team = Team.objects.get(pk=team.pk)
    assert team.site is not None
    assert [m.person.name for m in members_without_sign_in([team])] == ["驻点1"]
    assert len(rights_at(team)) == 1
    story.people[1].user = UserFactory.create()
    story.people[1].save()
    assert [m.person.name for m in actions.waiting(team, team.site.unit)] == ["驻点1"]
    assert actions.renew_rights(team=team, actor=story.cast.office_city) == 1
    assert len(rights_at(team)) == 2
    assert actions.waiting(team, team.site.unit) == []


def test_extension_moves_the_rights(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    (dispatch,) = send(story, team)
    later = date(2024, 9, 30)
    actions.extend_dispatch(
        dispatch=dispatch, ends_on=later, reason="诉求仍在办理", actor=story.cast.office_city
    )
    assert {until for _name, _role, _since, until in rights_at(team)} == {later}
    with pytest.raises(Invalid):
        actions.extend_dispatch(dispatch=dispatch, ends_on=TO, reason="诉求", actor=story.cast.office_city)
    with pytest.raises(Invalid):
        actions.extend_dispatch(
            dispatch=dispatch, ends_on=date(2024, 10, 1), reason="  ", actor=story.cast.office_city
        )
    assert [c.reason for c in dispatch.changes.all()] == ["诉求仍在办理"]


def test_extension_into_another_dispatch_is_refused(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    (dispatch,) = send(story, team)
    other = DispatchFactory.create(
        team__campaign=CampaignFactory.create(), starts_on=date(2024, 8, 15), ends_on=date(2024, 12, 31)
    )
    TeamMemberFactory.create(team=other.team, person=story.people[1], leads=True)
    with pytest.raises(Invalid):
        actions.extend_dispatch(
            dispatch=dispatch, ends_on=date(2024, 8, 31), reason="诉求", actor=story.cast.office_city
        )


def test_early_end_takes_the_rights_that_day(story: Story) -> None:
    heard: list[Dispatch] = []
    dispatch_ended.connect(lambda dispatch, **_rest: heard.append(dispatch), weak=False, dispatch_uid="test")
    try:
        team = story.team("第一组", 0, 1, site=story.site(0))
        (dispatch,) = send(story, team)
        with clock.at(START.replace(month=6, day=3)):
            actions.end_dispatch(
                dispatch=dispatch, on=date(2024, 6, 3), reason="任务完成", actor=story.cast.office_city
            )
    finally:
        dispatch_ended.disconnect(dispatch_uid="test")
    assert heard == [dispatch]
    team.refresh_from_db()
    assert team.state == Team.State.ENDED
    assert {until for _name, _role, _since, until in rights_at(team)} == {date(2024, 6, 3)}
    assert Site.objects.get(team=team).state == Site.State.CLOSED


def test_an_end_to_come_leaves_the_team_on_site_until_then(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    (dispatch,) = send(story, team)
    actions.end_dispatch(
        dispatch=dispatch, on=date(2024, 6, 3), reason="另有任务", actor=story.cast.office_city
    )
    team.refresh_from_db()
    assert team.state == Team.State.DISPATCHED
    with clock.at(START.replace(month=6, day=3)):
        assert actions.end_finished(actor=SYSTEM) == 0
    with clock.at(START.replace(month=6, day=4)):
        assert actions.end_finished(actor=SYSTEM) == 1
        assert actions.end_finished(actor=SYSTEM) == 0
    team.refresh_from_db()
    assert team.state == Team.State.ENDED


def test_change_of_people_on_site_moves_the_rights(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    send(story, team)
    team.refresh_from_db()
    with clock.at(START.replace(month=5)):
        actions.change_team(
            team=team, version=team.version, name="第一组", members=story.lines(1, 2), site=team.site,
            actor=story.cast.office_city,
        )  # fmt: skip
    held = {name: role for name, role, _since, _until in rights_at(team)}
    assert held == {str(story.people[1].user): Role.TEAM_LEADER, str(story.people[2].user): Role.CADRE}


def test_a_team_on_site_cannot_lose_its_leader(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    send(story, team)
    team.refresh_from_db()
    actor = story.cast.office_city
    with pytest.raises(Invalid):
        actions.change_team(team=team, version=None, name="第一组", members=[], site=team.site, actor=actor)
    with pytest.raises(Invalid):
        actions.change_team(
            team=team, version=None, name="第一组", members=story.lines(0), site=None, actor=actor
        )
    assert team.members.count() == 2


def test_ordinary_numbers_follow_each_other(story: Story) -> None:
    first = story.team("第一组", 0, 1, site=story.site(0))
    second = story.team("第二组", 2, 3, site=story.site(1))
    (one,) = send(story, first)
    (two,) = send(story, second)
    assert [str(d.notice and d.notice.number) for d in (one, two)] == [
        "盐工发〔2024〕1号",
        "盐工发〔2024〕2号",
    ]


def test_person_without_user_never_blocks(story: Story) -> None:
    person = PersonFactory.create(home_unit=story.cast.ground.city, user=UserFactory.create(is_active=False))
    story.people.append(person)
    team = story.team("第一组", 0, 4, site=story.site(0))
    send(story, team)
    assert len(rights_at(team)) == 1


def test_the_teams_go_when_the_reviewed_notice_has_its_number(story: Story) -> None:
    office, reviewer = story.cast.office_city, story.cast.office_province
    team = story.team("第一组", 0, 1, site=story.site(0))
    draft = actions.propose_dispatch(teams=[team], starts_on=FROM, ends_on=TO, actor=office)
    team.refresh_from_db()
    assert team.state == Team.State.DRAFT
    assert rights_at(team) == []
    document = issued(draft, office=office, reviewer=reviewer)
    team.refresh_from_db()
    assert team.state == Team.State.DISPATCHED
    assert Dispatch.objects.get(team=team).notice == document
    assert document.code


def test_a_notice_that_names_others_than_go_is_not_issued(story: Story) -> None:
    office, reviewer = story.cast.office_city, story.cast.office_province
    team, other = (story.team(f"第{n}组", 2 * n, 2 * n + 1, site=story.site(n)) for n in (0, 1))
    draft = actions.propose_dispatch(teams=[team, other], starts_on=FROM, ends_on=TO, actor=office)
    actions.disband_team(team=other, actor=office)
    with pytest.raises(Invalid, match="拟稿后"):
        issued(draft, office=office, reviewer=reviewer)
    assert not Dispatch.objects.exists()
    assert not Document.objects.exists()
