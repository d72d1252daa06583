"""How long there is for what."""

from datetime import date, timedelta

from dundian.concerns.models import TimeLimit
from dundian.kernel import clock
from dundian.org.models import Unit

# What counts until a federation sets its own limits.
SHIPPED_LIMITS = {TimeLimit.Matter.SETTLE: 15, TimeLimit.Matter.ANSWER: 3}


def days_allowed(unit: Unit, matter: TimeLimit.Matter) -> int:
    """The limit set by the nearest unit above, else the shipped one."""
    nearest = (
        TimeLimit.objects.filter(unit__path__above=unit.path, matter=matter).order_by("-unit__path").first()
    )
    return nearest.days if nearest else SHIPPED_LIMITS[matter]


def due_date(unit: Unit, matter: TimeLimit.Matter, start: date | None = None) -> date:
    return (start or clock.today()) + timedelta(days=days_allowed(unit, matter))
