"""What a row says, and that it stays as it was said."""

import json
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dundian.audit_trail import actions, marks
from dundian.audit_trail.models import Entry
from dundian.kernel import clock
from dundian.org.access import SYSTEM
from dundian.org.cast import Cast
from dundian.org.factories import UserFactory

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_a_row_names_who_in_which_capacity_did_what_to_what(cast: Cast) -> None:
    site = cast.ground.site
    moment = datetime(2024, 6, 12, 9, 30, tzinfo=UTC)
    token = actions.origin.set("10.0.0.7")
    with clock.at(moment):
        entry = actions.record(actor=cast.office_county, verb="change", noun="unit", obj=site, unit=site)
    actions.origin.reset(token)
    entry.refresh_from_db()
    assert (entry.actor_id, entry.actor_name) == (cast.office_county.user.pk, "县办小孙")
    assert entry.capacity == "灯城县总工会 office"
    assert (entry.verb, entry.noun, entry.object_id, entry.object_label) == (
        "change",
        "unit",
        str(site.pk),
        str(site),
    )
    assert (entry.at, entry.address) == (moment, "10.0.0.7")
    assert (entry.chain, entry.unit_id) == (cast.ground.province.pk, site.pk)


def test_a_deputy_acts_on_behalf_of_somebody(cast: Cast) -> None:
    from dundian.org.access import actor_of
    from dundian.org.factories import AppointmentFactory

    stand_in = UserFactory.create(display_name="代班人")
    own = cast.leader.appointments[0]
    AppointmentFactory(user=stand_in, role=own.role, unit=own.unit, deputy_for=own)
    entry = actions.record(actor=actor_of(stand_in), verb="accept", noun="report", unit=own.unit)
    assert (entry.actor_name, entry.on_behalf_of) == ("代班人", "李包片")


@pytest.mark.django_db
def test_the_system_has_no_id_and_no_capacity() -> None:
    entry = actions.record(actor=SYSTEM, verb="load", noun="unit")
    assert (entry.actor_id, entry.capacity, entry.chain) == (None, "", 0)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(detail=st.dictionaries(st.text(max_size=8), JSON, max_size=4), label=st.text(max_size=300))
def test_any_detail_comes_back_from_the_database_with_the_same_mark(detail: dict, label: str) -> None:
    entry = actions.record(actor=SYSTEM, verb="change", noun="unit", detail=detail, label=label)
    stored = Entry.objects.get(pk=entry.pk)
    assert marks.canonical(stored) == marks.canonical(entry)
    assert marks.is_genuine(stored)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.ip_addresses())
def test_any_address_comes_back_with_the_same_mark(address: object) -> None:
    token = actions.origin.set(str(address))
    entry = actions.record(actor=SYSTEM, verb="view", noun="unit")
    actions.origin.reset(token)
    stored = Entry.objects.get(pk=entry.pk)
    assert marks.is_genuine(stored)
    assert ip_address(stored.address or "") == address


@pytest.mark.django_db
def test_without_the_key_the_mark_cannot_be_made() -> None:
    entry = actions.record(actor=SYSTEM, verb="add", noun="unit")
    from django.conf import settings as live

    with override_settings(KEYS=live.KEYS._replace(audit="00" * 32)):
        assert not marks.is_genuine(entry)


def test_detail_holds_no_floats_and_no_nul() -> None:
    kept = marks.plain({"a\0": 1.5, "b": ["\ud800x", float("nan")], "c": datetime(2024, 6, 1, tzinfo=UTC)})
    assert kept == {"a": "1.5", "b": ["?x", "NaN"], "c": "2024-06-01 00:00:00+00:00"}
    json.dumps(kept, allow_nan=False)
