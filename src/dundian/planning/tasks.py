"""What happens by itself."""

from procrastinate.contrib.django import app

from dundian.org.access import SYSTEM
from dundian.planning import actions


@app.periodic(cron="10 0 * * *")
@app.task(queueing_lock="planning.end_finished", pass_context=False)
def end_finished_dispatches(timestamp: int) -> int:
    """Shortly after midnight: close the dispatches whose last day was yesterday or before."""
    return actions.end_finished(actor=SYSTEM)
