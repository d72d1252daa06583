"""What a poster tells: the address of a site's worker page, and what whoever scans it should know.

The text on the wall is Chinese whatever language the office works in; the press prints it (kind `poster`).
"""

from collections.abc import Sequence
from typing import Any

from dundian.concerns.models import SitePage

TITLE = "有话，对工会说"
TOPICS = "工资 · 合同 · 社保 · 安全 · 工时 · 食堂 · 宿舍 · 建议"
POINTS = [
    "不用登录，不用写名字，一分钟说完",
    "加密保存，只有承办人能看，不告诉您的单位",
    "有编号和查询码，随时查进度、补充、评价",
]
HOTLINE = "也可以拨打工会热线 12351"


def poster_facts(pages: Sequence[SitePage], addresses: Sequence[str]) -> dict[str, Any]:
    """The fields of the kind `poster`: an A4 sheet for each page; `addresses` are what the codes hold."""
    sheets = [
        {"union": page.unit.name, "address": address, "code": address}
        for page, address in zip(pages, addresses, strict=True)
    ]
    return {"title": TITLE, "topics": TOPICS, "points": POINTS, "hotline": HOTLINE, "sheets": sheets}
