"""Where a list may be imported to when it belongs to a unit and all beneath: the units of one's own appointments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dundian.exchange.importers import Target
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.models import Unit


@dataclass(frozen=True)
class UnitTargets:
    """The three answers that an importer gives about its targets; `refusal` says that the right lacks at a unit."""

    noun: str
    refusal: Any

    def targets(self, actor: Actor) -> list[Target]:
        units = {a.unit.pk: a.unit for a in actor.appointments if actor.can("import", self.noun, a.unit)}
        return [_target(unit) for unit in sorted(units.values(), key=lambda unit: unit.path)]

    def target_of(self, actor: Actor, unit_id: int | None, context: Mapping[str, str]) -> Target:
        found = self.targets(actor)
        if unit_id is None and found:
            return found[0]
        unit = Unit.objects.visible_to(actor).filter(pk=unit_id or 0).first()
        if unit is None:
            raise Invalid({"target": _("There is no such unit in your scope.")})
        actor.require("import", self.noun, unit, str(self.refusal))
        return _target(unit)

    def named_target(self, actor: Actor, unit_code: str, campaign: str) -> Target:
        unit = Unit.objects.open().filter(code=unit_code).first() if unit_code else None
        if unit_code and unit is None:
            raise Invalid(_("There is no unit with the code %(code)s.") % {"code": unit_code})
        return self.target_of(actor, unit.pk if unit else None, {})


def _target(unit: Unit) -> Target:
    return Target(str(unit.pk), unit.name, unit)
