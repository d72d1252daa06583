"""The press: a Word template and its facts become a Word document (docxtpl).

`render(kind, context, unit=…)` prints a registered kind (`kinds.py` lists its fields) with the template in force at the
unit or above it, else with the default; what an optional field lacks is printed as nothing. Days are `date`s, texts are
text, never markup.

`render("dossier", context)` prints a paper of no kind: title, subtitle, signed_by; signed_on: date; blocks: list of
{heading, paragraphs: list, head: four texts, rows: list of four texts each (may be empty)}.
"""

import re
import secrets
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qrcode
from django.conf import settings
from django.utils.translation import gettext as _
from jinja2 import StrictUndefined, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from dundian.documents.kinds import FURNITURE, MADE, DocumentKind, Field, Shape, find
from dundian.documents.titles import title_lines
from dundian.kernel.errors import Invalid

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

    from dundian.org.models import Unit

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
OPTIONAL = [f for f in (*FURNITURE, *MADE.values()) if not f.required]
CODE_WIDTH = 96  # millimetres
FOLDER = Path(__file__).parent / "templates_docx"
# What XML 1.0 (section 2.2) cannot hold, and the characters that turn or hide text.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def day_in_chinese(day: date) -> str:
    """2024年4月8日: no leading zeros (GB/T 9704-2012, 7.3.5.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


@cache
def _source(template: str) -> bytes:
    path = FOLDER / f"{template}.docx"
    if not path.is_file() or path.parent != FOLDER:
        raise LookupError(f"no such template: {template}")
    return path.read_bytes()


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.filters["chinese_day"] = day_in_chinese
    environment.filters["title_lines"] = title_lines
    return environment


def refuse_unprintable(value: Any, where: str = "") -> None:
    """`Invalid` that names the place of the first character no document may hold."""
    if isinstance(value, str) and (found := UNPRINTABLE.search(value)):
        sign = f"U+{ord(found.group()):04X}"
        raise Invalid(
            _("“%(where)s” holds the character %(sign)s, which cannot be printed.")
            % {"where": where, "sign": sign}
        )
    if isinstance(value, Mapping):
        for name, inside in value.items():
            refuse_unprintable(inside, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, inside in enumerate(value, 1):
            refuse_unprintable(inside, f"{where} {number}")


def new_code() -> str:
    """A verification code of 80 random bits (Crockford’s alphabet, without I, L, O, U): ABCD-EFGH-JKMN-PQRS."""
    signs = "".join(secrets.choice(ALPHABET) for _place in range(16))
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def furnished(kind: DocumentKind | None, context: Mapping[str, Any]) -> dict[str, Any]:
    """The context as templates read it: blanks for what is optional, three lines of marks, where to verify."""
    full = kind.complete(context) if kind else {f.name: f.blank for f in OPTIONAL} | dict(context)
    marks = [full[name] for name in ("copy_number", "secrecy", "urgency") if full[name]]
    full["marks"] = [*marks, "", "", ""][:3] if marks else []
    if settings.PUBLIC_URL:
        full["verify_at"] = full["verify_at"] or f"{settings.PUBLIC_URL}/verify/"
    return full


def print_with(source: bytes, kind: DocumentKind | None, context: Mapping[str, Any]) -> bytes:
    """The .docx from the template `source`."""
    full = furnished(kind, context)
    refuse_unprintable(full)
    from docxtpl import DocxTemplate  # a second of imports, only where it is needed

    from dundian.documents.columns import fit_columns

    document = DocxTemplate(BytesIO(source))
    if kind is not None:
        full = {name: _drawn(document, kind.known().get(name), value) for name, value in full.items()}
    try:
        document.render(full, _environment(), autoescape=True)
    except UndefinedError as lacking:
        raise Invalid(_("The document lacks a field: %(name)s.") % {"name": lacking}) from lacking
    fit_columns(document.docx)
    printed = BytesIO()
    document.save(printed)
    return _undated(printed)


def _drawn(document: "DocxTemplate", field: Field | None, value: Any) -> Any:
    """The value with a picture wherever a text is to be scanned."""
    if field is None or not value:
        return value
    if field.shape == Shape.CODE:
        from docx.shared import Mm
        from docxtpl import InlineImage

        return InlineImage(document, BytesIO(qr_code(str(value))), width=Mm(CODE_WIDTH))
    inside = {f.name: f for f in field.inside}
    if field.shape != Shape.ROWS or not any(f.shape == Shape.CODE for f in inside.values()):
        return value
    return [{name: _drawn(document, inside.get(name), told) for name, told in row.items()} for row in value]


def qr_code(text: str) -> bytes:
    """A PNG that phones read."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, box_size=12, border=3)
    code.add_data(text)
    code.make(fit=True)
    picture = BytesIO()
    code.make_image().save(picture, "PNG")
    return picture.getvalue()


def _undated(printed: BytesIO) -> bytes:
    """The same facts make the same bytes: without the time of day in the archive."""
    made = BytesIO()
    with zipfile.ZipFile(printed) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def default_source(kind: DocumentKind) -> bytes:
    """The default template of a kind."""
    return _source(kind.template)


def own_source(unit: "Unit", kind: str) -> bytes | None:
    """The template that the unit, or the nearest federation above it, has put in force."""
    from dundian.documents.queries import (
        template_in_force,
    )  # the models need the kinds, which this module serves

    found = template_in_force(unit, kind)
    return found.file.open("rb").read() if found else None


def source_for(template: str, unit: "Unit | None") -> bytes:
    """The template that prints a kind for a unit: to be read once where many are printed."""
    kind = find(template)
    own = own_source(unit, kind.key) if unit is not None and kind else None
    return own or _source(kind.template if kind else template)


def render(template: str, context: dict[str, Any], *, unit: "Unit | None" = None) -> bytes:
    """The .docx of a kind, or of a default template by its name; what stands in `context` is text, never markup."""
    return print_with(source_for(template, unit), find(template), context)
