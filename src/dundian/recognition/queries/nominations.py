"""Who can be nominated, and nominations as they are listed, vetted and read."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Person, Unit
from dundian.planning.models import TeamMember
from dundian.recognition.access import federation_over
from dundian.recognition.models import (
    Category,
    EvidenceFile,
    Nomination,
    NominationQuerySet,
    Quota,
    Round,
    Subject,
)
from dundian.recognition.queries.rounds import sites_of


def eligible_units(actor: Actor, category: Category, round: Round) -> QuerySet[Unit]:
    """Units of the category's kinds within the actor's reach: sites of the round, and federations with sites."""
    sites = sites_of(round).order_by().values("unit")
    paths = list(sites_of(round).order_by().values_list("unit__path", flat=True))
    above = {int(label) for path in paths for label in path.split(".")}
    rows = Unit.objects.filter(
        Q(pk__in=sites) | Q(pk__in=above, kind__in=FEDERATIONS, path__within=round.unit.path)
    )
    if category.kinds:
        rows = rows.filter(kind__in=category.kinds)
    return rows.exclude(pk=round.unit_id).filter(pk__in=actor.units("nominate", "nomination"))


def eligible_people(actor: Actor, round: Round) -> QuerySet[Person]:
    """Cadres who were sent to a site of the round that lies within the actor's reach; never the actor."""
    sites = sites_of(round).filter(unit__in=actor.units("nominate", "nomination")).order_by()
    sent = TeamMember.ever.filter(team__site__in=sites.values("pk"), stands_for=None)
    return Person.objects.filter(pk__in=sent.values("person"), left_on=None).exclude(user=actor.user)


def nominations_for(actor: Actor, round: Round, conditions: dict[str, Any]) -> NominationQuerySet:
    """Visible nominations of a round by `category`, `state` and `text`; in administrative order, never by mark."""
    rows = Nomination.objects.visible_to(actor).filter(round=round)
    for name in ("category", "state"):
        if conditions.get(name):
            rows = rows.filter(**{name: conditions[name]})
    if text := conditions.get("text"):
        rows = rows.filter(Q(person__name__icontains=text) | Q(unit__name__icontains=text))
    return rows.select_related("category", "unit", "person__home_unit", "place", "holder", "proposed_by")


ORDER = ["category__place", "place__place", "place_id", "id"]


def nomination(actor: Actor, pk: UUID) -> Nomination | None:
    rows = Nomination.objects.visible_to(actor).select_related(
        "round__unit",
        "round__scheme",
        "category",
        "unit",
        "person__home_unit",
        "place",
        "holder",
        "proposed_by",
    )
    return rows.filter(pk=pk).first()


def files_behind(one: Nomination) -> QuerySet[EvidenceFile]:
    """The frozen files that speak for it: of the site, of all sites of the federation, of the sites one was sent to."""
    files = EvidenceFile.objects.filter(round=one.round_id).select_related("unit", "site__county")
    if one.person_id:
        sent = TeamMember.ever.filter(person=one.person_id, stands_for=None)
        files = files.filter(site__in=sent.values("team__site"))
    else:
        files = files.filter(unit__path__within=one.place.path)
    return files.order_by("site__county__place", "site__county_id", "id")


def waiting_at_desk(actor: Actor) -> NominationQuerySet:
    """What the person's own offices have to vet while nominations are open."""
    desks = actor.offices
    rows = Nomination.objects.filter(
        holder__in=desks, state=Nomination.State.WAITING, round__state=Round.State.NOMINATING
    )
    return rows.select_related("round", "unit", "person", "category")


def returned_to(actor: Actor) -> NominationQuerySet:
    """Returned nominations that the person wrote."""
    rows = Nomination.objects.filter(
        by=actor.user, state=Nomination.State.RETURNED, round__state=Round.State.NOMINATING
    )
    return rows.select_related("round", "unit", "person", "category")


def next_above(round: Round, unit: Unit) -> Unit:
    """The federation that vets after `unit`, the round's own at the latest."""
    if unit.parent is None or not unit.parent.is_within(round.unit.path):
        return round.unit
    return federation_over(unit.parent) or round.unit


def quota_left(one: Nomination, unit: Unit) -> int | None:
    """How many more of this category the federation may pass on; None without a limit."""
    quota = Quota.objects.filter(round=one.round_id, category=one.category_id, unit=unit).first()
    if quota is None:
        return None
    beneath = Nomination.objects.filter(
        round=one.round_id, category=one.category_id, place__path__within=unit.path
    )
    above = Unit.objects.over(unit).exclude(pk=unit.pk).values("pk")
    passed = beneath.filter(
        Q(state=Nomination.State.ADMITTED) | Q(state=Nomination.State.WAITING, holder__in=above)
    )
    return quota.most - passed.count()


def list_of(round: Round) -> dict[Category, list[Nomination]]:
    """The list as it stands: by category, in administrative and name order."""
    rows = round.nominations.filter(state=Nomination.State.ADMITTED, listed_on__isnull=False)
    rows = rows.select_related("category", "unit", "person__home_unit", "place")
    found: dict[Category, list[Nomination]] = {c: [] for c in round.scheme.categories.all()}
    for one in sorted(rows, key=_in_order):
        found[one.category].append(one)
    return found


def _in_order(one: Nomination) -> tuple[Any, ...]:
    if one.category.subject == Subject.UNIT:
        return (one.place.place, one.place_id, "")
    return (one.home.place, one.home.pk, one.person.name if one.person else "")
