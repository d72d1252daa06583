"""Results of past years from a workbook: one row for each year and figure of a federation."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.exchange import cells
from dundian.exchange.cells import BadCell
from dundian.exchange.importers import ImportColumn, Importer, Outcome, ParsedRow, RowPlan, Target, register
from dundian.exchange.reading import Cell
from dundian.exchange.taking_back import require_as_left, taking_back
from dundian.knowledge.actions.years import add_past_figures, keep_past_figure, withdraw_past_figure
from dundian.knowledge.models import PastFigure
from dundian.org.access import Actor, actor_of
from dundian.org.import_targets import UnitTargets
from dundian.org.models import Unit
from dundian.ui.formats import number

MOST = Decimal(10**11)


def year(cell: Cell) -> int:
    """2021 or 2021年 or 2021年度."""
    text = cells.half_width(cell).removesuffix("度").removesuffix("年").strip()
    if not text.isdigit() or not 2000 <= int(text) <= 2100:
        raise BadCell(_("Give the year, such as 2021."))
    return int(text)


def amount(cell: Cell) -> Decimal:
    """A number of at most two decimals, not negative."""
    try:
        value = Decimal(cells.half_width(cell).replace(",", ""))
    except InvalidOperation:
        raise BadCell(_("This is not a number.")) from None
    if not value.is_finite() or not 0 <= value < MOST:
        raise BadCell(_("The number lies between 0 and 100 billion."))
    return value.quantize(Decimal("0.01"))


COLUMNS = (
    ImportColumn("year", gettext_lazy("Year"), year, "年度 年份 年", required=True, example=2021, width=10),
    ImportColumn(
        "name", gettext_lazy("Figure"), cells.line(60), "指标 项目 成效", required=True, example="新建基层工会",
        width=30,
    ),
    ImportColumn("amount", gettext_lazy("Amount"), amount, "数值 数量 完成数", required=True, example=36),
    ImportColumn(
        "measure", gettext_lazy("Unit of measure"), cells.line(10), "计量单位 单位名称", example="个", width=10
    ),
    ImportColumn(
        "source", gettext_lazy("Source"), cells.line(100), "来源 出处 资料来源", example="2021年度工作总结", width=30
    ),
)  # fmt: skip


class PastFigurePlanner:
    """Compares rows with what was taken over before, by year and name."""

    def __init__(self, target: Target, actor: Actor) -> None:
        self.actor = actor
        self.unit = Unit.objects.get(pk=int(target.key))
        self.stored = {(f.year, f.name): f for f in PastFigure.objects.filter(unit=self.unit)}
        self.seen: dict[tuple[int, str], int] = {}

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        return [self._plan(row) for row in rows]

    def _plan(self, row: ParsedRow) -> RowPlan:
        values = row.values
        key = (values["year"], values["name"])
        before = self.seen.setdefault(key, row.number)
        if before != row.number:
            return RowPlan(
                Outcome.FAILED, {"name": _("The same figure stands in row %(row)d.") % {"row": before}}
            )
        facts = {name: values.get(name) or "" for name in ("measure", "source")}
        stored = self.stored.get(key)
        if (
            stored
            and stored.amount == values["amount"]
            and all(getattr(stored, name) == value for name, value in facts.items())
        ):
            return RowPlan(Outcome.SAME)

        def act() -> str:
            made = keep_past_figure(
                unit=self.unit, year=key[0], name=key[1], amount=values["amount"], actor=self.actor, **facts
            )
            return str(made.pk)

        left = {"amount": str(values["amount"]), **facts}
        if stored is None:
            told = {"unit": self.unit, "year": key[0], "name": key[1], "amount": values["amount"], **facts}
            return RowPlan(Outcome.NEW, act=act, before={"left": left}, facts=told)
        words = {"now": number(stored.amount), "then": number(values["amount"])}
        undo = {"left": left, "was": _told(stored)}
        return RowPlan(
            Outcome.CHANGED, {"amount": _("%(now)s becomes %(then)s") % words}, act=act, before=undo
        )


def _told(figure: PastFigure) -> dict[str, str]:
    return {"amount": str(figure.amount), "measure": figure.measure, "source": figure.source}


def _withdraw(figure: PastFigure, before: Mapping[str, Any], actor: Actor) -> None:
    require_as_left(figure, _told(figure), before.get("left"))
    withdraw_past_figure(figure=figure, actor=actor)


def _restore(figure: PastFigure, before: Mapping[str, Any], actor: Actor) -> None:
    require_as_left(figure, _told(figure), before.get("left"))
    was = dict(before["was"])
    amount = Decimal(was.pop("amount"))
    keep_past_figure(unit=figure.unit, year=figure.year, name=figure.name, amount=amount, actor=actor, **was)


def _add_many(facts: Sequence[Any], actor: Actor) -> list[str]:
    unit = facts[0]["unit"]  # an import goes to one federation
    figures = [{key: value for key, value in told.items() if key != "unit"} for told in facts]
    return [str(figure.pk) for figure in add_past_figures(unit=unit, figures=figures, actor=actor)]


_where = UnitTargets("past_figure", gettext_lazy("Past results are kept by the office of the federation."))


def _result_url(target: Target) -> str:
    return f"{reverse('knowledge:year_compare')}?unit={target.key}"


PAST_FIGURES: Any = register(
    Importer(
        kind="past_results",
        title=pgettext_lazy("import", "Results of past years"),
        help=gettext_lazy("One row for each year and figure; they stand beside the years counted here."),
        columns=COLUMNS,
        right=("import", "past_figure"),
        target_label=gettext_lazy("Federation"),
        targets=_where.targets,
        target_of=_where.target_of,
        named_target=_where.named_target,
        planner=PastFigurePlanner,
        actor_of=actor_of,
        result_url=_result_url,
        take_back=taking_back(
            lambda: PastFigure.objects.select_related("unit"), withdraw=_withdraw, restore=_restore
        ),
        add_many=_add_many,
    )
)
