"""Jobs: files that nothing names any more are swept away; what was handed over passes on its day."""

from procrastinate.contrib.django import app

from dundian.fieldwork import photos
from dundian.fieldwork.actions.handovers import pass_on_due
from dundian.kernel.reach import everywhere


@app.periodic(cron="20 3 * * *")
@app.task(name="fieldwork.sweep_photos", queueing_lock="fieldwork.sweep_photos")
@everywhere
def sweep_photos(timestamp: int) -> int:
    """Every night: photos of logs that were never stored."""
    return photos.sweep()


@app.periodic(cron="20 0 * * *")
@app.task(name="fieldwork.pass_on_due", queueing_lock="fieldwork.pass_on_due")
@everywhere
def pass_on_what_is_handed_over(timestamp: int) -> int:
    """Shortly after midnight: what a member who has left still owned goes to whoever follows."""
    return pass_on_due()
