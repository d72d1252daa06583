"""What the room writes to others: the dispatch notice (选派通知).

Official letters are Chinese whatever language the page is shown in, so their words stand here, not in the catalogues.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import override

from dundian.campaign.models import Campaign
from dundian.documents.models import NumberSeries
from dundian.documents.press import day_in_chinese
from dundian.org.models import KIND_ORDER, Unit, UnitKind
from dundian.planning.models import Team

PLACE = re.compile(r"^(.{2,}?)(?:省|市|自治州|州|县|区)?总工会$")
ANNEX = "蹲点工作组名单"


def usual_mark(unit: Unit) -> str:
    """The organ mark last used by the federation; else after the first sign of its place, or all of it when taken."""
    # Letters on concerns have series of their own (工提函, 工意见, 工建议, 工移函).
    series = NumberSeries.objects.filter(unit=unit).exclude(mark__regex="工(提函|意见|建议|移函)$")
    last = series.order_by("-updated_at").first()
    if last is not None:
        return last.mark
    found = PLACE.match(unit.name)
    place = (found[1] if found else unit.name.removesuffix("工会"))[:16]
    short = f"{place[:1]}工发"
    taken = NumberSeries.objects.filter(mark=short).exclude(unit=unit).exists()
    return f"{place}工发" if taken else short


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
        "roles": "；".join(f"{m}：{'、'.join(m.roles)}" for m in members if m.roles),
        "starts_on": period[0],
        "ends_on": period[1],
    }
