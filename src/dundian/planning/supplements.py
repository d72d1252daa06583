"""The supplementary notice (补充通知) on a change of a team's people. In Chinese, as all official letters."""

from datetime import date
from typing import Any

from dundian.documents.press import day_in_chinese
from dundian.planning.letters import ANNEX
from dundian.planning.models import Team, TeamMember


def supplementary_notice(
    team: Team, old: TeamMember, new: TeamMember, *, period: tuple[date, date]
) -> dict[str, Any]:
    """The fields of the kind `dispatch_notice`; the annex shows the team with the new member."""
    unit, site = team.campaign.unit, team.site
    place = "组长" if new.leads else "成员"
    paragraphs = [
        f"根据工作需要，经研究，决定调整{team.campaign.name}{team.name}人员。现将有关事项通知如下。",
        f"一、{new.person.name}同志接替{old.person.name}同志任{team.name}{place}，"
        f"时间为{day_in_chinese(period[0])}至{day_in_chinese(period[1])}。",
        f"二、{old.person.name}同志应于{day_in_chinese(period[0])}前完成工作交接，未完事项由接替人员继续办理。",
        "特此通知。",
    ]
    others = [m for m in team.members.select_related("person") if m.pk != old.pk]
    leader = new if new.leads else next((m for m in others if m.leads), None)
    members = [m for m in [*others, new] if not m.leads]
    return {
        "organ": unit.name,
        "title": f"{unit.name}关于调整蹲点工作组人员的通知",
        "addressees": f"{site.unit.name}、{team.name}" if site else team.name,
        "paragraphs": paragraphs,
        "annex": ANNEX,
        "teams": [
            {
                "place": 1,
                "name": team.name,
                "site": site.unit.name if site else "",
                "leader": str(leader) if leader else "",
                "members": "、".join(str(m) for m in members),
                "roles": "\n".join(f"{m}：{'、'.join(m.roles)}" for m in [*others, new] if m.roles),
                "starts_on": period[0],
                "ends_on": period[1],
            }
        ],
    }
