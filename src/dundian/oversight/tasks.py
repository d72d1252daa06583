"""Jobs: contact groups whose time is over end; files that nothing names are swept away."""

from procrastinate.contrib.django import app

from dundian.kernel.reach import everywhere
from dundian.oversight import photos
from dundian.oversight.actions.returns import end_groups


@app.periodic(cron="25 0 * * *")
@app.task(name="oversight.end_groups", queueing_lock="oversight.end_groups")
@everywhere
def end_contact_groups(timestamp: int) -> int:
    """Shortly after midnight."""
    return end_groups()


@app.periodic(cron="25 3 * * *")
@app.task(name="oversight.sweep_photos", queueing_lock="oversight.sweep_photos")
@everywhere
def sweep_photos(timestamp: int) -> int:
    """Every night: photos of findings that were never stored."""
    return photos.sweep()
