"""All dispatch letters of a big campaign as one job, behind a real worker and a real LibreOffice.

`make bench-printing` (N=300) makes a campaign with N teams of five, asks for their letters as one PDF and looks at the
job from outside: how long, how much memory, whether progress is told. A second run is cancelled in the middle and
started again; under a third the worker is killed with -9, and another worker takes the job up.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pypdfium2
from django.db import transaction

from bench.phones import ground
from bench.report import Row, report
from dundian.documents import office

SEED, LETTERS, MEMBERS = 20240401, 300, 5
MEBI = 2**20


class Worker:
    """`dundian worker` in a process of its own, with a folder for its passing files."""

    def __init__(self, data: Path) -> None:
        self.passing = data / "passing"
        self.passing.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "dundian.config.cli", "--data", str(data), "worker"]
        with (data / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ground.ROOT,
                stdout=log,
                stderr=log,
                env={**os.environ, "TMPDIR": str(self.passing)},
            )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@dataclass
class Watch:
    """What was seen of a job from outside."""

    seconds: float = 0
    steps: list[int] = field(default_factory=list)
    worker: int = 0
    office: int = 0

    def look(self, run: Any, worker: Worker) -> None:
        run.refresh_from_db()
        if run.state == "running" and run.done not in self.steps:
            self.steps.append(run.done)
        self.worker = max(self.worker, resident(worker.process.pid))
        self.office = max(self.office, sum(resident(pid) for pid in printers(worker)))


def resident(pid: int) -> int:
    """Bytes of memory that a process holds now."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def spent(pid: int) -> float:
    """Seconds of processor time of a process and of those it has waited for."""
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def printers(worker: Worker) -> list[int]:
    """Processes of LibreOffice that print for this worker, or printed for it."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            told = (place / "cmdline").read_bytes() if place.name.isdecimal() else b""
        except OSError:
            continue
        if b"soffice.bin" in told and bytes(worker.passing) in told:
            found.append(int(place.name))
    return found


def fill(letters: int) -> tuple[Any, list[str]]:
    """A campaign with its teams, sent; returns the office and the ids of the teams."""
    from dundian.campaign.factories import CampaignFactory, SiteFactory
    from dundian.org.cast import make_cast
    from dundian.org.factories import PersonFactory, UnitFactory
    from dundian.planning.factories import DispatchFactory, TeamFactory, TeamMemberFactory

    cast = make_cast()
    campaign = CampaignFactory.create(unit=cast.ground.city)
    teams = []
    for n in range(letters):
        unit = UnitFactory.create(parent=cast.ground.county, name=f"示例第{n + 1}产业园区联合工会委员会")
        site = SiteFactory.create(campaign=campaign, unit=unit)
        team = TeamFactory.create(campaign=campaign, site=site, name=f"第{n + 1:03}蹲点工作组")
        DispatchFactory.create(team=team, starts_on=date(2024, 4, 1), ends_on=date(2024, 7, 31))
        for m in range(MEMBERS):
            person = PersonFactory.create(name=f"组员{m + 1}", home_unit=cast.ground.county)
            TeamMemberFactory.create(team=team, person=person, leads=m == 0)
        teams.append(str(team.pk))
    return cast.office_city, teams


def begin(actor: Any, teams: list[str]) -> Any:
    from dundian.documents.actions import ask_printing
    from dundian.planning.printing import SOURCE

    with transaction.atomic():
        run = ask_printing(title="选派函", source=SOURCE, papers=teams, form="pdf", actor=actor)
        enqueue(run)
    return run


def enqueue(run: Any) -> None:
    from dundian.documents.tasks import print_in_background

    print_in_background.configure(lock=f"documents.print.{run.pk}").defer(run_id=str(run.pk))


def watched(run: Any, worker: Worker, *, until: Any, seconds: float = 600) -> Watch:
    seen, begun = Watch(), time.monotonic()
    while not until(seen):
        if time.monotonic() - begun > seconds:
            raise TimeoutError(f"the run stands at {run.state}, {run.done} of {run.total}: {run.problem}")
        time.sleep(0.1)
        seen.look(run, worker)
    seen.seconds = time.monotonic() - begun
    return seen


def pages(run: Any) -> int:
    with run.file.open("rb") as file:
        whole = pypdfium2.PdfDocument(file.read())
    try:
        return len(whole)
    finally:
        whole.close()


def whole(actor: Any, teams: list[str], worker: Worker) -> Iterator[Row]:
    """A first run from the wish to the file."""
    time.sleep(40)  # the worker has warmed up
    before = spent(worker.process.pid)
    run = begin(actor, teams)
    watched(run, worker, until=lambda seen: run.done)
    rest = resident(worker.process.pid)  # Word and the solvers are loaded, the first letters made
    seen = watched(run, worker, until=lambda seen: run.state not in ("waiting", "running"))
    if run.state != "complete":
        raise AssertionError(run.problem)
    each = (spent(worker.process.pid) - before) * 1000 / len(teams)
    took = (run.finished_at - run.created_at).total_seconds()
    yield Row("letters printed as one PDF", run.done, "letters", limit=len(teams), better="higher")
    yield Row("a letter, processor time of worker and LibreOffice", each, "ms", limit=250)
    yield Row("from the wish to the file, by the clock", took, "s")
    yield Row("steps of progress seen", len(seen.steps), "", limit=10, better="higher")
    yield Row("worker, above what it held at the first letters", (seen.worker - rest) / MEBI, "MB", limit=150)
    yield Row("LibreOffice, at most", seen.office / MEBI, "MB", limit=500)
    yield Row("the file", run.octets / MEBI, "MB")
    yield Row("its pages (each letter begins on a right-hand page)", pages(run), "pages")


def called_off(actor: Any, teams: list[str], worker: Worker) -> Iterator[Row]:
    """A run is cancelled while LibreOffice is at it, and begun again."""
    from dundian.documents.actions import cancel_printing, repeat_printing

    run = begin(actor, teams)
    watched(run, worker, until=lambda seen: run.done and printers(worker))
    cancel_printing(run=run, actor=actor)
    seen = watched(run, worker, until=lambda seen: not printers(worker))
    yield Row("called off: until LibreOffice has ended", seen.seconds, "s", limit=5)
    with transaction.atomic():
        run = repeat_printing(run=run, actor=actor)
        enqueue(run)
    watched(run, worker, until=lambda seen: run.state not in ("waiting", "running"))
    yield Row("begun again: letters printed", run.done, "letters", limit=len(teams), better="higher")


def killed(actor: Any, teams: list[str], worker: Worker, data: Path) -> Iterator[Row]:
    """kill -9 of the worker in the middle; another one takes the job up by itself."""
    run = begin(actor, teams)
    watched(run, worker, until=lambda seen: run.done and printers(worker))
    worker.kill()
    seen = watched(run, worker, until=lambda seen: not printers(worker), seconds=30)
    yield Row("worker killed -9: until its LibreOffice has ended", seen.seconds, "s", limit=2)
    half = [f for f in (data / "attachments").rglob(f"{run.pk}*") if run.state != "complete"]
    yield Row("worker killed -9: files of the run in the store", len(half), "files", limit=0)
    with working(data) as other:
        seen = watched(run, other, until=lambda seen: run.state not in ("waiting", "running"))
        yield Row("taken up by another worker, until the file is there", seen.seconds, "s", limit=180)
        yield Row("its letters", run.done, "letters", limit=len(teams), better="higher")
        yield Row("its pages", pages(run), "pages", limit=len(teams) * 2 - 1, better="higher")
        yield Row("folders left in passing", len(list(other.passing.glob("dundian-press-*"))), "", limit=0)


@contextmanager
def working(data: Path) -> Iterator[Worker]:
    worker = Worker(data)
    try:
        yield worker
    finally:
        if worker.process.poll() is None:
            worker.stop()


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--letters", type=int, default=LETTERS)
    letters = asked.parse_args().letters
    if not office.is_there():
        print("LibreOffice is not installed here: nothing to measure")
        return 1
    with tempfile.TemporaryDirectory(prefix="dundian-bench-") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder, "data")
        data.mkdir()
        ground.prepare(data)
        with ground.database(data):
            actor, teams = fill(letters)
            rows: list[Row] = []
            with working(data) as worker:
                some = teams[: max(1, letters // 3)]
                parts = (whole(actor, teams, worker), called_off(actor, some, worker))
                for row in chain(*parts, killed(actor, some, worker, data)):
                    print(f"{row.name}: {row.value:.4g} {row.unit}", flush=True)
                    rows.append(row)
            return 0 if report("printing", SEED, rows) else 1


if __name__ == "__main__":
    sys.exit(main())
