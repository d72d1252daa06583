"""What happens apart from the page."""

from procrastinate.contrib.django import app

from dundian.exchange import actions, exporting, importers
from dundian.exchange.models import Export, ImportRun
from dundian.kernel.reach import everywhere, of


@app.task(pass_context=False)
@everywhere
def apply_in_background(run_id: str) -> str:
    """Apply a large workbook. Run again after a kill, it goes on with the rows that are left."""
    run = ImportRun.objects.select_related("by").get(pk=run_id)
    actor = importers.get(run.kind).actor_of(run.by)
    with of(actor):
        return str(actions.apply_run(run=run, actor=actor).state)


@app.task(name="dundian.exchange.tasks.check_in_background", pass_context=False)
@everywhere
def check_in_background(run_id: str) -> str:
    """Read a long workbook. Run again after a kill, it begins anew."""
    run = ImportRun.objects.select_related("by").get(pk=run_id)
    actor = importers.get(run.kind).actor_of(run.by)
    with of(actor):
        return str(actions.read_received(run=run, actor=actor).state)


@app.task(pass_context=False)
@everywhere
def undo_in_background(run_id: str) -> str:
    """Take back a large import. Run again after a kill, it goes on with the rows that are left."""
    run = ImportRun.objects.select_related("by").get(pk=run_id)
    actor = importers.get(run.kind).actor_of(run.by)
    with of(actor):
        return str(actions.undo_run(run=run, actor=actor).state)


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="exchange.forget_old_rows", pass_context=False)
@everywhere
def forget_old_rows(timestamp: int) -> int:
    """Every night: forget the rows of old workbooks."""
    return actions.forget_old_rows()


@app.task(pass_context=False)
@everywhere
def export_in_background(export_id: str) -> str:
    """Write a long list, as the person who asked, with the rights of today."""
    export = Export.objects.select_related("by").get(pk=export_id)
    return str(exporting.carry_out(export=export).state)


@app.periodic(cron="45 2 * * *")
@app.task(queueing_lock="exchange.forget_old_exports", pass_context=False)
@everywhere
def forget_old_exports(timestamp: int) -> int:
    """Every night: the files of old exports go; their receipts stay."""
    return actions.forget_old_exports()
