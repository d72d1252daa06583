"""Who could be sent: people in scope, and where they already stand."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, Value, When

from dundian.campaign.models import Campaign
from dundian.org.access import ADMINISTRATORS, Actor
from dundian.org.models import GRASSROOTS, Appointment, Grade, Person, Role
from dundian.planning.models import Team, TeamMember

GRADE_RANK = Case(
    When(grade=Grade.MIDDLE, then=Value(0)),
    When(grade=Grade.STAFF, then=Value(1)),
    When(grade=Grade.SOCIAL, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


def people_of(actor: Actor, campaign: Campaign) -> Any:
    """People of the campaign's federation and beneath whom the actor may see and who are in service."""
    visible = Person.objects.visible_to(actor).filter(home_unit__path__within=campaign.unit.path)
    return visible.filter(left_on=None).select_related("home_unit").annotate(rank=GRADE_RANK)


def busy_people(
    campaign: Campaign, period: tuple[date, date] | None = None, *, but: Team | None = None
) -> dict[UUID, list[str]]:
    """Names of teams that hold a person in the period: this campaign's, and any dispatched one; `but` left out."""
    starts_on, ends_on = period or (campaign.starts_on, campaign.ends_on)
    here = Q(team__campaign=campaign) & ~Q(team__state=Team.State.ENDED)
    out = Q(
        team__state=Team.State.DISPATCHED,
        team__dispatch__starts_on__lte=ends_on,
        team__dispatch__ends_on__gte=starts_on,
    )
    held: dict[UUID, list[str]] = defaultdict(list)
    places = TeamMember.ever.lasting().filter(here | out)
    if but:
        places = places.exclude(team=but)
    for person_id, name in places.order_by("team__name").values_list("person", "team__name"):
        held[person_id].append(name)
    return dict(held)


def sendable_people(actor: Actor, campaign: Campaign) -> Any:
    """People who could be sent, whether in a team by now or not.

    Left out are leading cadres and leaders in charge, people of programme offices and administrators, who stay at their
    posts, and people of grassroots unions, who receive teams.
    """
    sendable = people_of(actor, campaign).exclude(grade=Grade.LEADING).exclude(home_unit__kind__in=GRASSROOTS)
    staying = Appointment.objects.active().filter(role__in=[Role.OFFICE, Role.LEADER, *ADMINISTRATORS])
    return sendable.exclude(pk__in=Person.objects.filter(user__in=staying.values("user")).values("pk"))


def free_people(actor: Actor, campaign: Campaign) -> Any:
    """Those who stand in no team in the campaign's time: mid-level cadres first, then by home unit and number."""
    free = sendable_people(actor, campaign).exclude(pk__in=busy_people(campaign).keys())
    return free.order_by("rank", "home_unit__place", "home_unit_id", "number", "id")


def search_people(
    actor: Actor, campaign: Campaign, text: str, *, without: Iterable[UUID] = (), limit: int = 10
) -> list[Person]:
    """People by name, post, unit or skill, with `places` (names of teams they stand in); free ones first."""
    found = people_of(actor, campaign).exclude(pk__in=list(without))
    if text:
        named = Q(name__icontains=text) | Q(post__icontains=text) | Q(number__icontains=text)
        found = found.filter(named | Q(home_unit__name__icontains=text) | Q(skills__contains=[text]))
    busy = busy_people(campaign)
    taken = Case(When(pk__in=busy.keys(), then=Value(1)), default=Value(0), output_field=IntegerField())
    people = list(
        found.annotate(taken=taken).order_by("taken", "rank", "home_unit__place", "home_unit_id", "id")[
            :limit
        ]
    )
    for person in people:
        person.places = busy.get(person.pk, [])
    return people


def label_of(person: Person) -> str:
    """Name and home unit, with the staff number when there is one: enough to tell two of the same name apart."""
    return " ".join(filter(None, (person.name, person.number, str(person.home_unit))))
