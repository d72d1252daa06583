"""Schemes and rounds as lists and one by one; the sites, files and words of a round."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from dundian.campaign.models import Site
from dundian.campaign.queries import family
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Role, Unit
from dundian.recognition.evidence import bodies_of
from dundian.recognition.models import (
    EvidenceFile,
    HostWord,
    Nomination,
    Round,
    RoundQuerySet,
    Scheme,
    SchemeQuerySet,
)


def schemes_for(actor: Actor, conditions: dict[str, Any]) -> SchemeQuerySet:
    """Visible schemes by `year`, `state` and `text`."""
    rows = Scheme.objects.visible_to(actor).select_related("unit")
    for name in ("year", "state"):
        if conditions.get(name):
            rows = rows.filter(**{name: conditions[name]})
    if text := conditions.get("text"):
        rows = rows.filter(Q(name__icontains=text) | Q(unit__name__icontains=text))
    return rows


def scheme(actor: Actor, pk: UUID) -> Scheme | None:
    return Scheme.objects.visible_to(actor).select_related("unit").filter(pk=pk).first()


def rounds_for(actor: Actor, conditions: dict[str, Any]) -> RoundQuerySet:
    """Visible rounds by `year`, `state` and `text`, with the number of nominations before the panel."""
    rows = Round.objects.visible_to(actor).select_related("unit", "scheme", "campaign")
    for name in ("year", "state"):
        if conditions.get(name):
            rows = rows.filter(**{name: conditions[name]})
    if text := conditions.get("text"):
        rows = rows.filter(Q(name__icontains=text) | Q(unit__name__icontains=text))
    return rows


def round_in(actor: Actor, pk: UUID) -> Round | None:
    rows = Round.objects.visible_to(actor).select_related("unit", "scheme", "campaign__unit", "decision")
    return rows.filter(pk=pk).first()


def sites_of(round: Round) -> QuerySet[Site]:
    """Every site of the campaign and of those deployed from it, in administrative order."""
    rows = Site.objects.filter(campaign__in=family(round.campaign_id).values("pk"))
    return rows.select_related("unit", "county").order_by("county__place", "county_id", "id")


def areas_of(round: Round) -> list[Unit]:
    """Federations beneath the round's that have a site in it: those that vet before the round's own office."""
    paths = Site.objects.filter(campaign__in=family(round.campaign_id).values("pk")).values_list(
        "unit__path", flat=True
    )
    above = {int(label) for path in paths for label in path.split(".")}
    rows = Unit.objects.filter(pk__in=above, kind__in=FEDERATIONS, path__within=round.unit.path)
    return list(rows.exclude(pk=round.unit_id).order_by("path"))


@dataclass(frozen=True)
class Standing:
    """How far a round is, in numbers."""

    sites: int
    words: int
    files: int
    nominations: int
    waiting: int
    admitted: int
    objections: int


def standing_of(round: Round) -> Standing:
    """A constant number of queries."""
    told = round.nominations.aggregate(
        all=Count("pk", filter=~Q(state=Nomination.State.WITHDRAWN)),
        waiting=Count("pk", filter=Q(state=Nomination.State.WAITING)),
        admitted=Count("pk", filter=Q(state=Nomination.State.ADMITTED)),
    )
    return Standing(
        sites_of(round).count(),
        round.host_words.count(),
        round.files.count(),
        told["all"],
        told["waiting"],
        told["admitted"],
        round.objections.count(),
    )


def files_for(actor: Actor, round: Round) -> QuerySet[EvidenceFile]:
    """Frozen files in sight, in administrative order."""
    rows = EvidenceFile.objects.visible_to(actor).filter(round=round).defer("body")
    return rows.select_related("unit", "site__county").order_by(
        "site__county__place", "site__county_id", "id"
    )


def words_owed(actor: Actor) -> list[tuple[Round, Site]]:
    """(round, site) for which the person's host union is asked and has said nothing yet."""
    own = [a.unit_id for a in actor.appointments if a.role == Role.HOST]
    if not own:
        return []
    asked = Round.objects.filter(state=Round.State.PREPARING, words_until__isnull=False)
    sites = list(Site.objects.filter(unit__in=own).select_related("unit", "campaign__parent__parent"))
    rounds = list(asked.filter(campaign__in=_families(sites)).order_by("words_until", "id"))
    said = set(HostWord.objects.filter(round__in=rounds, site__in=sites).values_list("round", "site"))
    return [
        (r, s) for r in rounds for s in sites if r.campaign_id in _families([s]) and (r.pk, s.pk) not in said
    ]


def _families(sites: list[Site]) -> set[UUID]:
    """Ids of the campaigns of these sites and of those above them."""
    found: set[UUID] = set()
    for site in sites:
        one: Any = site.campaign
        while one is not None:
            found.add(one.pk)
            one = one.parent
    return found


@dataclass(frozen=True)
class Moved:
    """A figure that is another today than in the frozen file; None where it is missing on one side."""

    source: str
    name: str
    measure: str
    frozen: str | None
    today: str | None


def differences(file: EvidenceFile) -> list[Moved]:
    """What the figures say today, beside what was frozen; only those that moved."""
    fresh = json.loads(bodies_of(file.round, [file.site])[file.site_id])["parts"]
    kept = json.loads(file.body)["parts"]
    moved = []
    for source in kept:
        before = {f["key"]: f for f in kept[source]}
        now = {f["key"]: f for f in fresh.get(source, [])}
        for key in [*before, *(k for k in now if k not in before)]:
            old, new = before.get(key), now.get(key)
            if (old and old["value"]) != (new and new["value"]):
                told: dict[str, Any] = old or new or {}
                moved.append(
                    Moved(
                        source,
                        told["name"],
                        told["measure"],
                        old["value"] if old else None,
                        new["value"] if new else None,
                    )
                )
    return moved
