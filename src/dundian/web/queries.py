"""Reading for the pages of no single room."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from dundian.audit_trail.models import Entry
from dundian.campaign.models import Site
from dundian.campaign.queries import sites_for
from dundian.concerns.queries.lists import concerns
from dundian.fieldwork.models import Task
from dundian.kernel import clock
from dundian.notify.todo import Todo
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Role
from dundian.planning.models import Dispatch, Team
from dundian.web.models import Feedback

DUE_SOON_DAYS = 3
ENDING_DAYS = 14
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


@dataclass(frozen=True)
class Stationed:
    """A site at a host union, as its contact meets it in the morning."""

    site: Site
    team: Team | None
    dispatch: Dispatch | None
    tasks: int
    done: int
    concerns: int

    @property
    def url(self) -> str:
        return reverse("campaign:site_detail", args=[self.site.pk])

    @property
    def tasks_url(self) -> str:
        return f"{reverse('fieldwork:task_list')}?site={self.site.pk}"

    @property
    def concerns_url(self) -> str:
        return f"{reverse('concerns:concern_list')}?site={self.site.pk}&only=open"


def stationed_here(actor: Actor) -> list[Stationed]:
    """The newest sites at the unions whose contact this person is, with tasks and open concerns in sight."""
    sites = list(sites_for(actor, {}).order_by("-campaign__year", "-id")[:5])
    tasks = Task.objects.visible_to(actor).filter(site__in=sites).order_by().values_list("site")
    counted = {
        pk: (n, done)
        for pk, n, done in tasks.annotate(n=Count("pk"), done=Count("pk", filter=Q(state="done")))
    }
    open_ = concerns(actor).filter(site__in=sites).exclude(step="closed").order_by().values_list("site")
    raised = dict(open_.annotate(n=Count("pk")))
    teams = {team.site_id: team for team in Team.objects.filter(site__in=sites).select_related("dispatch")}
    return [
        Stationed(
            site,
            team := teams.get(site.pk),
            getattr(team, "dispatch", None),
            *counted.get(site.pk, (0, 0)),
            raised.get(site.pk, 0),
        )
        for site in sites
    ]


def to_look_after(actor: Actor) -> list[tuple[Any, int, str]]:
    """What the administrators keep, as numbers that open: (what, how many, where)."""
    found: list[tuple[Any, int, str]] = []
    if actor.can("change", "sign_in"):
        people = people_in_scope(actor).order_by()
        address = reverse("web:sign_in_list")
        for state, label in (("none", _("People without a sign-in")), ("closed", _("Sign-ins shut out"))):
            count = filtered_people(people, {"state": state}).count()
            found.append((label, count, f"{address}?state={state}"))
    if Role.SYSTEM_ADMIN in actor.roles:
        waiting = Feedback.objects.visible_to(actor).filter(answered_at=None).count()
        found.append((_("Feedback to answer"), waiting, f"{reverse('web:feedback_list')}?state=open"))
    if Role.SECURITY_ADMIN in actor.roles:
        soon = clock.today() + timedelta(days=ENDING_DAYS)
        rows = Appointment.objects.active().filter(unit__in=actor.units("view", "appointment"))
        ending = rows.filter(until__lte=soon).count()
        found.append((_("Appointments in force"), rows.count(), reverse("org:appointment_list")))
        found.append((_("Ending within 14 days"), ending, reverse("org:appointment_list")))
    if Role.AUDIT_ADMIN in actor.roles:
        today = Entry.objects.visible_to(actor).filter(at__date=clock.today()).count()
        found.append((_("Rows of today on the trail"), today, reverse("audit_trail:entry_list")))
    return found


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
