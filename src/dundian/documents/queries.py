"""Reading documents."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from dundian.documents.models import Document, DocumentQuerySet, Draft, DraftQuerySet, LetterTemplate
from dundian.org.access import Actor
from dundian.org.models import Unit


class Damaged(Exception):
    """The stored file is missing or no longer what was frozen."""


def documents_for(actor: Actor, conditions: dict[str, Any]) -> DocumentQuerySet:
    """Visible documents by `kind`, `state`, `year` of issue and `text` in number or title."""
    rows = Document.objects.visible_to(actor).select_related("unit", "by")
    for name in ("kind", "state"):
        if conditions.get(name):
            rows = rows.filter(**{name: conditions[name]})
    if year := conditions.get("year"):
        rows = rows.filter(created_at__year=year)
    if text := conditions.get("text"):
        rows = rows.filter(
            Q(title__icontains=text) | Q(number__icontains=text) | Q(unit__name__icontains=text)
        )
    return rows


def document(actor: Actor, pk: UUID) -> Document | None:
    """One document in sight."""
    rows = Document.objects.visible_to(actor).select_related("unit", "by", "withdrawn_by", "replaced_by")
    return rows.filter(pk=pk).first()


def frozen_bytes(document: Document) -> bytes:
    """The bytes as they were frozen; `Damaged` when the store gives anything else."""
    try:
        with document.file.open("rb") as stored:
            content = stored.read()
    except OSError as fault:
        raise Damaged from fault
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Damaged
    return bytes(content)


def template_in_force(unit: Unit, kind: str) -> LetterTemplate | None:
    """The own template that prints for a unit: its own, else that of the nearest federation above."""
    return templates_in_force(unit, kind=kind).get(kind)


def templates_in_force(unit: Unit, **only: str) -> dict[str, LetterTemplate]:
    """By kind, the own templates that print for a unit."""
    above = [int(label) for label in str(unit.path).split(".") if label.isdigit()]
    active = LetterTemplate.objects.filter(unit__in=above, state=LetterTemplate.State.ACTIVE, **only)
    found = sorted(active.select_related("unit"), key=lambda t: len(str(t.unit.path)))
    return {template.kind: template for template in found}


def drafts_for(actor: Actor, conditions: dict[str, Any]) -> DraftQuerySet:
    """Drafts in sight by `kind`, `state` and `text` of the title."""
    rows = Draft.objects.visible_to(actor).select_related("unit", "by", "document")
    for name in ("kind", "state"):
        if conditions.get(name):
            rows = rows.filter(**{name: conditions[name]})
    if text := conditions.get("text"):
        rows = rows.filter(title__icontains=text)
    return rows


def on_its_way(origin: str, order: Mapping[str, Any]) -> Draft | None:
    """The draft of a room's paper that is neither issued nor dropped."""
    rows = Draft.objects.filter(origin=origin, order=order)
    return rows.exclude(state__in=[Draft.State.ISSUED, Draft.State.DROPPED]).first()


def drafted_from(origin: str, order: Mapping[str, Any]) -> Draft | None:
    """The same, or the draft that has become a document."""
    rows = Draft.objects.filter(origin=origin, order=order).exclude(state=Draft.State.DROPPED)
    return rows.order_by("-created_at").first()


def proved(code: str) -> Document | None:
    """The document that bears this verification code, however it was typed."""
    signs = re.sub(r"[^0-9A-Z]", "", code.upper().translate(str.maketrans("ILO", "110")))[:20]
    if len(signs) != 16:
        return None
    written = "-".join(signs[at : at + 4] for at in range(0, 16, 4))
    return Document.objects.filter(code=written).select_related("unit", "replaced_by").first()


def documents_to_print(papers: Sequence[Any], actor: Actor) -> Iterator[tuple[str, bytes, str]]:
    """Frozen documents in sight, in the order asked for."""
    found = {str(d.pk): d for d in Document.objects.visible_to(actor).filter(pk__in=papers)}
    for key in papers:
        if document := found.get(str(key)):
            yield f"{document.number} {document.title}".strip(), frozen_bytes(document), document.extension
