"""Jobs: roll-ups follow the rows; tables are sent on their day."""

from procrastinate.contrib.django import app

from dundian.insight import mailing, sending, tallying
from dundian.kernel.reach import everywhere


@app.periodic(cron="* * * * *")
@app.task(name="insight.tally_up", queueing_lock="insight.tally_up")
@everywhere
def tally_up(timestamp: int) -> int:
    return tallying.tally_up()


@app.periodic(cron="30 6 * * *")
@app.task(name="insight.send_tables", queueing_lock="insight.send_tables")
@everywhere
def send_tables(timestamp: int) -> int:
    return sending.send_due()


@app.periodic(cron="*/10 * * * *")
@app.task(name="insight.mail_tables", queueing_lock="insight.mail_tables")
@everywhere
def mail_tables(timestamp: int) -> int:
    return mailing.mail_due()
