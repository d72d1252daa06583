"""The decision to commend (表扬决定) and the citations, after GB/T 9704-2012. Official letters are Chinese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dundian.documents.letters import usual_mark
from dundian.documents.press import day_in_chinese
from dundian.recognition.models import Category, EvidenceFile, Honour, Nomination, Round, Subject

NUMERALS = "一二三四五六七八九十"
SOURCE_NAMES = {
    "results": "目标任务完成情况",
    "concerns": "职工诉求办结情况",
    "host_word": "驻点工会评价",
    "workers_word": "职工评价",
    "inspection": "抽查发现",
    "look_back": "“回头看”发现",
}
TO_BE_NUMBERED = "（送审稿）"


@dataclass(frozen=True)
class Wording:
    """What the office may word itself."""

    mark: str
    addressees: str
    opening: str
    closing: str


def title_of(round: Round) -> str:
    name = round.name.removeprefix("关于").removeprefix("表扬").removesuffix("的决定")
    return f"{round.unit.name}关于表扬{name}的决定"


def usual_wording(round: Round) -> Wording:
    """A draft that is complete as it stands."""
    opening = (
        f"{round.year}年，各级工会认真落实工会干部赴基层蹲点工作部署，选派干部深入一线，"
        "在职工人数较多、劳动关系较为复杂、工会工作基础相对薄弱的基层工会解决职工急难愁盼问题，"
        "取得了实实在在的成效，涌现出一批实绩突出、职工认可的单位和个人。\n"
        f"为树立实绩导向，激励广大工会干部担当作为，经逐级推荐审核、集中评审、公示，{round.unit.name}决定，对下列单位和个人予以表扬。"
    )
    closing = (
        "希望受到表扬的单位和个人珍惜荣誉、再接再厉，把好经验好做法坚持下去。各级工会要以先进为榜样，"
        "践行群众路线，真蹲实蹲、务求实效，为推动新时代工会工作高质量发展作出新的更大贡献。"
    )
    return Wording(usual_mark(round.unit), _addressees(round), opening, closing)


def _addressees(round: Round) -> str:
    below = {"province": "各市（州）总工会", "prefecture": "各县（市、区）总工会"}.get(
        round.unit.kind, "各基层工会"
    )
    return f"{below}，各产业工会、直属工会"


def decision(
    *, round: Round, listed: Mapping[Category, Sequence[Nomination]], wording: Wording
) -> dict[str, Any]:
    """The fields of the document kind `commendation`; the names stand in an annex."""
    parts = [
        {
            "heading": f"{NUMERALS[place]}、{category.name}（{len(names)}{_measure(category)}）",
            "lines": [line_of(one) for one in names],
        }
        for place, (category, names) in enumerate((c, n) for c, n in listed.items() if n)
    ]
    return {
        "addressees": wording.addressees,
        "paragraphs": paragraphs(wording.opening),
        "closing": paragraphs(wording.closing),
        "annexes": [{"name": f"{round.name}名单", "parts": parts}],
    }


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.splitlines() if part.strip()]


def _measure(category: Category) -> str:
    return "个" if category.subject == Subject.UNIT else "名"


def line_of(one: Nomination) -> str:
    """A unit by its full name; a person with home unit and post."""
    if one.person is None:
        return one.place.name
    return f"{one.person.name}　{one.person.home_unit.name}{one.person.post}".strip()


def citation(honour: Honour, number: str) -> dict[str, Any]:
    """The fields of the document kind `citation`; `number` is the decision's."""
    round = honour.round
    if round is None:
        raise LookupError("an honour from before has no citation")
    work = f"在{round.year}年工会干部赴基层蹲点工作中实绩突出、职工认可"
    told = f"{work}，根据《{title_of(round)}》（{number}），被评为“{honour.name}”。特发此证，以资鼓励。"
    recipient = f"{honour.person.name}同志" if honour.person else honour.place.name
    return {"heading": "荣誉证书", "recipient": recipient, "paragraphs": [told]}


def evidence_letter(file: EvidenceFile, body: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of the template `dossier`: the frozen file on paper, every figure with its lines."""
    blocks = []
    for place, (kind, name) in enumerate(SOURCE_NAMES.items()):
        figures = body["parts"].get(kind, [])
        rows = [
            [f["name"], f"{f['value']}{f['measure']}", f["target"] or "—", str(len(f["lines"]))]
            for f in figures
        ]
        heading = f"{NUMERALS[place]}、{name}"
        head = ["项目", "结果", "目标", "佐证条数"]
        blocks.append(
            {"heading": heading, "paragraphs": [] if rows else ["无。"], "head": head, "rows": rows}
        )
        blocks += [
            {
                "heading": f"{f['name']}（{f['value']}{f['measure']}）",
                "paragraphs": [],
                "head": ["日期", "内容", "佐证或说明", "数量"],
                "rows": [[x["on"], x["text"], x["note"] or "—", x["amount"] or "1"] for x in f["lines"]],
            }
            for f in figures
            if f["lines"]
        ]
    since, until = (day_in_chinese(date.fromisoformat(body[k])) for k in ("since", "until"))
    return {
        "title": f"{body['site']['name']}实绩材料",
        "subtitle": f"（{since}至{until}；冻结时间 {body['frozen_at'][:16].replace('T', ' ')}；SHA-256 {file.sha256}）",
        "blocks": blocks,
        "signed_by": body["round"]["federation"],
        "signed_on": date.fromisoformat(body["frozen_at"][:10]),
    }


def growth_letter(title: str, blocks: list[dict[str, Any]], signed_by: str, on: date) -> dict[str, Any]:
    """The facts of the template `dossier`: a growth record that the cadre takes along."""
    return {
        "title": title,
        "subtitle": "（本人导出）",
        "blocks": blocks,
        "signed_by": signed_by,
        "signed_on": on,
    }
