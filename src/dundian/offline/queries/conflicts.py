"""Conflicts as a person reads them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dundian.campaign.models import Indicator
from dundian.fieldwork.models import Task, WorkLog
from dundian.offline.models import Conflict, ConflictQuerySet
from dundian.offline.queries.values import FIGURE
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.ui import formats


@dataclass(frozen=True)
class Version:
    """One field in words: what it was, what the phone says, what is stored."""

    name: str
    label: str
    base: str
    mine: str
    theirs: str
    taken: str = ""


def conflicts_for(actor: Actor) -> ConflictQuerySet:
    return Conflict.objects.visible_to(actor).select_related("log__unit", "task__unit", "user").distinct()


def versions(conflict: Conflict) -> list[Version]:
    """Both versions of each field, in words."""
    said = _Words(conflict)
    return [
        Version(
            name=f["field"],
            label=said.label(f["field"]),
            base=said.value(f["field"], f["base"]),
            mine=said.value(f["field"], f["mine"]),
            theirs=said.value(f["field"], f["theirs"]),
            taken=conflict.choices.get(f["field"], ""),
        )
        for f in conflict.fields
    ]


class _Words:
    """Names of fields, and values with their ids looked up in at most three queries."""

    def __init__(self, conflict: Conflict) -> None:
        self.model = WorkLog if conflict.log_id else Task
        names = [f["field"] for f in conflict.fields]
        ids = [n.removeprefix(FIGURE) for n in names if n.startswith(FIGURE)]
        self.indicators = {str(i.pk): str(i) for i in Indicator.objects.filter(pk__in=ids)} if ids else {}
        said = {f["field"]: [v for v in (f["base"], f["mine"], f["theirs"]) if v] for f in conflict.fields}
        owners, tasks = said.get("owner", []), {t for value in said.get("tasks", []) for t in value}
        self.people = {str(p.pk): p.name for p in Person.objects.filter(pk__in=owners)} if owners else {}
        self.tasks = {str(t.pk): t.name for t in Task.objects.filter(pk__in=tasks)} if tasks else {}

    def label(self, name: str) -> str:
        if name.startswith(FIGURE):
            return self.indicators.get(name.removeprefix(FIGURE), _("Counted result"))
        return str(self.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    def value(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return formats.NULL
        if name == "activities":
            words = dict(WorkLog.Activity.choices)
            return "、".join(str(words.get(a, a)) for a in value)
        if name == "tasks":
            return "、".join(self.tasks.get(t, t) for t in value)
        return self.people.get(value, value) if name == "owner" else str(value)
