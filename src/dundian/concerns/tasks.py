"""Jobs: pauses end on their day, broken limits are told to the offices above."""

from procrastinate.contrib.django import app

from dundian.concerns import actions


@app.periodic(cron="*/15 * * * *")
@app.task(name="concerns.escalate_overdue", queueing_lock="concerns.escalate_overdue")
def escalate_overdue(timestamp: int) -> int:
    return actions.escalate_overdue()


@app.periodic(cron="5 * * * *")
@app.task(name="concerns.resume_due", queueing_lock="concerns.resume_due")
def resume_due(timestamp: int) -> int:
    return actions.resume_due()
