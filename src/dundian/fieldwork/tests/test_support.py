"""Support requests: their course, their rights, and that none is ever without an owner and a day."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from dundian.fieldwork import access, actions, moves
from dundian.fieldwork.actions import ask_support
from dundian.fieldwork.factories import Posting
from dundian.fieldwork.models import SupportEvent, SupportRequest, SupportRoute, SupportRule
from dundian.fieldwork.tests.test_two_at_once import together
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.access import Actor, actor_of
from dundian.org.cast import Cast, make_actor
from dundian.org.factories import UnitFactory
from dundian.org.models import Appointment, Role, Unit, UnitKind

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
    assert (request.state, request.holder) == (State.ASKED, cast.ground.department)
    assert request.approved == 800
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


def _try(name: str, request: SupportRequest, actor: Actor, chance: random.Random, cast: Cast) -> None:
    money = chance.choice([None, Decimal(0), Decimal(300), Decimal(4000), Decimal(7000)])
    day = clock.today() + timedelta(chance.randrange(-1, 9))
    words = chance.choice(["好", "", "请补充"])
    unit = chance.choice([cast.ground.department, cast.ground.city, cast.ground.county, cast.ground.site])
    calls: dict[str, Any] = {
        "approve": lambda: actions.approve_support(request=request, opinion=words, amount=money, actor=actor),
        "return": lambda: actions.return_support(request=request, reason=words, actor=actor),
        "resend": lambda: actions.resend_support(request=request, text=words, amount=money, actor=actor),
        "answer": lambda: actions.answer_support(
            request=request, promise=words, promised_on=day, estimated=money, actor=actor
        ),
        "pass_on": lambda: actions.pass_on_support(request=request, to=unit, reason=words, actor=actor),
        "call": lambda: actions.call_helper(request=request, unit=unit, note=words, actor=actor),
        "help": lambda: actions.give_help(request=request, unit=unit, said=words, actor=actor),
        "deliver": lambda: actions.deliver_support(request=request, delivery=words, spent=money, actor=actor),
        "confirm": lambda: actions.confirm_support(request=request, word=words, actor=actor),
        "refuse": lambda: actions.refuse_delivery(request=request, reason=words, actor=actor),
        "cancel": lambda: actions.cancel_support(request=request, reason=words, actor=actor),
        "urge": lambda: actions.urge_support(request=request, actor=actor),
        "carry": lambda: actions.carry_support(request=request, to=cast.ground.city, actor=actor),
    }
    calls[name]()


def _likely(name: str, request: SupportRequest) -> bool:
    return name not in ("ask", "cancel", "carry") and moves.may(name, request.state)


def _holds(request: SupportRequest) -> None:
    """What is true of every request at any time."""
    waiting = list(request.steps.filter(state="waiting"))
    assert request.holder_id
    assert request.due_on
    assert (request.closed_on is None) == request.is_open
    assert bool(waiting) == (request.state == State.APPROVING)
    if waiting:
        assert waiting[0].unit_id == request.holder_id
    if request.state == State.PROMISED:
        assert request.promise
    assert (request.spent or 0) <= (request.approved or 0)
    last = request.events.last()
    assert last is not None
    assert (last.state, last.holder_id) == (request.state, request.holder_id)


@pytest.mark.django_db
def test_no_sequence_loses_a_request(cast: Cast, posting: Posting) -> None:
    chance = random.Random(6)
    route(cast)
    people = [cast.cadre, cast.team_leader, cast.office_county, cast.office_city, cast.department]
    others = [cast.leader, cast.host, cast.outsider, cast.system_admin]
    seen: set[tuple[str, str]] = set()
    for _run in range(14):
        money = chance.choice([None, Decimal(500), Decimal(6000)])
        request = ask(cast, posting, amount=money, actor=chance.choice(people[:2]))
        for _step in range(24):
            names = {n for n in moves.MOVES if chance.random() < 0.1 or _likely(n, request)}
            name = chance.choice(sorted((names | {"urge"}) - {"ask"}))
            able = [p for p in people if access.desk_of(p, request) or access.for_team(p, request)]
            actor = chance.choice(people + others if chance.random() < 0.3 else able)
            before = (request.state, request.events.count())
            try:
                with transaction.atomic():
                    _try(name, request, actor, chance, cast)
            except (Refused, Invalid):
                request.refresh_from_db()
                assert (request.state, request.events.count()) == before
            else:
                request.refresh_from_db()
                moves.check(name, before[0], request.state)
                assert (
                    actor not in others
                    or (name == "urge" and actor is cast.leader)
                    or name == "carry"
                    or (name == "confirm" and before[0] == State.CONFIRMED)
                )
                seen.add((name, request.state))
            _holds(request)
    assert len({name for name, _state in seen}) >= 8


@pytest.mark.django_db
def test_an_estimate_above_what_was_approved_goes_to_the_offices(cast: Cast, posting: Posting) -> None:
    route(cast)
    request = ask(cast, posting)
    assert (request.state, request.holder_id) == (State.ASKED, cast.ground.department.pk)
    fields: dict[str, Any] = {"promise": "租车", "promised_on": SOON, "estimated": Decimal(6000)}
    request = actions.answer_support(request=request, actor=cast.department, **fields)
    assert units_of(request) == [cast.ground.county, cast.ground.city]
    request = actions.approve_support(
        request=request, opinion="", amount=Decimal(5500), actor=cast.office_county
    )
    request = actions.approve_support(request=request, opinion="", actor=cast.office_city)
    assert (request.state, int(request.approved or 0)) == (State.PROMISED, 5500)
    assert (request.holder_id, request.due_on) == (cast.ground.department.pk, SOON)


@pytest.mark.django_db
def test_the_nearest_and_narrowest_rule_counts(cast: Cast, posting: Posting) -> None:
    g = cast.ground
    far = UnitFactory.create(parent=g.province, kind=UnitKind.DEPARTMENT, name="省保障部")
    near = UnitFactory.create(parent=g.city, kind=UnitKind.DEPARTMENT, name="市财务部")
    SupportRoute.objects.create(unit=g.province, kind="funds", department=far)
    fields: dict[str, Any] = {"kind": "funds", "amount": Decimal(100)}
    assert ask(cast, posting, **fields).department == far
    route(cast, "funds", department=g.department)
    route(cast, "funds", department=near, above=Decimal(5000))
    assert ask(cast, posting, **fields).department == g.department
    assert ask(cast, posting, kind="funds", amount=Decimal(6000)).department == near
    route(cast, "funds", department=g.county, area=g.county)
    assert ask(cast, posting, kind="funds", amount=Decimal(6000)).department == g.county
    SupportRule.objects.create(unit=g.city, kind="", level=UnitKind.PREFECTURE, above=None)
    assert units_of(ask(cast, posting, kind="difficulty")) == [g.city]
    SupportRule.objects.create(unit=g.city, kind="funds", level=UnitKind.PROVINCE, above=Decimal(50))
    assert units_of(ask(cast, posting, **fields)) == [g.province]
    Appointment.objects.filter(unit=g.city, role=Role.OFFICE).delete()
    request = ask(cast, posting, kind="difficulty")
    assert units_of(request) == [g.province]
    assert ask(cast, posting, kind="vehicle", amount=Decimal(10)).department == g.county


@pytest.mark.django_db
def test_where_nobody_serves_the_office_above_acts(cast: Cast, posting: Posting) -> None:
    empty = UnitFactory.create(parent=cast.ground.city, kind=UnitKind.DEPARTMENT, name="空部门")
    route(cast, department=empty)
    request = ask(cast, posting)
    answer: dict[str, Any] = {"promise": "由市办落实", "promised_on": SOON}
    with pytest.raises(Refused):
        actions.answer_support(request=request, actor=cast.office_county, **answer)
    request = actions.answer_support(request=request, actor=cast.office_city, **answer)
    assert access.desk_of(cast.office_city, request)
    make_actor("handler", "新来的", Role.DEPARTMENT, empty)
    assert access.desk_of(cast.office_city, request) is None


@pytest.mark.django_db
def test_nobody_consents_to_their_own(cast: Cast, posting: Posting) -> None:
    Appointment.objects.create(user=cast.office_county.user, role=Role.CADRE, unit=cast.ground.site)
    both = actor_of(cast.office_county.user)
    request = ask(cast, posting, amount=Decimal(100), actor=both)
    with pytest.raises(Refused):
        actions.approve_support(request=request, opinion="", actor=both)
    assert request not in SupportRequest.objects.visible_to(cast.outsider)
    with pytest.raises(Conflict):
        actions.approve_support(request=request, opinion="", actor=cast.office_county, version=99)


@pytest.mark.django_db(transaction=True)
def test_two_consents_at_once_are_one(cast: Cast, posting: Posting) -> None:
    request = ask(cast, posting, amount=Decimal(6000))
    Appointment.objects.create(user=cast.office_county.user, role=Role.OFFICE, unit=cast.ground.city)
    both = actor_of(cast.office_county.user)

    def consent() -> None:
        actions.approve_support(request=request, opinion="同意", actor=both, version=request.version)

    wrong = together(consent, consent)
    assert [type(fault) for fault in wrong] in ([Conflict], [Refused])
    assert request.steps.filter(state="approved").count() == 1
