"""What this room answers to `accounts`: where a user belongs, who must have a second factor, whose sign-in the system
administrator does not keep."""

from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.org.access import ADMINISTRATORS, Actor
from dundian.org.models import Appointment, Person, Role, Unit

GUARDED = (Role.OFFICE, *ADMINISTRATORS)
# Whoever could give the others a new password could act and read the trail in their name.
SEPARATE = (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


def places_of(user: User) -> list[Unit]:
    """The home unit first, then every unit of an appointment in force; two queries."""
    home = Person.objects.filter(user=user).select_related("home_unit").first()
    appointed = [a.unit for a in Appointment.objects.active().filter(user=user).select_related("unit")]
    return [*([home.home_unit] if home else []), *appointed]


def needs_second_factor(user: User) -> bool:
    """Offices and administrators, today."""
    return Appointment.objects.active().filter(user=user, role__in=GUARDED).exists()


def beyond_reach(user: User, actor: Actor) -> str:
    """Security and audit administrators' sign-ins are kept on the machine itself."""
    if actor.signature is None or actor.user.pk == user.pk:
        return ""
    if not Appointment.objects.active().filter(user=user, role__in=SEPARATE).exists():
        return ""
    return _(
        "The three administrators do not hold each other's keys. "
        "This sign-in is reset on the server with “dundian reset-password”."
    )
