"""Lines of lists are written by code: what people wrote stands there as text."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from dundian.fieldwork.models import Report, SupportKind, SupportRequest, Task
from dundian.fieldwork.templatetags import fieldwork as lines
from dundian.org.models import Person, Unit
from dundian.planning.models import Team

ODD = "\"><b>&'甲"
SAFE = "&quot;&gt;&lt;b&gt;&amp;&#x27;甲"
DAY = date(2024, 5, 6)


def _unit() -> Unit:
    return Unit(pk=1, name=ODD)


def _only_text(html: str, times: int) -> None:
    assert ODD not in html
    assert "<b>" not in html
    assert html.count(SAFE) == times


def test_a_log_is_text() -> None:
    figure = SimpleNamespace(indicator=SimpleNamespace(name=ODD, measure=ODD), amount=3)
    log: Any = SimpleNamespace(
        pk=uuid4(),
        on=DAY,
        author=Person(name=ODD),
        unit=_unit(),
        text=ODD,
        activity_labels=[ODD],
        counted=[figure],
    )
    _only_text(lines.log_lines([log]), 8)


def test_a_task_is_text_and_leads_back() -> None:
    owner = Person(pk=uuid4(), name=ODD)
    task = Task(name=ODD, owner=owner, unit=_unit(), due_on=DAY, target=4, progress=2)
    page = SimpleNamespace(get_full_path=lambda: "/tasks/?text=甲&late=on")
    context: Any = {"request": page}
    html = lines.task_lines(context, [task], True)
    _only_text(html, 5)
    assert '?next=/tasks/%3Ftext%3D%E7%94%B2%26late%3Don"' in html
    assert "next=" not in lines.task_lines(context, [task], False)


def test_a_report_is_text() -> None:
    report = Report(team=Team(pk=uuid4(), name=ODD), unit=_unit(), starts_on=DAY, ends_on=DAY, due_on=DAY)
    _only_text(lines.report_lines([report]), 2)


def test_a_request_is_text_and_its_money_is_shown_to_some() -> None:
    row = SupportRequest(
        text=ODD,
        unit=_unit(),
        holder=_unit(),
        kind=SupportKind.values[0],
        state=SupportRequest.OPEN[0],
        due_on=DAY,
        amount=1234,
    )
    html = lines.support_lines([(row, True), (row, False)], True, True)
    _only_text(html, 8)
    assert html.count("1,234") == 1
