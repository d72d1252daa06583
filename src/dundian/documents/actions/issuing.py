"""Issuing documents: number, freeze, hand out, withdraw."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.documents import kinds, queries
from dundian.documents.letters import usual_mark
from dundian.documents.models import Document, NumberSeries
from dundian.documents.press import new_code, render
from dundian.documents.signals import document_issued, document_replaced, document_withdrawn
from dundian.kernel import clock, reach
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
    *,
    unit: Unit,
    kind: str,
    title: str,
    content: bytes,
    extension: str,
    actor: Actor,
    number: str = "",
    code: str = "",
    secret: bool = False,
    replaces: Document | None = None,
) -> Document:
    """Keep `content` for good, with its SHA-256 (FIPS 180-4). A number is used once.

    `code` is the verification code printed on it (a new one when it bears none); the public page keeps the title of
    a `secret` one to itself. `replaces` goes out of force in the same moment.
    """
    by = actor.require("issue", "document", unit, _("Only the programme office issues documents here."))
    title = clean_line(title)[:200]
    if extension not in EXTENSIONS:
        raise Invalid(_("Documents are kept as docx, pdf or xlsx."))
    with reach.everything():  # a number is used once in the whole system, also by whom the actor does not see
        taken = number and Document.objects.filter(number=number).exists()
    if taken:
        raise Invalid({"number": _("This document number is already in use.")})
    document = Document(
        unit=unit,
        kind=kind,
        title=title,
        number=number,
        extension=extension,
        by=actor.signature,
        code=code or new_code(),
        secret=secret,
    )
    document.sha256, document.octets = hashlib.sha256(content).hexdigest(), len(content)
    # The file before the row: a crash between them leaves a file nobody knows of, never a document without its file.
    document.file.save(f"document.{extension}", ContentFile(content), save=False)
    document.save(force_insert=True)
    detail = {"number": number, "sha256": document.sha256, "octets": document.octets}
    record(
        actor=actor, verb="freeze", noun="document", obj=document, unit=unit, appointment=by, detail=detail
    )
    document_issued.send(Document, document=document, actor=actor)
    if replaces is not None:
        _replace(replaces, document, actor)
    return document


def _replace(old: Document, new: Document, actor: Actor) -> None:
    old = Document.locked(old.pk)
    if old.state != Document.State.FROZEN or old.unit_id != new.unit_id:
        raise Invalid({"replaces": _("Only a document of this federation that is in force can be replaced.")})
    old.state, old.replaced_by = Document.State.REPLACED, new
    old.touch("state", "replaced_by")
    detail = {"number": old.number, "by": new.number, "document": str(new.pk)}
    record(actor=actor, verb="replace", noun="document", obj=old, unit=old.unit, detail=detail)
    document_replaced.send(Document, document=old, by=new, actor=actor)


@transaction.atomic
def issue_document(
    *,
    unit: Unit,
    kind: str,
    title: str,
    context: Mapping[str, Any],
    actor: Actor,
    mark: str = "",
    replaces: Document | None = None,
) -> Document:
    """Number (where the kind has numbers), print with the template in force, and freeze, all or nothing.

    `context` holds the kind's fields; number, code, organ and day of issue are filled in unless it brings them.
    """
    described = kinds.find(kind)
    if described is None:
        raise Invalid({"kind": _("There is no such kind of document.")})
    actor.require("issue", "document", unit, _("Only the programme office issues documents here."))
    today, code = clock.today(), new_code()
    number = ""
    if described.numbered:
        number = next_number(unit=unit, mark=mark or usual_mark(unit, described.mark), year=today.year)
    made = {"organ": unit.name, "signed_on": today, "title": title}
    facts = {**made, **context, "number": number, "verification": code}
    return freeze_document(
        unit=unit,
        kind=kind,
        title=title,
        content=render(kind, facts, unit=unit),
        extension="docx",
        actor=actor,
        number=number,
        code=code,
        secret=bool(facts.get("secrecy")),
        replaces=replaces,
    )


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
    if document.state != Document.State.FROZEN:
        raise Invalid(_("This document is no longer in force."))
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
    document_withdrawn.send(Document, document=document, actor=actor)
    return document
