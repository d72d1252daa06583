"""A report on paper."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dundian.documents import press
from dundian.fieldwork.models import Report
from dundian.fieldwork.queries import differences
from dundian.kernel import clock
from dundian.ui.formats import NULL, day_in_words, number


def report_letter(report: Report) -> bytes:
    """The report as .docx, with its figures: frozen ones when it was submitted, else today's."""
    return press.render("report", _facts(report))


def _facts(report: Report) -> dict[str, Any]:
    signed: date = timezone.localdate(report.submitted_at) if report.submitted_at else clock.today()
    chapters = (
        (_("I. Work done"), report.body),
        (_("II. Problems and requests"), report.problems),
        (_("III. Next steps"), report.next_steps),
    )
    return {
        "title": f"{report.team} {report.get_kind_display()}",
        "subtitle": f"（{report.unit}，{day_in_words(report.starts_on)}—{day_in_words(report.ends_on)}）",
        "figures": [
            {
                "name": f"{line.name}（{line.measure}）",
                "amount": number(line.amount),
                "total": number(line.total),
                "target": number(line.target) if line.target is not None else NULL,
            }
            for line in differences(report)
        ],
        "chapters": [
            {
                "heading": heading,
                "paragraphs": [line for line in text.splitlines() if line.strip()] or [_("None.")],
            }
            for heading, text in chapters
        ],
        "signed_by": report.team.name,
        "signed_on": signed,
    }
