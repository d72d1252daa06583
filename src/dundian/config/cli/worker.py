"""`dundian worker`: jobs in the background."""

import argparse
import logging
import threading
from typing import Any

from procrastinate import App, JobContext

from dundian.config.catalogues import compile_stale
from dundian.config.cli.ground import ready

HELP = "run the jobs: documents, imports, reminders"

log = logging.getLogger(__name__)


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "worker",
        help=HELP,
        description="Run background jobs until stopped. Any number may run; a killed one's jobs are taken up again.",
    )
    one.add_argument("--concurrency", type=int, default=2, help="jobs at the same time (default: 2)")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    compile_stale()
    with ready(options.data, watch=True, everything=False):
        from procrastinate.contrib.django import app

        from dundian.planning.solver.warming import warm

        _add_rescue(app)
        threading.Thread(target=warm, name="warming", daemon=True).start()
        with app.replace_connector(app.connector.get_worker_connector()) as served:  # type: ignore[attr-defined]
            served.run_worker(concurrency=options.concurrency, delete_jobs="successful")
    return 0


def _add_rescue(app: App) -> None:
    """A killed worker's job stays `doing` for ever unless somebody puts it back."""

    @app.periodic(cron="* * * * *")
    @app.task(name="dundian.rescue_stalled_jobs", queueing_lock="rescue", pass_context=True)
    async def rescue(context: JobContext, timestamp: int) -> None:
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs():
            log.warning("job %s (%s) lost its worker; queued again", job.id, job.task_name)
            await manager.retry_job(job)
