"""Jobs: files that nothing names any more are swept away."""

from procrastinate.contrib.django import app

from dundian.fieldwork import photos


@app.periodic(cron="20 3 * * *")
@app.task(name="fieldwork.sweep_photos", queueing_lock="fieldwork.sweep_photos")
def sweep_photos(timestamp: int) -> int:
    """Every night: photos of logs that were never stored."""
    return photos.sweep()
