"""Reading for the pages of no single room."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from dundian.kernel import clock
from dundian.notify.todo import Todo
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Role

DUE_SOON_DAYS = 3
PEOPLE_ORDER = ["name", "id"]


@dataclass(frozen=True)
class Line:
    """A to-do as the list shows it: one of the six statuses, and how many days are left (negative when late)."""

    todo: Todo
    tone: str
    days: int | None

    @property
    def late_days(self) -> int:
        return -(self.days or 0)


def line_of(todo: Todo, *, waiting: bool) -> Line:
    days = (todo.due_on - clock.today()).days if todo.due_on else None
    tone = todo.state
    if waiting and days is not None and days < 0:
        tone = "overdue"
    elif waiting and days is not None and days <= DUE_SOON_DAYS and todo.state in ("todo", "doing"):
        tone = "due"
    return Line(todo, tone, days)


def people_in_scope(actor: Actor) -> QuerySet[Person]:
    """People whose sign-ins the actor keeps, with `protected`: whether a second factor is set up."""
    protected = TOTPDevice.objects.filter(user=OuterRef("user"), confirmed=True)
    return (
        Person.objects.filter(home_unit__in=actor.units("change", "sign_in"))
        .select_related("home_unit", "user")
        .annotate(protected=Exists(protected))
    )


def filtered_people(rows: QuerySet[Person], conditions: dict[str, Any]) -> QuerySet[Person]:
    """By words in the name, sign-in name or unit, and by the state of the sign-in."""
    if words := conditions.get("q"):
        rows = rows.filter(
            Q(name__icontains=words)
            | Q(user__username__icontains=words)
            | Q(home_unit__name__icontains=words)
        )
    match conditions.get("state"):
        case "none":
            rows = rows.filter(user=None)
        case "open":
            rows = rows.filter(user__is_active=True)
        case "closed":
            rows = rows.filter(user__is_active=False)
    return rows


def whom_to_ask(actor: Actor) -> list[Appointment]:
    """Who can appoint somebody without an appointment: offices and security administrators at or over the home unit."""
    if actor.person is None:
        return []
    found = Appointment.objects.active().filter(
        role__in=(Role.OFFICE, Role.SECURITY_ADMIN), unit__path__above=actor.person.home_unit.path
    )
    near_first = found.select_related("unit", "user").order_by("-unit__path", "role", "id")
    return list(near_first[:6])


def last_appointment(actor: Actor) -> Appointment | None:
    """The appointment that ended last."""
    mine = Appointment.objects.filter(user=actor.user).exclude(until=None, revoked_at=None)
    return mine.select_related("unit").order_by("-since").first()
