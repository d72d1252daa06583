"""What a program reads: with a token, for its scope, within its unit, page by page."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dundian.api import actions
from dundian.api.access import Program
from dundian.api.events import EVENTS
from dundian.api.listings import LISTINGS
from dundian.api.models import Token
from dundian.api.scopes import SCOPES
from dundian.audit_trail.models import Entry
from dundian.concerns.actions import raise_concern
from dundian.fieldwork.factories import Posting, make_log, make_task, person_of, post
from dundian.insight.models import OwnTable
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of
from dundian.org.models import Unit

pytestmark = pytest.mark.django_db


def token_for(cast: Cast, unit: Unit, *scopes: str, **more: Any) -> tuple[Token, str]:
    told = {"name": "大屏", "purpose": "统计展示", "expires_on": clock.today() + timedelta(90), **more}
    token, secret = actions.ask_token(
        unit=unit, scopes=scopes or tuple(SCOPES), actor=cast.system_admin, **told
    )
    return token, secret or actions.release_token(token=token, actor=cast.office_province)


def ask(secret: str, path: str, **query: Any) -> Any:
    return Client().get(f"/api/v1/{path}", query, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def posting(cast: Cast) -> Posting:
    return post(cast)


def test_an_administrator_opens_nothing_that_is_not_theirs_to_see(cast: Cast) -> None:
    token, secret = actions.ask_token(
        unit=cast.ground.city, name="大屏", purpose="展示", scopes=["concerns"], actor=cast.system_admin,
        expires_on=clock.today() + timedelta(30),
    )  # fmt: skip
    assert secret == ""
    assert token.state == Token.State.WAITING
    for nobody in (cast.system_admin, cast.office_county, cast.leader):
        with pytest.raises(Refused):
            actions.release_token(token=token, actor=nobody)
    office = client_of(cast.office_city)
    page = office.post(reverse("api:token_release", args=[token.pk])).text
    shown = page.split("dd_", 1)[1][:43]
    assert ask(f"dd_{shown}", "concerns").status_code == 200
    assert shown not in office.get(reverse("api:token_detail", args=[token.pk])).text
    assert {"add", "release", "read"} <= set(
        Entry.objects.filter(noun="api_token").values_list("verb", flat=True)
    )


def test_only_the_system_administrator_makes_tokens(cast: Cast) -> None:
    told = {"unit": cast.ground.city, "name": "x", "purpose": "y", "scopes": ["units"]}
    for actor in (cast.office_city, cast.security_admin, cast.audit_admin, cast.outsider):
        with pytest.raises(Refused):
            actions.ask_token(expires_on=clock.today() + timedelta(3), actor=actor, **told)
    for day in (clock.today(), clock.today() + timedelta(800)):
        with pytest.raises(Invalid):
            actions.ask_token(expires_on=day, actor=cast.system_admin, **told)


def test_a_token_ends_by_day_by_word_and_by_guess(cast: Cast) -> None:
    token, secret = token_for(cast, cast.ground.city, "units")
    assert ask(secret, "units").status_code == 200
    assert secret not in str(Token.objects.values())
    for wrong in ("", "dd_", secret[:-1], "dd_" + "x" * 43, "\x00"):
        assert ask(wrong, "units").status_code == 401
    assert Client().get("/api/v1/units").status_code == 401
    assert client_of(cast.office_city).get("/api/v1/units").status_code == 401  # a session is no token
    with clock.at(clock.now() + timedelta(91)):
        assert ask(secret, "units").status_code == 401
    actions.revoke_token(token=token, actor=cast.office_city)
    assert ask(secret, "units").status_code == 401


def test_a_token_is_good_for_its_scopes_alone(cast: Cast, posting: Posting) -> None:
    _token, secret = token_for(cast, cast.ground.city, "units")
    for listing in LISTINGS.values():
        assert ask(secret, listing.key).status_code == (200 if listing.scope == "units" else 403)
    assert ask(secret, "figures").status_code == 403


def test_a_program_sees_what_the_office_sees_and_no_more(cast: Cast, posting: Posting) -> None:
    make_log(posting.site, person_of(cast.cadre))
    make_task(posting.site)
    raise_concern(unit=cast.ground.site, text="秘密的话", reporter="示例甲", actor=cast.cadre)
    offices: list[tuple[Unit, Actor]] = [
        (cast.ground.city, cast.office_city),
        (cast.ground.county, cast.office_county),
        (cast.ground.other_city, cast.outsider),
    ]
    for unit, office in offices:
        token, secret = token_for(cast, unit)
        for listing in LISTINGS.values():
            own = listing.rows(office, {}).count()
            answer = ask(secret, listing.key).json()
            assert len(answer["items"]) == min(own, 100), (unit, listing.key)
            program = Program(token, (listing.scope,))
            assert not set(listing.rows(program, {}).values_list("pk")) ^ set(
                listing.rows(office, {}).values_list("pk")
            )
    told = str(ask(token_for(cast, cast.ground.city)[1], "concerns").json())
    assert "秘密的话" not in told
    assert "示例甲" not in told


def test_pages_follow_each_other_and_cost_the_same(cast: Cast, posting: Posting) -> None:
    for _place in range(7):
        make_log(posting.site, person_of(cast.cadre))
    _token, secret = token_for(cast, cast.ground.city, "logs")
    ask(secret, "logs")
    seen, cursor, counts = [], "", set()
    for _page in range(4):
        with CaptureQueriesContext(connection) as captured:
            answer = ask(secret, "logs", limit=2, cursor=cursor).json()
        seen += [row["id"] for row in answer["items"]]
        counts.add(len(captured))
        cursor = answer["next"] or ""
    assert len(set(seen)) == 7
    assert not cursor
    assert len(counts) == 1
    assert max(counts) <= 3


def test_what_cannot_be_read_is_said(cast: Cast, posting: Posting) -> None:
    make_log(posting.site, person_of(cast.cadre))
    _token, secret = token_for(cast, cast.ground.city)
    assert ask(secret, "logs", cursor="junk").status_code == 422
    assert ask(secret, "logs", limit=0).status_code == 422
    assert ask(secret, "logs", since="gestern").status_code == 422
    assert ask(secret, "logs", area=2**70).status_code == 422
    assert ask(secret, "campaigns", since="2024-01-01").status_code == 422
    assert ask(secret, "logs", area=cast.ground.other_city.pk).status_code == 404
    assert ask(secret, "logs", campaign=posting.campaign.pk, area=cast.ground.county.pk).status_code == 200
    assert ask(secret, "figures", since="2024-01-01").status_code == 422
    assert ask(secret, "feeds/nothing.csv").status_code == 404
    assert Client().post("/api/v1/logs").status_code == 405


def test_figures_and_shared_tables(cast: Cast, posting: Posting) -> None:
    make_log(posting.site, person_of(cast.cadre))
    _token, secret = token_for(cast, cast.ground.city, "figures")
    figures = {f["key"]: f["value"] for f in ask(secret, "figures").json()["items"]}
    assert figures["sites"] == 1
    table = OwnTable.objects.create(
        unit=cast.ground.city, owner=cast.office_city.user, name="各县点位", shared=True,
        conditions={"figure": "sites", "down": "area"},
    )  # fmt: skip
    hidden = OwnTable.objects.create(unit=cast.ground.city, owner=cast.office_city.user, name="自用")
    assert [t["name"] for t in ask(secret, "tables").json()["items"]] == ["各县点位"]
    filled = ask(secret, f"tables/{table.pk}").json()
    assert [row[0] for row in filled["rows"]] == [cast.ground.county.name]
    assert ask(secret, f"tables/{hidden.pk}").status_code == 404


def test_a_spreadsheet_refreshes_from_an_address(cast: Cast, posting: Posting) -> None:
    for _place in range(3):
        make_log(posting.site, person_of(cast.cadre), text="=1+1")
    _token, closed = token_for(cast, cast.ground.city, "logs")
    _token, secret = token_for(cast, cast.ground.city, "logs", in_address=True)
    assert Client().get(f"/api/v1/feeds/logs.csv?token={closed}").status_code == 401
    assert Client().get(f"/api/v1/logs?token={secret}").status_code == 401
    answer = Client().get(f"/api/v1/feeds/logs.csv?token={secret}")
    content = answer.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert len(set(map(len, rows))) == 1
    assert "'=1+1" in rows[1]
    assert answer["Cache-Control"] == "no-store"


def test_the_reference_tells_every_address(cast: Cast) -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    page = Client().get("/api/v1/docs").text
    for path in schema["paths"]:
        assert path in page
    assert {f"/api/v1/{key}" for key in LISTINGS} <= schema["paths"].keys()


def test_a_reporting_tool_reads_the_same_rows_as_json(cast: Cast, posting: Posting) -> None:
    for text in ("走访", "座谈"):
        make_log(posting.site, person_of(cast.cadre), text=text)
    _token, secret = token_for(cast, cast.ground.city, "logs", "figures", in_address=True)
    answer = Client().get(f"/api/v1/feeds/logs.json?token={secret}")
    assert answer["Content-Type"] == "application/json"
    whole = json.loads(answer.getvalue())
    assert whole["items"] == ask(secret, "logs").json()["items"]
    assert whole["next"] is None
    none = Client().get(f"/api/v1/feeds/logs.json?token={secret}&until=2000-01-01")
    assert json.loads(none.getvalue())["items"] == []
    assert ask(secret, "feeds/nothing.json").status_code == 404
    table = OwnTable.objects.create(
        unit=cast.ground.city, owner=cast.office_city.user, name="点位", shared=True,
        conditions={"figure": "sites", "down": "area"},
    )  # fmt: skip
    fed = Client().get(f"/api/v1/feeds/tables/{table.pk}.json?token={secret}").json()
    assert fed["rows"] == ask(secret, f"tables/{table.pk}").json()["rows"]


def test_the_description_tells_of_every_message(db: None) -> None:
    told = Client().get("/api/v1/openapi.json").json()
    assert set(told["webhooks"]) == set(EVENTS)
    for event in told["webhooks"].values():
        reference = event["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        assert reference.rsplit("/", 1)[-1] in told["components"]["schemas"]
    assert "/api/v1/feeds/{key}.json" in told["paths"]


def test_programs_are_told_no_small_count(cast: Cast, posting: Posting) -> None:
    for topic in ("wages",) * 4 + ("safety",):
        raise_concern(unit=cast.ground.site, text=topic, topic=topic, actor=cast.cadre)
    _token, secret = token_for(cast, cast.ground.city, "figures")
    figures = {f["key"]: f for f in ask(secret, "figures").json()["items"]}
    assert (figures["concerns_raised"]["value"], figures["concerns_raised"]["below"]) == (5, None)
    assert (figures["concerns_closed"]["value"], figures["concerns_closed"]["below"]) == (0, None)
    table = OwnTable.objects.create(
        unit=cast.ground.city, owner=cast.office_city.user, name="诉求", shared=True,
        conditions={"figure": "concerns_raised", "down": "topic"},
    )  # fmt: skip
    rows = [n for _label, n in ask(secret, f"tables/{table.pk}").json()["rows"] if n]
    assert sorted(map(str, rows)) == ["<5", "<5"]
