"""Carrying an export out: at once when the list is short, by a job when it is long; complete or not at all."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import Acting, record
from dundian.exchange import acting, outgoing
from dundian.exchange.csv_file import write_csv
from dundian.exchange.export import Column, write_workbook
from dundian.exchange.models import Export
from dundian.exchange.outgoing import Listing, Probe, Probed, current
from dundian.kernel import clock, reach
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.ui import pages

FORMS = {"xlsx": pages.XLSX, "csv": "text/csv; charset=utf-8"}
REPORT_EVERY = 5000
State = Export.State


class _TooLong(Exception):
    """More rows than are written while somebody waits."""


@contextmanager
def wanted(how: outgoing.Wanted) -> Iterator[None]:
    token = current.set(how)
    try:
        yield
    finally:
        current.reset(token)


def export_of(request: HttpRequest, listing: Listing, actor: Acting) -> Export:
    """The export that an address asks for: `export_as` (xlsx, csv), `export_columns` (places), `export_reason`."""
    query = request.GET.copy()
    form = query.pop("export_as", ["xlsx"])[-1]
    places = [int(p) for p in query.pop("export_columns", []) if p.isdecimal() and len(p) < 4]
    reason = clean_line(query.pop("export_reason", [""])[-1])[:200]
    query.pop("cursor", None)
    return Export(
        title=listing.title[:200],
        address=f"{request.path}?{query.urlencode()}" if query else request.path,
        noun=listing.noun,
        form=form if form in FORMS else "xlsx",
        columns=sorted({p for p in places if p < len(listing.columns)}),
        reason=reason,
        filters=[[str(label), str(words)] for label, words in listing.filters],
        appointments=[str(a.id) for a in getattr(actor, "appointments", ())],
        by=cast(Any, actor.user),
    )


class Inline:
    """Answers a page: a short list at once, a long one with the page of its job."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def answer(self, listing: Listing, actor: Acting) -> HttpResponseBase:
        export = export_of(self.request, listing, actor)
        file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
        try:
            write_out(export, listing, actor, file, most=settings.EXPORT_INLINE_ROWS)
        except _TooLong:
            file.close()
            begin(export)
            return redirect("exchange:export_detail", export.pk)
        except BaseException:
            file.close()
            raise
        with transaction.atomic():
            export.state = State.COMPLETE
            export.save(force_insert=True)
            note(export, listing, actor)
        name = listing.filename.removesuffix(".xlsx")
        return pages.download(file, f"{name}.{export.form}", FORMS[export.form])


def begin(export: Export) -> None:
    """Keep the wish and enqueue the job in one transaction."""
    from dundian.exchange.tasks import export_in_background  # the job asks this module to carry out

    export.rows, export.octets, export.sha256 = 0, 0, ""
    with transaction.atomic():
        export.save(force_insert=True)
        export_in_background.configure(lock=f"exchange.export.{export.pk}").defer(export_id=str(export.pk))


class Carried:
    """Answers the job: writes the whole list into its file."""

    def __init__(self, export: Export, file: IO[bytes]) -> None:
        self.export, self.file = export, file
        self.listing: Listing | None = None

    def answer(self, listing: Listing, actor: Acting) -> HttpResponseBase:
        self.listing = listing
        self.export.filters = [[str(label), str(words)] for label, words in listing.filters]
        write_out(self.export, listing, actor, self.file)
        return HttpResponse(status=204)


def ask_again(address: str, actor: Any, how: outgoing.Wanted) -> None:
    """Ask a list's export address as `actor`. `Refused` when it is no longer theirs, or no list."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        raise Refused(_("There is no such list.")) from None
    if not (match.url_name or "").endswith("_export"):  # nothing but lists is asked in a person's name
        raise Refused(_("There is no such list."))
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", parts.path, parts.path
    request.META = {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.GET = QueryDict(parts.query)
    request.user, request.actor = actor.user, actor  # type: ignore[attr-defined]
    with wanted(how):
        try:
            match.func(request, *match.args, **match.kwargs)
        except Http404:
            raise Refused(_("This list is no longer within your reach.")) from None


def probe(address: str, actor: Any) -> Listing:
    """What the address would export; nothing is read."""
    try:
        ask_again(address, actor, Probe())
    except Probed as told:
        return told.listing
    raise Refused(_("There is no such list."))


def write_out(export: Export, listing: Listing, actor: Acting, file: IO[bytes], *, most: int = 0) -> None:
    """Write the chosen columns of all rows, and fill in the receipt. More than `most` rows raise `_TooLong`."""
    places = export.columns or list(range(len(listing.columns)))
    columns = [listing.columns[p] for p in places if p < len(listing.columns)]
    export.as_of, export.rows = clock.now(), 0
    rows = _counted(export, _veiled(export, listing, actor, places, columns), most)
    if export.form == "csv":
        write_csv(file, rows, columns)
    else:
        filters = [(label, words) for label, words in export.filters]
        if export.reason:
            filters.append((_("Full identities because"), export.reason))
        write_workbook(file, rows, columns, listing.title, filters=filters, made_by=str(actor.user))
    export.octets = file.seek(0, 2)
    file.seek(0)
    export.sha256 = hashlib.file_digest(cast(Any, file), "sha256").hexdigest()
    file.seek(0)


def _veiled(
    export: Export, listing: Listing, actor: Acting, places: Sequence[int], columns: Sequence[Column]
) -> Iterator[Sequence[Any]]:
    """Rows of the chosen columns; identities masked unless the person may see them and has said why."""
    if export.reason and any(c.veil and not c.veil.lifts_for(actor) for c in columns):
        raise Refused(_("You may not see these identities in full for the whole list."))
    masks = {n: c.veil.mask for n, c in enumerate(columns) if c.veil and not export.reason}
    every = list(places) == list(range(len(listing.columns)))
    if every and not masks:
        yield from listing.rows
        return
    for row in listing.rows:
        line = [row[p] for p in places]
        for n, mask in masks.items():
            line[n] = mask(line[n])
        yield line


def _counted(export: Export, rows: Iterator[Sequence[Any]], most: int) -> Iterator[Sequence[Any]]:
    for row in rows:
        export.rows += 1
        if most and export.rows > most:
            raise _TooLong
        if not most and export.rows % REPORT_EVERY == 0:
            Export.objects.filter(pk=export.pk).update(rows=export.rows)
        yield row


def note(export: Export, listing: Listing, actor: Acting) -> None:
    """The export's row on the trail."""
    detail = {
        "rows": export.rows,
        "sha256": export.sha256,
        "filter": export.filters,
        "form": export.form,
        "columns": export.columns,
        "reason": export.reason,
        "export": str(export.pk),
    }
    record(
        actor=actor,
        verb="export",
        noun=export.noun or "list",
        unit=listing.unit,
        label=export.title,
        detail=detail,
    )


def carry_out(*, export: Export) -> Export:
    """The job: the file is kept only when it is whole. Run again after a kill, it starts over."""
    actor = acting.actor_of(export.by)
    Export.objects.filter(pk=export.pk).update(state=State.RUNNING, rows=0, problem="")
    with tempfile.TemporaryFile() as file:
        how = Carried(export, file)
        try:
            with reach.of(actor):
                ask_again(export.address, actor, how)
            if how.listing is None:
                raise Refused(_("There is no such list."))
        except (Refused, Invalid) as bad:
            export.state, export.problem, export.rows = State.FAILED, str(bad)[:300], 0
            export.touch("state", "problem", "rows")
            return export
        name = f"exports/{export.pk}.{export.form}"
        export.file.storage.delete(name)
        export.file.save(name, File(file), save=False)
        with transaction.atomic():
            export.state, export.problem = State.COMPLETE, ""
            export.appointments = [str(a.id) for a in actor.appointments]
            export.touch()
            note(export, how.listing, actor)
    return export


def fetch(*, export: Export, actor: Any) -> Any:
    """The file of a finished export, open; `Refused` when the rights under which it was made have ended."""
    if export.state != State.COMPLETE or not export.file:
        raise Refused(
            _("There is no file to download: the export is not complete, or was handed out at once.")
        )
    held = {str(a.id) for a in actor.appointments}
    if not set(export.appointments) <= held:
        raise Refused(_("Your appointments have changed since this was exported. Export the list again."))
    probe(export.address, actor)
    record(
        actor=actor,
        verb="download",
        noun="export",
        obj=export,
        detail={"rows": export.rows, "sha256": export.sha256},
    )
    return export.file.open("rb")


def wish(*, address: str, form: str, columns: Sequence[int], reason: str, actor: Any) -> Export:
    """An export with its columns and form chosen beforehand, to be begun as a job. `Refused` where it may not be."""
    listing = probe(address, actor)
    chosen = [p for p in columns if p < len(listing.columns)]
    offered = [replace(c) for c in listing.columns]
    reason = clean_line(reason)[:200]
    if reason and any(c.veil and not c.veil.lifts_for(actor) for c in offered):
        raise Refused(_("You may not see these identities in full for the whole list."))
    return Export(
        title=listing.title[:200],
        address=address,
        noun=listing.noun,
        form=form if form in FORMS else "xlsx",
        columns=sorted(set(chosen)),
        reason=reason,
        filters=[[str(label), str(words)] for label, words in listing.filters],
        appointments=[str(a.id) for a in actor.appointments],
        by=actor.user,
    )
