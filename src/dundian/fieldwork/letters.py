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
    numbers = (_("I."), _("II."), _("III."), _("IV."))
    asked = [part for part in Report.TEXTS if part in report.parts]
    chapters = [
        (f"{number}{part.label}", getattr(report, part)) for number, part in zip(numbers, asked, strict=False)
    ]
    return {
        "title": f"{report.of_whom} {report.get_kind_display()}",
        "subtitle": f"（{report.unit}，{day_in_words(report.starts_on)}—{day_in_words(report.ends_on)}）",
        "figures": [
            {
                "name": f"{line.name}（{line.measure}）",
                "amount": number(line.amount),
                "total": number(line.total),
                "target": number(line.target) if line.target is not None else NULL,
            }
            for line in (differences(report) if Report.Part.FIGURES in report.parts else ())
        ],
        "chapters": [
            {
                "heading": heading,
                "paragraphs": [line for line in text.splitlines() if line.strip()] or [_("None.")],
            }
            for heading, text in chapters
        ],
        "signed_by": str(report.of_whom),
        "signed_on": signed,
    }
