"""Keeping others' sign-ins: what the system administrator may do, and to whom."""

import pytest

from dundian.accounts import actions, passwords
from dundian.accounts.models import SignIn, User
from dundian.audit_trail.models import Entry
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import SYSTEM, Actor
from dundian.org.cast import Cast, client_of, make_actor
from dundian.org.models import Role


@pytest.fixture
def county_admin(cast: Cast) -> Actor:
    return make_actor("county_admin", "县系统员", Role.SYSTEM_ADMIN, cast.ground.county)


def test_a_sign_in_is_opened_with_a_one_time_password(cast: Cast) -> None:
    user, password = actions.open_sign_in(
        username=" Neu.Er ", display_name="新来的", actor=cast.system_admin, unit=cast.ground.city
    )
    assert (user.username, user.must_change_password) == ("neu.er", True)
    assert user.check_password(password)
    entry = Entry.objects.get(verb="add", noun="sign_in")
    assert (entry.object_id, entry.unit_id) == (str(user.pk), cast.ground.city.pk)
    assert password not in str(entry.detail)


def test_the_system_opens_sign_ins_with_a_given_password(db: None) -> None:
    user, password = actions.open_sign_in(
        username="demo", display_name="演示", actor=SYSTEM, password="杜鹃花开满山 1949", must_change=False
    )
    assert user.check_password(password)
    assert not user.must_change_password


@pytest.mark.parametrize("username", ["", "mit leer", "a" * 41, "a@b", "CADRE", "\x00"])
def test_a_name_that_will_not_do_is_refused(cast: Cast, username: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.open_sign_in(username=username, display_name="某", actor=cast.system_admin)
    assert set(refused.value.messages) == {"username"}


@pytest.mark.parametrize("who", ["office_city", "security_admin", "audit_admin", "cadre", "leader"])
def test_only_system_administrators_keep_sign_ins(cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    with pytest.raises(Refused):
        actions.open_sign_in(username="x1", display_name="某", actor=actor, unit=cast.ground.site)
    with pytest.raises(Refused):
        actions.reset_password(user=cast.host.user, actor=actor)
    with pytest.raises(Refused):
        actions.set_active(user=cast.host.user, active=False, actor=actor)


def test_a_reset_ends_every_device_and_asks_for_a_new_password(cast: Cast) -> None:
    client = client_of(cast.host)
    password = actions.reset_password(user=cast.host.user, actor=cast.system_admin)
    user = User.objects.get(pk=cast.host.user.pk)
    assert user.check_password(password)
    assert user.must_change_password
    assert client.get("/me/").status_code == 302
    assert SignIn.objects.get(user=user).end == SignIn.End.PASSWORD


def test_a_county_cannot_take_over_a_provincial_officer(cast: Cast, county_admin: Actor) -> None:
    actions.reset_password(user=cast.host.user, actor=county_admin)
    with pytest.raises(Refused):
        actions.reset_password(user=cast.office_city.user, actor=county_admin)
    stationed = make_actor("elsewhere", "两头跑", Role.OFFICE, cast.ground.city, home=cast.ground.county)
    with pytest.raises(Refused) as refused:
        actions.reset_password(user=stationed.user, actor=county_admin)
    assert "盐都市总工会" in refused.value.reason


def test_somebody_shut_out_is_out_at_once_and_comes_back(cast: Cast) -> None:
    client = client_of(cast.cadre)
    actions.set_active(user=cast.cadre.user, active=False, actor=cast.system_admin, reason="调离")
    assert client.get("/me/").status_code == 302
    actions.set_active(user=cast.cadre.user, active=True, actor=cast.system_admin)
    assert User.objects.get(pk=cast.cadre.user.pk).is_active
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == ["deactivate", "activate"]


def test_nobody_shuts_themselves_out(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.set_active(user=cast.system_admin.user, active=False, actor=cast.system_admin)


def test_one_time_passwords_pass_the_rules(db: None) -> None:
    from django.contrib.auth.password_validation import validate_password

    for _turn in range(50):
        validate_password(passwords.one_time())


def test_every_session_ends_only_by_its_owner(cast: Cast) -> None:
    client_of(cast.host)
    with pytest.raises(Refused):
        actions.end_sign_in(sign_in=SignIn.objects.get(user=cast.host.user), actor=cast.system_admin)


def test_a_closed_sign_in_lets_nobody_in_until_it_gets_a_password(db: None) -> None:
    user, password = actions.open_sign_in(username="later", display_name="以后", actor=SYSTEM, closed=True)
    assert password == ""
    assert not user.has_usable_password()
    assert not user.check_password("")
    given = actions.reset_password(user=user, actor=SYSTEM)
    user.refresh_from_db()
    assert user.check_password(given)


@pytest.mark.parametrize("who", ["security_admin", "audit_admin"])
def test_the_three_administrators_do_not_hold_each_others_keys(cast: Cast, who: str) -> None:
    user = getattr(cast, who).user
    for write in (
        lambda: actions.reset_password(user=user, actor=cast.system_admin),
        lambda: actions.set_active(user=user, active=False, actor=cast.system_admin),
        lambda: actions.remove_second_factor(user=user, actor=cast.system_admin),
    ):
        with pytest.raises(Refused, match="dundian reset-password"):
            write()
    password = actions.reset_password(user=user, actor=SYSTEM)
    assert User.objects.get(pk=user.pk).check_password(password)
