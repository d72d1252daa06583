"""The handover sheet on paper, frozen when both sides have confirmed it. In Chinese, as all official papers."""

from typing import Any

from django.utils.translation import override

from dundian.fieldwork import handover
from dundian.fieldwork.models import Handover
from dundian.kernel import clock
from dundian.ui.formats import day, day_in_words


def handover_sheet(sheet: Handover) -> dict[str, Any]:
    """The fields of the kind `handover`."""
    with override("zh-hans"):
        return _facts(sheet)


def _facts(sheet: Handover) -> dict[str, Any]:
    items = list(sheet.items.select_related("to"))
    chapters = []
    for source in handover.sources():
        lines = [
            f"{item.title}（{day(item.due_on)}）：{item.to or item.get_way_display()}"
            for item in items
            if item.source == source.key
        ]
        if lines:
            chapters.append({"heading": str(source.label), "paragraphs": lines})
    chapters.append({"heading": "给接任者的话", "paragraphs": sheet.notes.splitlines() or ["无。"]})
    sides = f"交接人：{sheet.given_by or sheet.leaving or ''}　接收人：{sheet.taken_by or sheet.coming or ''}"
    chapters.append({"heading": "确认", "paragraphs": [sides, sheet.word or "无意见。"]})
    return {
        "title": f"{sheet.team}工作交接单",
        "subtitle": f"（{sheet.unit}，{sheet.leaving or sheet.get_kind_display()}，{day_in_words(sheet.on)}）",
        "figures": [],
        "chapters": chapters,
        "signed_by": sheet.team.name,
        "signed_on": clock.today(),
    }
