"""The tree: founding, moving, merging, closing, and what must not happen to it."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from dundian.audit_trail.models import Entry
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org import actions
from dundian.org.access import SYSTEM
from dundian.org.cast import Cast
from dundian.org.factories import AppointmentFactory, PersonFactory, UnitFactory
from dundian.org.models import Appointment, Person, Role, Unit, UnitChange, UnitKind


def sound(root: Unit) -> None:
    """Every path is the path of the unit above and the unit's own id."""
    for unit in Unit.objects.filter(path__within=root.path).select_related("parent"):
        expected = f"{unit.parent.path}.{unit.pk}" if unit.parent else str(unit.pk)
        assert unit.path == expected


def test_an_office_adds_a_grassroots_union(cast: Cast) -> None:
    unit = actions.create_unit(
        parent=cast.ground.county,
        kind=UnitKind.PARK,
        name=" 灯城\u202e工业园区工会 ",
        actor=cast.office_county,
    )
    assert unit.name == "灯城工业园区工会"
    assert unit.path == f"{cast.ground.county.path}.{unit.pk}"
    assert unit.place == cast.ground.county.place
    assert unit.changes.get().what == UnitChange.What.CREATED
    entry = Entry.objects.get(noun="unit", verb="add")
    assert (entry.actor_id, entry.unit_id) == (cast.office_county.user.pk, unit.pk)


def test_federations_are_for_the_system_administrator(cast: Cast) -> None:
    new: dict[str, Any] = {
        "parent": cast.ground.city,
        "kind": UnitKind.COUNTY,
        "name": "新县总工会",
        "code": "990399",
    }
    with pytest.raises(Refused, match=r"系统管理员|system administrator"):
        actions.create_unit(**new, actor=cast.office_city)
    assert actions.create_unit(**new, actor=cast.system_admin).place == 990399


def test_nobody_founds_at_the_top_but_the_command_line(cast: Cast) -> None:
    new: dict[str, Any] = {"parent": None, "kind": UnitKind.PROVINCE, "name": "别省总工会"}
    with pytest.raises(Refused):
        actions.create_unit(**new, actor=cast.system_admin)
    assert actions.create_unit(**new, actor=SYSTEM).path.isdigit()


def test_nothing_is_added_outside_scope_or_in_a_wrong_place(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.create_unit(
            parent=cast.ground.other_city, kind=UnitKind.PARK, name="甲", actor=cast.office_city
        )
    with pytest.raises(Invalid):
        actions.create_unit(
            parent=cast.ground.department, kind=UnitKind.PARK, name="甲", actor=cast.office_city
        )
    with pytest.raises(Invalid):
        actions.create_unit(parent=cast.ground.site, kind=UnitKind.COUNTY, name="甲", actor=cast.system_admin)
    with pytest.raises(Invalid):
        actions.create_unit(parent=cast.ground.county, kind="club", name="甲", actor=cast.system_admin)


def test_the_same_name_or_code_twice_is_said_at_its_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as bad:
        actions.create_unit(
            parent=cast.ground.county,
            kind=UnitKind.PARK,
            name=cast.ground.site.name,
            actor=cast.office_county,
        )
    assert list(bad.value.messages) == ["name"]
    with pytest.raises(Invalid) as bad:
        actions.create_unit(
            parent=cast.ground.county, kind=UnitKind.PARK, name="乙", code="990300", actor=cast.office_county
        )
    assert list(bad.value.messages) == ["code"]


def test_a_second_editor_is_told(cast: Cast) -> None:
    site = cast.ground.site
    actions.edit_unit(unit=site, version=1, address="灯城县一路1号", actor=cast.office_county)
    with pytest.raises(Conflict) as clash:
        actions.edit_unit(unit=site, version=1, address="灯城县二路2号", actor=cast.office_city)
    assert clash.value.current.address == "灯城县一路1号"
    assert site.changes.get().what == UnitChange.What.EDITED


def test_nothing_changed_leaves_no_trace(cast: Cast) -> None:
    actions.edit_unit(unit=cast.ground.site, version=1, address="", actor=cast.office_county)
    assert not Entry.objects.filter(noun="unit", verb="change").exists()


def test_an_office_leaves_its_own_federation_alone(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.edit_unit(unit=cast.ground.county, version=1, address="x", actor=cast.office_county)
    with pytest.raises(Refused):
        actions.edit_unit(unit=cast.ground.site, version=1, kind=UnitKind.COUNTY, actor=cast.office_county)


def test_renaming_keeps_the_old_name(cast: Cast) -> None:
    actions.rename_unit(unit=cast.ground.site, name="飞骑骑手工会", reason="行业规范", actor=cast.office_city)
    change = cast.ground.site.changes.get()
    assert (change.before, change.after, change.reason) == ("飞骑外卖配送工会", "飞骑骑手工会", "行业规范")
    with pytest.raises(Invalid):
        actions.rename_unit(unit=cast.ground.site, name="甲", reason=" ", actor=cast.office_city)


def test_moving_takes_the_subtree_along_in_one_statement(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    g = cast.ground
    group = UnitFactory.create(parent=g.site, kind=UnitKind.ENTERPRISE, name="飞骑站点工会")
    with django_assert_max_num_queries(20) as small:
        actions.move_unit(unit=g.county, to=g.other_city, reason="区划调整", actor=cast.system_admin)
    sound(g.province)
    group.refresh_from_db()
    assert group.path == f"{g.other_city.path}.{g.county.pk}.{g.site.pk}.{group.pk}"
    assert g.county.changes.get().after == g.other_city.name
    for n in range(60):
        UnitFactory.create(parent=g.county, name=f"新{n}")
    with django_assert_max_num_queries(len(small.captured_queries)):
        actions.move_unit(unit=g.county, to=g.city, reason="改回", actor=cast.system_admin)
    sound(g.province)


def test_what_stood_with_the_old_place_stands_with_the_new(cast: Cast) -> None:
    g = cast.ground
    union = actions.create_unit(
        parent=g.county, kind=UnitKind.PARK, name="园区工会", actor=cast.office_county
    )
    actions.move_unit(unit=union, to=g.other_city, reason="划转", actor=cast.system_admin)
    union.refresh_from_db()
    assert union.place == g.other_city.place


def test_moves_that_would_break_the_tree_are_refused(cast: Cast) -> None:
    g = cast.ground

    def move(unit: Unit, to: Unit) -> None:
        actions.move_unit(unit=unit, to=to, reason="试", actor=cast.system_admin)

    for unit, to in [(g.county, g.site), (g.county, g.county), (g.city, g.county), (g.site, g.county),
                     (g.province, g.city), (g.city, g.other_city), (g.site, g.department)]:  # fmt: skip
        with pytest.raises(Invalid):
            move(unit, to)
    actions.close_unit(unit=g.neighbour, reason="注销", actor=cast.system_admin)
    with pytest.raises(Invalid, match=r"closed|已撤销"):
        move(g.site, g.neighbour)
    sound(g.province)


def test_moving_needs_the_right_at_both_ends(cast: Cast) -> None:
    g = cast.ground
    local = AppointmentFactory.create(role=Role.SYSTEM_ADMIN, unit=g.city).user
    from dundian.org.access import actor_of

    with pytest.raises(Refused):
        actions.move_unit(unit=g.county, to=g.other_city, reason="试", actor=actor_of(local))
    with pytest.raises(Refused):
        actions.move_unit(unit=g.site, to=g.other_city, reason="试", actor=cast.office_province)


def test_merging_moves_people_and_children_and_ends_appointments(cast: Cast) -> None:
    g = cast.ground
    child = UnitFactory.create(parent=g.neighbour, name="酿造车间工会")
    worker = PersonFactory.create(home_unit=g.neighbour)
    held = AppointmentFactory.create(unit=g.neighbour, role=Role.HOST)
    actions.merge_unit(unit=g.neighbour, into=g.site, reason="企业合并", actor=cast.system_admin)
    for row in (child, worker, held, g.neighbour):
        row.refresh_from_db()
    assert child.parent_id == g.site.pk
    assert worker.home_unit_id == g.site.pk
    assert held.revoked_at is not None
    assert (g.neighbour.is_closed, g.neighbour.merged_into_id) == (True, g.site.pk)
    assert {c.unit_id for c in UnitChange.objects.filter(what="merged")} == {g.neighbour.pk, g.site.pk}
    sound(g.province)
    with pytest.raises(Invalid):
        actions.merge_unit(unit=g.neighbour, into=g.site, reason="再来", actor=cast.system_admin)


def test_a_merger_that_clashes_does_nothing(cast: Cast) -> None:
    g = cast.ground
    for unit in (g.site, g.neighbour):
        PersonFactory.create(home_unit=unit, number="X1")
    with pytest.raises(Invalid) as bad:
        actions.merge_unit(unit=g.neighbour, into=g.site, reason="合并", actor=cast.system_admin)
    assert "number" in bad.value.messages
    g.neighbour.refresh_from_db()
    assert not g.neighbour.is_closed
    assert Person.objects.filter(home_unit=g.neighbour).count() == 1


def test_merging_into_what_belongs_to_it_is_refused(cast: Cast) -> None:
    g = cast.ground
    for into in (g.county, g.site):
        with pytest.raises(Invalid):
            actions.merge_unit(unit=g.county, into=into, reason="试", actor=cast.system_admin)


def test_closing_and_opening_again(cast: Cast) -> None:
    g = cast.ground
    with pytest.raises(Invalid):
        actions.close_unit(unit=g.county, reason="试", actor=cast.system_admin)
    with pytest.raises(Refused):
        actions.close_unit(unit=g.site, reason="试", actor=cast.office_county)
    actions.close_unit(unit=g.site, reason="平台退出", actor=cast.system_admin)
    assert not Appointment.objects.active().filter(unit=g.site).exists()
    with pytest.raises(Invalid):
        actions.close_unit(unit=g.site, reason="再来", actor=cast.system_admin)
    again = UnitFactory.create(parent=g.county, name=g.site.name)
    with pytest.raises(Invalid):
        actions.reopen_unit(unit=g.site, reason="恢复", actor=cast.system_admin)
    again.delete()
    assert not actions.reopen_unit(unit=g.site, reason="恢复", actor=cast.system_admin).is_closed
    with pytest.raises(Invalid):
        actions.reopen_unit(unit=g.site, reason="再来", actor=cast.system_admin)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_ring_and_lose_no_newcomer() -> None:
    root = UnitFactory.create(kind=UnitKind.PROVINCE, name="并发省总工会")
    one, two = (
        UnitFactory.create(parent=root, kind=UnitKind.INDUSTRY, name=n) for n in ("甲产业工会", "乙产业工会")
    )
    outcomes: list[str] = []

    def attempt(act: Any, **what: Any) -> None:
        try:
            act(actor=SYSTEM, **what)
            outcomes.append("done")
        except Invalid:
            outcomes.append("invalid")
        finally:
            connection.close()

    runs = [
        threading.Thread(
            target=attempt, args=(actions.move_unit,), kwargs={"unit": one, "to": two, "reason": "一"}
        ),
        threading.Thread(
            target=attempt, args=(actions.move_unit,), kwargs={"unit": two, "to": one, "reason": "二"}
        ),
        *[
            threading.Thread(
                target=attempt,
                args=(actions.create_unit,),
                kwargs={"parent": one, "kind": UnitKind.ENTERPRISE, "name": f"新{n}"},
            )
            for n in range(4)
        ],
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(outcomes) == ["done"] * 5 + ["invalid"]
    sound(root)
    assert Unit.objects.filter(path__within=root.path).count() == 7
    with transaction.atomic():
        Entry.objects.count()


def test_an_appointment_yet_to_begin_ends_with_its_unit(cast: Cast) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    coming = AppointmentFactory.create(role=Role.HOST, unit=cast.ground.neighbour, since=tomorrow)
    past = AppointmentFactory.create(
        role=Role.HOST,
        unit=cast.ground.neighbour,
        since=tomorrow - timedelta(days=9),
        until=tomorrow - timedelta(days=3),
    )
    actions.close_unit(unit=cast.ground.neighbour, reason="企业注销", actor=cast.system_admin)
    coming.refresh_from_db()
    past.refresh_from_db()
    assert (coming.revoked_at is None, past.revoked_at) == (False, None)
    assert not Appointment.objects.active(tomorrow).filter(unit=cast.ground.neighbour).exists()
