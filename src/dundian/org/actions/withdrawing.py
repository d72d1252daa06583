"""Taking back what was entered by mistake, as long as nothing has come of it."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel.errors import Conflict, Invalid
from dundian.org.access import Actor
from dundian.org.actions.tree import change_shape, locked_unit
from dundian.org.actions.units import require_keeper
from dundian.org.models import Person, Unit, UnitChange


def used_by(obj: Model, aside: tuple[Any, ...] = ()) -> str:
    """The kind of thing that refers to it, in words; "" when nothing does."""
    for relation in obj._meta.related_objects:
        model: Any = relation.related_model
        if model in aside:
            continue
        if model._default_manager.filter(**{relation.field.name: obj.pk}).exists():
            return str(model._meta.verbose_name)
    return ""


@transaction.atomic
def withdraw_person(*, person: Person, actor: Actor) -> None:
    """`Conflict` when the entry was changed since; `Invalid` when something refers to the person by now."""
    stored = Person.locked(person.pk)
    by = actor.require("add", "person", stored.home_unit)
    if stored.version != 1:
        raise Conflict(stored)
    if stored.user_id or used_by(stored):
        raise Invalid(
            _("%(name)s has a sign-in, an appointment or a part in something by now.") % {"name": stored}
        )
    record(actor=actor, verb="withdraw", noun="person", obj=stored, unit=stored.home_unit, appointment=by)
    stored.delete()


@transaction.atomic
def withdraw_unit(*, unit: Unit, actor: Actor) -> None:
    """`Conflict` when the unit was changed since; `Invalid` when something stands under it or at it by now."""
    change_shape()
    stored = locked_unit(unit.pk)
    by = require_keeper(actor=actor, verb="add", unit=stored.parent, kind=stored.kind)
    if stored.version != 1:
        raise Conflict(stored)
    if used_by(stored, aside=(UnitChange,)):
        raise Invalid(_("Something stands under or at %(unit)s by now.") % {"unit": stored.name})
    record(actor=actor, verb="withdraw", noun="unit", obj=stored, unit=stored.parent, appointment=by)
    UnitChange.objects.filter(unit=stored).delete()
    stored.delete()
