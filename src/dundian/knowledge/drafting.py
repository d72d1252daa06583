"""The chapters of a year's summary, drafted from its tables. What is drafted is Chinese: it goes into a circular."""

from collections.abc import Sequence
from typing import Any

from dundian.campaign.models import Campaign
from dundian.knowledge.queries.years import institutions_of, issues_of, practices_of
from dundian.org.models import FEDERATIONS, Unit
from dundian.ui.formats import number

NUMERALS = "一二三四五六七八九十"
MOST_TOLD = 8


def title_of(campaign: Campaign) -> str:
    """关于2024年工会干部赴基层蹲点工作情况的通报."""
    return f"关于{campaign.year}年工会干部赴基层蹲点工作情况的通报"


def addressees_of(campaign: Campaign) -> str:
    """The federations directly beneath, as one addresses them together."""
    beneath = Unit.objects.open().filter(parent=campaign.unit, kind__in=FEDERATIONS).order_by("place")
    names = [str(unit.name) for unit in beneath[:30]]
    return "，".join(["、".join(names)] if names else []) or "各工会蹲点工作组"


def _rows(tables: Sequence[dict[str, Any]], key: str) -> list[list[Any]]:
    return next((table["rows"] for table in tables if table["key"] == key), [])


def _figure(tables: Sequence[dict[str, Any]], place: int) -> Any:
    rows = _rows(tables, "general")
    return rows[place][2] if place < len(rows) else 0


def _share(part: Any, whole: Any) -> str:
    if isinstance(part, str) or isinstance(whole, str) or not whole:
        return ""
    return f"，占{part / whole * 100:.1f}%"


def _told(amount: Any) -> str:
    """A number, or the words that stand for a small one."""
    return amount if isinstance(amount, str) else number(amount)


def _numbered(lines: list[str]) -> str:
    if len(lines) < 2:
        return "\n".join(lines)
    return "\n".join(f"{place}. {text}" for place, text in enumerate(lines, 1))


def chapters(campaign: Campaign, tables: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The five chapters by name of their field."""
    return {
        "overview": _overview(campaign, tables),
        "practices": _numbered(
            [
                f"{p.unit}《{p.title}》：{_short(p.result)}" + (f"已有{p.n}家单位借鉴。" if p.n else "")  # type: ignore[attr-defined]
                for p in practices_of(campaign)[:MOST_TOLD]
            ]
        ),
        "problems": _numbered(
            [
                f"{i.name}（{i.get_state_display()}）：{_short(i.goal or i.measures) or '正在研究措施。'}"
                for i in issues_of(campaign)[:MOST_TOLD]
            ]
        ),
        "institutions": _numbered(
            [
                f"{r.unit}《{r.name}》，{r.get_status_display()}" + (f"，{r.n}家单位执行。" if r.n else "。")  # type: ignore[attr-defined]
                for r in institutions_of(campaign)[:MOST_TOLD]
            ]
        ),
        "outlook": _outlook(tables),
    }


def _short(text: str) -> str:
    told = " ".join(text.split())[:120]
    return told if not told or told.endswith("。") else f"{told}。"


def _overview(campaign: Campaign, tables: Sequence[dict[str, Any]]) -> str:
    sites, areas, teams, cadres, met, tasks, done, heard, closed, solved, support = (
        _figure(tables, place) for place in range(11)
    )
    lines = [
        f"{campaign.year}年，{campaign.unit.name}组织{number(teams)}支蹲点工作组、{number(cadres)}名工会干部，"
        f"赴{number(areas)}个区域的{number(sites)}个点位开展蹲点工作，走访职工{_told(met)}人次。",
        f"各点位任务清单共{number(tasks)}项，已完成{number(done)}项{_share(done, tasks)}。",
        f"{_heard(heard, closed, solved)}各级各部门落实保障支持{number(support)}项。",
    ]
    reached = [
        f"{name}{_told(amount)}{measure}" for name, measure, amount in _rows(tables, "indicators") if amount
    ]
    if reached:
        lines.append(f"蹲点期间，{'，'.join(reached[:12])}。")
    return "\n".join(lines)


def _heard(heard: Any, closed: Any, solved: Any) -> str:
    """What was heard, and what came of it as far as it is told."""
    if isinstance(closed, str):
        return f"收集职工诉求、意见和建议{_told(heard)}件。"
    ended = f"办结{number(closed)}件{_share(closed, heard)}，其中解决或部分解决{_told(solved)}件"
    return f"收集职工诉求、意见和建议{_told(heard)}件，{ended}。"


def _outlook(tables: Sequence[dict[str, Any]]) -> str:
    tasks, done, heard, closed = (_figure(tables, place) for place in (5, 6, 7, 8))
    lines = []
    if tasks > done:
        lines.append(
            f"未完成的{number(tasks - done)}项任务，由接续工作组或工作联系组继续推进，不因行动结束而中止。"
        )
    if isinstance(heard, str) or isinstance(closed, str):
        lines.append("未办结的诉求，由承办单位按时限办理并答复职工。")
    elif heard > closed:
        lines.append(f"未办结的{number(heard - closed)}件诉求，由承办单位按时限办理并答复职工。")
    lines.append("各级工会要把经过检验的经验做法用起来、固化为制度，并做好下一年度点位的调研摸底。")
    return "\n".join(lines)
