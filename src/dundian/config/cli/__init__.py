"""`dundian` on the command line. Every command is one module beside this one."""

import argparse
import os
import signal
import sys
from pathlib import Path

import psycopg

from dundian.config.cli import (
    admin,
    audit,
    backup,
    database,
    demo,
    draw,
    identity,
    importing,
    password,
    restore,
    serve,
    worker,
)
from dundian.config.cli.children import follow_parent
from dundian.config.cli.faults import Fault
from dundian.config.postgres import PostgresFault

DESCRIPTION = "蹲点通 Dundian: a trade-union federation's stationing programme in one place."
EPILOG = """\
Without DATABASE_URL the commands use an embedded PostgreSQL in the data folder and start it when needed.
Each command has its own help, for example: dundian backup --help
"""
COMMANDS = (demo, serve, worker, database, admin, password, importing, backup, restore, audit, identity, draw)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="dundian",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        default=Path(os.environ.get("DUNDIAN_DATA") or "data"),
        help="where everything is kept: database, attachments, keys (default: DUNDIAN_DATA, else ./data)",
    )
    top.add_argument(
        "--pg-bin",
        metavar="FOLDER",
        help="use the PostgreSQL programs in this folder instead of the embedded ones (also DUNDIAN_PG_BIN)",
    )
    commands = top.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add_to(commands)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 not done, 2 wrongly called, 130 interrupted."""
    options = parser().parse_args(argv)
    options.data = options.data.expanduser().resolve()
    os.environ["DUNDIAN_DATA"] = str(options.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dundian.config.settings")
    if options.pg_bin:
        os.environ["DUNDIAN_PG_BIN"] = options.pg_bin
    signal.signal(signal.SIGTERM, _terminated)
    # Whoever starts us in the background may have had Ctrl-C ignored, which children inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    follow_parent()
    try:
        code: int = options.run(options)
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        if (told := _told(fault)) is None or os.environ.get("DUNDIAN_LOG") == "DEBUG":
            raise
        print(f"dundian: {told}", file=sys.stderr)
        return 1
    return code


def _terminated(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # a second one must not cut the orderly end short
    sys.exit(128 + number)


def _told(fault: Exception) -> str | None:
    """One sentence for a fault that a person can mend; None for a defect, which deserves its traceback."""
    from django.db import Error

    from dundian.kernel.errors import Conflict, Invalid, Refused

    if isinstance(fault, Fault | PostgresFault | Refused | Conflict):
        return str(fault)
    if isinstance(fault, Invalid):
        return "; ".join(f"{name}: {text}" if name else str(text) for name, text in fault.messages.items())
    if isinstance(fault, Error | psycopg.Error):
        return f"the database says: {str(fault).strip().splitlines()[0] if str(fault).strip() else 'nothing'}"
    if isinstance(fault, OSError) and fault.filename:
        return f"{fault.filename}: {fault.strerror}"
    return None
