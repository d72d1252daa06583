"""The difference: strictly what is needed, within its budget, and never less than what is stored."""

import gzip
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from dundian.concerns.actions import raise_concern
from dundian.fieldwork.factories import Posting, make_log, make_task, person_of, post
from dundian.fieldwork.models import LogFigure, WorkLog
from dundian.kernel import clock
from dundian.offline.models import Manifest
from dundian.offline.queries.needed import MOST_RECORDS, needed
from dundian.offline.tests.phone import Phone
from dundian.org.cast import Cast

SENTENCE = "上午走访骑手驿站，与站长座谈高温津贴发放情况，听取骑手对接单规则和保险的意见；下午召开协调会。"


def history(cast: Cast, posting: Posting, days: int = 122) -> None:
    """Four months as a diligent team writes them: two lines a day with figures, tasks, concerns."""
    first = date(2024, 2, 13)
    authors = [person_of(cast.team_leader), person_of(cast.cadre)]
    logs = WorkLog.objects.bulk_create(
        WorkLog(
            campaign=posting.campaign, site=posting.site, unit=posting.site.unit, team=posting.team, author=author,
            on=first + timedelta(n), activities=["visit", "rights"], text=f"{n}{SENTENCE}", people_met=n % 9,
        )
        for n in range(days)
        for author in authors
    )  # fmt: skip
    LogFigure.objects.bulk_create(LogFigure(log=log, indicator=posting.talks, amount=3) for log in logs)
    for n in range(40):
        make_task(
            posting.site, name=f"任务{n}", content=SENTENCE * 6, indicator=posting.talks, target=Decimal(100)
        )
    for n in range(30):
        raise_concern(
            unit=posting.site.unit,
            site=posting.site,
            text=f"{n}{SENTENCE}",
            reporter="示例甲",
            actor=cast.cadre,
        )


def sent(phone: Phone) -> tuple[int, dict[str, Any]]:
    """Bytes of one answer as they go over the wire with gzip, headers counted, and what it says."""
    headers = {**phone.headers, "Accept-Encoding": "gzip"}
    answer = phone.client.get(f"/app/sync/changes/?cursor={phone.cursor}", headers=headers)
    content = answer.content
    head = sum(len(k) + len(v) + 4 for k, v in answer.items())
    packed = answer.get("Content-Encoding") == "gzip"
    return len(content) + head, json.loads(gzip.decompress(content) if packed else content)


def test_the_budget_of_a_first_and_of_an_idle_sync(cast: Cast, posting: Posting, phone: Phone) -> None:
    history(cast, posting)
    whole, records, more = 0, 0, True
    while more:
        size, answer = sent(phone)
        whole, records, more = whole + size, records + len(answer["records"]), answer["more"]
        phone.cursor = answer["cursor"]
    assert whole <= 300_000
    assert 300 <= records <= MOST_RECORDS == 600
    size, answer = sent(phone)
    assert size <= 2_000
    assert answer["records"] == answer["gone"] == []


def test_long_texts_do_not_break_the_budget(cast: Cast, posting: Posting) -> None:
    for n in range(60):
        make_log(posting.site, person_of(cast.cadre), text=f"{n}" + "长" * 1990, on=date(2024, 6, 1))
        make_task(posting.site, name=f"{n}", content="长" * 2000, result="长" * 2000)
    entries = needed(cast.cadre)
    assert sum(len(e.text.encode()) for e in entries) <= 290_000
    assert len([e for e in entries if e.type == "task"]) == 60, "no open task drops out for a log"
    task = next(json.loads(e.text) for e in entries if e.type == "task")
    assert (len(task["content"]), task["cut"]) == (300, ["content", "result"])


def test_the_number_of_queries_does_not_grow(
    cast: Cast, posting: Posting, phone: Phone, django_assert_max_num_queries: Any
) -> None:
    make_log(posting.site, person_of(cast.cadre))
    phone.read()
    with django_assert_max_num_queries(60) as few:
        phone.read()
    history(cast, posting, days=20)
    with django_assert_max_num_queries(len(few)):
        phone.read()


def test_it_sends_what_is_new_different_or_gone(cast: Cast, posting: Posting, phone: Phone) -> None:
    log, task = make_log(posting.site, person_of(cast.cadre)), make_task(posting.site)
    phone.pull()
    me = phone.sets["me", "me"]
    assert (me["person"], me["face"], me["sites"]) == (
        str(cast.cadre.person.pk),
        "field",
        [str(posting.site.pk)],
    )
    assert phone.sets["log", str(log.pk)]["may_change"]
    assert {c["name"] for c in phone.all("colleague")} == {"吴干部", "周组长"}
    assert len(phone.all("indicator")) == 2
    WorkLog.objects.filter(pk=log.pk).update(text="改了，没有新的版本号")
    gone = str(task.pk)
    task.delete()
    raise_concern(unit=posting.site.unit, site=posting.site, text="加班", reporter="示例甲", actor=cast.host)
    answer = phone.read().json()
    assert {(r["type"]) for r in answer["records"]} == {"log", "concern"}
    assert answer["gone"] == [{"type": "task", "id": gone}]
    assert "示例甲" not in json.dumps(answer, ensure_ascii=False)


def test_a_lost_answer_is_told_again(posting: Posting, cast: Cast, phone: Phone) -> None:
    make_task(posting.site)
    phone.pull()
    make_log(posting.site, person_of(cast.cadre))
    lost = phone.read().json()
    again = phone.read().json()
    assert lost["records"] == again["records"] != []
    assert lost["cursor"] != again["cursor"]
    assert Manifest.objects.count() == 2
    phone.cursor = lost["cursor"]  # the one that was thrown away
    assert phone.read().json()["full"]
    for cursor in ("", "x", "0" * 36, "\x00"):
        phone.cursor = cursor
        assert phone.client.get("/app/sync/changes/", {"cursor": cursor}, headers=phone.headers).json()[
            "full"
        ]


def test_a_site_that_moved_and_rights_that_ended(cast: Cast, posting: Posting, phone: Phone) -> None:
    make_log(posting.site, person_of(cast.cadre))
    other = post(cast, unit=cast.ground.neighbour, name="第二组")
    phone.pull()
    assert len(phone.all("site")) == 1
    own = cast.cadre.appointments[0]
    own.unit = cast.ground.neighbour
    own.save()
    phone.pull()
    assert [s["id"] for s in phone.all("site")] == [str(other.site.pk)]
    assert phone.all("log") == []
    own.unit, own.until = cast.ground.site, clock.today() - timedelta(1)
    own.save()
    phone.pull()
    assert [r["type"] for r in phone.sets.values()] == ["me"]
    assert phone.sets["me", "me"]["ended"][0]["deliver_until"] == "2024-07-13"


@pytest.mark.parametrize("who", ["leader", "office_city"])
def test_a_leader_reads_the_to_dos_and_the_sentences(cast: Cast, posting: Posting, who: str) -> None:
    phone = Phone.of(getattr(cast, who))
    phone.pull()
    assert {r["type"] for r in phone.sets.values()} <= {"me", "todo", "sentence"}
    sentences = phone.all("sentence")
    assert len(sentences) == 5
    assert "<" not in str([s["text"] for s in sentences])
    assert sentences[0]["links"][0]["url"].startswith("/")


def test_nobody_without_a_phone_reads_anything(cast: Cast, posting: Posting) -> None:
    assert Client().get("/app/sync/changes/").status_code == 401
    assert Client().post("/app/sync/operations/", {}, content_type="application/json").status_code == 401
    for who in ("department", "system_admin", "host"):
        phone = Phone.of(getattr(cast, who))
        phone.pull()
        assert {r["type"] for r in phone.sets.values()} <= {"me", "todo"}
