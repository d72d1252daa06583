"""Official documents: drafted from templates, numbered, frozen."""

from dundian.documents.models.documents import (
    Document,
    DocumentQuerySet,
    NumberSeries,
    attachments,
    place_of,
)
from dundian.documents.models.drafts import Countersign, Draft, DraftQuerySet, DraftStep
from dundian.documents.models.printing import Preview, PrintRun, PrintState
from dundian.documents.models.templates import LetterTemplate, LetterTemplateQuerySet

__all__ = [
    "Countersign",
    "Document",
    "DocumentQuerySet",
    "Draft",
    "DraftQuerySet",
    "DraftStep",
    "LetterTemplate",
    "LetterTemplateQuerySet",
    "NumberSeries",
    "Preview",
    "PrintRun",
    "PrintState",
    "attachments",
    "place_of",
]
