"""A first draft of teams for sites that have none: a plain rule, not an optimum.

The rule, as the page states it: sites in administrative order of their counties; for each, as leader the first free
mid-level cadre, as members the next free people; nobody goes to the union that is the own home. Who is free and in
which order: `people.free_people`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dundian.campaign.models import Site
from dundian.org.access import Actor
from dundian.org.models import Grade, Person
from dundian.planning.queries.people import free_people


@dataclass
class Proposal:
    """One line: a site, the team's name, and people (the first leads); fewer people than asked when none were left."""

    site: Site
    name: str
    people: list[Person] = field(default_factory=list)


def propose(actor: Actor, sites: Sequence[Site], *, size: int, names: Sequence[str]) -> list[Proposal]:
    """A proposal for each of `sites` (of one campaign, in their order), with `size` people each while they last."""
    if not sites:
        return []
    everybody = list(free_people(actor, sites[0].campaign))
    leaders = [p for p in everybody if p.grade == Grade.MIDDLE]
    others = [p for p in everybody if p.grade != Grade.MIDDLE]
    # When leaders are few, each site gets one before any gets two; when plenty, those left over join as members.
    spare = leaders[len(sites) :]
    del leaders[len(sites) :]
    others = others + spare
    lines = []
    for site, name in zip(sites, names, strict=True):
        line = Proposal(site, name)
        if leader := _take(leaders, site) or _take(others, site):
            line.people.append(leader)
        while len(line.people) < size and (member := _take(others, site)):
            line.people.append(member)
        lines.append(line)
    return lines


def _take(people: list[Person], site: Site) -> Person | None:
    """Remove and return the first who does not belong to the site's own union."""
    for place, person in enumerate(people):
        if not person.home_unit.is_within(site.unit.path):
            return people.pop(place)
    return None
