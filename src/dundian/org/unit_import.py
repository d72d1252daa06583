"""Units from a workbook: federations beneath, departments, grassroots unions, each under the unit above it.

A unit is the one with the same code; without a code, the one of the same name under the same unit. A unit above may be
made by a row further up in the same workbook. Renaming and moving are steps with a reason, so a row that would do
either is left to a person.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.exchange import cells
from dundian.exchange.importers import (
    ImportColumn,
    Importer,
    Outcome,
    ParsedRow,
    RowPlan,
    Target,
    Values,
    register,
)
from dundian.exchange.taking_back import taking_back
from dundian.kernel.errors import Invalid, Refused
from dundian.org import actions
from dundian.org.access import Actor, actor_of
from dundian.org.actions.tree import check_place
from dundian.org.actions.units import fact_in_words, require_keeper
from dundian.org.import_targets import UnitTargets
from dundian.org.models import Industry, Unit, UnitKind

KIND_WORDS = {
    UnitKind.PREFECTURE: "市总工会 市（州）总工会 州总工会 地市总工会",
    UnitKind.COUNTY: "县总工会 县（市、区）总工会 区总工会 县级总工会",
    UnitKind.DEPARTMENT: "部门 内设机构 部室 机关部门",
    UnitKind.INDUSTRY: "产业工会 行业工会",
    UnitKind.AFFILIATED: "直属工会 直属基层工会",
    UnitKind.TOWNSHIP: "乡镇（街道）工会 乡镇工会 街道工会 乡镇(街道)工会",
    UnitKind.PARK: "开发区（园区）工会 园区工会 开发区工会",
    UnitKind.COMMUNITY: "社区（村）工会 社区工会 村工会",
    UnitKind.ENTERPRISE: "企业工会 国有企业工会 机关事业单位工会",
    UnitKind.NON_PUBLIC: "非公企业工会 非公有制企业工会 民营企业工会",
    UnitKind.SOCIAL: "社会组织工会联合会 社会组织工会",
    UnitKind.NEW_EMPLOYMENT: "新就业形态工会 新就业形态劳动者工会 新业态工会",
}
KINDS = {word: kind for kind, words in KIND_WORDS.items() for word in words.split()}
OFFERED = tuple(words.split()[0] for words in KIND_WORDS.values())
INDUSTRY_WORDS = {
    Industry.A: "农林牧渔业 农业 农、林、牧、渔业",
    Industry.B: "采矿业",
    Industry.C: "制造业",
    Industry.D: "电力、热力、燃气及水生产和供应业 电力热力燃气及水生产和供应业",
    Industry.E: "建筑业",
    Industry.F: "批发和零售业 批发零售业",
    Industry.G: "交通运输、仓储和邮政业 交通运输仓储和邮政业 快递业 货运业",
    Industry.H: "住宿和餐饮业 住宿餐饮业",
    Industry.I: "信息传输、软件和信息技术服务业 信息传输软件和信息技术服务业",
    Industry.J: "金融业",
    Industry.K: "房地产业 物业",
    Industry.L: "租赁和商务服务业",
    Industry.M: "科学研究和技术服务业",
    Industry.N: "水利、环境和公共设施管理业 水利环境和公共设施管理业 环卫",
    Industry.O: "居民服务、修理和其他服务业 居民服务修理和其他服务业 家政服务业",
    Industry.P: "教育 教育业",
    Industry.Q: "卫生和社会工作",
    Industry.R: "文化、体育和娱乐业 文化体育和娱乐业",
    Industry.S: "公共管理、社会保障和社会组织 公共管理社会保障和社会组织",
    Industry.T: "国际组织",
}
INDUSTRIES = {word: code for code, words in INDUSTRY_WORDS.items() for word in (code.value, *words.split())}
INDUSTRIES_OFFERED = tuple(words.split()[0] for words in INDUSTRY_WORDS.values())
FACTS = ("kind", "short_name", "code", "industry", "address")

COLUMNS = (
    ImportColumn(
        "name",
        gettext_lazy("Name of the unit"),
        cells.line(100),
        "组织名称 工会名称 单位名称 名称 基层工会名称 工会组织名称",
        required=True,
        example="示例县总工会",
        width=30,
    ),
    ImportColumn(
        "kind",
        gettext_lazy("Kind of unit"),
        cells.one_of(KINDS, OFFERED),
        "组织类别 类别 工会类别 类型 工会类型 组织类型",
        required=True,
        example="县总工会",
        choices=OFFERED,
        width=22,
    ),
    ImportColumn(
        "parent",
        gettext_lazy("Unit above"),
        cells.line(100),
        "上级组织 上级工会 隶属 隶属工会 所属工会 上级单位 主管工会",
        example="示例市总工会",
        help=gettext_lazy(
            "Full or short name, or code, of a unit in the federation or of a row further up; blank means the "
            "federation itself."
        ),
        width=30,
    ),
    ImportColumn(
        "short_name",
        gettext_lazy("Short name"),
        cells.line(40),
        "简称 组织简称",
        example="示例县总",
        width=16,
    ),
    ImportColumn(
        "code",
        pgettext_lazy("unit", "Code"),
        cells.line(20),
        "代码 区划代码 编码 统一社会信用代码 工会登记号 行政区划代码",
        example="510199",
        help=gettext_lazy("The best way to recognise a unit again; may be left blank."),
    ),
    ImportColumn(
        "industry",
        gettext_lazy("Industry"),
        cells.one_of(INDUSTRIES, INDUSTRIES_OFFERED),
        "行业 所属行业 行业门类 国民经济行业",
        example="制造业",
        help=gettext_lazy("A section of GB/T 4754, by its name or letter."),
        choices=INDUSTRIES_OFFERED,
        width=26,
    ),
    ImportColumn("address", gettext_lazy("Address"), cells.line(200), "地址 办公地址 详细地址", width=30),
)


class UnitPlanner:
    """Compares rows with the open units under the target."""

    def __init__(self, target: Target, actor: Actor) -> None:
        self.actor = actor
        self.top = Unit.objects.get(pk=target.unit.id)
        self.seen: dict[Any, int] = {}
        self.coming: dict[str, tuple[int, str]] = {}

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        stored = self._stored(rows)
        return [self._plan(row, stored) for row in rows]

    def _stored(self, rows: Sequence[ParsedRow]) -> dict[str, list[Unit]]:
        """Open units under the target by each name or code that a row could mean, in one query."""
        words = {
            str(row.values[key]) for row in rows for key in ("name", "parent", "code") if row.values.get(key)
        }
        open_ = Unit.objects.open().within([self.top.path]).select_related("parent")
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in open_.filter(Q(name__in=words) | Q(short_name__in=words) | Q(code__in=words)):
            for word in {unit.name, unit.short_name, unit.code} - {""}:
                found[word].append(unit)
        return found

    def _plan(self, row: ParsedRow, stored: dict[str, list[Unit]]) -> RowPlan:
        values = row.values
        parent = self._parent(values.get("parent"), stored)
        if isinstance(parent, RowPlan):
            return parent
        key = values.get("code") or (values["name"], str(values.get("parent") or ""))
        before = self.seen.setdefault(key, row.number)
        if before != row.number:
            return RowPlan(Outcome.FAILED, {"": _("The same unit stands in row %(row)d.") % {"row": before}})
        unit = self._known(values, parent, stored)
        if isinstance(unit, RowPlan):
            return unit
        return self._changed(values, unit, parent) if unit else self._new(row, parent)

    def _parent(self, name: str | None, stored: dict[str, list[Unit]]) -> Unit | str | RowPlan:
        """The unit above, the name of one that a row further up makes, or what is wrong."""
        if not name or name in (self.top.name, self.top.short_name, self.top.code):
            return self.top
        found = [u for u in stored.get(name, []) if u.name == name or u.code == name] or stored.get(name, [])
        if len(found) == 1:
            return found[0]
        if found:
            told = {"number": len(found), "name": name}
            return RowPlan(
                Outcome.FAILED,
                {"parent": _("%(number)d units are called “%(name)s”; write the code.") % told},
            )
        if name in self.coming:
            return name
        told = {"name": name, "top": self.top.name}
        words = _("There is no unit “%(name)s” under %(top)s, and no row further up makes it.")
        return RowPlan(Outcome.FAILED, {"parent": words % told})

    def _known(
        self, values: Values, parent: Unit | str, stored: dict[str, list[Unit]]
    ) -> Unit | RowPlan | None:
        if code := values.get("code"):
            same = [u for u in stored.get(code, []) if u.code == code]
            if same and same[0].name != values["name"]:
                words = _("This code belongs to %(name)s; renaming is done at the unit, with a reason.")
                return RowPlan(Outcome.FAILED, {"name": words % {"name": same[0].name}})
            if same:
                return same[0]
        named = [u for u in stored.get(values["name"], []) if u.name == values["name"]]
        if isinstance(parent, Unit):
            here = [u for u in named if u.parent_id == parent.pk]
            return here[0] if here else None
        return None

    def _new(self, row: ParsedRow, parent: Unit | str) -> RowPlan:
        values, above = row.values, parent
        kind = self.coming[parent][1] if isinstance(parent, str) else parent.kind
        try:
            check_place(values["kind"], Unit(kind=kind, name=str(parent)))
            require_keeper(
                actor=self.actor,
                verb="add",
                unit=parent if isinstance(parent, Unit) else self.top,
                kind=values["kind"],
            )
        except Invalid as fault:
            return RowPlan(Outcome.FAILED, {key: str(text) for key, text in fault.messages.items()})
        except Refused as refusal:
            return RowPlan(Outcome.FAILED, {"kind": str(refusal.reason)})
        for word in (values["name"], values.get("short_name"), values.get("code")):
            if word:
                self.coming.setdefault(word, (row.number, values["kind"]))

        facts = {key: values[key] for key in ("short_name", "code", "industry", "address") if values.get(key)}
        facts |= {"kind": values["kind"], "name": values["name"]}

        def act() -> str:
            return str(actions.create_unit(parent=self._found(above), actor=self.actor, **facts).pk)

        known = {"parent": above, **facts} if isinstance(above, Unit) else None
        return RowPlan(Outcome.NEW, act=act, facts=known)

    def _found(self, above: Unit | str) -> Unit:
        """The unit above, by now."""
        if isinstance(above, Unit):
            return above
        named = Q(name=above) | Q(short_name=above) | Q(code=above)
        found = list(Unit.objects.open().within([self.top.path]).filter(named)[:2])
        if len(found) != 1:
            raise Invalid({"parent": _("The unit above has not been made; mend its row first.")})
        return found[0]

    def _changed(self, values: Values, unit: Unit, parent: Unit | str) -> RowPlan:
        if values.get("parent") and (not isinstance(parent, Unit) or unit.parent_id != parent.pk):
            above = unit.parent.name if unit.parent else "—"
            words = _("It stands under %(unit)s; moving is done at the unit, with a reason.")
            return RowPlan(Outcome.FAILED, {"parent": words % {"unit": above}})
        facts = {key: values[key] for key in FACTS if values.get(key)}
        changes = {key: value for key, value in facts.items() if getattr(unit, key) != value}
        if not changes:
            return RowPlan(Outcome.SAME, object_id=str(unit.pk))
        told = {
            key: f"{fact_in_words(key, getattr(unit, key))} → {fact_in_words(key, value)}"
            for key, value in changes.items()
        }
        before = {key: getattr(unit, key) for key in changes}
        return RowPlan(
            Outcome.CHANGED,
            told,
            str(unit.pk),
            lambda: str(actions.edit_unit(unit=unit, version=unit.version, actor=self.actor, **changes).pk),
            {"version": unit.version + 1, "facts": before},
        )


def _restore(unit: Unit, before: Mapping[str, Any], actor: Actor) -> None:
    actions.edit_unit(unit=unit, version=before["version"], actor=actor, **before["facts"])


TARGETS = UnitTargets("unit", gettext_lazy("You may not import units here."))

UNITS = Importer(
    kind="units",
    title=pgettext_lazy("import", "Units"),
    help=gettext_lazy(
        "One row for each federation, department or union, with the unit above it; a unit may stand under one that a "
        "row further up makes. Whatever has the same code, or the same name under the same unit, is updated."
    ),
    columns=COLUMNS,
    right=("import", "unit"),
    target_label=gettext_lazy("Federation"),
    targets=TARGETS.targets,
    target_of=TARGETS.target_of,
    named_target=TARGETS.named_target,
    planner=UnitPlanner,
    actor_of=actor_of,
    result_url=lambda target: f"{reverse('org:unit_list')}?under={target.key}",
    take_back=taking_back(
        lambda: Unit.objects.select_related("parent"),
        withdraw=lambda unit, before, actor: actions.withdraw_unit(unit=unit, actor=actor),
        restore=_restore,
    ),
    add_many=lambda facts, actor: [str(u.pk) for u in actions.create_units(units=facts, actor=actor)],
)

register(UNITS)
