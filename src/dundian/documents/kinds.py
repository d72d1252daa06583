"""Which kinds of documents there are, and what each one tells.

A kind has fields; a template prints them. Rooms register theirs in `AppConfig.ready`:

    register(DocumentKind("minutes", _("Minutes"), template="minutes", fields=(Field("title", _("Title")), …)))

`press.render("minutes", context, unit=unit)` then prints with the template that the federation has put in force, or
with the default `templates_docx/<template>.docx`. The sample that comes from the fields' examples is what a trial
print shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Shape(StrEnum):
    """What a field holds: a line, a list of paragraphs, a day, rows with fields of their own, or a text to be scanned.

    A `CODE` prints as a QR code (ISO/IEC 18004, level Q: a quarter of it may be dirty or torn).
    """

    LINE = "line"
    PARAGRAPHS = "paragraphs"
    DAY = "day"
    ROWS = "rows"
    CODE = "code"


@dataclass(frozen=True)
class Field:
    """One thing a document tells. An optional one may be left out of the context and prints as nothing.

    `inside` are the fields of a row; `example` fills the trial print: text, a list of lines, a day, or rows.
    """

    name: str
    title: Any
    shape: Shape = Shape.LINE
    required: bool = True
    example: Any = ""
    inside: tuple["Field", ...] = ()
    help: Any = ""

    @property
    def blank(self) -> Any:
        return {Shape.LINE: "", Shape.DAY: None}.get(self.shape, [])


SIGNED_ON = date(2024, 4, 8)
# Filled in by the press itself, on every kind: what the office chooses for one document, and how it is proved.
FURNITURE = (
    Field(
        "copy_number", _("Copy number"), required=False, help=_("Only on secret documents, such as 000001.")
    ),
    Field("secrecy", _("Secrecy and its term"), required=False),
    Field("urgency", _("Urgency"), required=False),
    Field("signer", _("Signed by"), required=False, help=_("Only on documents sent upward.")),
    Field("copies", _("Copies to"), required=False, example="盐都市总工会各部室"),
)
MADE = {
    "number": Field("number", _("Document number"), example="盐工发〔2024〕1号"),
    "signed_on": Field("signed_on", _("Date of issue"), Shape.DAY, example=SIGNED_ON),
    "verification": Field("verification", _("Verification code"), required=False),
    "verify_at": Field("verify_at", _("Where to verify"), required=False),
    "marks": Field("marks", _("Copy number, secrecy, urgency"), Shape.PARAGRAPHS, required=False),
}


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document. `template` is the default's name; `fields` beside `FURNITURE` and what the press makes.

    `drafted`: an office may draft one by hand; the others come out of a room. `numbered`: it takes a number of
    a series when it is issued. `mark` is what stands in the mark's place after the organ's sign (发, 函, 简).
    """

    key: str
    title: Any
    template: str
    fields: tuple[Field, ...]
    drafted: bool = True
    numbered: bool = True
    sent_down: bool = False
    mark: str = "发"

    def known(self) -> dict[str, Field]:
        """Every name a template of this kind may use."""
        return {f.name: f for f in (*self.fields, *FURNITURE, *MADE.values())}

    def sample(self) -> dict[str, Any]:
        """A context for the trial print, without furniture."""
        told = {f.name: f.example or f.blank for f in self.fields}
        return {"number": MADE["number"].example if self.numbered else "", "signed_on": SIGNED_ON, **told}

    def complete(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """The context with a blank for every optional field that it lacks."""
        blanks = {name: f.blank for name, f in self.known().items() if not f.required}
        full = {**blanks, "number": "", **context}
        return {name: _filled(self.known().get(name), value) for name, value in full.items()}


def _filled(field: Field | None, value: Any) -> Any:
    """The value with blanks in its rows for what is optional there."""
    if field is None or field.shape != Shape.ROWS or not isinstance(value, list | tuple):
        return value
    blanks = {f.name: f.blank for f in field.inside if not f.required}
    inside = {f.name: f for f in field.inside}
    return [
        {name: _filled(inside.get(name), told) for name, told in {**blanks, **row}.items()}
        if isinstance(row, Mapping)
        else row
        for row in value
    ]


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    """Offer a kind of document. Called in AppConfig.ready."""
    _kinds[kind.key] = kind
    return kind


def find(key: str) -> DocumentKind | None:
    return _kinds.get(key)


def every() -> Sequence[DocumentKind]:
    return list(_kinds.values())


def choices() -> list[tuple[str, Any]]:
    """Kinds as a model field wants them."""
    return [(kind.key, kind.title) for kind in _kinds.values()]


def sent_down() -> list[str]:
    """Kinds that go down to all federations beneath."""
    return [kind.key for kind in _kinds.values() if kind.sent_down]
