"""Documents found by the words of their title."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dundian.documents.models import Document, DocumentQuerySet
from dundian.org.access import Actor
from dundian.ui.search import Hit, Source


def _rows(actor: Actor) -> DocumentQuerySet:
    return Document.objects.visible_to(actor).select_related("unit")


def _present(actor: Actor, documents: Sequence[Document]) -> Iterator[Hit]:
    for document in documents:
        url = reverse("documents:document_detail", args=[document.pk])
        on = timezone.localdate(document.created_at)
        yield Hit(document.number or document.get_kind_display(), document.title, url, on, str(document.unit))


DOCUMENTS = Source(
    key="documents",
    label=_("Documents"),
    place=40,
    allowed=lambda actor: bool(actor.paths("view", "document") or actor.paths("receive", "document")),
    rows=_rows,
    field="title",
    order=["-created_at", "-id"],
    right=("view", "document"),
    present=_present,
)
