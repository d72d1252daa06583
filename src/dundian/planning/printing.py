"""The letters that teams take to their host unions (选派函), for printing them all at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from dundian.documents import kinds
from dundian.documents.press import day_in_chinese, print_with, source_for
from dundian.documents.print_sets import PrintSet, register
from dundian.org.access import Actor
from dundian.planning.models import Team
from dundian.planning.queries import teams_of

SOURCE = "planning.dispatch_letters"
KIND = "dispatch_letter"


def letter_facts(team: Team) -> dict[str, Any]:
    """What the kind `dispatch_letter` prints for a team that has been sent."""
    dispatch, site = team.dispatch, team.site
    members = list(team.members.all())
    period = f"{day_in_chinese(dispatch.starts_on)}至{day_in_chinese(dispatch.ends_on)}"
    return {
        "organ": team.campaign.unit.name,
        "number": dispatch.notice.number if dispatch.notice else "",
        "title": "选派函",
        "addressees": site.unit.name if site else "",
        "paragraphs": [
            f"兹选派{team.name}一行{len(members)}人，于{period}到你单位开展蹲点工作，请予接洽，并为工作组开展工作提供必要条件。",
            "工作组人员名单如下：",
        ],
        "members": [
            {
                "name": str(member),
                "unit": member.person.home_unit.name if member.person.home_unit else "",
                "roles": "、".join([*(["组长"] if member.leads else []), *member.roles]),
            }
            for member in members
        ],
        "signed_on": dispatch.starts_on,
    }


def letters(papers: Sequence[Any], actor: Actor) -> Iterator[tuple[str, bytes, str]]:
    """The letters of the teams with these ids, as far as the actor may see them, in the order of their names."""
    seen = teams_of(Team.objects.visible_to(actor).filter(pk__in=papers, dispatch__isnull=False), {})
    rows = seen.select_related("campaign__unit", "site__unit", "dispatch__notice")
    templates: dict[Any, bytes] = {}
    for team in rows.prefetch_related("members__person__home_unit").order_by("name", "id"):
        unit = team.campaign.unit
        if unit.pk not in templates:
            templates[unit.pk] = source_for(KIND, unit)
        yield (
            f"{team.name} 选派函",
            print_with(templates[unit.pk], kinds.find(KIND), letter_facts(team)),
            "docx",
        )


register(PrintSet(SOURCE, letters))
