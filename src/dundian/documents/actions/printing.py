"""Printing apart from the page: previews, and asking for many documents as one file."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.documents import office
from dundian.documents.models import Preview, PrintRun, PrintState
from dundian.documents.models.documents import attachments
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor

MOST = 2000


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


@transaction.atomic
def cancel_printing(*, run: PrintRun, actor: Actor) -> PrintRun:
    """Call it off; a job that is at it stops within a second or two."""
    run = _own(run, actor, (PrintState.WAITING, PrintState.RUNNING), _("It is no longer being printed."))
    run.state, run.problem = PrintState.CANCELLED, ""
    run.touch("state", "problem")
    _note(run, actor, "cancel")
    return run


@transaction.atomic
def repeat_printing(*, run: PrintRun, actor: Actor) -> PrintRun:
    """Once more from the beginning what failed or was called off; the caller enqueues the job."""
    run = _own(run, actor, (PrintState.FAILED, PrintState.CANCELLED), _("There is nothing to begin again."))
    if run.form == PrintRun.Form.PDF and not office.is_there():
        raise office.NoOffice
    run.state, run.done, run.problem = PrintState.WAITING, 0, ""
    run.touch("state", "done", "problem")
    _note(run, actor, "print")
    return run


def _own(run: PrintRun, actor: Actor, states: Sequence[str], otherwise: str) -> PrintRun:
    """The run as it stands now, locked; `Refused` for others, `Invalid` with the reason in other states."""
    if run.by_id != actor.user.pk:
        raise Refused(_("Only who had it printed may do that."))
    stored = PrintRun.objects.select_for_update().get(pk=run.pk)
    if stored.state not in states:
        raise Invalid(otherwise)
    return stored


def _note(run: PrintRun, actor: Actor, verb: str) -> None:
    detail = {"run": str(run.pk), "papers": run.total, "done": run.done, "source": run.source}
    record(actor=actor, verb=verb, noun="document", label=run.title, detail=detail)


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
        store.delete(run.place())  # also what a killed job left without a name
        run.delete()
        count += 1
    return count
