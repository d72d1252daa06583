"""Concerns from a workbook: the list of a hotline, answers of a survey, what came up at a meeting.

A ticket's number stands once in the federation it is imported for, so that the same list read twice makes no doubles; a
row without a number is the same when text, union and day are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.campaign.models import Site
from dundian.concerns import actions
from dundian.concerns.actions.withdrawing import withdraw_concern
from dundian.concerns.identifying import mask
from dundian.concerns.identity import CellVault
from dundian.concerns.models import Concern
from dundian.exchange import cells
from dundian.exchange.importers import ImportColumn, Importer, Outcome, ParsedRow, RowPlan, Target, register
from dundian.exchange.taking_back import taking_back
from dundian.org.access import Actor, actor_of
from dundian.org.import_targets import UnitTargets
from dundian.org.models import Unit

Kind, Topic, Source = Concern.Kind, Concern.Topic, Concern.Source
KINDS = {
    "诉求": Kind.CONCERN, "投诉": Kind.CONCERN, "求助": Kind.CONCERN, "举报": Kind.CONCERN, "维权": Kind.CONCERN,
    "意见": Kind.OPINION, "建议": Kind.SUGGESTION, "咨询": Kind.CONSULTATION, "表扬": Kind.PRAISE, "感谢": Kind.PRAISE,
}  # fmt: skip
SOURCES = {
    "12351": Source.HOTLINE, "12345": Source.HOTLINE, "热线": Source.HOTLINE, "12351热线": Source.HOTLINE,
    "12345热线": Source.HOTLINE, "职工热线": Source.HOTLINE, "市民热线": Source.HOTLINE, "问卷": Source.SURVEY,
    "调查问卷": Source.SURVEY, "调研": Source.SURVEY, "会议": Source.MEETING, "座谈会": Source.MEETING,
    "走访": Source.VISIT, "来访": Source.VISIT, "来信": Source.VISIT,
}  # fmt: skip
TOPICS = {
    "工资": Topic.WAGES, "劳动报酬": Topic.WAGES, "欠薪": Topic.WAGES,
    "劳动合同": Topic.CONTRACT, "合同": Topic.CONTRACT,
    "社会保险": Topic.INSURANCE, "社保": Topic.INSURANCE, "安全": Topic.SAFETY, "劳动保护": Topic.SAFETY,
    "安全卫生": Topic.SAFETY, "工时": Topic.HOURS, "休息休假": Topic.HOURS, "工时休假": Topic.HOURS,
    "福利": Topic.WELFARE, "生活": Topic.WELFARE, "生活福利": Topic.WELFARE, "困难帮扶": Topic.WELFARE,
    "工会": Topic.UNION, "工会工作": Topic.UNION, "培训": Topic.SKILLS, "技能": Topic.SKILLS, "其他": Topic.OTHER,
}  # fmt: skip

COLUMNS = (
    ImportColumn(
        "unit",
        gettext_lazy("Where it arose"),
        cells.line(100),
        "单位 所在单位 工作单位 用工单位 单位名称 涉及单位 企业名称 工会 所属工会 反映单位",
        required=True,
        example="示例物流有限公司工会",
        help=gettext_lazy("Full or short name of a union in the federation."),
        width=28,
    ),
    ImportColumn(
        "text",
        gettext_lazy("The matter"),
        cells.paragraph(2000),
        "诉求内容 内容 事项 问题 主要内容 诉求 反映内容 反映事项 工单内容 问题描述 意见建议 诉求事项",
        required=True,
        example="高温天气户外作业，没有发高温津贴。",
        width=50,
    ),
    ImportColumn(
        "kind",
        gettext_lazy("Kind"),
        cells.one_of(KINDS, ("诉求", "意见", "建议", "咨询", "表扬")),
        "类型 诉求类型 工单类型 类别 性质",
        example="诉求",
        choices=("诉求", "意见", "建议", "咨询", "表扬"),
        width=10,
    ),
    ImportColumn(
        "topic",
        gettext_lazy("Topic"),
        cells.one_of(TOPICS, ("工资", "劳动合同", "社会保险", "安全", "其他")),
        "主题 分类 诉求分类 问题分类",
        example="工资",
        width=12,
    ),
    ImportColumn(
        "source",
        gettext_lazy("How it was heard"),
        cells.one_of(SOURCES, ("12351", "12345", "问卷", "座谈会", "走访")),
        "来源 渠道 来源渠道 受理渠道 热线",
        example="12351",
        choices=("12351", "12345", "问卷", "座谈会", "走访"),
        width=12,
    ),
    ImportColumn(
        "outside_number",
        gettext_lazy("Number of the outside ticket"),
        cells.line(40),
        "工单号 工单编号 编号 受理编号 来电编号 单号 流水号",
        example="20240612000123",
        help=gettext_lazy("The best way to recognise a row again; needed for a hotline."),
        width=20,
    ),
    ImportColumn(
        "people",
        gettext_lazy("Workers concerned"),
        cells.count(),
        "涉及人数 人数 职工人数",
        example=12,
        width=10,
    ),
    ImportColumn(
        "name",
        gettext_lazy("Worker’s name"),
        cells.line(40),
        "姓名 反映人 诉求人 来电人 联系人 职工姓名",
        example="",
        help=gettext_lazy("Kept sealed; may be left blank."),
        width=12,
    ),
    ImportColumn(
        "contact",
        gettext_lazy("Phone or other contact"),
        cells.line(60),
        "电话 联系电话 来电号码 手机 手机号 联系方式",
        example="",
        help=gettext_lazy("Kept sealed; may be left blank."),
        width=16,
    ),
)


class ConcernPlanner:
    """Compares rows with the concerns stored beneath the target's unit."""

    def __init__(self, target: Target, actor: Actor) -> None:
        self.actor = actor
        self.top = Unit.objects.get(pk=target.unit.id)
        self.seen: dict[Any, int] = {}

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        names = {row.values["unit"] for row in rows}
        within = Unit.objects.open().within([self.top.path])
        units: dict[str, list[Unit]] = {}
        for unit in within.filter(name__in=names) | within.filter(short_name__in=names):
            for name in {unit.name, unit.short_name} & names:
                units.setdefault(name, []).append(unit)
        found = [unit for same in units.values() for unit in same]
        sites = {
            s.unit_id: s
            for s in Site.objects.filter(unit__in=found).select_related("campaign").order_by("id")
        }
        beneath = Concern.objects.filter(unit__path__within=[self.top.path])
        numbers = {row.values.get("outside_number") for row in rows} - {None, ""}
        tickets = {c.outside_number: c for c in beneath.filter(outside_number__in=numbers)}
        texts = {mask(row.values["text"]) for row in rows if not row.values.get("outside_number")}
        same = {(c.text, c.unit_id): c for c in beneath.filter(text__in=texts, unit__in=found)}
        return [self._plan(row, units, sites, tickets, same) for row in rows]

    def _plan(
        self,
        row: ParsedRow,
        units: Mapping[str, list[Unit]],
        sites: Mapping[int, Site],
        tickets: Mapping[str, Concern],
        same: Mapping[tuple[str, int], Concern],
    ) -> RowPlan:
        values = row.values
        named = units.get(values["unit"], [])
        if len(named) != 1:
            none = _("There is no union of this name under %(top)s.")
            message = (
                none if not named else _("Several unions under %(top)s have this name; write the full one.")
            )
            return RowPlan(Outcome.FAILED, {"unit": message % {"top": self.top.name}})
        unit, number = named[0], values.get("outside_number") or ""
        if values.get("source") == Source.HOTLINE and not number:
            return RowPlan(Outcome.FAILED, {"outside_number": _("Give the number of the hotline's ticket.")})
        if not self.actor.can("raise", "concern", unit):
            return RowPlan(Outcome.FAILED, {"unit": _("You may not write down concerns at this union.")})
        stored = tickets.get(number) if number else same.get((mask(values["text"]), unit.pk))
        if stored:
            return RowPlan(Outcome.SAME, object_id=str(stored.pk))
        key = number or (values["text"], unit.pk)
        before = self.seen.setdefault(key, row.number)
        if before != row.number:
            return RowPlan(
                Outcome.FAILED, {"": _("The same matter stands in row %(row)d.") % {"row": before}}
            )
        return RowPlan(Outcome.NEW, act=lambda: self._raise(values, unit, sites.get(unit.pk), number))

    def _raise(self, values: Mapping[str, Any], unit: Unit, site: Site | None, number: str) -> str:
        concern = actions.raise_concern(
            unit=unit,
            site=site,
            text=values["text"],
            kind=values.get("kind") or Kind.CONCERN,
            topic=values.get("topic") or Topic.OTHER,
            source=values.get("source") or (Source.HOTLINE if number else Source.SURVEY),
            outside_number=number,
            people=max(values.get("people") or 1, 1),
            reporter=values.get("name") or "",
            contact=values.get("contact") or "",
            actor=self.actor,
        )
        return str(concern.pk)


TARGETS = UnitTargets("concern", gettext_lazy("You may not import concerns at this unit."))

CONCERNS = register(
    Importer(
        kind="concerns",
        title=pgettext_lazy("import", "Workers’ concerns"),
        help=gettext_lazy(
            "A hotline’s list, a survey, what came up at a meeting: at least a column for the union and one for the "
            "matter. A ticket’s number is taken once; names and telephone numbers are sealed from the first moment."
        ),
        columns=COLUMNS,
        right=("import", "concern"),
        target_label=gettext_lazy("Federation"),
        targets=TARGETS.targets,
        target_of=TARGETS.target_of,
        named_target=TARGETS.named_target,
        planner=ConcernPlanner,
        actor_of=actor_of,
        result_url=lambda target: reverse("concerns:concern_list"),
        vault=CellVault(),
        take_back=taking_back(
            lambda: Concern.objects.select_related("unit"),
            withdraw=lambda concern, before, actor: withdraw_concern(concern=concern, actor=actor),
        ),
    )
)
