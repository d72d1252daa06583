"""What stands in hundreds on a page, drawn without templates: inputs and selects, and the parts of a list's lines.

Django draws each option of a select by two templates, and fifty lines by some thousand nodes: most of a list's time.
What comes out is what Django's own templates and filters give; tests compare them.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any
from unicodedata import combining, normalize

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import Truncator, add_truncation_text

Widget = Mapping[str, Any]


def shown(value: Any) -> str:
    """As `{{ value }}` shows it."""
    return _said(value if isinstance(value, str | Promise) else localize(value))


def _said(value: Any) -> str:
    """As `{{ value|stringformat:"s" }}` shows it."""
    value = value if isinstance(value, str) else str(value)
    return value if isinstance(value, SafeString) else escape(value)


def _attributes(attrs: Mapping[str, Any]) -> str:
    parts = []
    for name, value in attrs.items():
        if value is True:
            parts.append(f" {shown(name)}")
        elif value is not False:
            parts.append(f' {shown(name)}="{_said(value)}"')
    return "".join(parts)


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_said(widget["value"])}"'
    start = f'<input type="{shown(widget["type"])}" name="{shown(widget["name"])}"'
    return f"{start}{value}{_attributes(widget['attrs'])}>"


def _option(option: Widget) -> str:
    value, label = option["value"], option["label"]
    if not option["attrs"] and type(value) is str and type(label) is str:
        return _plain_option(value, label)
    return f'<option value="{_said(value)}"{_attributes(option["attrs"])}>{shown(label)}</option>'


@lru_cache(5000)
def _plain_option(value: str, label: str) -> str:
    return f'<option value="{escape(value)}">{escape(label)}</option>'


def _select(widget: Widget) -> str:
    parts = [f'<select name="{shown(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(f'<optgroup label="{shown(name)}">')
        parts += map(_option, options)
        if name:
            parts.append("</optgroup>")
    parts.append("</select>")
    return "\n".join(parts)


def long_select(
    name: str, attrs: Mapping[str, Any], pairs: Iterable[tuple[str, str]], chosen: Container[str]
) -> SafeString:
    """A select without groups, its hundreds of choices given as text."""
    parts = [
        f'<option value="{escape(value)}"{" selected" if value in chosen else ""}>{escape(label)}</option>'
        for value, label in pairs
    ]
    return SafeString("\n".join([f'<select name="{_said(name)}"{_attributes(attrs)}>', *parts, "</select>"]))


def lines(draw: Callable[..., str], rows: Iterable[Any], *args: Any) -> SafeString:
    """Each row as `draw` writes it, already escaped."""
    return SafeString("".join([draw(row, *args) for row in rows]))


def shortened(text: str, most: int) -> str:
    """As `{{ text|truncatechars:most }}` shows it."""
    text = normalize("NFC", text)
    if len(text) <= most:
        return escape(text)
    if any(map(combining, text[: most + 1])):
        return escape(Truncator(text).chars(most))
    tail = add_truncation_text("")
    return escape(text[: most - len(tail)] + tail)


FOLDER = "django/forms/widgets"
KINDS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox")
DRAWN: dict[str, Callable[[Widget], str]] = {
    f"{FOLDER}/select.html": _select,
    **{f"{FOLDER}/{kind}.html": _input for kind in KINDS},
}


def draw(template: str, context: Mapping[str, Any]) -> SafeString | None:
    """The widget that this template would draw; None when that is left to the template."""
    known = DRAWN.get(template)
    return SafeString(known(context["widget"])) if known else None
