"""What happens apart from the page."""

from datetime import timedelta

from procrastinate.contrib.django import app

from dundian.documents import actions
from dundian.documents.models import Preview, PrintRun
from dundian.kernel import clock
from dundian.kernel.reach import everywhere, of
from dundian.org.access import actor_of

KEEP = timedelta(days=14)


@app.task(pass_context=False)
@everywhere
def preview_in_background(preview_id: str) -> str:
    """Draw the pages of a Word file."""
    preview = Preview.objects.filter(pk=preview_id).first()
    return str(actions.make_preview(preview=preview).state) if preview else ""


@app.task(pass_context=False)
@everywhere
def print_in_background(run_id: str) -> str:
    """Print many documents as one file, as the person who asked, with the rights of today."""
    run = PrintRun.objects.select_related("by").get(pk=run_id)
    actor = actor_of(run.by)
    with of(actor):
        return str(actions.carry_out_printing(run=run, actor=actor).state)


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="documents.forget_old_prints", pass_context=False)
@everywhere
def forget_old_prints(timestamp: int) -> int:
    """Every night: old previews and joined files go."""
    return actions.forget_old_prints(before=clock.now() - KEEP)
