"""Jobs: what need not be remembered is forgotten."""

from procrastinate.contrib.django import app

from dundian.accounts import actions


@app.periodic(cron="40 3 * * *")
@app.task(name="accounts.forget", queueing_lock="accounts.forget")
def forget(timestamp: int) -> int:
    return actions.forget_old_sign_ins()
