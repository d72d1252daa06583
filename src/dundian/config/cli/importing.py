"""`dundian import`."""

import argparse
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dundian.config.cli.faults import Fault
from dundian.config.cli.ground import ready

if TYPE_CHECKING:
    from dundian.exchange.commandline import ImportReport

HELP = "read people or candidate unions from an .xlsx workbook"
SHOWN = 50


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "import",
        help=HELP,
        description="Read a workbook as the page does: titles above the header, columns in any order, dates and "
        "numbers as text. Importing the same workbook again changes nothing. Ends with 1 when rows could not be read.",
    )
    one.add_argument("kind", metavar="KIND", help="what the rows are: people or candidates")
    one.add_argument("file", type=Path, metavar="FILE", help="the .xlsx workbook")
    one.add_argument(
        "--as", dest="username", required=True, metavar="USERNAME", help="in whose name, with whose rights"
    )
    one.add_argument("--unit", default="", metavar="CODE", help="for which unit (default: the person's own)")
    one.add_argument(
        "--campaign", default="", help="id or name of the campaign (default: the newest open one)"
    )
    one.add_argument("--dry-run", action="store_true", help="only tell what would be done")
    one.add_argument(
        "--report", type=Path, metavar="FILE", help="write the rows to be mended into this workbook"
    )
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready(options.data):
        from dundian.exchange.commandline import import_file

        report = import_file(
            kind=options.kind,
            path=options.file,
            username=options.username,
            dry_run=options.dry_run,
            unit_code=options.unit,
            campaign=options.campaign,
        )
        _tell(report)
        if options.report and report.failures:
            _keep(report, options.report)
    return 1 if report.failures else 0


def _tell(report: "ImportReport") -> None:
    print("columns: " + ", ".join(f"{header} → {title}" for header, title in report.recognised))
    if report.ignored:
        print("not read: " + ", ".join(report.ignored))
    for row, text in report.notes:
        print(f"row {row}: {text}")
    for row, title, text in report.failures[:SHOWN]:
        print(f"row {row}: {title + ': ' if title else ''}{text}")
    if len(report.failures) > SHOWN:
        print(f"… and {len(report.failures) - SHOWN} more; --report writes them all")
    told = ", ".join(f"{count} {outcome}" for outcome, count in report.counts.items())
    print(("imported: " if report.applied else "dry run: ") + told)


def _keep(report: "ImportReport", target: Path) -> None:
    from dundian.exchange.failures import failed_rows

    if target.exists():
        raise Fault(f"{target} exists already")
    with failed_rows(report.run) as rows, target.open("xb") as file:
        shutil.copyfileobj(rows, file)
    print(f"rows to be mended: {target}")
