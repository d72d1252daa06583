"""Leave of several kinds, counted in working days; taken back, cut short; absence noted by others."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from dundian.fieldwork import actions
from dundian.fieldwork.factories import Posting
from dundian.fieldwork.models import Leave
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.access import actor_of
from dundian.org.cast import Cast, client_of

pytestmark = pytest.mark.django_db


def ask(cast: Cast, first: date, last: date, **fields: Any) -> Leave:
    return actions.ask_leave(
        person=cast.cadre.person,
        unit=cast.ground.site,
        starts_on=first,
        ends_on=last,
        reason=fields.pop("reason", "探亲"),
        actor=cast.cadre,
        **fields,
    )


def test_days_are_working_days_and_halves_count_half(cast: Cast, posting: Posting) -> None:
    leave = ask(cast, date(2024, 6, 20), date(2024, 6, 24), kind="annual", from_noon=True)
    assert leave.days == 2.5  # Thursday afternoon, Friday, Monday
    over_may = Leave(starts_on=date(2024, 4, 26), ends_on=date(2024, 5, 7))
    assert over_may.days == 6  # 26, 28 (a make-up Sunday), 29 and 30 April, 6 and 7 May
    with pytest.raises(Invalid):
        ask(cast, date(2024, 6, 24), date(2024, 6, 25))


def test_sent_twice_it_is_stored_once(cast: Cast, posting: Posting) -> None:
    id, day = new_id(), date(2024, 6, 20)
    assert ask(cast, day, day, id=id) == ask(cast, day, day, id=id)
    assert Leave.objects.count() == 1


def test_cancelled_and_cut_short(cast: Cast, posting: Posting) -> None:
    first = clock.today() - timedelta(2)
    leave = ask(cast, first, first + timedelta(10), kind="family", stand_in=cast.team_leader.person)
    actions.answer_leave(leave=leave, granted=True, answer="同意", actor=cast.team_leader)
    with pytest.raises(Refused):
        actions.cancel_leave(leave=leave, actor=cast.cadre)
    with pytest.raises(Refused):
        actions.come_back(leave=leave, on=clock.today(), actor=cast.leader)
    page = client_of(cast.cadre).post(
        reverse("fieldwork:leave_back", args=[leave.pk]), {"on": f"{clock.today()}"}
    )
    assert page.status_code == 302
    leave.refresh_from_db()
    assert (leave.ends_on, leave.first_end) == (clock.today() - timedelta(1), first + timedelta(10))
    again = ask(cast, clock.today() + timedelta(3), clock.today() + timedelta(4))
    assert client_of(cast.cadre).post(reverse("fieldwork:leave_cancel", args=[again.pk])).status_code == 302
    again.refresh_from_db()
    assert again.state == Leave.State.CANCELLED
    assert ask(cast, again.starts_on, again.ends_on).state == Leave.State.ASKED


def test_absence_is_noted_afterwards_by_others(cast: Cast, posting: Posting) -> None:
    url = reverse("fieldwork:absence_note", args=[posting.site.pk])
    day = clock.today() - timedelta(1)
    sent = {"person": cast.cadre.person.pk, "starts_on": f"{day}", "ends_on": f"{day}", "reason": "未到岗"}
    assert client_of(cast.cadre).get(url).status_code == 404
    leader = client_of(cast.team_leader)
    assert leader.post(url, {**sent, "ends_on": "2024-06-20"}).status_code == 422
    assert leader.post(url, sent).status_code == 302
    absence = Leave.objects.get()
    assert absence.kind == Leave.Kind.ABSENCE
    assert absence.noted_by == cast.team_leader.user
    with pytest.raises(Refused):
        actions.cancel_leave(leave=absence, actor=actor_of(cast.cadre.user))
    with pytest.raises(Refused):
        actions.note_absence(
            person=cast.team_leader.person,
            unit=cast.ground.site,
            starts_on=day,
            ends_on=day,
            reason="x",
            actor=cast.team_leader,
        )
