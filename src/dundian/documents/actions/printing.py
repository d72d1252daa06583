"""Printing apart from the page: previews, and many documents as one file."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.documents import office, print_sets
from dundian.documents.models import Preview, PrintRun, PrintState
from dundian.documents.models.documents import attachments
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor

BATCH = 10
MOST = 2000
Paper = tuple[str, bytes, str]


def want_preview(*, content: bytes) -> tuple[Preview, bool]:
    """The preview of a Word file, and whether it must be made first."""
    sha256 = hashlib.sha256(content).hexdigest()
    preview, new = Preview.objects.get_or_create(sha256=sha256)
    if new:
        attachments().save(preview.place("source.docx"), ContentFile(content))
    return preview, new


def make_preview(*, preview: Preview) -> Preview:
    """Print the Word file and draw its pages. Run again after a kill, it starts over."""
    store = attachments()
    try:
        with store.open(preview.place("source.docx")) as source:
            pdf = office.to_pdf(source.read())
        pictures = office.pictures(pdf)
    except Invalid as bad:
        preview.state, preview.problem = PrintState.FAILED, str(bad)[:300]
        preview.touch("state", "problem")
        return preview
    for number, picture in enumerate(pictures, 1):
        name = preview.place(f"{number}.png")
        store.delete(name)
        store.save(name, ContentFile(picture))
    preview.state, preview.pages = PrintState.COMPLETE, len(pictures)
    preview.touch("state", "pages")
    return preview


@transaction.atomic
def ask_printing(*, title: str, source: str, papers: Sequence[Any], form: str, actor: Actor) -> PrintRun:
    """A run over many papers, to be carried out by a job."""
    if not papers:
        raise Invalid(_("There is nothing to print."))
    if len(papers) > MOST:
        raise Invalid(_("At most %(n)d documents at once.") % {"n": MOST})
    if form == PrintRun.Form.PDF and not office.is_there():
        raise office.NoOffice
    run = PrintRun.objects.create(
        title=title[:200], source=source, papers=list(papers), form=form, total=len(papers), by=actor.user
    )
    detail = {"papers": len(papers), "form": form, "source": source}
    record(
        actor=actor, verb="print", noun="document", label=title[:200], detail={"run": str(run.pk), **detail}
    )
    return run


def carry_out_printing(*, run: PrintRun, actor: Actor) -> PrintRun:
    """Print, join, keep. The file is there only when it is whole; after a kill the job begins anew."""
    run.state, run.done, run.problem = PrintState.RUNNING, 0, ""
    run.touch("state", "done", "problem")
    try:
        papers = print_sets.get(run.source).find(run.papers, actor)
        with tempfile.TemporaryFile() as made:
            (_as_zip if run.form == PrintRun.Form.ZIP else _as_pdf)(run, papers, made)
            _keep(run, made)
    except (Invalid, Refused) as bad:
        run.state, run.problem = PrintState.FAILED, str(bad)[:300]
        run.touch("state", "problem")
    return run


def _keep(run: PrintRun, made: Any) -> None:
    if not run.done:
        raise Invalid(_("There is nothing to print."))
    run.octets = made.tell()
    made.seek(0)
    run.sha256 = hashlib.file_digest(made, "sha256").hexdigest()
    made.seek(0)
    run.file.save(f"prints/{run.pk}.{run.form}", File(made), save=False)
    run.state, run.finished_at = PrintState.COMPLETE, clock.now()
    run.touch("state", "file", "octets", "sha256", "finished_at")


def _batches(papers: Iterator[Paper]) -> Iterator[list[Paper]]:
    while batch := list(islice(papers, BATCH)):
        yield batch


def _advance(run: PrintRun, many: int) -> None:
    run.done += many
    run.touch("done")


def _as_zip(run: PrintRun, papers: Iterator[Paper], made: Any) -> None:
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for batch in _batches(papers):
            for place, (name, content, ending) in enumerate(batch, run.done + 1):
                packed.writestr(f"{place:03} {name}"[:120].replace("/", "-") + f".{ending}", content)
            _advance(run, len(batch))
    made.seek(0, 2)


def _as_pdf(run: PrintRun, papers: Iterator[Paper], made: Any) -> None:
    parts: list[bytes] = []
    for batch in _batches(papers):
        words = [content for _name, content, ending in batch if ending == "docx"]
        printed = iter(office.to_pdfs(words) if words else [])
        parts += [
            next(printed) if ending == "docx" else content
            for _name, content, ending in batch
            if ending != "xlsx"
        ]
        _advance(run, len(batch))
    if parts:
        made.write(office.joined(parts))


@transaction.atomic
def fetch_printing(*, run: PrintRun, actor: Actor) -> Any:
    """The finished file, open, with a row in the trail."""
    if run.by_id != actor.user.pk or run.state != PrintState.COMPLETE:
        raise Refused(_("This file is not ready."))
    record(
        actor=actor,
        verb="download",
        noun="document",
        label=run.title,
        detail={"run": str(run.pk), "sha256": run.sha256},
    )
    return run.file.open("rb")


@transaction.atomic
def forget_old_prints(*, before: Any) -> int:
    """Previews and joined files go after a while; the documents themselves stay."""
    store, count = attachments(), 0
    for preview in Preview.objects.filter(created_at__lt=before):
        for name in ("source.docx", *(f"{n}.png" for n in range(1, preview.pages + 1))):
            store.delete(preview.place(name))
        preview.delete()
        count += 1
    for run in PrintRun.objects.filter(created_at__lt=before):
        if run.file:
            run.file.delete(save=False)
        run.delete()
        count += 1
    return count
