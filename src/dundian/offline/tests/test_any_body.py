"""Whatever a phone sends: an answer, never a fault, and nothing that hides is kept."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dundian.fieldwork.factories import Posting, make_log, make_task, person_of
from dundian.offline.actions.inbox import KINDS
from dundian.offline.models import Operation
from dundian.offline.tests.phone import Phone
from dundian.org.cast import Cast

NAMES = (
    "site", "on", "activities", "text", "people_met", "figures", "concerns", "tasks", "changes", "result", "kind",
    "topic", "people", "reporter", "contact", "amount", "wanted_on", "starts_on", "ends_on", "reason", "log", "sha256",
    "size", "conflict", "choices", "operation", "evidence", "confidential", "from", "to", "name", "due_on", "owner",
    "target",
)  # fmt: skip
ODD = st.sampled_from(
    [
        "",
        "\x00",
        "\ud800",
        "a\u202eb",
        "9" * 400,
        "-1",
        "1e999",
        "NaN",
        "2024-02-30",
        "2024-06-01",
        "長" * 5001,
        "0" * 64,
    ]
)


def values(known: list[str]) -> st.SearchStrategy[Any]:
    plain = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | ODD
        | st.text(max_size=20)
        | st.sampled_from(known)
    )
    names = st.sampled_from([*NAMES, *known, f"figure:{known[0]}"])
    return st.recursive(
        plain, lambda v: st.lists(v, max_size=4) | st.dictionaries(names, v, max_size=5), max_leaves=12
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_operation_gets_an_answer(
    cast: Cast, posting: Posting, phone: Phone, data: st.DataObject
) -> None:
    log, task = make_log(posting.site, person_of(cast.cadre)), make_task(posting.site)
    known = [str(pk) for pk in (posting.talks.pk, posting.site.pk, log.pk, task.pk)]
    odd = values(known)
    operation = {
        "id": data.draw(odd) if data.draw(st.integers(0, 9)) == 0 else phone.operation("x")["id"],
        "kind": data.draw(st.sampled_from([*KINDS, "other", "", "\x00"])),
        "record": data.draw(st.sampled_from(known)),
        "at": data.draw(odd),
        "seq": data.draw(odd),
        "after": data.draw(odd),
        "replaces": data.draw(odd),
        "fields": data.draw(st.dictionaries(st.sampled_from(NAMES), odd, max_size=8)),
    }
    answer = phone.post({"now": data.draw(odd), "operations": [operation]})
    assert answer.status_code == 200
    assert answer.json()["results"][0]["state"] in Operation.State.values
    assert "参考号" not in answer.json()["results"][0].get("reason", "")
    assert not Operation.objects.filter(reason__contains="reference").exists()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=60)
    | st.recursive(st.none() | st.text(max_size=5), st.lists).map(lambda v: json.dumps(v).encode())
)
def test_any_bytes_get_an_answer(phone: Phone, body: bytes) -> None:
    assert phone.post(body).status_code == 400


def test_the_limits_of_a_call(phone: Phone) -> None:
    assert phone.post(b"[" * 200_000).status_code == 400
    assert phone.post(b" " * 300_000).status_code == 413
    assert phone.post({"operations": [{}] * 101}).status_code == 400
    answer = phone.post({"operations": [{}, None, {"id": "x"}, phone.operation("unknown")]})
    assert [r["state"] for r in answer.json()["results"]] == ["rejected"] * 4
