"""The audit administrator's pages."""

import json

import pytest

from dundian.audit_trail import actions, queries, tasks
from dundian.audit_trail.emptying import triggers_off
from dundian.audit_trail.models import Entry, Verification
from dundian.org.cast import Cast, client_of, make_actor
from dundian.org.models import Role

PAGES = ["/audit/", "/audit/heads/", "/audit/heads.json", "/audit/export.xlsx"]


@pytest.fixture
def entries(cast: Cast) -> list[Entry]:
    g = cast.ground
    rows = [
        actions.record(
            actor=cast.office_county, verb="change", noun="unit", obj=g.site, unit=g.site, detail={"a": [1]}
        ),
        actions.record(actor=cast.outsider, verb="add", noun="person", unit=g.other_site, label="冰川人"),
        actions.record(actor=cast.system_admin, verb="reset", noun="sign_in", label="无单位"),
    ]
    actions.seal_all()
    return rows


@pytest.mark.parametrize("url", PAGES)
def test_only_the_audit_administrator_gets_in(cast: Cast, url: str) -> None:
    for name, actor in cast.members().items():
        assert client_of(actor).get(url).status_code == (200 if name == "audit_admin" else 403), name


def test_the_list_says_it_in_words(cast: Cast, entries: list[Entry]) -> None:
    page = client_of(cast.audit_admin).get("/audit/").content.decode()
    assert "县办小孙" in page
    assert "冰川人" in page
    assert "无单位" in page
    assert "灯城县总工会 office" not in page


def test_scope_is_the_subtree(cast: Cast, entries: list[Entry]) -> None:
    city_auditor = make_actor("city_auditor", "市审计", Role.AUDIT_ADMIN, cast.ground.city)
    client = client_of(city_auditor)
    page = client.get("/audit/").content.decode()
    assert "县办小孙" in page
    assert "冰川人" not in page
    assert "无单位" not in page
    assert client.get(f"/audit/{entries[0].pk}/").status_code == 200
    assert client.get(f"/audit/{entries[1].pk}/").status_code == 404
    assert client.get(f"/audit/{entries[2].pk}/").status_code == 404
    assert [head["chain"] for head in json.loads(b"".join([client.get("/audit/heads.json").content]))] == [
        cast.ground.province.pk
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("who=县办小孙", 1), ("who=县办", 0), ("verb=add", 1), ("noun=unit", 1), ("object=冰川", 1),
        ("verb=nonsense", 3), ("since=2000-01-01", 3), ("until=2000-01-01", 0), ("since=kaputt", 3),
        ("cursor=kaputt", 3), ("noun=unit&verb=add", 0),
    ],
)  # fmt: skip
def test_the_filter(cast: Cast, entries: list[Entry], query: str, expected: int) -> None:
    page = client_of(cast.audit_admin).get(f"/audit/?{query}").content.decode()
    assert page.count('scope="row"') == expected


def test_a_fragment_is_only_the_rows(cast: Cast, entries: list[Entry]) -> None:
    page = client_of(cast.audit_admin).get("/audit/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "县办小孙" in page


def test_the_list_costs_the_same_at_any_length(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = client_of(cast.audit_admin)
    for _turn in range(2):
        for _n in range(30):
            actions.record(actor=cast.office_county, verb="change", noun="unit", unit=cast.ground.site)
        with django_assert_num_queries(5):
            client.get("/audit/")
    pages = client.get("/audit/").content.decode()
    assert "cursor=" in pages


def test_an_entry_shows_its_place_in_the_chain(cast: Cast, entries: list[Entry]) -> None:
    client = client_of(cast.audit_admin)
    page = client.get(f"/audit/{entries[0].pk}/").content.decode()
    assert queries.heads([0])[0].digest not in page
    fresh = actions.record(actor=cast.office_county, verb="change", noun="unit", unit=cast.ground.site)
    assert client.get(f"/audit/{fresh.pk}/").status_code == 200


def test_a_verification_runs_as_a_job_and_shows_what_it_found(cast: Cast, entries: list[Entry]) -> None:
    client = client_of(cast.audit_admin)
    url = client.post("/audit/verify/")["Location"]
    assert 'hx-trigger="every 2s"' in client.get(url).content.decode()
    asked = Verification.objects.get()
    assert sorted(asked.chains) == [0, cast.ground.province.pk]
    tasks.verify(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.entries, asked.fault_count) == (4, 0)  # the asking itself is on the trail
    assert "every 2s" not in client.get(url).content.decode()
    with triggers_off():
        Entry.objects.filter(pk=entries[0].pk).update(verb="view")
    again = actions.carry_out(verification=actions.ask_verification(actor=cast.audit_admin))
    assert again.faults == [
        {
            "kind": "changed",
            "chain": cast.ground.province.pk,
            "number": 1,
            "entry_id": entries[0].pk,
            "until": None,
        }
    ]
    assert str(entries[0].pk) in client.get(f"/audit/verifications/{again.pk}/").content.decode()
    assert client.get("/audit/heads/").status_code == 200


def test_somebody_without_the_right_cannot_ask(cast: Cast) -> None:
    assert client_of(cast.office_city).post("/audit/verify/").status_code == 403
    assert not Verification.objects.exists()


def test_the_job_every_minute_seals(cast: Cast) -> None:
    actions.record(actor=cast.office_county, verb="change", noun="unit", unit=cast.ground.site)
    assert tasks.seal(0) == 1
    assert tasks.seal_stragglers(0) == 0


def test_the_request_leaves_its_address(cast: Cast) -> None:
    client_of(cast.audit_admin).post("/audit/verify/", REMOTE_ADDR="10.8.0.1")
    assert Entry.objects.get(verb="verify").address == "10.8.0.1"
