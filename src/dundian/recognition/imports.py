"""Honours from before, from a workbook: one row a unit or a cadre, the same row never twice."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.exchange import cells
from dundian.exchange.cells import BadCell
from dundian.exchange.importers import ImportColumn as Col
from dundian.exchange.importers import Importer, Outcome, ParsedRow, RowPlan, Target, Values, register
from dundian.exchange.reading import Cell
from dundian.exchange.taking_back import taking_back
from dundian.kernel import clock
from dundian.org.access import Actor, actor_of
from dundian.org.import_targets import UnitTargets
from dundian.org.models import Person, Unit
from dundian.recognition.actions import add_honour, add_honours, withdraw_honour
from dundian.recognition.models import Honour


def year(cell: Cell) -> int:
    """2023, 2023年, 2023年度."""
    text = cells.half_width(cell).replace(" ", "").removesuffix(".0").removesuffix("度").removesuffix("年")
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadCell(_("Give the year in four digits, such as 2023."))
    if not 1949 <= int(text) <= clock.today().year:
        raise BadCell(_("Choose a year up to this one."))
    return int(text)


COLUMNS = (
    Col("name", gettext_lazy("Honour"), cells.line(100), "荣誉名称 荣誉称号 称号 表扬名称 奖项", required=True,
        example="2023年度全省工会干部赴基层蹲点先进单位", width=40),
    Col("year", gettext_lazy("Year"), year, "年度 获奖年度 授予年度", required=True, example="2023", width=8),
    Col("unit", gettext_lazy("Unit or home unit"), cells.line(100), "单位 单位名称 工作单位 所在单位 获奖单位",
        required=True,
        example="示例市总工会", width=30, help=gettext_lazy("The unit honoured, or the home unit of the cadre.")),
    Col("person", gettext_lazy("Cadre"), cells.line(40), "姓名 个人 获奖个人 干部姓名", example="示例甲",
        help=gettext_lazy("Left blank when the unit itself was honoured.")),
    Col("given_by", gettext_lazy("Honour given by"), cells.line(100), "授予单位 授予机关 表扬单位 发文单位 颁发单位",
        required=True, example="示例省总工会", width=24),
    Col("given_on", gettext_lazy("Given on"), cells.day, "授予日期 表扬日期 发文日期", example="2024-03-20"),
    Col("number", gettext_lazy("Document number"), cells.line(60), "文号 发文字号",
        example="示例工发〔2024〕3号", width=22),
)  # fmt: skip


class HonourPlanner:
    """Compares rows with the honours on record in the subtree of the target."""

    def __init__(self, target: Target, actor: Actor) -> None:
        self.actor = actor
        self.top = Unit.objects.get(pk=target.unit.id)
        self.seen: set[tuple[Any, ...]] = set()

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        names = {r.values["unit"] for r in rows if r.values.get("unit")}
        units: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.filter(name__in=names, path__within=self.top.path):
            units[unit.name].append(unit)
        homes = [u.pk for found in units.values() for u in found]
        people: dict[tuple[int, str], list[Person]] = defaultdict(list)
        for person in Person.objects.filter(home_unit__in=homes).select_related("home_unit"):
            people[person.home_unit_id, person.name].append(person)
        known = set(
            Honour.objects.standing()
            .filter(place__path__within=self.top.path, name__in={r.values["name"] for r in rows})
            .values_list("unit", "person", "name", "year", "given_by")
        )
        return [self._row(r.values, units, people, known) for r in rows]

    def _row(
        self,
        values: Values,
        units: dict[str, list[Unit]],
        people: dict[tuple[int, str], list[Person]],
        known: set[tuple[Any, ...]],
    ) -> RowPlan:
        found = units.get(values["unit"], [])
        if len(found) != 1:
            why = (
                _("There is no such unit in this area.") if not found else _("Several units have this name.")
            )
            return RowPlan(Outcome.FAILED, {"unit": why})
        unit, person = found[0], None
        if not self.actor.can("add", "honour", unit):
            return RowPlan(Outcome.FAILED, {"unit": _("You may not put honours on record for this unit.")})
        if name := values.get("person"):
            same = people.get((unit.pk, name), [])
            if len(same) != 1:
                why = (
                    _("Nobody of this name works there.")
                    if not same
                    else _("Several people there have this name.")
                )
                return RowPlan(Outcome.FAILED, {"person": why})
            person = same[0]
        whom = (None, person.pk) if person else (unit.pk, None)
        key = (*whom, values["name"], values["year"], values["given_by"])
        if key in known or key in self.seen:
            return RowPlan(Outcome.SAME)
        self.seen.add(key)
        told = {k: values[k] for k in ("name", "year", "given_by")}
        told |= {"given_on": values.get("given_on"), "number": values.get("number") or ""}
        whose: dict[str, Any] = {"person": person} if person else {"unit": unit}
        return RowPlan(
            Outcome.NEW,
            act=lambda: str(add_honour(actor=self.actor, **whose, **told).pk),
            facts={**whose, **told},
        )


_targets = UnitTargets("honour", gettext_lazy("You may not put honours on record for this unit."))

HONOURS = register(
    Importer(
        kind="honours",
        title=pgettext_lazy("import", "Honours from before"),
        help=gettext_lazy("Honours that units and cadres had before, so that they stand on their pages."),
        columns=COLUMNS,
        right=("import", "honour"),
        target_label=gettext_lazy("Federation"),
        targets=_targets.targets,
        target_of=_targets.target_of,
        named_target=_targets.named_target,
        planner=HonourPlanner,
        actor_of=actor_of,
        result_url=lambda target: reverse("recognition:honour_list"),
        take_back=taking_back(
            lambda: Honour.objects.select_related("place", "unit", "person"),
            withdraw=lambda honour, before, actor: withdraw_honour(honour=honour, actor=actor),
        ),
        add_many=lambda facts, actor: [str(h.pk) for h in add_honours(honours=facts, actor=actor)],
    )
)
