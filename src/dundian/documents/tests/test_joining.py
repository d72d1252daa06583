"""Many papers as one file: in steps, called off, begun again, killed; never half a file."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from dundian.audit_trail.models import Entry
from dundian.documents import actions, kinds, office, press, print_sets
from dundian.documents.actions import joining
from dundian.documents.models import PrintRun, PrintState
from dundian.documents.models.documents import attachments
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Papers by their names; printing them makes a page each, without LibreOffice."""

    def find(names: Sequence[Any], actor: Actor) -> Iterator[tuple[str, bytes, str]]:
        yield from ((name, name.encode(), "docx") for name in names)

    monkeypatch.setitem(print_sets._sets, "test", print_sets.PrintSet("test", find))
    monkeypatch.setattr(office, "_soffice", lambda: "soffice")
    return [f"选派函{n}" for n in range(25)]


def page() -> bytes:
    made, whole = BytesIO(), pypdfium2.PdfDocument.new()
    whole.new_page(595, 842)
    whole.save(made)
    return made.getvalue()


def printing(monkeypatch: pytest.MonkeyPatch, *, meanwhile: Any = lambda: None, bad: str = "") -> list[int]:
    """LibreOffice that prints at once; returns how many files each of its runs was given."""
    runs: list[int] = []
    content = page()

    def run(program: str, folder: Path, names: Sequence[Path], tell: Any) -> None:
        runs.append(len(names))
        for done, name in enumerate(names, 1):
            if name.read_text() == bad:
                return  # it crashes there
            name.with_suffix(".pdf").write_bytes(content)
            meanwhile()
            tell(done)

    monkeypatch.setattr(office, "_run", run)
    return runs


def asked(papers: list[str], cast: Cast) -> PrintRun:
    return actions.ask_printing(
        title="选派函", source="test", papers=papers, form="pdf", actor=cast.office_city
    )


def test_letters_go_to_libreoffice_by_the_hundred(
    cast: Cast, papers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "BATCH", 10)
    runs = printing(monkeypatch)
    run = actions.carry_out_printing(run=asked(papers, cast), actor=cast.office_city)
    assert (run.state, run.done, runs) == (PrintState.COMPLETE, 25, [10, 10, 5])
    file = actions.fetch_printing(run=run, actor=cast.office_city)
    assert len(pypdfium2.PdfDocument(file.read())) == 49
    sha256 = run.sha256
    run = actions.carry_out_printing(run=run, actor=cast.office_city)  # a job that is run again
    assert (run.sha256, len(runs)) == (sha256, 3)


def test_called_off_in_the_middle_and_begun_again(
    cast: Cast, papers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = asked(papers, cast)
    client = client_of(cast.office_city)
    address = reverse("documents:print_detail", args=[run.pk])
    cancel, again = (reverse(f"documents:print_{verb}", args=[run.pk]) for verb in ("cancel", "again"))
    assert cancel in client.get(address).content.decode()
    assert client.post(again).status_code == 422  # it has not ended
    seen: list[int] = []

    def meanwhile() -> None:
        seen.append(PrintRun.objects.get(pk=run.pk).done)
        if len(seen) == 7:
            assert client.post(cancel).status_code == 302

    printing(monkeypatch, meanwhile=meanwhile)
    run = actions.carry_out_printing(run=run, actor=cast.office_city)
    assert seen == [0, 1, 2, 3, 4, 5, 6]  # what the page is told while it goes on
    assert (run.state, run.done, run.file.name) == (PrintState.CANCELLED, 6, "")
    assert not attachments().exists(run.place())
    assert actions.carry_out_printing(run=run, actor=cast.office_city).state == PrintState.CANCELLED
    assert client.post(cancel).status_code == 422
    shown = client.get(address).content.decode()
    assert again in shown
    assert "6" in shown
    assert client.post(again).status_code == 302
    printing(monkeypatch)
    run = actions.carry_out_printing(run=run, actor=cast.office_city)
    assert (run.state, run.done) == (PrintState.COMPLETE, 25)
    assert client.post(again).status_code == 422
    verbs = (
        Entry.objects.filter(noun="document", object_label="选派函")
        .order_by("serial")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["print", "cancel", "print"]


def test_nobody_else_calls_it_off(cast: Cast, papers: list[str]) -> None:
    run = asked(papers, cast)
    for verb in ("cancel", "again"):
        address = reverse(f"documents:print_{verb}", args=[run.pk])
        assert client_of(cast.office_province).post(address).status_code == 404
    with pytest.raises(Refused):
        actions.cancel_printing(run=run, actor=cast.office_province)


def test_a_letter_that_cannot_be_printed_is_named_and_nothing_is_kept(
    cast: Cast, papers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = printing(monkeypatch, bad="选派函7")
    run = actions.carry_out_printing(run=asked(papers, cast), actor=cast.office_city)
    assert run.state == PrintState.FAILED
    assert "选派函7" in run.problem
    assert runs == [25, 18]  # what was printed before it is not printed twice
    run = actions.repeat_printing(run=run, actor=cast.office_city)
    printing(monkeypatch)
    assert actions.carry_out_printing(run=run, actor=cast.office_city).state == PrintState.COMPLETE


def test_a_fault_of_the_program_leaves_no_run_that_goes_on_for_ever(
    cast: Cast, papers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise OSError("disk full")

    run = asked(papers, cast)
    printing(monkeypatch, meanwhile=broken)
    with pytest.raises(OSError, match="disk full"):
        actions.carry_out_printing(run=run, actor=cast.office_city)
    run.refresh_from_db()
    assert run.state == PrintState.FAILED
    with pytest.raises(Invalid):
        actions.cancel_printing(run=run, actor=cast.office_city)


def test_half_a_file_of_a_killed_job_is_replaced_or_swept(
    cast: Cast, papers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printing(monkeypatch)
    first, second = asked(papers, cast), asked(papers[:2], cast)
    for run in (first, second):
        attachments().save(run.place(), ContentFile(b"%PDF half"))
    first = actions.carry_out_printing(run=first, actor=cast.office_city)
    assert first.file.name == first.place()
    assert first.octets == attachments().size(first.place()) > 100
    actions.forget_old_prints(before=second.created_at.replace(year=2100))
    assert not attachments().exists(first.place())
    assert not attachments().exists(second.place())


HOLDER = """
import sys, time
import django
django.setup()
from dundian.documents import office
with office.workshop() as folder:
    (folder / "0.docx").write_bytes(sys.stdin.buffer.read())
    print(folder, flush=True)
    office.print_files(folder, [folder / "0.docx"], tell=lambda done: print("looked", flush=True))
    time.sleep(60)
"""


def printers_in(folder: str) -> list[int]:
    found = []
    for place in Path("/proc").iterdir():
        try:
            told = (place / "cmdline").read_bytes() if place.name.isdecimal() else b""
        except OSError:
            continue
        if b"soffice.bin" in told and folder.encode() in told:
            found.append(int(place.name))
    return found


def test_a_killed_worker_takes_libreoffice_along_and_its_folder_is_cleared_away(tmp_path: Path) -> None:
    if not office.is_there() or not office._apart():
        pytest.skip("needs LibreOffice, and a kernel that lets ordinary users stand apart")
    kind = kinds.find("dispatch_letter")
    assert kind is not None
    letter = press.render("dispatch_letter", kind.sample())
    command = [sys.executable, "-c", HOLDER]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe) as holder:
        assert holder.stdin
        assert holder.stdout
        holder.stdin.write(letter)
        holder.stdin.close()
        folder = holder.stdout.readline().decode().strip()
        assert holder.stdout.readline() == b"looked\n"
        holder.send_signal(signal.SIGKILL)
    for _look in range(100):
        if not printers_in(folder):
            break
        time.sleep(0.05)
    assert printers_in(folder) == []
    assert Path(folder).is_dir()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(tmp_path))
        with office.workshop() as mine, office.workshop():
            assert not Path(folder).exists()
            assert mine.is_dir()  # held by somebody who works
