"""What the room writes to others: the dispatch notice (选派通知).

Official letters are Chinese whatever language the page is shown in, so their words stand here, not in the catalogues.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import override

from dundian.campaign.models import Campaign
from dundian.documents import letters
from dundian.documents.models import Document
from dundian.documents.press import day_in_chinese
from dundian.org.models import KIND_ORDER, Unit, UnitKind
from dundian.planning.models import Team

ANNEX = "蹲点工作组名单"


def usual_mark(unit: Unit) -> str:
    """The organ mark of the federation's last dispatch notice; before the first one, as the press forms it."""
    notices = Document.objects.filter(unit=unit, kind=Document.Kind.DISPATCH_NOTICE).exclude(number="")
    last = notices.order_by("-created_at").first()
    return last.number.partition("〔")[0] if last else letters.usual_mark(unit)


def dispatch_notice(
    *, campaign: Campaign, teams: Sequence[Team], period: tuple[date, date]
) -> dict[str, Any]:
    """The fields of the kind `dispatch_notice`, for teams with site and members loaded."""
    members = sum(len(t.members.all()) for t in teams)
    paragraphs = [
        f"为扎实开展{campaign.name}，经研究，决定选派{len(teams)}个蹲点工作组、{members}名干部赴基层工会蹲点。"
        "现将有关事项通知如下。",
        f"一、蹲点时间。{day_in_chinese(period[0])}至{day_in_chinese(period[1])}。",
        f"二、点位安排。{_by_kind(teams)}，工作组和人员名单见附件。",
        *_requirements(campaign),
        "特此通知。",
    ]
    return {
        "organ": campaign.unit.name,
        "title": f"{campaign.unit.name}关于选派干部赴基层蹲点的通知",
        "addressees": _addressees(campaign, teams),
        "paragraphs": paragraphs,
        "annex": ANNEX,
        "teams": [_line(place, team, period) for place, team in enumerate(teams, 1)],
    }


def _by_kind(teams: Sequence[Team]) -> str:
    """新就业形态工会25个、开发区（园区）工会5个"""
    counted = Counter(UnitKind(t.site.kind) for t in teams if t.site)
    with override("zh-hans"):
        parts = [f"{kind.label}{counted[kind]}个" for kind in sorted(counted, key=lambda k: KIND_ORDER[k])]
    return "、".join(parts)


def _requirements(campaign: Campaign) -> list[str]:
    lines = [line.strip() for line in campaign.aims.splitlines() if line.strip()]
    if not lines:
        return ["三、工作要求。蹲点干部要摸清一线实情，做好工作规划，解决职工急难愁盼问题，做到真蹲实蹲。"]
    return [f"三、工作要求。{lines[0]}", *lines[1:]]


def _addressees(campaign: Campaign, teams: Sequence[Team]) -> str:
    areas = {t.site.county_id: t.site.county for t in teams if t.site and t.site.county}
    names = [
        a.name for a in sorted(areas.values(), key=lambda a: (a.place, a.pk)) if a.pk != campaign.unit_id
    ]
    return "、".join([*names, "各有关基层工会"])


def _line(place: int, team: Team, period: tuple[date, date]) -> dict[str, Any]:
    members = list(team.members.all())
    leader = next((m for m in members if m.leads), None)
    return {
        "place": place,
        "name": team.name,
        "site": team.site.unit.name if team.site else "",
        "leader": str(leader) if leader else "",
        "members": "、".join(str(m) for m in members if not m.leads),
        "roles": "\n".join(f"{m}：{'、'.join(m.roles)}" for m in members if m.roles),
        "starts_on": period[0],
        "ends_on": period[1],
    }
