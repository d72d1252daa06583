"""`dundian serve`: the web server."""

import argparse
import os
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from dundian.config.catalogues import compile_stale
from dundian.config.cli.children import end_soon
from dundian.config.cli.faults import Fault
from dundian.config.cli.ground import let_go_of_pool, ready

HELP = "serve the pages"
THREADS = 4


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "serve",
        help=HELP,
        description="Serve the pages until stopped (Ctrl-C or SIGTERM). Jobs need `dundian worker` beside it.",
    )
    one.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
    one.add_argument("--port", type=int, default=8000, help="port to listen at (default: 8000)")
    one.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one per core)"
    )
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    require_free(options.host, options.port)
    os.environ.setdefault("DUNDIAN_POOL", str(THREADS))
    compile_stale()
    with ready(options.data, watch=True, everything=False):
        collect_static()
        preload()
        let_go_of_pool()
        _serve(options)
    return 0


def require_free(host: str, port: int) -> None:
    """Raises Fault when nothing can listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) else "no such port"
            raise Fault(f"cannot listen at {host}:{port} ({reason}): choose another --port") from None


def collect_static() -> None:
    """Gather the front-end files when one is newer than the last gathering."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    made = manifest.stat().st_mtime if manifest.exists() else 0
    files = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    if any(Path(file).stat().st_mtime > made for file in files):
        call_command("collectstatic", interactive=False, verbosity=0)
        if manifest.exists():
            os.utime(manifest)


def preload() -> None:
    """Load the application before the processes that answer are forked: once, and in memory that they share."""
    import gc

    from django.urls import reverse

    import dundian.config.wsgi  # noqa: F401 - with the middleware

    reverse("web:home")  # all addresses, and the views with them
    gc.collect()
    gc.freeze()  # what is loaded now stays, and no collection writes on its pages


def _serve(options: argparse.Namespace) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "dundian.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=partial(_application, os.getpid()), wrap_loader=False)


def _application(main: int) -> Callable[..., Any]:
    """Runs in each worker process: follow the main one, which may be killed without a chance to say so."""
    threading.Thread(target=_follow, args=[main], daemon=True).start()
    from dundian.config.wsgi import application

    return application


def _follow(main: int) -> None:
    while os.getppid() == main:
        time.sleep(0.5)
    end_soon()
