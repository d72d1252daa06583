"""Operations: exactly once, in any order, judged as at a desk."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from dundian.audit_trail.models import Entry
from dundian.concerns.models import Concern
from dundian.fieldwork.factories import Posting, make_log, make_task, person_of
from dundian.fieldwork.models import Leave, SupportRequest, Task, WorkLog
from dundian.kernel import clock
from dundian.kernel.models import new_id
from dundian.offline.models import Operation
from dundian.offline.tests.phone import Phone
from dundian.org.cast import Cast


def line(posting: Posting, **more: Any) -> dict[str, Any]:
    return {
        "site": str(posting.site.pk),
        "on": "2024-06-13",
        "activities": ["visit"],
        "text": "走访站点",
        "people_met": 3,
        "figures": {str(posting.talks.pk): "3"},
        **more,
    }


def test_a_line_with_everything_on_it(phone: Phone, posting: Posting) -> None:
    task = make_task(posting.site, indicator=posting.talks, target=Decimal(100))
    concern = {
        "text": "高温津贴没有发",
        "kind": "concern",
        "topic": "wages",
        "people": 5,
        "reporter": "示例甲",
    }
    log = new_id()
    made = phone.do("log.write", log, line(posting, tasks=[str(task.pk)], concerns=[concern]))
    assert made == {"id": made["id"], "state": "applied"}
    stored = WorkLog.objects.get(pk=log)
    assert (stored.text, stored.people_met, stored.author.name) == ("走访站点", 3, "吴干部")
    task.refresh_from_db()
    assert task.progress == 3
    assert Concern.objects.get(log_id=log).text == "高温津贴没有发"
    assert Operation.objects.get(pk=made["id"]).sealed is None, "what it said is not kept twice"


def test_sent_again_it_answers_the_same_and_changes_nothing(phone: Phone, posting: Posting) -> None:
    write = phone.operation("log.write", fields=line(posting))
    change = phone.operation("log.change", write["record"], {"changes": {"people_met": {"from": 3, "to": 4}}})
    first = phone.send(write, change)
    entries = Entry.objects.count()
    assert [r["state"] for r in first] == ["applied", "applied"]
    assert phone.send(change, write, change) == [first[1], first[0], first[1]]
    assert Entry.objects.count() == entries
    assert WorkLog.objects.get().people_met == 4


def test_what_comes_early_waits_for_what_it_builds_on(phone: Phone, posting: Posting) -> None:
    write = phone.operation(
        "log.write", fields=line(posting, concerns=[{"text": "加班", "reporter": "示例甲"}])
    )
    change = phone.operation(
        "log.change",
        write["record"],
        {"changes": {"text": {"from": "走访站点", "to": "改过"}}},
        after=[write["id"]],
    )
    more = phone.operation(
        "log.change", write["record"], {"changes": {"text": {"from": "改过", "to": "又改"}}}
    )
    assert phone.send(more, change)[1]["state"] == "waiting"
    kept = Operation.objects.get(pk=change["id"])
    assert kept.sealed
    assert "改过".encode() not in bytes(kept.sealed)
    assert phone.send(write)[0]["state"] == "applied"
    assert Operation.objects.get(pk=change["id"]).state == "applied"
    assert WorkLog.objects.get().text in ("改过", "又改")


def test_of_one_record_the_earlier_waiting_one_goes_first(phone: Phone, posting: Posting) -> None:
    write = phone.operation("log.write", fields=line(posting), after=[str(new_id())])
    change = phone.operation("log.change", write["record"], {"changes": {"people_met": {"from": 3, "to": 9}}})
    assert [r["state"] for r in phone.send(write, change)] == ["waiting", "waiting"]
    first = phone.operation("task.finish", id=write["after"][0], fields={})
    phone.do("operation.discard", fields={"operation": first["id"], "reason": "不要了"})
    state, other = Operation.objects.get(pk=write["id"]), Operation.objects.get(pk=change["id"])
    assert (state.state, other.state) == ("rejected", "rejected"), "what it builds on was discarded"


def test_a_rejected_one_says_why_and_can_be_mended_or_discarded(phone: Phone, posting: Posting) -> None:
    bad = phone.operation(
        "log.write", fields=line(posting, on="2024-06-20", figures={str(posting.talks.pk): "1.5"})
    )
    told = phone.send(bad)[0]
    assert told["state"] == "rejected"
    assert set(told["fields"]) == {"on", f"figure:{posting.talks.pk}"}
    later = phone.operation(
        "log.change", bad["record"], {"changes": {"people_met": {"from": 3, "to": 8}}}, after=[bad["id"]]
    )
    assert phone.send(later)[0]["state"] == "waiting", "until the mended one comes"
    mended = phone.operation("log.write", bad["record"], line(posting), replaces=[bad["id"]])
    assert phone.send(mended)[0]["state"] == "applied"
    assert WorkLog.objects.get().people_met == 8
    assert phone.send(bad)[0]["state"] == "replaced"
    other = phone.operation("log.write", fields=line(posting, on="2030-01-01"))
    phone.send(other)
    assert (
        phone.do("operation.discard", fields={"operation": other["id"], "reason": "写错"})["state"]
        == "applied"
    )
    assert Entry.objects.filter(verb="discard", noun="operation", object_id=other["id"]).exists()
    assert phone.send(other)[0]["state"] == "discarded"
    assert phone.do("operation.discard", fields={"operation": mended["id"]})["state"] == "rejected"


def test_the_clock_of_the_phone_is_put_right(phone: Phone, posting: Posting) -> None:
    phone.skew = timedelta(days=-3, hours=5)
    done = phone.operation("log.write", fields=line(posting))
    phone.send(done)
    kept = Operation.objects.get(pk=done["id"])
    assert kept.corrected_at
    assert abs(kept.corrected_at - clock.now()) < timedelta(seconds=1)
    assert kept.at == clock.now() + phone.skew
    odd = phone.operation("log.write", fields=line(posting), at="0001-01-01T00:00:00Z")
    ahead = phone.operation("log.write", fields=line(posting), at="9999-12-31T23:59:59-12:00")
    assert [r["state"] for r in phone.send(odd, ahead)] == ["applied", "applied"]


def test_nothing_outside_the_persons_scope(cast: Cast, posting: Posting) -> None:
    outsider, host = Phone.of(cast.outsider), Phone.of(cast.host)
    task, log = make_task(posting.site), make_log(posting.site, person_of(cast.cadre))
    changes = {"changes": {"text": {"from": log.text, "to": "改"}}}
    for kind, record, fields in [
        ("log.write", uuid4(), line(posting)),
        ("log.change", log.pk, changes),
        ("task.finish", task.pk, {"result": "x"}),
        ("task.change", task.pk, {"changes": {"name": {"from": task.name, "to": "改"}}}),
        ("concern.raise", uuid4(), {"site": str(posting.site.pk), "text": "x"}),
        ("photo.attach", uuid4(), {"log": str(log.pk), "sha256": "0" * 64, "size": 3}),
    ]:
        assert outsider.do(kind, record, fields)["state"] == "rejected", kind
    assert host.do("log.change", log.pk, changes)["state"] == "rejected"
    assert host.do("task.finish", task.pk, {"result": "x"})["state"] == "rejected"
    log.refresh_from_db()
    assert log.text == "走访站点，听取骑手意见"
    assert Task.objects.get().state == "todo"


def test_somebody_elses_operation_number_is_taken(cast: Cast, phone: Phone, posting: Posting) -> None:
    done = phone.operation("log.write", fields=line(posting))
    phone.send(done)
    told = Phone.of(cast.team_leader).send(done)[0]
    assert (told["state"], "走访" in str(told)) == ("rejected", False)


def test_after_the_end_lines_of_before_still_arrive_for_thirty_days(cast: Cast, posting: Posting) -> None:
    own = cast.cadre.appointments[0]
    own.since, own.until = posting.dispatch.starts_on, posting.dispatch.ends_on
    own.save()
    phone = Phone.of(cast.cadre)
    ends_on = clock.now() + (posting.dispatch.ends_on - clock.today())
    with clock.at(ends_on - timedelta(hours=2)):
        phone.pull()
        kept = [
            phone.operation("log.write", fields=line(posting, on=f"2024-07-{day}")) for day in (29, 30, 31)
        ]
        finish = phone.operation("task.finish", make_task(posting.site).pk)
    with clock.at(ends_on + timedelta(days=20)):
        late = phone.operation("log.write", fields=line(posting, on="2024-07-30"))
        states = [r["state"] for r in phone.send(kept[0], kept[1], finish, late)]
        assert states == ["applied", "applied", "rejected", "rejected"]
        new = Phone.of(cast.cadre)
        assert new.send({**kept[2], "id": str(new_id())})[0]["state"] == "rejected", "signed in after the end"
    with clock.at(ends_on + timedelta(days=32)):
        assert phone.send(kept[2])[0]["state"] == "rejected"


def test_concerns_support_and_leave(cast: Cast, phone: Phone, posting: Posting) -> None:
    site = {"site": str(posting.site.pk)}
    concern = phone.operation(
        "concern.raise",
        fields={**site, "text": "宿舍漏雨", "topic": "welfare", "people": 4, "reporter": "示例甲"},
    )
    ask = phone.operation(
        "support.ask",
        fields={**site, "kind": "difficulty", "text": "缺一间办公室", "wanted_on": "2024-06-20"},
    )
    leave = phone.operation(
        "leave.ask", fields={**site, "starts_on": "2024-06-20", "ends_on": "2024-06-21", "reason": "探亲"}
    )
    copies = [{**op, "id": str(new_id())} for op in (concern, ask, leave)]
    states = [r["state"] for r in phone.send(concern, ask, leave, *copies)]
    assert states == ["applied"] * 6, "the same record under another operation is the same record"
    assert Concern.objects.get(pk=concern["record"]).people == 4
    assert SupportRequest.objects.get().pk == UUID(ask["record"])
    assert Leave.objects.get().pk == UUID(leave["record"])
    phone.pull()
    kinds = {r["type"] for r in phone.sets.values()}
    assert {"concern", "support", "leave"} <= kinds
    assert "示例甲" not in str(phone.sets)
    assert phone.do("support.confirm", ask["record"])["state"] == "rejected", "not provided yet"
    wrong = phone.do(
        "leave.ask", fields={**site, "starts_on": "2024-06-21", "ends_on": "2024-06-20", "reason": ""}
    )
    assert set(wrong["fields"]) == {"ends_on", "reason"}
