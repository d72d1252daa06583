"""`dundian demo`: one programme to look at, with everything it needs, in one command."""

import argparse
import http.client
import json
import os
import shutil
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import psycopg

from dundian.config.catalogues import compile_stale
from dundian.config.cli.children import Children, family
from dundian.config.cli.faults import Fault
from dundian.config.cli.ground import ready
from dundian.config.cli.serve import require_free
from dundian.config.postgres import Cluster, dsn, external, running

HELP = "start the demonstration"
DAY = datetime(
    2024, 6, 19, 9, 30, tzinfo=timezone(timedelta(hours=8))
)  # the Wednesday on which the story stands
PATIENCE = 60.0
SIGN_INS = "demo-signins.json"
WORKER = "demo-worker.json"
STATE = "demo.json"


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "demo",
        help=HELP,
        description="Start the demonstration: database, sample campaign, web server and jobs. "
        "Stop with Ctrl-C; the next start goes on with the same data.",
    )
    one.add_argument("--port", type=int, default=8000, help="port of the web page (default: 8000)")
    one.add_argument(
        "--reset", action="store_true", help="throw the demonstration's data away and start over"
    )
    one.set_defaults(run=run)
    load = commands.add_parser(
        "load-demo", description="Load the demonstration's data; `dundian demo` does this."
    )
    load.set_defaults(run=load_data)


def run(options: argparse.Namespace) -> int:
    data: Path = options.data
    require_free("127.0.0.1", options.port)
    _require_demo_folder(data)
    if options.reset or not _state(data).get("loaded", True):
        _reset(data)
    state = _state(data) or _begin(data)
    os.environ.setdefault("DUNDIAN_OPERATING_UNION", "蹲点通演示工会")
    os.environ.setdefault("DUNDIAN_FILING_NUMBER", "演示系统，未备案")
    compile_stale()
    with running(data, watch=True), family() as children:
        _prepare(children, data, loaded=state["loaded"])
        _keep(data, state | {"loaded": True})
        children.start("web", "serve", "--port", str(options.port), "--workers", "1")
        children.start("jobs", "worker")
        _await_first_page(children, options.port)
        _welcome(data, options.port)
        return _watch(children)


def load_data(options: argparse.Namespace) -> int:
    with ready(options.data):
        from dundian.accounts.models import User
        from dundian.config.demo import load

        if User.objects.exists():
            raise Fault("the database is not empty: the demonstration needs one of its own")
        load()
    return 0


def _require_demo_folder(data: Path) -> None:
    """A demonstration never touches an installation that people work with."""
    if not (data / STATE).exists() and (data / "postgres.json").exists():
        raise Fault(f"{data} holds an installation that is no demonstration: name another folder with --data")


def _state(data: Path) -> dict[str, Any]:
    path = data / STATE
    state: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return state


def _keep(data: Path, state: dict[str, Any]) -> dict[str, Any]:
    data.mkdir(parents=True, exist_ok=True)
    draft = data / f"{STATE}.new"
    draft.write_text(json.dumps(state))
    draft.replace(data / STATE)
    return state


def _begin(data: Path) -> dict[str, Any]:
    return _keep(data, {"loaded": False})


def _set_clock(data: Path) -> None:
    """Each start stands on the same June day, later only by what has been done since."""
    with psycopg.connect(dsn(data)) as connection:
        row = connection.execute("SELECT max(at) FROM audit_trail_entry").fetchone()
    last: datetime | None = row[0] if row else None
    stands = max(DAY, last + timedelta(minutes=1)) if last else DAY
    offset = stands - datetime.now(tz=DAY.tzinfo)
    os.environ["DUNDIAN_CLOCK_OFFSET"] = str(int(offset.total_seconds()))


def _reset(data: Path) -> None:
    if external():
        raise Fault(
            "the demonstration does not empty a database named by DATABASE_URL: please make a new one"
        )
    if (data / "postgres.json").exists():
        Cluster(data).remove()
    for name in ("attachments", "static"):
        shutil.rmtree(data / name, ignore_errors=True)
    for name in (SIGN_INS, STATE):
        (data / name).unlink(missing_ok=True)


def _prepare(children: Children, data: Path, *, loaded: bool) -> None:
    """In processes of their own, so that this one stays small and answers Ctrl-C at once."""
    children.start("migration", "migrate", "--quiet")
    if children.finish("migration"):
        raise Fault("the database could not be prepared")
    _set_clock(data)
    if not loaded:
        print("Loading the demonstration …", flush=True)
        children.start("loading", "load-demo")
        if children.finish("loading"):
            raise Fault("the demonstration's data could not be loaded")


def _await_first_page(children: Children, port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if ended := children.ended():
            raise Fault(f"{ended[0]} ended with code {ended[1]} before the first page")
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=10)
            connection.request("GET", "/")
            if connection.getresponse().status < 400:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise Fault(f"no page within {PATIENCE:.0f} seconds")


def _welcome(data: Path, port: int) -> None:
    print(f"\n蹲点通 is ready at http://localhost:{port}/\n")
    path = data / SIGN_INS
    cast: list[dict[str, str]] = json.loads(path.read_text()) if path.exists() else []
    for member in cast:
        print(f"  {member['username']:<16} {member['password']:<16} {member['role']}  {member['name']}")
    if (path := data / WORKER).exists():
        worker: dict[str, str] = json.loads(path.read_text())
        print(f"\n  A worker's page (as on a poster): http://localhost:{port}{worker['page']}")
        print(
            f"  Its progress: http://localhost:{port}/w/track/  number {worker['number']}  code {worker['code']}"
        )
    print("\nCtrl-C stops it; the next start goes on with the same data.", flush=True)


def _watch(children: Children) -> int:
    try:
        while (ended := children.ended()) is None:
            time.sleep(0.3)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    print(f"dundian: {ended[0]} ended unexpectedly (code {ended[1]}); stopping everything", file=sys.stderr)
    return 1
