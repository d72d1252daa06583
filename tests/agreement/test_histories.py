"""Over random histories of real actions: whatever is compiled from the logs equals a recount of the raw lines."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dundian.fieldwork import actions, drafting
from dundian.fieldwork.evidence import evidence_of
from dundian.fieldwork.factories import START, Posting, make_task, person_of
from dundian.fieldwork.ledger import Step
from dundian.fieldwork.models import Task, WorkLog
from dundian.fieldwork.queries import ledger
from dundian.insight import queries as insight
from dundian.insight.scope import Scope
from dundian.org.cast import Cast

DAYS = st.integers(0, 70).map(lambda n: START + timedelta(days=n))
AMOUNTS = st.dictionaries(st.sampled_from(["talks", "members"]), st.integers(0, 40), max_size=2)
MOVED = st.lists(st.integers(0, 3), max_size=2, unique=True)
WRITE = st.tuples(st.just("write"), st.integers(0, 1), DAYS, AMOUNTS, MOVED)
CHANGE = st.tuples(st.just("change"), st.integers(0, 30), DAYS, AMOUNTS, MOVED)
OTHER: Any = st.tuples(
    st.sampled_from(["delete", "finish", "reopen", "target"]),
    st.integers(0, 30),
    DAYS,
    st.just({}),
    st.just([]),
)
HISTORY = st.lists(st.one_of(WRITE, WRITE, CHANGE, OTHER), max_size=14)

lived = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def live(cast: Cast, posting: Posting, tasks: list[Task], history: list[Any]) -> list[dict[str, Any]]:
    """Carry out the history through the actions; returns the raw lines as they should stand."""
    raw: list[dict[str, Any]] = []
    for verb, which, day, amounts, moved in history:
        figures = {getattr(posting, name): Decimal(n) for name, n in amounts.items()}
        line = {"on": day, "activities": ["visit"], "text": f"第{len(raw)}行", "figures": figures}
        line["tasks"] = [tasks[n] for n in moved]
        task = tasks[which % len(tasks)]
        task.refresh_from_db()
        if verb == "write":
            actor = cast.cadre if which else cast.team_leader
            log = actions.write_log(site=posting.site, actor=actor, **line)
            raw.append({**line, "log": log, "author": log.author_id, "actor": actor})
        elif verb == "finish":
            actions.finish_task(task=task, result="已办结", actor=cast.team_leader)
        elif verb == "reopen":
            if task.target is None or task.progress < task.target:
                actions.reopen_task(task=task, actor=cast.team_leader)
        elif verb == "target" and task.indicator:
            actions.edit_task(
                task=task, version=task.version, target=Decimal(which + 1), actor=cast.team_leader
            )
        elif verb == "change" and raw:
            old = raw[which % len(raw)]
            old["log"] = actions.change_log(
                log=old["log"], version=old["log"].version, actor=cast.team_leader, **line
            )
            old.update(line)
        elif verb == "delete" and raw:
            gone = raw.pop(which % len(raw))
            actions.delete_log(log=gone["log"], reason="重复填写", actor=gone["actor"])
    return raw


def total(raw: list[dict[str, Any]], indicator: Any) -> Decimal:
    return sum((line["figures"].get(indicator, Decimal(0)) for line in raw), Decimal(0))


@lived
@given(history=HISTORY, targets=st.tuples(st.integers(1, 120), st.integers(1, 60)))
def test_everything_is_the_sum_of_the_lines(
    cast: Cast, posting: Posting, history: list[Any], targets: tuple[int, int]
) -> None:
    """Task progress, ledger, report figures, the page of progress and the evidence file, each against a recount."""
    WorkLog.objects.all().delete()
    Task.objects.all().delete()
    tasks = [
        make_task(posting.site, indicator=posting.talks, target=targets[0]),
        make_task(posting.site, indicator=posting.talks, target=targets[1]),
        make_task(posting.site, indicator=posting.members, target=5),
        make_task(posting.site),
    ]
    raw = live(cast, posting, tasks, history)
    for task in tasks:
        task.refresh_from_db()
        check_task(task, raw)
    check_ledger(cast, posting, raw)
    check_figures(posting, raw)
    check_insight(cast, posting, tasks, raw)


def check_task(task: Task, raw: list[dict[str, Any]]) -> None:
    reached = total(raw, task.indicator) if task.indicator else Decimal(0)
    assert task.progress == reached
    full = task.target is not None and reached >= task.target
    assert (task.state == "done") == (full or task.by_word)
    if task.state != "done" and task.indicator:
        moved = reached or any(task in line["tasks"] for line in raw)
        assert task.state == ("doing" if moved else "todo")
    if full and not task.by_word:
        assert task.done_on == max(line["on"] for line in raw if line["figures"].get(task.indicator))


def check_insight(cast: Cast, posting: Posting, tasks: list[Task], raw: list[dict[str, Any]]) -> None:
    lines = insight.targets(Scope(cast.office_city, campaign=posting.campaign))
    shown = {line.name: line for line in lines}
    file = evidence_of(posting.site, START, date(2024, 6, 14))
    proved = {result.indicator: result.reached for result in file.results}
    for indicator in (posting.talks, posting.members):
        aimed = [t.target for t in tasks if t.indicator == indicator and t.target is not None]
        line = shown[indicator.name]
        assert (line.reached.value, line.target) == (total(raw, indicator), max(aimed))
        assert proved[indicator.pk] == total(raw, indicator)
    assert file.days == len({line["on"] for line in raw})


def check_ledger(cast: Cast, posting: Posting, raw: list[dict[str, Any]]) -> None:
    until = date(2024, 6, 14)
    for subject in (posting.site, posting.team, person_of(cast.cadre)):
        lines = [
            line
            for line in raw
            if subject != person_of(cast.cadre) or line["author"] == person_of(cast.cadre).pk
        ]
        for step in Step:
            found = ledger(subject=subject, since=START, until=until, step=step)
            assert found.total.days == len({line["on"] for line in lines})
            assert found.total.person_days == len({(line["on"], line["author"]) for line in lines})
            assert len(found.total.matters) == len(lines)
            assert sum(row.days for row in found.rows) == found.total.days
            assert sum(len(row.matters) for row in found.rows) == len(lines)
            assert all(row.since <= row.until for row in found.rows)


def check_figures(posting: Posting, raw: list[dict[str, Any]]) -> None:
    since, until = START + timedelta(days=14), START + timedelta(days=40)
    figures = {f["indicator"]: f for f in drafting.figures_of([posting.site.pk], since, until)}
    for indicator in (posting.talks, posting.members):
        known = figures.get(str(indicator.pk), {"amount": "0", "total": "0"})
        period = [line for line in raw if since <= line["on"] <= until]
        before = [line for line in raw if line["on"] <= until]
        assert Decimal(known["amount"]) == total(period, indicator)
        assert Decimal(known["total"]) == total(before, indicator)
