"""Between what an office types and what a kind's fields hold.

Chapters are typed as text: a line such as 一、总体要求 begins a chapter. Annexes too: 附件：名称 begins one, and the
numbered headings within it begin its parts.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from dundian.documents.kinds import DocumentKind, Field, Shape, find

HEADING = re.compile(r"^[一二三四五六七八九十]+、[^。；]{1,40}$")
ANNEX = re.compile(r"^附件\s*\d*\s*[：:]\s*(.+)$")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def chapters_of(text: str, inside: str = "paragraphs") -> list[dict[str, Any]]:
    """[{heading, paragraphs}]; what stands before the first heading has an empty one."""
    found: list[dict[str, Any]] = []
    for line in _lines(text):
        if HEADING.match(line):
            found.append({"heading": line, inside: []})
        else:
            if not found:
                found.append({"heading": "", inside: []})
            found[-1][inside].append(line)
    return found


def annexes_of(text: str) -> list[dict[str, Any]]:
    """[{name, parts: [{heading, lines}]}]; lines before the first 附件 belong to an annex without a name."""
    found: list[tuple[str, list[str]]] = []
    for line in _lines(text):
        if match := ANNEX.match(line):
            found.append((match[1].strip(), []))
        else:
            if not found:
                found.append(("附件", []))
            found[-1][1].append(line)
    return [{"name": name, "parts": chapters_of("\n".join(lines), "lines")} for name, lines in found]


def typed_text(field: Field, value: Any) -> str:
    """A field's value as the office typed it."""
    if field.shape == Shape.PARAGRAPHS:
        return "\n".join(value or [])
    if field.name == "annexes":
        return "\n".join(
            line
            for annex in value or []
            for line in (f"附件：{annex['name']}", *_told(annex["parts"], "lines"))
        )
    if field.shape == Shape.ROWS:
        return "\n".join(_told(value or [], "paragraphs"))
    return str(value or "")


def _told(parts: list[dict[str, Any]], inside: str) -> list[str]:
    return [line for part in parts for line in (part["heading"], *part[inside]) if line]


def value_of(field: Field, text: Any) -> Any:
    """What is stored of a field, from what was typed."""
    if field.shape == Shape.DAY:
        return text.isoformat() if isinstance(text, date) else text
    if field.shape == Shape.PARAGRAPHS:
        return _lines(text or "")
    if field.shape == Shape.ROWS:
        return annexes_of(text or "") if field.name == "annexes" else chapters_of(text or "")
    return text or ""


def context_of(kind: DocumentKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a draft as the press wants them."""
    known = kind.known()
    return {name: _with_days(known[name], value) for name, value in facts.items() if name in known}


def _with_days(field: Field, value: Any) -> Any:
    if field.shape == Shape.DAY and isinstance(value, str) and value:
        return date.fromisoformat(value)
    if field.shape == Shape.ROWS and isinstance(value, list):
        inside = {f.name: f for f in field.inside}
        return [
            {name: _with_days(inside[name], told) if name in inside else told for name, told in row.items()}
            for row in value
        ]
    return value


def kept_facts(key: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft keeps of a room's context: the kind's fields, days as ISO text."""
    kind = find(key)
    if kind is None:
        raise LookupError(key)
    known = kind.known()
    told = {name: value for name, value in context.items() if name in known}
    kept: dict[str, Any] = json.loads(json.dumps(told, default=_written))
    return kept


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def asked_of(kind: DocumentKind) -> list[Field]:
    """The kind's fields that an office fills in; title and organ are asked for apart."""
    return [f for f in kind.fields if f.name not in ("title", "organ")]
