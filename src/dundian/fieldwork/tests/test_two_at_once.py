"""Two cadres log at the same moment: neither figure is lost, and a log sent twice is stored once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from dundian.fieldwork import actions
from dundian.fieldwork.factories import make_task, post
from dundian.fieldwork.models import WorkLog
from dundian.kernel import clock
from dundian.org.cast import make_cast

DAY = date(2024, 6, 3)


def together(*jobs: Callable[[], object]) -> list[BaseException]:
    """Run the jobs in threads that start as one; returns what went wrong."""
    gate, wrong = Barrier(len(jobs)), []
    moment = clock.now()

    def run(job: Callable[[], object]) -> None:
        try:
            with clock.at(moment):
                gate.wait(10)
                job()
        except BaseException as fault:  # whatever it is, the test shows it
            wrong.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


@pytest.mark.django_db(transaction=True)
def test_no_figure_is_lost_and_no_log_doubled() -> None:
    cast = make_cast()
    posting = post(cast)
    task = make_task(posting.site, indicator=posting.talks, target=1000)
    id = uuid4()

    def write(actor: object, log_id: object = None) -> Callable[[], object]:
        return lambda: [
            actions.write_log(
                site=posting.site,
                on=DAY,
                activities=["visit"],
                text="同时",
                figures={posting.talks: Decimal(1)},
                actor=actor,
                id=log_id,
            )
            for _n in range(10)
        ]

    assert (
        together(write(cast.cadre), write(cast.team_leader), write(cast.cadre, id), write(cast.cadre, id))
        == []
    )
    task.refresh_from_db()
    assert WorkLog.objects.count() == 21
    assert task.progress == 21
