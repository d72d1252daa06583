"""What a field of a form offers."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from dundian.org.access import Actor
from dundian.org.forms import PersonField


def offer(
    form: forms.BaseForm, name: str, rows: QuerySet[Any], label: Callable[[Any], str] | None = None
) -> None:
    """Let the field choose among `rows`, each called by `label`."""
    field = cast("forms.ModelChoiceField[Any]", form.fields[name])
    field.queryset = rows
    if label is not None:
        field.label_from_instance = label  # type: ignore[assignment, method-assign]


def offer_people(form: forms.BaseForm, name: str, actor: Actor) -> None:
    """Let the field choose the people its chooser shows this actor."""
    cast(PersonField, form.fields[name]).use(actor)
