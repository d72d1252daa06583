"""Inputs and selects drawn without templates.

Django draws each option of a select by two templates: with some hundreds of choices that is most of a list's time.
What comes out is what Django's own templates give; a test compares them.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


def _text(value: Any) -> str:
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
            parts.append(f" {_text(name)}")
        elif value is not False:
            parts.append(f' {_text(name)}="{_said(value)}"')
    return "".join(parts)


def _input(widget: Widget) -> str:
    shown = "" if widget["value"] is None else f' value="{_said(widget["value"])}"'
    start = f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"'
    return f"{start}{shown}{_attributes(widget['attrs'])}>"


def _option(option: Widget) -> str:
    value, label = option["value"], option["label"]
    if not option["attrs"] and type(value) is str and type(label) is str:
        return _plain_option(value, label)
    return f'<option value="{_said(value)}"{_attributes(option["attrs"])}>{_text(label)}</option>'


@lru_cache(5000)
def _plain_option(value: str, label: str) -> str:
    return f'<option value="{escape(value)}">{escape(label)}</option>'


def _select(widget: Widget) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(f'<optgroup label="{_text(name)}">')
        parts += map(_option, options)
        if name:
            parts.append("</optgroup>")
    parts.append("</select>")
    return "\n".join(parts)


def long_select(
    name: str, attrs: Mapping[str, Any], pairs: Iterable[tuple[Any, Any]], chosen: Container[str]
) -> SafeString:
    """A select without groups, its hundreds of choices given as they are."""
    parts = [f'<select name="{_said(name)}"{_attributes(attrs)}>']
    for value, label in pairs:
        option = _plain_option(str(value), str(label))
        parts.append(option.replace('">', '" selected>', 1) if str(value) in chosen else option)
    parts.append("</select>")
    return SafeString("\n".join(parts))


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
