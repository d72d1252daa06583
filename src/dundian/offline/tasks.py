"""Jobs: what need not be kept is forgotten."""

from procrastinate.contrib.django import app

from dundian.kernel.reach import everywhere
from dundian.offline.actions import keeping


@app.periodic(cron="25 3 * * *")
@app.task(name="offline.forget", queueing_lock="offline.forget")
@everywhere
def forget(timestamp: int) -> int:
    return keeping.forget_what_is_over()
