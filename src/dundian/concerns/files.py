"""What a file is, by its content and not by its name."""

from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line

MOST_OCTETS = 10 * 2**20
MOST_UNPACKED = 200 * 2**20
MOST_PARTS = 2000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    DOCX: "docx",
    XLSX: "xlsx",
}
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# What acts by itself in a PDF (ISO 32000-1, 12.6.4) or carries other files.
ACTIVE_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")


def media_type(content: bytes) -> str:
    """The media type found in the content; `Invalid` when it is none we take or holds something that runs."""
    if not content:
        raise Invalid({"file": _("The file is empty.")})
    if len(content) > MOST_OCTETS:
        raise Invalid({"file": _("A file may have at most 10 MB.")})
    if content.startswith(b"%PDF-"):
        if any(mark in content for mark in ACTIVE_PDF):
            raise Invalid({"file": _("This PDF holds a script or another file. Print it to a new PDF.")})
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return _picture(content)


def _picture(content: bytes) -> str:
    try:
        with Image.open(BytesIO(content), formats=tuple(PICTURES)) as image:
            found = image.format or ""
            image.verify()
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        raise Invalid(
            {"file": _("JPEG, PNG, WebP, PDF, Word (.docx) and Excel (.xlsx) files are taken.")}
        ) from None
    return PICTURES[found]


def _office(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {p.filename for p in parts}
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise Invalid({"file": _("This file is damaged.")}) from None
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
        raise Invalid({"file": _("This file is damaged.")})
    lower = {name.lower() for name in names}
    if any("vbaproject" in name or "/activex" in name or "/embeddings/" in name for name in lower):
        raise Invalid({"file": _("Files with macros or embedded objects are not taken.")})
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    raise Invalid({"file": _("JPEG, PNG, WebP, PDF, Word (.docx) and Excel (.xlsx) files are taken.")})


def safe_name(name: str, found: str) -> str:
    """The name a person gave, without folders, with the ending that the content has."""
    stem = clean_line(PurePath(name.replace("\\", "/")).stem).strip(". ") or "file"
    return f"{stem[:100]}.{ENDINGS[found]}"
