"""What this room prints: the circular of a year, minutes of a meeting, certificates of a course.

Official papers are Chinese whatever language the page is shown in, so their words stand here, not in the catalogues.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from dundian.kernel import clock
from dundian.kernel.few import Told
from dundian.knowledge.models import Meeting, Participant, YearSummary
from dundian.knowledge.queries.small_counts import SPLIT, word
from dundian.ui.formats import day_in_words, number

CHAPTERS = {
    "overview": "工作开展情况",
    "practices": "经验做法",
    "problems": "存在的问题",
    "institutions": "制度机制成果",
    "outlook": "下一步工作",
}
NUMERALS = "一二三四五六七八九十"
HIDDEN = "为保护职工个人信息，涉及人员和诉求的数不足{n}的不写明；可能据以推算的，注明“不单列”。"
MEASURED = ("general", "indicators")  # name, measure, amount


def _lines(text: str) -> list[str]:
    return [told for told in (line.strip() for line in text.splitlines()) if told]


def _told(cell: Any) -> str:
    return number(cell) if isinstance(cell, int | float) else str(cell)


def _row(table: dict[str, Any], row: Sequence[Any]) -> str:
    """A row of a summary's table as a line: what it is about, then each figure by its name, words by themselves."""
    about, *rest = row
    if table["key"] in MEASURED:
        measure, amount = rest
        return f"{about}：{_told(amount)}{measure}"
    if len(rest) == 1:
        return f"{about}：{_told(rest[0])}"
    words = table["key"] not in SPLIT  # where a small count stands as words
    told = (
        cell if words and isinstance(cell, str) else f"{name}{_told(cell)}"
        for name, cell in zip(table["head"][1:], rest, strict=True)
    )
    return f"{about}：{'，'.join(told)}"


def circular(summary: YearSummary) -> dict[str, Any]:
    """The fields of the kind `year_summary`: five chapters, and the tables as annexes."""
    told = [(CHAPTERS[name], getattr(summary, name)) for name in YearSummary.CHAPTERS]
    chapters = [(heading, text) for heading, text in told if text]
    annexes = [
        {"heading": table["title"], "lines": [_row(table, row) for row in table["rows"]]}
        for table in summary.tables
        if table["rows"]
    ]
    if any(told in row for table in summary.tables for row in table["rows"] for told in map(word, Told)):
        annexes.append({"heading": "说明", "lines": [HIDDEN.format(n=settings.SMALLEST_COUNT)]})
    return {
        "organ": summary.unit.name,
        "title": summary.title,
        "addressees": summary.addressees,
        "paragraphs": ["现将有关情况通报如下。"],
        "chapters": [
            {"heading": f"{NUMERALS[n]}、{heading}", "paragraphs": _lines(text)}
            for n, (heading, text) in enumerate(chapters)
        ],
        "closing": [],
        "annexes": [{"name": "蹲点工作情况统计", "parts": annexes}] if annexes else [],
    }


def _hour(at: datetime) -> str:
    """2024年4月8日9时30分."""
    local = timezone.localtime(at)
    return f"{day_in_words(local.date())}{local.hour}时" + (f"{local.minute}分" if local.minute else "")


def minutes(meeting: Meeting) -> dict[str, Any]:
    """The fields of the kind `minutes`: what was said and decided, and who was there."""
    invited = list(meeting.invitations.all())
    agenda = [p.title + (f"（{p.speaker}）" if p.speaker else "") for p in meeting.agenda.all()]
    said = [
        f"{s.speaker}{f'（{s.of}）' if s.of else ''}{s.get_kind_display()}：{s.words}"
        for s in meeting.speeches.all()
    ]
    decided = [
        f"{n}. {d.text}（责任人：{d.owner or (d.task.unit if d.task else '—')}，完成时限：{day_in_words(d.due_on)}）"
        for n, d in enumerate(meeting.decisions.select_related("owner", "task__unit"), 1)
    ]
    chapters = [
        ("会议议程", agenda),
        ("会议内容", [*_lines(meeting.minutes), *said]),
        ("议定事项", decided),
    ]
    kept = [(heading, texts) for heading, texts in chapters if texts]
    earlier = Meeting.objects.filter(unit=meeting.unit, starts_at__lte=meeting.starts_at, state="held")
    when = f"{_hour(meeting.starts_at)}，{meeting.unit.name}在{meeting.place}召开{meeting.name}。"
    return {
        "masthead": f"{meeting.unit.name}会议纪要",
        "issue": str(max(earlier.count(), 1)),
        "organ": meeting.unit.name,
        "title": f"{meeting.name}纪要",
        "paragraphs": [when + (f"会议由{meeting.chair}主持。" if meeting.chair else "")],
        "chapters": [
            {"heading": f"{NUMERALS[n]}、{heading}", "paragraphs": texts}
            for n, (heading, texts) in enumerate(kept)
        ],
        "present": "、".join(i.name for i in invited if i.attended),
        "absent": "、".join(i.name for i in invited if i.attended is False and i.reply == "leave"),
        "attending": "",
        "signed_on": clock.today(),
    }


def certificate(participant: Participant) -> dict[str, Any]:
    """The fields of the kind `citation`: 结业证书 of one participant."""
    course = participant.course
    on: date = timezone.localdate(course.starts_at)
    told = (
        f"于{day_in_words(on)}参加“{course.name}”培训，共{number(course.hours)}学时，"
        "完成全部内容，准予结业。特发此证。"
    )
    return {
        "organ": course.unit.name,
        "heading": "结业证书",
        "recipient": f"{participant.person.name}同志",
        "paragraphs": [told],
        "number": participant.certificate,
        "signed_on": participant.certified_on or on,
    }
