"""Jobs: roll-ups follow the rows."""

from procrastinate.contrib.django import app

from dundian.insight import tallying


@app.periodic(cron="* * * * *")
@app.task(name="insight.tally_up", queueing_lock="insight.tally_up")
def tally_up(timestamp: int) -> int:
    return tallying.tally_up()
