"""Carrying a print run out: many documents become one file, whole or not at all."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dundian.documents import office, print_sets
from dundian.documents.models import PrintRun, PrintState
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor

# One start of LibreOffice (a second) for so many: a hundred letters are printed in some twelve.
BATCH = 100
Paper = tuple[str, bytes, str]


class _Stopped(Exception):
    """Somebody has called the run off."""


def carry_out_printing(*, run: PrintRun, actor: Actor) -> PrintRun:
    """Print, join, keep. The file is there only when it is whole; after a kill the job begins anew.

    What has been finished or called off meanwhile is left as it is.
    """
    going = PrintRun.objects.filter(pk=run.pk, state__in=(PrintState.WAITING, PrintState.RUNNING))
    if going.update(state=PrintState.RUNNING, done=0, problem=""):
        run.refresh_from_db()
        try:
            papers = print_sets.get(run.source).find(run.papers, actor)
            with tempfile.TemporaryFile() as made:
                (_as_zip if run.form == PrintRun.Form.ZIP else _as_pdf)(run, papers, made)
                _keep(run, made)
        except _Stopped:
            pass
        except (Invalid, Refused) as bad:
            _fail(run, str(bad))
        except Exception:
            _fail(
                run,
                _("The printing broke off. Begin it again; if it breaks off again, tell the administrator."),
            )
            raise
    run.refresh_from_db()
    return run


def _going(run: PrintRun) -> QuerySet[PrintRun]:
    """The run, unless somebody has called it off."""
    return PrintRun.objects.filter(pk=run.pk, state=PrintState.RUNNING)


def _fail(run: PrintRun, why: str) -> None:
    _going(run).update(state=PrintState.FAILED, problem=why[:300])


def _keep(run: PrintRun, made: IO[bytes]) -> None:
    if not run.done:
        raise Invalid(_("There is nothing to print."))
    octets = made.seek(0, 2)
    made.seek(0)
    sha256 = hashlib.file_digest(made, "sha256").hexdigest()  # type: ignore[arg-type]
    made.seek(0)
    store = run.file.storage
    store.delete(run.place())  # half of it, when a killed job had come so far
    run.file.name = store.save(run.place(), File(made))
    kept = {"file": run.file.name, "octets": octets, "sha256": sha256, "finished_at": clock.now()}
    if not _going(run).update(state=PrintState.COMPLETE, done=run.done, **kept):
        store.delete(run.file.name)


def _batches(papers: Iterator[Paper]) -> Iterator[list[Paper]]:
    while batch := list(islice(papers, BATCH)):
        yield batch


def _progress(run: PrintRun, before: int) -> Callable[[int], None]:
    """Tells the page how many are done; raises `_Stopped` when the run was called off."""

    def tell(done: int) -> None:
        run.done = before + done
        if not _going(run).update(done=run.done):
            raise _Stopped

    return tell


def _as_zip(run: PrintRun, papers: Iterator[Paper], made: Any) -> None:
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for batch in _batches(papers):
            tell = _progress(run, run.done)
            for place, (name, content, ending) in enumerate(batch, run.done + 1):
                packed.writestr(f"{place:03} {name}"[:120].replace("/", "-") + f".{ending}", content)
            tell(len(batch))


def _as_pdf(run: PrintRun, papers: Iterator[Paper], made: Any) -> None:
    with office.workshop() as folder:
        parts: list[Path] = []
        for batch in _batches(papers):
            tell = _progress(run, run.done)
            parts += _printed(folder, batch, len(parts), tell)
            tell(len(batch))
        if parts:
            office.join(parts, made)


def _printed(folder: Path, batch: list[Paper], first: int, tell: Callable[[int], None]) -> list[Path]:
    """The batch as PDFs in the folder, in order; workbooks have no pages."""
    words: dict[Path, str] = {}
    parts: list[Path] = []
    for name, content, ending in batch:
        if ending == "xlsx":
            continue
        path = folder / f"{first + len(parts):05}.{ending}"
        path.write_bytes(content)
        parts.append(path.with_suffix(".pdf"))
        if ending == "docx":
            words[path] = name
    for path in office.print_files(folder, list(words), tell=tell) if words else []:
        raise Invalid(
            _("LibreOffice could not print “%(name)s”; nothing was joined.") % {"name": words[path]}
        )
    for path in words:
        path.unlink()
    return parts
