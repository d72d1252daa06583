"""Reading baseline forms."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from dundian.campaign.asked import BaselineField, BaselineForm, BaselineFormQuerySet
from dundian.org.access import Actor
from dundian.org.models import Unit


def baseline_forms_for(actor: Actor, conditions: dict[str, Any]) -> BaselineFormQuerySet:
    """Visible forms by `state` and `text`, with `field_count`."""
    rows = BaselineForm.objects.visible_to(actor).select_related("unit").annotate(field_count=Count("fields"))
    if state := conditions.get("state"):
        rows = rows.filter(state=state)
    if text := conditions.get("text"):
        rows = rows.filter(name__icontains=text)
    return rows


def baseline_form(actor: Actor, pk: UUID) -> BaselineForm | None:
    """One form in sight, with its questions."""
    rows = BaselineForm.objects.visible_to(actor).select_related("unit").prefetch_related("fields")
    return rows.filter(pk=pk).first()


def published_baseline_forms(unit: Unit) -> BaselineFormQuerySet:
    """Published forms that a campaign of `unit` may adopt: its own and those from above."""
    return BaselineForm.objects.filter(unit__path__above=unit.path, state=BaselineForm.State.PUBLISHED)


def fields_by_form(forms: Iterable[UUID | None]) -> dict[Any, list[BaselineField]]:
    """The questions of these forms in their order."""
    found: dict[Any, list[BaselineField]] = defaultdict(list)
    for asked in BaselineField.objects.filter(form__in={form for form in forms if form}):
        found[asked.form_id].append(asked)
    return found


def in_words(field: BaselineField, answer: str) -> str:
    """An answer as a person reads it."""
    if field.kind == BaselineField.Kind.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}.get(answer, answer)
    return answer
