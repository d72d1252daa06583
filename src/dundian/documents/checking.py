"""Whether a Word file from outside may become a template: safe, and with fields that the press knows.

A template may print fields, loop over rows and ask whether something is there; nothing else of Jinja is let in. Word's
own ways to reach out (macros, links to other files, embedded objects, fields that fetch) are refused.
"""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from dundian.documents.kinds import DocumentKind, Field, Shape
from dundian.documents.press import print_with
from dundian.kernel.errors import Invalid

MAX_OCTETS = 5 * 2**20
MAX_UNPACKED = 60 * 2**20
MAX_PARTS = 500
MAX_DEPTH = 4
FILTERS = {"chinese_day", "title_lines", "length", "join", "default", "first", "last", "upper"}
TESTS = {"defined", "none", "odd", "even"}
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Keyword,
)  # fmt: skip
FETCHES = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON)\b")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")


@dataclass
class Report:
    """What the check found: fields unknown to the kind with their place, required ones left out, other faults."""

    unknown: list[list[str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"unknown": self.unknown, "missing": self.missing, "faults": self.faults}


def check(content: bytes, kind: DocumentKind) -> Report:
    """The report on a Word file; `Invalid` when it may not even be opened."""
    refuse_unsafe(content)
    report = Report()
    used: set[str] = set()
    for source, where in _sources(content):
        try:
            tree = SandboxedEnvironment().parse(source)
        except TemplateError as fault:
            report.faults.append(_("%(where)s: %(fault)s") % {"where": where, "fault": str(fault)[:200]})
            continue
        _Reader(kind, where, source.split("\n"), report, used).read(tree)
    report.missing = [f.name for f in kind.fields if f.required and f.name not in used]
    if not report.unknown and not report.faults:
        _try_out(content, kind, report)
    return report


def _try_out(content: bytes, kind: DocumentKind, report: Report) -> None:
    try:
        print_with(content, kind, kind.sample())
    except Invalid as bad:
        report.faults.append(str(bad))
    except Exception as fault:  # whatever a foreign template makes of the library is its fault, not ours
        report.faults.append(_("The trial print failed: %(fault)s") % {"fault": str(fault)[:200]})


def refuse_unsafe(content: bytes) -> None:
    """`Invalid` with a sentence for each kind of file that is not opened."""
    if len(content) > MAX_OCTETS:
        raise Invalid({"file": _("The template is larger than 5 MB.")})
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > MAX_PARTS or sum(e.file_size for e in entries) > MAX_UNPACKED:
                raise Invalid({"file": _("The file unpacks to far more than a letter holds.")})
            names = {e.filename for e in entries}
            if "word/document.xml" not in names or "[Content_Types].xml" not in names:
                raise Invalid({"file": _("This is no Word document (.docx).")})
            _refuse_parts(packed, names)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, etree.XMLSyntaxError):
        raise Invalid(
            {"file": _("This is no Word document (.docx), or it is damaged or protected.")}
        ) from None


def _refuse_parts(packed: zipfile.ZipFile, names: set[str]) -> None:
    lowered = {name.lower() for name in names}
    if any("vbaproject" in n or "vbadata" in n for n in lowered) or b"macroEnabled" in packed.read(
        "[Content_Types].xml"
    ):
        raise Invalid({"file": _("The document contains macros, which are not taken. Save it as .docx.")})
    if any(
        n.startswith(("word/embeddings/", "word/activex/", "customui/")) or "afchunk" in n for n in lowered
    ):
        raise Invalid({"file": _("The document holds embedded objects. Remove them and send it again.")})
    for name in sorted(names):
        if not name.lower().endswith((".xml", ".rels")):
            continue
        raw = packed.read(name)
        if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
            raise Invalid({"file": _("The document declares entities, which are not taken.")})
        if name.endswith(".rels") and b"External" in raw:
            raise Invalid(
                {
                    "file": _(
                        "The document points outside itself (%(part)s): remove links and linked pictures."
                    )
                    % {"part": name}
                }
            )
        if name.startswith("word/") and name.endswith(".xml"):
            tree = etree.fromstring(
                raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            )
            codes = "".join(e.text or "" for e in tree.iter(f"{WORD}instrText"))
            if FETCHES.search(codes) or any(True for _e in tree.iter(f"{WORD}altChunk")):
                raise Invalid({"file": _("The document has a field that fetches from elsewhere. Remove it.")})


def _sources(content: bytes) -> list[tuple[str, str]]:
    """(template text with a line for each paragraph, name of the part) of body, headers and footers."""
    from docxtpl import DocxTemplate  # a second of imports, only where it is needed

    document = DocxTemplate(BytesIO(content))
    document.init_docx()
    found = []
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for name in sorted(n for n in packed.namelist() if PARTS.fullmatch(n)):
            patched = document.patch_xml(packed.read(name).decode("utf-8", "replace"))
            part = _("Body") if "document" in name else _("Header") if "header" in name else _("Footer")
            found.append(
                (
                    re.sub(r"[\r\n]+", " ", patched).replace("<w:p ", "\n<w:p ").replace("<w:p>", "\n<w:p>"),
                    part,
                )
            )
    return found


class _Reader:
    """Walks a template's tree and knows at each place which fields are in reach."""

    def __init__(
        self, kind: DocumentKind, where: str, lines: list[str], report: Report, used: set[str]
    ) -> None:
        self.where, self.lines, self.report, self.used = where, lines, report, used
        self.known: dict[str, Field | None] = dict(kind.known())

    def read(self, node: nodes.Node, scope: dict[str, Field | None] | None = None, depth: int = 0) -> None:
        scope = self.known if scope is None else scope
        if not isinstance(node, ALLOWED):
            self._fault(node, _("“%(what)s” is not allowed in a template.") % {"what": type(node).__name__})
            return
        if isinstance(node, nodes.For):
            self._loop(node, scope, depth)
            return
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            self._fault(node, _("The filter “%(what)s” is not known.") % {"what": node.name})
        if isinstance(node, nodes.Test) and node.name not in TESTS:
            self._fault(node, _("The test “%(what)s” is not known.") % {"what": node.name})
        if isinstance(node, nodes.Name | nodes.Getattr):
            self._field(node, scope)
        for child in node.iter_child_nodes() if not isinstance(node, nodes.Getattr) else ():
            self.read(child, scope, depth)

    def _loop(self, node: nodes.For, scope: dict[str, Field | None], depth: int) -> None:
        if depth >= MAX_DEPTH or node.recursive:
            self._fault(node, _("Loops lie too deep within each other."))
            return
        self.read(node.iter, scope, depth)
        if not isinstance(node.target, nodes.Name):
            self._fault(node, _("A loop takes one name: for row in rows."))
            return
        inner = {**scope, node.target.name: self._meant(node.iter, scope), "loop": None}
        for part in [*node.body, *node.else_, *([node.test] if node.test else [])]:
            self.read(part, inner, depth + 1)

    def _meant(self, node: nodes.Node, scope: dict[str, Field | None]) -> Field | None:
        """The field that an expression stands for, when that can be told."""
        if isinstance(node, nodes.Name):
            return scope.get(node.name)
        if isinstance(node, nodes.Getattr):
            outer = self._meant(node.node, scope)
            return next((f for f in outer.inside if f.name == node.attr), None) if outer else None
        return None

    def _field(self, node: nodes.Name | nodes.Getattr, scope: dict[str, Field | None]) -> None:
        if isinstance(node, nodes.Name):
            self.used.add(node.name)
            if node.name not in scope:
                self._unknown(node, node.name)
            return
        self.read(node.node, scope)
        if node.attr.startswith("_"):
            self._fault(node, _("“%(what)s” is not allowed in a template.") % {"what": node.attr})
            return
        outer = self._meant(node.node, scope)
        if outer and (outer.shape != Shape.ROWS or node.attr not in {f.name for f in outer.inside}):
            self._unknown(node, f"{outer.name}.{node.attr}")

    def _place(self, node: nodes.Node) -> str:
        text = re.sub(
            r"<[^>]+>", "", self.lines[node.lineno - 1] if node.lineno <= len(self.lines) else ""
        ).strip()
        told = {"part": self.where, "number": max(node.lineno - 1, 1), "text": text[:30]}
        return _("%(part)s, paragraph %(number)d: “%(text)s”") % told

    def _unknown(self, node: nodes.Node, name: str) -> None:
        line = [name, self._place(node)]
        if line not in self.report.unknown:
            self.report.unknown.append(line)

    def _fault(self, node: nodes.Node, text: str) -> None:
        self.report.faults.append(f"{self._place(node)} {text}")
