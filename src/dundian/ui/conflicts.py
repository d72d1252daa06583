"""Two people, one record: show both versions, let the second choose per field, and post the choice as a plain form.

The page `ui/conflict.html` posts to the address of the form. Each differing field comes three times: `mine.<name>`,
`theirs.<name>` and the choice `take.<name>`. `settle` turns that back into the field itself before any form reads it,
so rooms need no code for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.models import ModelChoiceField, ModelChoiceIterator
from django.http import QueryDict
from django.utils.translation import gettext as _

from dundian.ui import formats

MARK = "conflict"


def settle(data: Any) -> Any:
    """Posted data with each `take.<name>` carried out; anything else is returned unchanged."""
    if not isinstance(data, QueryDict) or MARK not in data:
        return data
    settled = QueryDict(mutable=True, encoding=data.encoding)
    chosen = {key.removeprefix("take."): value for key, value in data.items() if key.startswith("take.")}
    everything = data.get("take")
    for key, values in data.lists():
        side, dot, name = key.partition(".")
        if not dot or side not in ("mine", "theirs"):
            if side not in ("take", MARK):
                settled.setlist(key, values)
        elif side == (everything or chosen.get(name.partition(":")[0], "mine")):
            settled.setlist(name.replace(":", "_"), values)
    return settled


def in_words(bound: forms.BoundField, value: Any) -> str:
    """A field's value as a person reads it."""
    if value in (None, "", [], ()):
        return formats.NULL
    if isinstance(value, list | tuple | set):
        return "、".join(in_words(bound, v) for v in value)
    if isinstance(bound.field, ModelChoiceField):
        return _chosen_object(bound.field, value)
    for key, label in _flat(getattr(bound.field, "choices", ())):
        if str(key) == str(value):
            return str(label)
    if isinstance(bound.field, forms.BooleanField):
        return _("Yes") if value not in (False, "False", "off") else _("No")
    if isinstance(value, datetime):
        return formats.moment(value)
    return formats.day(value) if isinstance(value, date) else str(value)


def _chosen_object(field: Any, value: Any) -> str:
    if not isinstance(value, str | int) and hasattr(value, "pk"):
        return str(field.label_from_instance(value))
    try:
        found = field.queryset.filter(**{field.to_field_name or "pk": value}).first()
    except (ValueError, TypeError, forms.ValidationError):
        found = None
    return str(field.label_from_instance(found)) if found else formats.NULL


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(choices, ModelChoiceIterator):
        return
    for key, label in choices or ():
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


@dataclass(frozen=True)
class Difference:
    """One field that both changed: how each reads, and the values to post back."""

    name: str
    label: str
    mine: str
    theirs: str
    inputs: list[tuple[str, str]]


def differences(
    mine: forms.BaseForm, theirs: forms.BaseForm
) -> tuple[list[Difference], list[tuple[str, str]]]:
    """(fields that differ, inputs that carry the rest): a bound form against an unbound one of the stored record."""
    found: list[Difference] = []
    carried: list[tuple[str, str]] = []
    for bound in mine.visible_fields():
        if isinstance(bound.field, forms.FileField):
            continue
        other = theirs[bound.name]
        posted, stored = _inputs(mine, bound, mine.data), _inputs(theirs, other, None)
        if sorted(posted) == sorted(stored):
            carried += posted
            continue
        pairs = [
            (f"{side}.{_tail(bound, key)}", v)
            for side, kv in (("mine", posted), ("theirs", stored))
            for key, v in kv
        ]
        words = in_words(bound, bound.data), in_words(other, other.value())
        found.append(Difference(bound.html_name, str(bound.label), *words, pairs))
    return found, carried


def _tail(bound: forms.BoundField, key: str) -> str:
    """`start_0` of the field `start` as `start:0`, so that the choice of `start` covers each part."""
    rest = key.removeprefix(bound.html_name)
    return bound.html_name + rest.replace("_", ":", 1)


def _inputs(
    form: forms.BaseForm, bound: forms.BoundField, data: Mapping[str, Any] | None
) -> list[tuple[str, str]]:
    """The (name, value) pairs that this field posts."""
    widget = bound.field.widget
    value = bound.data if data is not None else bound.value()
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list) else widget.decompress(value) or []
        return [
            (f"{bound.html_name}_{i}", _posted(w, v))
            for i, (w, v) in enumerate(zip(widget.widgets, parts, strict=False))
        ]
    if isinstance(widget, forms.CheckboxInput):
        return [(bound.html_name, "on")] if value not in (None, False, "False", "") else []
    if isinstance(value, list | tuple | set):
        return [(bound.html_name, _posted(widget, v)) for v in value]
    return [(bound.html_name, _posted(widget, value))]


def _posted(widget: forms.Widget, value: Any) -> str:
    value = getattr(value, "pk", value)
    shown = widget.format_value(value)
    if isinstance(shown, list | tuple):
        shown = shown[0] if shown else ""
    return "" if shown is None else str(shown)
