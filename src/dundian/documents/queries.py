"""Reading documents."""

import hashlib
from typing import Any
from uuid import UUID

from django.db.models import Q

from dundian.documents.models import Document, DocumentQuerySet
from dundian.org.access import Actor


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
    rows = Document.objects.visible_to(actor).select_related("unit", "by", "withdrawn_by")
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
