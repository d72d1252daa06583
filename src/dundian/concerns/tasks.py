"""Jobs: pauses end on their day, broken limits are told to the offices above, people are forgotten in time."""

from uuid import UUID

from procrastinate.contrib.django import app

from dundian.concerns import actions, grouping, passages, queries
from dundian.concerns.actions import rotation
from dundian.kernel.reach import everywhere


@app.periodic(cron="*/15 * * * *")
@app.task(name="concerns.escalate_overdue", queueing_lock="concerns.escalate_overdue")
@everywhere
def escalate_overdue(timestamp: int) -> int:
    return actions.escalate_overdue()


@app.periodic(cron="5 * * * *")
@app.task(name="concerns.resume_due", queueing_lock="concerns.resume_due")
@everywhere
def resume_due(timestamp: int) -> int:
    return actions.resume_due()


@app.periodic(cron="25 * * * *")
@app.task(name="concerns.forget_passages", queueing_lock="concerns.forget_passages")
@everywhere
def forget_passages(timestamp: int) -> int:
    return passages.forget()


@app.periodic(cron="10 2 * * *")
@app.task(name="concerns.erase_what_is_over", queueing_lock="concerns.erase_what_is_over")
@everywhere
def erase_what_is_over(timestamp: int) -> int:
    return actions.erase_what_is_over()


@app.periodic(cron="50 1 * * *")
@app.task(name="concerns.rewrap", queueing_lock="concerns.rewrap")
@everywhere
def rewrap(timestamp: int) -> int:
    """Finish a turning of the identities' key that was cut off."""
    return sum(rotation.rewrap_all())


@app.periodic(cron="20 3 * * *")
@app.task(name="concerns.regroup", queueing_lock="concerns.regroup")
@everywhere
def regroup(timestamp: int) -> int:
    return grouping.regroup()


@app.periodic(cron="40 2 * * *")
@app.task(name="concerns.learn_categories", queueing_lock="concerns.learn_categories")
@everywhere
def learn_categories(timestamp: int) -> int:
    """Each federation learns from its own choices, where there are enough new ones."""
    learned = [actions.learn_categories(unit) for unit in queries.federations_that_sort()]
    return sum(one is not None for one in learned)


@app.task(name="concerns.categorise")
@everywhere
def categorise(concern_id: str) -> None:
    actions.categorise_if_sure(UUID(concern_id))


@app.task(name="concerns.place")
@everywhere
def place(concern_id: str) -> None:
    grouping.place(UUID(concern_id))
