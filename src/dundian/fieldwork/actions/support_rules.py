"""A federation's own rules for support: routes, consents and limits."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.fieldwork import access
from dundian.fieldwork.models import SupportKind, SupportLimit, SupportRoute, SupportRule
from dundian.fieldwork.models.support import MOST_MONEY
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Appointment, Unit

MOST_RULES = 200


def _keeper(unit: Unit, actor: Actor) -> Appointment | None:
    return actor.require(
        "change", "support_rule", unit, _("Rules for support are kept by the office of the federation.")
    )


def _check(unit: Unit, kind: str, above: Decimal | None, *, any_kind: bool) -> None:
    wrong: dict[str, str] = {}
    if not unit.is_federation:
        wrong["unit"] = _("Choose a federation.")
    if kind not in SupportKind.values and not (any_kind and kind == ""):
        wrong["kind"] = _("Choose from the list.")
    if above is not None and not (above.is_finite() and 0 <= above <= MOST_MONEY):
        wrong["above"] = _("An amount lies between 0 and 9,999,999 yuan.")
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def set_route(
    *,
    unit: Unit,
    kind: str,
    department: Unit,
    actor: Actor,
    area: Unit | None = None,
    above: Decimal | None = None,
) -> SupportRoute:
    """Which department gets such requests; the line with the same conditions is replaced."""
    appointment = _keeper(unit, actor)
    _check(unit, kind, above, any_kind=False)
    if area is not None and not area.is_within(unit.path):
        raise Invalid({"area": _("Choose an area of this federation.")})
    if not access.desks_of(unit).filter(pk=department.pk).exists():
        raise Invalid({"department": _("Choose a department of this federation or of one above it.")})
    if SupportRoute.objects.filter(unit=unit).count() >= MOST_RULES:
        raise Invalid(_("There are too many lines; remove some first."))
    route, _made = SupportRoute.objects.update_or_create(
        unit=unit, kind=kind, area=area, above=above, defaults={"department": department}
    )
    detail = {"kind": kind, "to": str(department)}
    record(
        actor=actor,
        verb="set",
        noun="support_rule",
        obj=route,
        unit=unit,
        appointment=appointment,
        detail=detail,
    )
    return route


@transaction.atomic
def set_rule(*, unit: Unit, kind: str, level: str, actor: Actor, above: Decimal | None = None) -> SupportRule:
    """Above which amount the level has to consent; `above` None: always."""
    appointment = _keeper(unit, actor)
    _check(unit, kind, above, any_kind=True)
    if level not in FEDERATIONS:
        raise Invalid({"level": _("Choose from the list.")})
    rule, _made = SupportRule.objects.update_or_create(
        unit=unit, kind=kind, level=level, defaults={"above": above}
    )
    detail = {"kind": kind, "level": level, "above": above}
    record(
        actor=actor,
        verb="set",
        noun="support_rule",
        obj=rule,
        unit=unit,
        appointment=appointment,
        detail=detail,
    )
    return rule


@transaction.atomic
def set_support_limit(*, unit: Unit, matter: str, days: int, actor: Actor) -> SupportLimit:
    """Working days for a matter at the federation and beneath it."""
    appointment = _keeper(unit, actor)
    if matter not in SupportLimit.Matter.values or not 1 <= days <= 120:
        raise Invalid({"days": _("A limit has 1 to 120 working days.")})
    if not unit.is_federation:
        raise Invalid({"unit": _("Choose a federation.")})
    limit, _made = SupportLimit.objects.update_or_create(unit=unit, matter=matter, defaults={"days": days})
    detail = {"matter": matter, "days": days}
    record(
        actor=actor,
        verb="set",
        noun="support_rule",
        obj=limit,
        unit=unit,
        appointment=appointment,
        detail=detail,
    )
    return limit


@transaction.atomic
def drop_support_rule(*, rule: SupportRoute | SupportRule | SupportLimit, actor: Actor) -> None:
    """Take a line out; what the next federation above says holds again."""
    appointment = _keeper(rule.unit, actor)
    record(actor=actor, verb="drop", noun="support_rule", obj=rule, unit=rule.unit, appointment=appointment)
    rule.delete()
