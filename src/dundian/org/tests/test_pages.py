"""The pages: who may open them, what they say, what they cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dundian.audit_trail.models import Entry
from dundian.kernel import clock
from dundian.org.cast import Cast, client_of
from dundian.org.choosers import person_text, unit_text
from dundian.org.factories import AppointmentFactory, PersonFactory, UnitFactory
from dundian.org.models import Appointment, Person, Role, Unit, UnitKind

EVERYBODY = ["office_province", "office_city", "office_county", "leader", "team_leader", "cadre", "department", "host",
             "system_admin", "security_admin", "audit_admin", "outsider"]  # fmt: skip
OFFICES = {"office_province", "office_city", "office_county"}
OVER_SITE = set(EVERYBODY) - {"department", "outsider"}

# Each page about the site 飞骑, a person there and an appointment there: who gets 200, who 403; the rest 404.
ABOUT_THE_SITE: dict[str, tuple[set[str], set[str]]] = {
    "org:unit_detail": (OVER_SITE, set()),
    "org:unit_edit": (OFFICES | {"system_admin"}, OVER_SITE - OFFICES - {"system_admin"}),
    "org:unit_rename": (OFFICES | {"system_admin"}, OVER_SITE - OFFICES - {"system_admin"}),
    "org:unit_move": ({"system_admin"}, OVER_SITE - {"system_admin"}),
    "org:unit_merge": ({"system_admin"}, OVER_SITE - {"system_admin"}),
    "org:unit_close": ({"system_admin"}, OVER_SITE - {"system_admin"}),
    "org:unit_reopen": ({"system_admin"}, OVER_SITE - {"system_admin"}),
    "org:person_detail": (OFFICES | {"leader", "system_admin", "security_admin"}, set()),
    "org:person_edit": (OFFICES | {"system_admin"}, {"leader", "security_admin"}),
    "org:person_phone": (OFFICES | {"system_admin"}, {"leader", "security_admin"}),
    "org:appointment_deputy": (OFFICES | {"security_admin"}, set()),
    "org:appointment_revoke": (OFFICES | {"security_admin"}, set()),
}
LISTS: dict[str, set[str]] = {
    "org:unit_list": set(EVERYBODY),
    "org:unit_export": set(EVERYBODY),
    "org:unit_choose": set(),
    "org:person_choose": set(),
    "org:person_list": OFFICES | {"leader", "system_admin", "security_admin", "outsider"},
    "org:person_export": OFFICES | {"leader", "system_admin", "security_admin", "outsider"},
    "org:person_add": OFFICES | {"system_admin", "outsider"},
    "org:unit_add": OFFICES | {"system_admin", "outsider"},
    "org:appointment_list": OFFICES | {"security_admin", "outsider"},
    "org:appointment_export": OFFICES | {"security_admin", "outsider"},
    "org:appointment_add": OFFICES | {"security_admin", "outsider"},
}


@pytest.mark.parametrize("name", ABOUT_THE_SITE)
def test_who_opens_pages_about_the_site(cast: Cast, name: str) -> None:
    person = PersonFactory.create(home_unit=cast.ground.site)
    given = AppointmentFactory.create(unit=cast.ground.site, role=Role.HOST)
    about = {"unit": cast.ground.site.pk, "person": person.pk, "appointment": given.pk}
    url = reverse(name, args=[about[name.removeprefix("org:").partition("_")[0]]])
    opened, refused = ABOUT_THE_SITE[name]
    for member, actor in cast.members().items():
        expected = 200 if member in opened else 403 if member in refused else 404
        assert client_of(actor).get(url).status_code == expected, member


@pytest.mark.parametrize("name", LISTS)
def test_who_opens_lists(cast: Cast, name: str) -> None:
    for member, actor in cast.members().items():
        expected = 200 if member in LISTS[name] else 404 if name.endswith("choose") else 403
        assert client_of(actor).get(reverse(name)).status_code == expected, member


def test_nobody_without_a_sign_in_sees_anything(cast: Cast) -> None:
    for name in LISTS:
        assert Client().get(reverse(name)).status_code == 302


def test_the_tree_opens_by_links(cast: Cast) -> None:
    g, client = cast.ground, client_of(cast.office_province)
    top = client.get("/units/").content.decode()
    assert g.province.name in top
    assert g.city.name in top  # the one top of the scope is open
    assert g.county.name not in top
    folded = client.get("/units/", {"at": 0}).content.decode()
    assert g.province.name in folded
    assert g.city.name not in folded
    city = client.get("/units/", {"at": g.city.pk}).content.decode()
    assert g.county.name in city
    assert g.other_city.name in city
    assert g.site.name not in city
    county = client.get("/units/", {"at": g.county.pk}).content.decode()
    assert g.site.name in county
    for odd in ("x", "-1", "9" * 30, g.other_site.pk + 1000, "²"):
        assert client.get("/units/", {"at": odd}).status_code == 200


def test_a_county_sees_its_own_tree_only(cast: Cast) -> None:
    page = client_of(cast.office_county).get("/units/", {"at": cast.ground.other_city.pk}).content.decode()
    assert cast.ground.county.name in page
    assert cast.ground.city.name not in page
    assert cast.ground.other_city.name not in page


def test_a_fragment_has_no_page_around_it(cast: Cast) -> None:
    client = client_of(cast.office_city)
    for address in ("/units/", "/units/?q=飞骑", "/people/", "/appointments/"):
        part = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert client.get(address).content.decode().count("<html") == 1


def test_search_by_name_and_code(cast: Cast) -> None:
    client = client_of(cast.office_city)
    assert cast.ground.site.name in client.get("/units/", {"q": "飞骑"}).content.decode()
    assert cast.ground.county.name in client.get("/units/", {"q": "990321"}).content.decode()
    assert cast.ground.other_site.name not in client.get("/units/", {"q": "冰川"}).content.decode()
    assert client.get("/units/", {"q": "\x00' OR 1=1 --", "kind": "no"}).status_code == 200


def queries_of(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert act().status_code == 200
    return len(seen)


@pytest.mark.parametrize("pattern", ["/units/?at={county}", "/units/?kind=non_public", "/units/{county}/", "/people/",
                                  "/appointments/", "/people/{person}/", "/units/choose/?among=org.units"])  # fmt: skip
def test_costs_do_not_grow_with_rows_or_units(cast: Cast, pattern: str) -> None:
    g = cast.ground
    person = cast.cadre.person
    assert person
    client = client_of(cast.office_city)
    address = pattern.format(county=g.county.pk, person=person.pk)
    few = queries_of(lambda: client.get(address))
    for n in range(25):
        unit = UnitFactory.create(parent=g.county, name=f"多{n}工会")
        UnitFactory.create(parent=unit, name=f"下{n}工会")
        home = PersonFactory.create(home_unit=unit)
        AppointmentFactory.create(unit=unit, user=AppointmentFactory.create(unit=g.county).user)
        AppointmentFactory.create(unit=unit, user=cast.cadre.user)
        home.skills = ["法律"]
        home.save()
    assert queries_of(lambda: client.get(address)) == few <= 14


def test_a_broad_branch_is_cut_and_says_so(cast: Cast) -> None:
    Unit.objects.bulk_create(
        Unit(id=10_000_000 + n, path=f"{cast.ground.county.path}.{10_000_000 + n}", parent=cast.ground.county,
             kind=UnitKind.ENTERPRISE, name=f"企业{n:04}工会")
        for n in range(250)
    )  # fmt: skip
    page = client_of(cast.office_city).get("/units/", {"at": cast.ground.county.pk}).content.decode()
    assert page.count("企业0") == 198
    assert "52" in page


def test_adding_a_unit_by_its_page(cast: Cast) -> None:
    client = client_of(cast.office_county)
    address = f"/units/add/?parent={cast.ground.county.pk}"
    bad = client.post(
        address, {"parent": "灯城县总工会", "kind": "park", "name": "", "latitude": "29.1"}
    ).content.decode()
    assert "error-summary" in bad
    good = client.post(
        address, {"parent": "灯城县总工会", "kind": "park", "name": "灯城园区工会\u202e", "place": ""}
    )
    unit = Unit.objects.get(name="灯城园区工会")
    assert good["Location"] == f"/units/{unit.pk}/"
    assert (
        client.post(address, {"parent": "灯城县总工会", "kind": "county", "name": "某县总工会"}).status_code
        == 200
    )
    again = client.post(address, {"parent": "灯城县总工会", "kind": "park", "name": "灯城园区工会"})
    assert again.status_code == 200
    assert "灯城园区工会" in again.content.decode()


def test_two_people_edit_one_unit(cast: Cast) -> None:
    site, client = cast.ground.site, client_of(cast.office_county)
    form = {
        "kind": site.kind,
        "short_name": "飞骑",
        "address": "一路",
        "place": site.place,
        "version": 1,
        "industry": "G",
    }
    assert client.post(f"/units/{site.pk}/edit/", form).status_code == 302
    assert (
        client.get(f"/units/{site.pk}/").content.decode().count("交通运输、仓储和邮政业") == 2
    )  # a fact, and what changed
    clash = client_of(cast.office_city).post(f"/units/{site.pk}/edit/", {**form, "address": "二路"})
    assert clash.status_code == 409
    assert "一路" in (page := clash.content.decode())
    assert "二路" in page
    missing = client.post(f"/units/{site.pk}/edit/", {k: v for k, v in form.items() if k != "version"})
    assert missing.status_code == 409


def test_two_people_edit_one_person(cast: Cast) -> None:
    person = cast.cadre.person
    assert person
    client = client_of(cast.office_city)
    form = {"name": person.name, "home_unit": unit_text(person.home_unit), "number": person.number, "grade": "middle",
            "gender": "", "phone": person.phone, "skills": "法律、调解, 法律", "version": 1}  # fmt: skip
    assert client.post(f"/people/{person.pk}/edit/", form).status_code == 302
    person.refresh_from_db()
    assert person.skills == ["法律", "调解"]
    clash = client.post(f"/people/{person.pk}/edit/", {**form, "grade": "leading"})
    assert clash.status_code == 409
    settled = client.post(
        f"/people/{person.pk}/edit/",
        {**{k: v for k, v in form.items() if k != "grade"}, "conflict": "1", "mine.grade": "leading",
         "theirs.grade": "middle", "take.grade": "mine", "version": 2},
    )  # fmt: skip
    assert settled.status_code == 302
    person.refresh_from_db()
    assert person.grade == "leading"


def test_the_confirm_pages_act(cast: Cast) -> None:
    g, client = cast.ground, client_of(cast.system_admin)
    done = client.post(f"/units/{g.site.pk}/move/", {"to": g.city.name, "reason": "上收", "confirmed": "1"})
    assert done.status_code == 302
    g.site.refresh_from_db()
    assert g.site.parent_id == g.city.pk
    ring = client.post(f"/units/{g.city.pk}/move/", {"to": g.site.name, "reason": "试"})
    assert ring.status_code == 200
    assert "error-summary" in ring.content.decode()
    client.post(f"/units/{g.site.pk}/rename/", {"name": "飞骑工会联合会", "short_name": "", "reason": "更名"})
    client.post(f"/units/{g.neighbour.pk}/merge/", {"into": f"#{g.site.pk}", "reason": "合并"})
    client.post(f"/units/{g.site.pk}/close/", {"reason": "撤销"})
    client.post(f"/units/{g.site.pk}/reopen/", {"reason": "恢复"})
    assert {c.what for c in g.site.changes.all()} == {"moved", "renamed", "merged", "closed", "reopened"}
    page = client.get(f"/units/{g.neighbour.pk}/").content.decode()
    assert "飞骑工会联合会" in page


def test_a_phone_number_is_masked_until_asked_for_with_a_reason(cast: Cast) -> None:
    person = cast.cadre.person
    assert person
    client = client_of(cast.office_county)
    address = f"/people/{person.pk}/"
    for page in (address, "/people/", f"{address}edit/"):
        assert "13800000000" not in client.get(page).content.decode()
    assert client.post(f"{address}phone/", {"reason": " "}).status_code == 200
    assert not Entry.objects.filter(noun="phone").exists()
    shown = client.post(f"{address}phone/", {"reason": "联系选派事宜"})
    assert "13800000000" in shown.content.decode()
    entry = Entry.objects.get(noun="phone")
    assert (entry.detail, entry.object_id) == ({"reason": "联系选派事宜"}, str(person.pk))


def test_a_stored_number_stays_is_replaced_or_deleted(cast: Cast) -> None:
    person = cast.cadre.person
    assert person
    client = client_of(cast.office_city)
    form = {
        "name": person.name,
        "home_unit": unit_text(person.home_unit),
        "number": person.number,
        "grade": "staff",
    }

    def phone_after(version: int, **more: str) -> str:
        sent = client.post(f"/people/{person.pk}/edit/", {**form, **more, "version": version})
        assert sent.status_code == 302
        return Person.objects.get(pk=person.pk).phone

    assert phone_after(1, phone="") == "13800000000"
    assert phone_after(1, phone="139 0000 0000") == "139 0000 0000"
    assert phone_after(2, phone="", erase_phone="on") == ""


def test_one_sees_oneself_but_changes_nothing(cast: Cast) -> None:
    for actor in (cast.host, cast.audit_admin):
        person = actor.person
        assert person
        assert client_of(actor).get(f"/people/{person.pk}/").status_code == 200
        assert client_of(actor).get(f"/people/{person.pk}/edit/").status_code == 403


def test_appointing_by_the_page(cast: Cast) -> None:
    client = client_of(cast.office_county)
    person = cast.host.person
    assert person
    form = {"person": person_text(person), "unit": "老窖食品公司工会", "role": "host", "since": "2024-06-01"}
    filled = client.get("/appointments/add/", {"unit": str(cast.ground.site.pk), "person": str(person.pk)})
    assert cast.ground.site.name in filled.content.decode()
    page = client.post("/appointments/add/", {**form, "role": "office"})
    assert page.status_code == 200
    assert client.post("/appointments/add/", {**form, "unit": cast.ground.city.name}).status_code == 200
    assert client.post("/appointments/add/", form).status_code == 302
    given = Appointment.objects.get(user=cast.host.user, unit=cast.ground.neighbour)
    assert client.post(f"/appointments/{given.pk}/revoke/", {"reason": "试"}).status_code == 302
    assert cast.ground.neighbour.name in client.get("/appointments/", {"state": "ended"}).content.decode()
    assert cast.ground.neighbour.name not in client.get("/appointments/").content.decode()


def test_appointing_a_deputy_by_the_page(cast: Cast) -> None:
    client, today = client_of(cast.office_city), clock.today()
    person = cast.office_county.person
    assert person
    address = f"/appointments/{cast.leader.appointments[0].pk}/deputy/"
    good = client.post(address, {"person": person.name, "since": str(today), "until": str(today)})
    assert good.status_code == 302
    assert Appointment.objects.get(deputy_for=cast.leader.appointments[0]).user == cast.office_county.user


def test_filters_of_people(cast: Cast) -> None:
    PersonFactory.create(home_unit=cast.ground.site, name="法律人", skills=["法律"], grade="social")
    PersonFactory.create(home_unit=cast.ground.site, name="走了的", left_on=clock.today())
    client = client_of(cast.office_city)

    def names(**conditions: Any) -> str:
        return client.get("/people/", conditions).content.decode()

    assert "法律人" in names(skill="法律")
    assert "吴干部" not in names(skill="法律")
    assert "法律人" in names(grade=["social"])
    assert "走了的" not in names(unit=cast.ground.site.name)
    assert "走了的" in names(left="on")
    assert "吴干部" not in names(unit=cast.ground.site.name)
    assert "吴干部" in names(unit=cast.ground.county.name)
    assert names(unit="没有的组织", grade=["x"], q="\x00", cursor="zzz")


@pytest.mark.parametrize("noun", ["units", "people", "appointments"])
def test_exports_have_the_rows_of_the_list_and_no_full_number(cast: Cast, noun: str, tmp_path: Any) -> None:
    from python_calamine import CalamineWorkbook

    response: Any = client_of(cast.office_city).get(f"/{noun}/export/")
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"".join(response.streaming_content) if response.streaming else response.content)
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    flat = str(rows)
    assert {"units": "飞骑外卖配送工会", "people": "吴干部", "appointments": "王主席"}[noun] in flat
    assert "冰川镇工会" not in flat
    assert "外市人" not in flat
    assert "13800000000" not in flat
    assert Entry.objects.filter(verb="export").exists()


ODD = [
    "\x00",
    "\u202e倒",
    "👷" * 30,
    "长" * 5000,
    "<script>alert(1)</script>",
    "'; drop table org_unit; --",
    "\ud800",
    "１２３",
]


@pytest.mark.parametrize("odd", ODD)
def test_no_text_breaks_a_form(cast: Cast, odd: str) -> None:
    client = client_of(cast.system_admin)
    person = Person.objects.filter(home_unit=cast.ground.site).first()
    assert person
    odd = odd.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    forms = {
        f"/units/add/?parent={cast.ground.county.pk}": (
            "kind",
            "name",
            "short_name",
            "code",
            "place",
            "address",
            "latitude",
        ),
        f"/units/{cast.ground.site.pk}/edit/": ("kind", "short_name", "code", "place", "address", "version"),
        f"/units/{cast.ground.site.pk}/move/": ("to", "reason"),
        f"/units/{cast.ground.site.pk}/rename/": ("name", "short_name", "reason"),
        "/people/add/": (
            "name",
            "home_unit",
            "number",
            "gender",
            "born_year",
            "grade",
            "post",
            "skills",
            "phone",
            "note",
        ),
        f"/people/{person.pk}/edit/": ("name", "home_unit", "left_on", "version"),
        f"/people/{person.pk}/phone/": ("reason",),
    }
    for address, fields in forms.items():
        assert client.post(address, dict.fromkeys(fields, odd)).status_code in (200, 302, 409, 422), address
    for address in ("/units/", "/people/", "/units/export/", "/people/export/"):
        assert (
            client.get(address, {"q": odd, "unit": odd, "cursor": odd, "at": odd, "skill": odd}).status_code
            == 200
        )
    assert client.get("/units/choose/", {"among": "org.units", "field": "to", "to": odd}).status_code == 200
