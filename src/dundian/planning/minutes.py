"""The minutes of a decision on sites (选点方案审定纪要). Chinese, as all official letters, whatever the page speaks."""

from collections import Counter
from typing import Any

from django.utils.translation import override

from dundian.documents.press import day_in_chinese
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import KIND_ORDER, UnitKind
from dundian.planning.plans import SelectionPlan
from dundian.planning.queries.plans import lines_of
from dundian.planning.queries.problem import weighed
from dundian.ui.formats import number

NUMERALS = "一二三四五六七八九十"


def facts_of(plan: SelectionPlan, actor: Actor) -> dict[str, Any]:
    """What the template `dossier` wants."""
    with override("zh-hans"):
        lines = lines_of(plan, actor)
        blocks = [
            _basis(plan, len(lines)),
            _criteria(plan),
            _kinds(lines, plan),
            _sites(lines),
            _decision(plan),
        ]
    today = clock.today()
    return {
        "title": f"{plan.campaign.unit.name}蹲点点位审定纪要",
        "subtitle": f"（{plan.campaign.name}　方案{plan.number}）",
        "blocks": [
            {**block, "heading": f"{NUMERALS[n]}、{block['heading']}"} for n, block in enumerate(blocks)
        ],
        "signed_by": plan.campaign.unit.name,
        "signed_on": today,
    }


def _block(
    heading: str, paragraphs: list[str], head: Any = ("", "", "", ""), rows: Any = ()
) -> dict[str, Any]:
    return {"heading": heading, "paragraphs": paragraphs, "head": list(head), "rows": [list(r) for r in rows]}


def _basis(plan: SelectionPlan, sites: int) -> dict[str, Any]:
    asked = day_in_chinese(clock.today())
    quality = ""
    if plan.gap is not None:
        quality = (
            "该方案已证明为最优。"
            if plan.gap < 5e-7
            else f"已证明任何方案的总分至多比它高{100 * plan.gap:.3f}%。"
        )
    return _block(
        "方案依据",
        [
            f"按照本次行动确定的选点标准和规则，从备选点位中测算形成方案{plan.number}，"
            f"共{sites}个点位。{quality}",
            f"方案结果经独立程序逐条核对，符合全部规则。审定日期：{asked}。",
        ],
    )


def _criteria(plan: SelectionPlan) -> dict[str, Any]:
    criteria = [c for c in weighed(plan.rules) if c.weight]
    total = sum(c.weight for c in criteria) or 1
    rows = [(str(c.label), f"{100 * c.weight / total:.0f}%", str(c.missing.label), "") for c in criteria]
    return _block("选点标准", [], ("标准", "权重", "情况不明的", "备注"), rows)


def _kinds(lines: Any, plan: SelectionPlan) -> dict[str, Any]:
    counted = Counter(line.candidate.kind for line in lines)
    limits = {x["where"].get("kind"): x for x in plan.rules.get("limits", []) if "kind" in x["where"]}
    rows = []
    for kind in sorted(counted, key=lambda k: KIND_ORDER[UnitKind(k)]):
        limit = limits.get(kind)
        asked = "" if limit is None else _range(limit["least"], limit["most"])
        rows.append((str(UnitKind(kind).label), asked, str(counted[kind]), ""))
    return _block("类型分布", [], ("工会类型", "名额", "点位数", "备注"), rows)


def _range(least: int, most: int | None) -> str:
    if least == most:
        return str(least)
    return f"{least}以上" if most is None else f"{least}—{most}"


def _sites(lines: Any) -> dict[str, Any]:
    rows = [
        (
            line.candidate.unit.name,
            line.area,
            str(UnitKind(line.candidate.kind).label),
            "—" if line.candidate.workers is None else number(line.candidate.workers),
        )
        for line in lines
    ]
    return _block("点位名单", [], ("点位", "区县", "类型", "职工人数"), rows)


def _decision(plan: SelectionPlan) -> dict[str, Any]:
    by_hand = len(plan.keep) + len(plan.leave)
    hand = [f"其中人工指定保留{len(plan.keep)}个、调出{len(plan.leave)}个。"] if by_hand else []
    return _block("审定意见", [f"同意该方案。理由：{plan.reason}", *hand])
