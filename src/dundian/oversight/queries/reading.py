"""Reading draws, visits, findings, look-backs and questions within sight."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Role, Unit
from dundian.oversight.models import (
    Draw,
    DrawQuerySet,
    Finding,
    FindingQuerySet,
    LookBack,
    LookBackQuerySet,
    Question,
    QuestionQuerySet,
    Visit,
    VisitQuerySet,
)
from dundian.planning.models import TeamMember

NEWEST = ["-id"]
BY_DAY = ["-visited_on", "-id"]
BY_FOUND = ["-found_on", "-id"]
BY_ASKED = ["-asked_on", "-id"]


def draws_for(actor: Actor, conditions: dict[str, Any]) -> DrawQuerySet:
    rows = Draw.objects.visible_to(actor).select_related("campaign", "unit")
    for name in ("state", "purpose"):
        if value := conditions.get(name):
            rows = rows.filter(**{name: value})
    if text := conditions.get("text"):
        rows = rows.filter(Q(title__icontains=text) | Q(campaign__name__icontains=text))
    return rows


def draws_that_wait(actor: Actor) -> DrawQuerySet:
    """Draws one organises that are not closed."""
    return Draw.objects.known_to(actor).filter(organiser=actor.user).exclude(state=Draw.State.CLOSED)


def plannable(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns in which the person may plan a draw or keep a look-back."""
    rows = Campaign.objects.filter(unit__in=actor.units("plan", "inspection"))
    return (
        rows.exclude(state=Campaign.State.DRAFT).select_related("unit").order_by("-year", "unit__path", "id")
    )


def visits_for(actor: Actor, conditions: dict[str, Any]) -> VisitQuerySet:
    """Saved visits in sight, by days, area and text in the site's name."""
    rows = Visit.objects.visible_to(actor).filter(state=Visit.State.SAVED)
    rows = rows.select_related("unit", "site__county").annotate(
        found=Count("findings", distinct=True),
        waiting=Count("findings", Q(findings__state__in=Finding.OPEN), distinct=True),
    )
    if since := conditions.get("since"):
        rows = rows.filter(visited_on__gte=since)
    if until := conditions.get("until"):
        rows = rows.filter(visited_on__lte=until)
    if area := conditions.get("area"):
        rows = rows.filter(unit__path__within=area.path)
    if text := conditions.get("text"):
        rows = rows.filter(unit__name__icontains=text)
    return rows


def findings_for(actor: Actor, conditions: dict[str, Any]) -> FindingQuerySet:
    """Findings in sight by state (late is one more), kind, area, text."""
    rows = Finding.objects.visible_to(actor).select_related("unit", "owner", "visit", "line")
    state = conditions.get("state")
    if state == "late":
        rows = rows.open().filter(due_on__lt=clock.today())
    elif state == "unfinished":
        rows = rows.open()
    elif state:
        rows = rows.filter(state=state)
    if kind := conditions.get("kind"):
        rows = rows.filter(kind=kind)
    if area := conditions.get("area"):
        rows = rows.filter(unit__path__within=area.path)
    if text := conditions.get("text"):
        rows = rows.filter(Q(text__icontains=text) | Q(unit__name__icontains=text))
    return rows


def owners_at(site: Site, top: Unit) -> QuerySet[Person]:
    """Who can put something right at a site: its team, its union's contacts, offices beneath `top`."""
    over = (
        Unit.objects.filter(path__above=site.unit.path, path__within=top.path).exclude(pk=top.pk).order_by()
    )
    posts = Appointment.objects.active().filter(
        unit__in=over.values("pk"), role__in=[Role.HOST, Role.OFFICE, Role.TEAM_LEADER, Role.CADRE]
    )
    stayed = TeamMember.ever.filter(team__site=site, until=None)
    rows = Person.objects.filter(Q(pk__in=stayed.values("person")) | Q(user__in=posts.values("user")))
    return rows.select_related("home_unit").order_by("home_unit__path", "name", "id")


def look_backs_for(actor: Actor, conditions: dict[str, Any]) -> LookBackQuerySet:
    rows = LookBack.objects.visible_to(actor).select_related("campaign", "unit")
    rows = rows.annotate(
        sites=Count("lines", distinct=True),
        looked=Count("lines", Q(lines__looked_on__isnull=False), distinct=True),
    )
    if state := conditions.get("state"):
        rows = rows.filter(state=state)
    if text := conditions.get("text"):
        rows = rows.filter(Q(title__icontains=text) | Q(campaign__name__icontains=text))
    return rows


def questions_for(actor: Actor, conditions: dict[str, Any]) -> QuestionQuerySet:
    """Questions in sight by state, kind and text."""
    rows = Question.objects.visible_to(actor).select_related("unit", "asked_by", "answered_by")
    for name in ("state", "kind"):
        if value := conditions.get(name):
            rows = rows.filter(**{name: value})
    if text := conditions.get("text"):
        rows = rows.filter(Q(reason__icontains=text) | Q(unit__name__icontains=text))
    return rows
