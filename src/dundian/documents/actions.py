"""Issuing documents: number, freeze, hand out, withdraw."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.documents import queries
from dundian.documents.models import Document, NumberSeries
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Unit

EXTENSIONS = ("docx", "pdf", "xlsx")


@transaction.atomic
def next_number(*, unit: Unit, mark: str, year: int) -> str:
    """The next number of a series, such as 盐工发〔2024〕1号.

    The row stays locked until the caller's transaction ends, so that a number given is a number used: without gaps.
    """
    mark = clean_line(mark)
    if not mark or len(mark) > 20:
        raise Invalid({"mark": _("The organ mark has 1 to 20 characters.")})
    NumberSeries.objects.get_or_create(unit=unit, mark=mark, year=year)
    series = NumberSeries.objects.select_for_update().get(unit=unit, mark=mark, year=year)
    series.last += 1
    series.touch("last")
    return f"{mark}〔{year}〕{series.last}号"


@transaction.atomic
def freeze_document(
    *, unit: Unit, kind: str, title: str, content: bytes, extension: str, actor: Actor, number: str = ""
) -> Document:
    """Keep `content` for good, with its SHA-256 (FIPS 180-4). A number is used once."""
    by = actor.require("issue", "document", unit, _("Only the programme office issues documents here."))
    title = clean_line(title)[:200]
    if extension not in EXTENSIONS:
        raise Invalid(_("Documents are kept as docx, pdf or xlsx."))
    if number and Document.objects.filter(number=number).exists():
        raise Invalid({"number": _("This document number is already in use.")})
    document = Document(
        unit=unit, kind=kind, title=title, number=number, extension=extension, by=actor.signature
    )
    document.sha256, document.octets = hashlib.sha256(content).hexdigest(), len(content)
    # The file before the row: a crash between them leaves a file nobody knows of, never a document without its file.
    document.file.save(f"document.{extension}", ContentFile(content), save=False)
    document.save(force_insert=True)
    detail = {"number": number, "sha256": document.sha256, "octets": document.octets}
    record(
        actor=actor, verb="freeze", noun="document", obj=document, unit=unit, appointment=by, detail=detail
    )
    return document


@transaction.atomic
def hand_out(*, document: Document, actor: Actor) -> bytes:
    """The frozen bytes for download, with a row in the trail; `queries.Damaged` when the store no longer has them."""
    by = actor.appointment_for("view", "document", document.unit) or actor.appointment_for(
        "receive", "document"
    )
    content = queries.frozen_bytes(document)
    record(actor=actor, verb="download", noun="document", obj=document, unit=document.unit, appointment=by)
    return content


@transaction.atomic
def report_damage(*, document: Document, actor: Actor) -> None:
    """Leave in the trail that a file was found missing or altered."""
    record(actor=actor, verb="find_damaged", noun="document", obj=document, unit=document.unit)


@transaction.atomic
def withdraw_document(*, document: Document, reason: str, actor: Actor) -> Document:
    """Take a document out of force; the file stays readable and its number stays used."""
    by = actor.require(
        "withdraw", "document", document.unit, _("Only the issuing office withdraws a document.")
    )
    document = Document.locked(document.pk)
    reason = clean_line(reason)
    if not reason:
        raise Invalid({"reason": _("Say why the document is withdrawn.")})
    if document.state == Document.State.WITHDRAWN:
        raise Invalid(_("This document has been withdrawn already."))
    document.state, document.reason = Document.State.WITHDRAWN, reason[:200]
    document.withdrawn_at, document.withdrawn_by = clock.now(), actor.signature
    document.touch("state", "reason", "withdrawn_at", "withdrawn_by")
    detail = {"reason": document.reason, "number": document.number}
    record(
        actor=actor,
        verb="withdraw",
        noun="document",
        obj=document,
        unit=document.unit,
        appointment=by,
        detail=detail,
    )
    return document
