"""Jobs: what need not be remembered is forgotten."""

from procrastinate.contrib.django import app

from dundian.accounts import actions
from dundian.kernel.reach import everywhere


@app.periodic(cron="40 3 * * *")
@app.task(name="accounts.forget", queueing_lock="accounts.forget")
@everywhere
def forget(timestamp: int) -> int:
    return actions.forget_old_sign_ins()
