"""Official documents: drafted from templates, numbered, frozen."""

from dundian.documents.models.documents import (
    Document,
    DocumentQuerySet,
    NumberSeries,
    attachments,
    place_of,
)

__all__ = ["Document", "DocumentQuerySet", "NumberSeries", "attachments", "place_of"]
