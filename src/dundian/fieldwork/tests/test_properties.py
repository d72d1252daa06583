"""Over random histories of logs and corrections: progress, report figures and ledger equal a recount."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dundian.fieldwork import actions, drafting
from dundian.fieldwork.factories import START, Posting, make_task, person_of
from dundian.fieldwork.ledger import Step
from dundian.fieldwork.models import Task, WorkLog
from dundian.fieldwork.queries import ledger
from dundian.org.cast import Cast

DAYS = st.integers(0, 70).map(lambda n: START + timedelta(days=n))
AMOUNTS = st.dictionaries(st.sampled_from(["talks", "members"]), st.integers(0, 40), max_size=2)
WRITE = st.tuples(st.just("write"), st.booleans(), DAYS, AMOUNTS)
CHANGE = st.tuples(st.just("change"), st.integers(0, 30), DAYS, AMOUNTS)
HISTORY = st.lists(st.one_of(WRITE, WRITE, CHANGE), max_size=12)
TARGETS = st.tuples(st.integers(1, 120), st.one_of(st.none(), st.integers(1, 60)))

lived = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def live(cast: Cast, posting: Posting, history: list[Any]) -> list[dict[str, Any]]:
    """Carry out the history; returns the raw lines as they should stand."""
    raw: list[dict[str, Any]] = []
    for verb, who, day, amounts in history:
        figures = {getattr(posting, name): Decimal(n) for name, n in amounts.items()}
        line = {"on": day, "activities": ["visit"], "text": f"第{len(raw)}行", "figures": figures}
        if verb == "write":
            actor = cast.cadre if who else cast.team_leader
            log = actions.write_log(site=posting.site, actor=actor, **line)
            raw.append({**line, "log": log, "author": log.author_id})
        elif raw:
            old = raw[who % len(raw)]
            old["log"] = actions.change_log(
                log=old["log"], version=old["log"].version, actor=cast.team_leader, **line
            )
            old.update(line)
    return raw


def total(raw: list[dict[str, Any]], indicator: Any) -> Decimal:
    return sum((line["figures"].get(indicator, Decimal(0)) for line in raw), Decimal(0))


@lived
@given(history=HISTORY, targets=TARGETS)
def test_progress_and_ledger_are_the_sum_of_the_lines(
    cast: Cast, posting: Posting, history: list[Any], targets: tuple[int, int | None]
) -> None:
    WorkLog.objects.all().delete()
    Task.objects.all().delete()
    tasks = [
        make_task(posting.site, indicator=posting.talks, target=targets[0]),
        make_task(posting.site, indicator=posting.talks, target=targets[1]),
        make_task(posting.site, indicator=posting.members, target=5),
        make_task(posting.site),
    ]
    raw = live(cast, posting, history)
    for task in tasks:
        task.refresh_from_db()
        reached = total(raw, task.indicator) if task.indicator else Decimal(0)
        assert task.progress == reached
        done = task.target is not None and reached >= task.target
        assert task.state == ("done" if done else "doing" if reached else "todo")
        counted = [line["on"] for line in raw if line["figures"].get(task.indicator)]
        assert task.done_on == (max(counted) if done else None)
    check_ledger(cast, posting, raw)
    check_figures(posting, raw)


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
    figures = {f["indicator"]: f for f in drafting.figures_of(posting.site, since, until)}
    for indicator in (posting.talks, posting.members):
        known = figures.get(str(indicator.pk), {"amount": "0", "total": "0"})
        period = [line for line in raw if since <= line["on"] <= until]
        before = [line for line in raw if line["on"] <= until]
        assert Decimal(known["amount"]) == total(period, indicator)
        assert Decimal(known["total"]) == total(before, indicator)
