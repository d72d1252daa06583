"""Days of the working calendar from a workbook or from pasted lines: date, worked or off, name."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.exchange import cells
from dundian.exchange.importers import ImportColumn, Importer, Outcome, ParsedRow, RowPlan, Target, register
from dundian.kernel import calendar
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_text
from dundian.org import actions
from dundian.org.access import Actor, actor_of
from dundian.org.actions.calendar import FIRST, LAST, Marked, calendar_keeper

WORDS = dict.fromkeys(["休", "休息", "放假", "假", "假日", "节假日", "放假调休", "off", "holiday"], False)
WORDS |= dict.fromkeys(["班", "上班", "调休上班", "补班", "工作", "工作日", "work", "worked"], True)
OFFERED = ("休", "班")
works_or_not = cells.one_of(WORDS, OFFERED)


def _day(cell: Any) -> Any:
    day = cells.day(cell)
    if not FIRST <= day.year <= LAST:
        raise cells.BadCell(_("The year lies between 2000 and 2100."))
    return day


def read_lines(text: str) -> list[Marked]:
    """(day, works, name) of lines such as “2027-01-01 休 元旦”; `Invalid` names the first that cannot be read."""
    found = []
    for number, line in enumerate(clean_text(text).split("\n"), 1):
        parts = re.split(r"[\s,，;；|]+", line.strip(), maxsplit=2)
        if parts == [""]:
            continue
        try:
            if len(parts) < 2:
                raise cells.BadCell(_("Give a date, then 休 or 班."))
            found.append((_day(parts[0]), works_or_not(parts[1]), parts[2] if len(parts) > 2 else ""))
        except cells.BadCell as bad:
            raise Invalid({"days": _("Line %(n)d: %(fault)s") % {"n": number, "fault": bad}}) from bad
    return found


class DaysPlanner:
    """Compares days with the calendar."""

    def __init__(self, target: Target, actor: Actor) -> None:
        self.actor, self.days = actor, calendar.current()

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        return [
            self._plan(row.values["day"], row.values["works"], row.values.get("name") or "") for row in rows
        ]

    def _plan(self, day: Any, works: bool, name: str) -> RowPlan:
        if self.days.is_workday(day) == works and self.days.known(day.year):
            return RowPlan(Outcome.SAME)

        def act() -> str:
            actions.enter_days(days=[(day, works, name)], actor=self.actor)
            return str(day)

        return RowPlan(Outcome.NEW, act=act)


def _targets(actor: Actor) -> list[Target]:
    by = calendar_keeper(actor)
    return [Target(str(by.unit.pk), by.unit.name, by.unit)] if by else []


def _target_of(actor: Actor, unit_id: int | None, context: Mapping[str, str]) -> Target:
    found = _targets(actor)
    if not found:
        actions.require_calendar_keeper(actor)
    return found[0]


DAYS = Importer(
    kind="calendar",
    title=pgettext_lazy("import", "Holidays and make-up workdays"),
    help=gettext_lazy("One line a day: date, 休 or 班, name. The years of these days count as published."),
    columns=(
        ImportColumn(
            "day", gettext_lazy("Date"), _day, "日期 时间 day date", required=True, example="2027-01-01"
        ),
        ImportColumn(
            "works",
            gettext_lazy("Off or worked"),
            works_or_not,
            "安排 类型 休班 上班或放假 放假上班",
            required=True,
            example="休",
            choices=OFFERED,
        ),
        ImportColumn(
            "name", gettext_lazy("Holiday"), cells.line(40), "节日 名称 假期 节假日 说明", example="元旦"
        ),
    ),
    right=("import", "calendar"),
    target_label=gettext_lazy("Federation"),
    targets=_targets,
    target_of=_target_of,
    named_target=lambda actor, code, campaign: _target_of(actor, None, {}),
    planner=DaysPlanner,
    actor_of=actor_of,
    result_url=lambda target: reverse("org:calendar_view"),
)

register(DAYS)
