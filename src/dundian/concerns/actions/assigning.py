"""Who in the unit has it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access
from dundian.concerns.actions.holding import hold
from dundian.concerns.models import Concern
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person


@transaction.atomic
def assign_concern(*, concern: Concern, person: Person, actor: Actor) -> Concern:
    """Give the concern to a colleague who may handle it at the same unit."""
    locked, appointment = hold(concern, actor)
    able = (
        person.user is not None
        and Appointment.objects.active()
        .filter(user=person.user, unit=locked.handler, role__in=access.HANDLERS)
        .exists()
    )
    if not able:
        raise Invalid(
            {
                "person": _("%(person)s is not appointed to handle concerns at %(unit)s.")
                % {"person": person, "unit": locked.handler}
            }
        )
    locked.owner = person
    locked.touch("owner")
    detail = {"owner": person.pk}
    record(
        actor=actor,
        verb="assign",
        noun="concern",
        obj=locked,
        unit=locked.unit,
        appointment=appointment,
        detail=detail,
    )
    return locked
