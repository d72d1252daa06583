"""What `accounts` must ask of rooms above it, answered from people and appointments."""

from dundian.accounts.models import User
from dundian.org.access import ADMINISTRATORS
from dundian.org.models import Appointment, Person, Role, Unit

PROTECTED_ROLES = (Role.OFFICE, *ADMINISTRATORS)


def places_of(user: User) -> list[Unit]:
    """The home unit, then every unit of today's appointments."""
    person = Person.objects.select_related("home_unit").filter(user=user).first()
    appointments = (
        Appointment.objects.active().filter(user=user).select_related("unit").order_by("since", "id")
    )
    return ([person.home_unit] if person else []) + [a.unit for a in appointments]


def needs_second_factor(user: User) -> bool:
    """Offices and the three administrators."""
    return Appointment.objects.active().filter(user=user, role__in=PROTECTED_ROLES).exists()
