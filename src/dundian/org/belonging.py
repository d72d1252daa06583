"""What this room answers to `accounts`: where a user belongs, and who must have a second factor."""

from dundian.accounts.models import User
from dundian.org.access import ADMINISTRATORS
from dundian.org.models import Appointment, Person, Role, Unit

GUARDED = (Role.OFFICE, *ADMINISTRATORS)


def places_of(user: User) -> list[Unit]:
    """The home unit first, then every unit of an appointment in force; two queries."""
    home = Person.objects.filter(user=user).select_related("home_unit").first()
    appointed = [a.unit for a in Appointment.objects.active().filter(user=user).select_related("unit")]
    return [*([home.home_unit] if home else []), *appointed]


def needs_second_factor(user: User) -> bool:
    """Offices and administrators, today."""
    return Appointment.objects.active().filter(user=user, role__in=GUARDED).exists()
