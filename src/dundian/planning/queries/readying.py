"""What planning knows of people who could be sent: skills, leave, earlier stays, roles, declared conflicts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dundian.campaign.models import Campaign
from dundian.org.models import Person
from dundian.planning.absences import Absence, absences_of
from dundian.planning.assignments import Readiness
from dundian.planning.models import TeamMember
from dundian.planning.queries.assigning import earlier_stays
from dundian.planning.queries.people import busy_people


@dataclass(frozen=True)
class Ready:
    """A person as the calculation sees them. `stays`: how often sent in the last three years."""

    person: Person
    ready: Readiness | None = None
    away: list[Absence] = field(default_factory=list)
    stays: int = 0
    teams: list[str] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Any]:
        return list(self.ready.conflicts.all()) if self.ready else []


def ready_people(campaign: Campaign, people: Sequence[Person]) -> list[Ready]:
    """For one page of people: a constant number of queries."""
    ids = [p.pk for p in people]
    stored = Readiness.objects.filter(person__in=ids).prefetch_related("conflicts")
    ready = {r.person_id: r for r in stored}
    away = absences_of(set(ids), (campaign.starts_on, campaign.ends_on))
    load, _stays = earlier_stays(campaign, ids)
    busy = busy_people(campaign)
    return [Ready(p, ready.get(p.pk), away.get(p.pk, []), load[p.pk], busy.get(p.pk, [])) for p in people]


def stays_of(campaign: Campaign, person: Person) -> list[TeamMember]:
    """Where the person was sent before, newest first."""
    rows = TeamMember.ever.filter(person=person, stands_for=None, team__dispatch__isnull=False)
    rows = rows.exclude(team__campaign=campaign).select_related("team__site__unit", "team__campaign")
    return list(rows.order_by("-team__campaign__year", "id")[:20])
