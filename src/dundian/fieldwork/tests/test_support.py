"""Support requests: their course, their rights, and that none is ever without an owner and a day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dundian.fieldwork import actions
from dundian.fieldwork.actions import ask_support
from dundian.fieldwork.factories import Posting
from dundian.fieldwork.models import SupportEvent, SupportRequest, SupportRoute
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.cast import Cast
from dundian.org.models import Unit

State = SupportRequest.State
SOON = date(2024, 6, 28)


def route(cast: Cast, kind: str = "vehicle", **fields: Any) -> SupportRoute:
    return SupportRoute.objects.create(
        unit=cast.ground.city,
        kind=kind,
        department=fields.pop("department", cast.ground.department),
        **fields,
    )


def ask(cast: Cast, posting: Posting, **fields: Any) -> SupportRequest:
    fields = {"kind": "vehicle", "text": "下乡走访需用车一天", "actor": cast.cadre, **fields}
    return ask_support(site=posting.site, **fields)


def units_of(request: SupportRequest) -> list[Unit]:
    return [step.unit for step in request.steps.select_related("unit")]


@pytest.mark.django_db
def test_from_asking_to_confirming(cast: Cast, posting: Posting) -> None:
    route(cast)
    request = ask(cast, posting, amount=Decimal(800))
    assert request.state == State.APPROVING
    assert request.holder == cast.ground.county
    assert request.due_on == date(2024, 6, 18)  # Friday the 14th and two working days
    with pytest.raises(Refused):
        actions.approve_support(request=request, opinion="同意", actor=cast.office_city)
    request = actions.approve_support(request=request, opinion="同意", actor=cast.office_county)
    assert (request.state, request.holder, request.approved) == (State.ASKED, cast.ground.department, 800)
    request = actions.answer_support(
        request=request, promise="派车一天", promised_on=SOON, estimated=Decimal(700), actor=cast.department
    )
    assert (request.state, request.due_on) == (State.PROMISED, SOON)
    with pytest.raises(Invalid):
        actions.deliver_support(request=request, delivery="已派", spent=Decimal(801), actor=cast.department)
    request = actions.deliver_support(
        request=request, delivery="已派车", spent=Decimal(650), actor=cast.department
    )
    assert request.holder == cast.ground.site
    with pytest.raises(Refused):
        actions.confirm_support(request=request, word="", actor=cast.department)
    request = actions.refuse_delivery(request=request, reason="车没到", actor=cast.team_leader)
    assert (request.state, request.holder) == (State.ASKED, cast.ground.department)
    request = actions.deliver_support(
        request=request, delivery="补派", spent=Decimal(650), actor=cast.department
    )
    request = actions.confirm_support(request=request, word="已用上", actor=cast.cadre)
    assert actions.confirm_support(request=request, word="再来", actor=cast.cadre).word == "已用上"
    assert request.events.count() == 7
    assert request.events.filter(verb="confirm").count() == 1


@pytest.mark.django_db
def test_the_same_id_is_stored_once(cast: Cast, posting: Posting) -> None:
    id = new_id()
    first, second = ask(cast, posting, id=id), ask(cast, posting, id=id, text="另一句")
    assert first == second
    assert second.text == "下乡走访需用车一天"
    assert SupportEvent.objects.count() == 1
    with pytest.raises(Invalid):
        ask(cast, posting, id=id, actor=cast.team_leader)
