"""People from a workbook: cadres, leaders, office staff, as a federation lists them.

A person is the one with the same staff number in the federation it is imported for; without a number, the one
of the same name in the same home unit (told apart by telephone number). A blank cell never wipes out what is stored.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from dundian.kernel.text import clean_line
from dundian.org import actions
from dundian.org.access import Actor, actor_of
from dundian.org.import_targets import UnitTargets
from dundian.org.models import Grade, Person, Unit

OWN = re.compile(
    r"^(?:[省市州县区]总(?:工会)?机关|[省市州县区]总(?:工会)?|本级机关|总工会机关|本级|机关$)(?!.*总工会)"
)
GENDERS = {"女": "f", "男": "m", "female": "f", "male": "m", "f": "f", "m": "m"}
GRADE_WORDS = {
    Grade.LEADING: """县处级 处级 正县级 副县级 正处级 副处级 厅级 副厅级 领导干部 领导班子成员 县处级及以上
        处级以上领导干部 一级调研员 二级调研员 三级调研员 四级调研员 leading""",
    Grade.MIDDLE: """中层干部 中层 中干 科级 正科级 副科级 乡科级 一级主任科员 二级主任科员 三级主任科员
        四级主任科员 middle""",
    Grade.STAFF: "一般干部 干部 科员 一级科员 二级科员 办事员 工作人员 一般工作人员 staff",
    Grade.SOCIAL: "社会化工会工作者 社会化工作者 职业化工会工作者 工会社工 专职社工 社工 social",
}
GRADES = {word: grade for grade, words in GRADE_WORDS.items() for word in words.split()}
GRADES_OFFERED = tuple(words.split()[0] for words in GRADE_WORDS.values())

COLUMNS = (
    ImportColumn(
        "name",
        gettext_lazy("Name"),
        cells.person_name(40),
        "姓名 干部姓名 蹲点干部 蹲点干部姓名 人员姓名 名字",
        required=True,
        example="示例一",
    ),
    ImportColumn(
        "number",
        gettext_lazy("Staff number"),
        cells.line(20),
        "工号 人员编号 干部编号 编号 员工编号 职工编号",
        example="SL0001",
        help=gettext_lazy("The best way to recognise a person again; may be left blank."),
    ),
    ImportColumn(
        "gender",
        gettext_lazy("Gender"),
        cells.one_of(GENDERS, ("女", "男")),
        "性别",
        example="女",
        choices=("女", "男"),
        width=8,
    ),
    ImportColumn(
        "born_year",
        gettext_lazy("Year of birth"),
        cells.birth_year,
        "出生年月 出生年份 出生日期 出生年 生日",
        example="1988年3月",
        help=gettext_lazy("Only the year is kept."),
    ),
    ImportColumn(
        "home_unit",
        gettext_lazy("Home unit"),
        cells.line(100),
        "单位 所在单位 工作单位 派出单位 选派单位 单位名称 所属单位 所在部门 部门 单位部门 单位及部门 工作单位及部门",
        example="示例市总工会权益保障部",
        help=gettext_lazy(
            "Full or short name of a unit in the federation; blank means the federation itself."
        ),
        width=28,
    ),
    ImportColumn(
        "post",
        gettext_lazy("Post"),
        cells.line(60),
        "职务 现任职务 职务名称 岗位 职务职称 职位",
        example="副部长",
        width=16,
    ),
    ImportColumn(
        "grade",
        gettext_lazy("Grade"),
        cells.one_of(GRADES, GRADES_OFFERED),
        "职级 级别 干部类别 人员类别 干部级别 身份 类别",
        example="中层干部",
        choices=GRADES_OFFERED,
    ),
    ImportColumn(
        "phone",
        gettext_lazy("Mobile phone"),
        cells.phone,
        "手机 手机号 手机号码 联系手机 联系电话 电话 电话号码 移动电话 联系方式",
        example="13800000000",
        width=16,
    ),
    ImportColumn(
        "skills",
        gettext_lazy("Skills"),
        cells.words(20, 20),
        "特长 业务特长 专业特长 专长 业务专长 擅长 擅长领域",
        example="法律援助、集体协商",
        help=gettext_lazy("Several are separated by 、."),
        width=22,
    ),
    ImportColumn("note", gettext_lazy("Note"), cells.line(200), "备注 说明 备注说明", width=22),
)


class PeoplePlanner:
    """Compares rows of people with those stored under the target's unit."""

    def __init__(self, target: Target, actor: Actor) -> None:
        self.actor = actor
        self.top = Unit.objects.get(pk=target.unit.id)
        self.seen: dict[Any, int] = {}

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        units = self._units(row.values.get("home_unit") for row in rows)
        homes = [self._home(row.values.get("home_unit"), units) for row in rows]
        stored = _Stored(self.top, rows, {h.pk for h in homes if isinstance(h, Unit)})
        return [self._plan(row, home, stored) for row, home in zip(rows, homes, strict=True)]

    def _units(self, names: Iterable[str | None]) -> dict[str, list[Unit]]:
        """Open units under the target by each name that could mean them."""
        wanted = {self._full(n) for n in names if n}
        variants = wanted | {f"{self.top.name}{n}" for n in wanted}
        found = (
            Unit.objects.open()
            .within([self.top.path])
            .filter(Q(name__in=variants) | Q(short_name__in=wanted))
        )
        by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in found:
            for name in {unit.name, unit.short_name, unit.name.removeprefix(self.top.name)} - {""}:
                by_name[name].append(unit)
        return by_name

    def _full(self, name: str) -> str:
        """市总权益保障部, or 机关, as the federation itself says it: with its own name in front."""
        return OWN.sub(self.top.name, clean_line(name).replace(" ", ""))

    def _home(self, name: str | None, units: Mapping[str, list[Unit]]) -> Unit | str | None:
        """The unit, None when the cell is blank, or what is wrong with it."""
        if not name:
            return None
        found = units.get(self._full(name), [])
        exact = [u for u in found if u.name == self._full(name)] or found
        if len(exact) == 1:
            return exact[0]
        if not exact:
            return _("There is no unit “%(name)s” under %(top)s.") % {"name": name, "top": self.top.name}
        told = {"number": len(exact), "name": name}
        return _("%(number)d units are called “%(name)s”; write the full name.") % told

    def _plan(self, row: ParsedRow, home: Unit | str | None, stored: "_Stored") -> RowPlan:
        if isinstance(home, str):
            return RowPlan(Outcome.FAILED, {"home_unit": home})
        person = stored.match(row.values, home, self.top)
        if isinstance(person, RowPlan):
            return person
        again = self._again(row, person, home or self.top)
        if again:
            return again
        if person is None:
            return self._new(row.values, home or self.top)
        return self._changed(row.values, person, home)

    def _again(self, row: ParsedRow, person: Person | None, home: Unit) -> RowPlan | None:
        """The same person twice in one workbook: the second row is for a human being to decide."""
        values = row.values
        keys: list[Any] = [person.pk] if person else []
        keys += (
            [("number", values["number"])]
            if values.get("number")
            else [("name", values["name"], home.pk, values.get("phone") or "")]
        )
        before = next((self.seen[k] for k in keys if k in self.seen), None)
        for key in keys:
            self.seen.setdefault(key, row.number)
        if before is None or before == row.number:
            return None
        return RowPlan(Outcome.FAILED, {"": _("The same person stands in row %(row)d.") % {"row": before}})

    def _new(self, values: Values, home: Unit) -> RowPlan:
        if not self.actor.can("add", "person", home):
            return RowPlan(
                Outcome.FAILED, {"home_unit": _("You may not add people at %(unit)s.") % {"unit": home.name}}
            )
        facts = {k: v for k, v in values.items() if v is not None and k != "home_unit"}
        return RowPlan(
            Outcome.NEW,
            act=lambda: str(actions.add_person(home_unit=home, actor=self.actor, **facts).pk),
            facts={"home_unit": home, **facts},
        )

    def _changed(self, values: Values, person: Person, home: Unit | None) -> RowPlan:
        facts = {k: v for k, v in values.items() if v is not None and k != "home_unit"}
        if home is not None:
            facts["home_unit"] = home
        changes = {k: v for k, v in facts.items() if getattr(person, k) != v}
        if not changes:
            return RowPlan(Outcome.SAME, object_id=str(person.pk))
        if not self.actor.can("change", "person", person.home_unit):
            where = {"unit": person.home_unit.name}
            return RowPlan(
                Outcome.FAILED,
                {"": _("This person belongs to %(unit)s, where you may not change people.") % where},
            )
        told = {k: f"{_in_words(k, getattr(person, k))} → {_in_words(k, v)}" for k, v in changes.items()}
        return RowPlan(
            Outcome.CHANGED,
            told,
            str(person.pk),
            lambda: str(
                actions.edit_person(person=person, version=person.version, actor=self.actor, **changes).pk
            ),
            {"version": person.version + 1, "facts": {k: _plain(getattr(person, k)) for k in changes}},
        )


class _Stored:
    """The people that a batch of rows could mean, in two queries."""

    def __init__(self, top: Unit, rows: Sequence[ParsedRow], homes: set[int]) -> None:
        numbers = {r.values["number"] for r in rows if r.values.get("number")}
        names = {r.values["name"] for r in rows}
        within = Unit.objects.within([top.path]).values("id")
        people = Person.objects.select_related("home_unit").filter(home_unit__in=within)
        self.by_number: dict[str, list[Person]] = defaultdict(list)
        self.by_name: dict[tuple[str, int], list[Person]] = defaultdict(list)
        for person in people.filter(number__in=numbers):
            self.by_number[person.number].append(person)
        for person in people.filter(name__in=names, home_unit__in=homes | {top.pk}, left_on=None):
            self.by_name[person.name, person.home_unit_id].append(person)

    def match(self, values: Values, home: Unit | None, top: Unit) -> Person | RowPlan | None:
        """The person meant, None for a new one, or the plan of a row that must be mended."""
        number, name = values.get("number"), values["name"]
        if number:
            found = self.by_number.get(number, [])
            if len(found) > 1 and home:
                found = [p for p in found if p.home_unit_id == home.pk] or found
            if len(found) > 1:
                return RowPlan(Outcome.FAILED, {"number": _("Several people have this staff number.")})
            if found and found[0].name != name:
                message = _("This staff number belongs to %(name)s.") % {"name": found[0].name}
                return RowPlan(Outcome.FAILED, {"number": message})
            if found:
                return found[0]
        same = self.by_name.get((name, (home or top).pk), [])
        phone = values.get("phone")
        if number:  # a number given for the first time: the same person unless the telephone says otherwise
            same = [p for p in same if not p.number and (not phone or p.phone in ("", phone))]
        if len(same) > 1 and phone:
            same = [p for p in same if p.phone == phone] or same
        if len(same) > 1:
            message = _(
                "Several people of this name work here; give the staff number or the telephone number."
            )
            return RowPlan(Outcome.FAILED, {"name": message})
        return same[0] if same else None


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Unit) else value


def _restore(person: Person, before: Mapping[str, Any], actor: Actor) -> None:
    facts = dict(before["facts"])
    if "home_unit" in facts:
        facts["home_unit"] = Unit.objects.get(pk=facts["home_unit"])
    actions.edit_person(person=person, version=before["version"], actor=actor, **facts)


def _in_words(key: str, value: Any) -> str:
    if key == "grade":
        return str(Grade(value).label)
    if key == "gender":
        return str(dict(Person._meta.get_field("gender").flatchoices).get(value, "—"))
    if isinstance(value, list):
        return "、".join(value) or "—"
    return str(value.name if isinstance(value, Unit) else value or "—")


TARGETS = UnitTargets("person", gettext_lazy("You may not import people at this unit."))

PEOPLE = Importer(
    kind="people",
    title=pgettext_lazy("import", "Cadres and staff"),
    help=gettext_lazy(
        "A list of people with at least a column for the name. Whoever has the same staff number, or the same name in "
        "the same unit, is updated."
    ),
    columns=COLUMNS,
    right=("import", "person"),
    target_label=gettext_lazy("Federation"),
    targets=TARGETS.targets,
    target_of=TARGETS.target_of,
    named_target=TARGETS.named_target,
    planner=PeoplePlanner,
    actor_of=actor_of,
    result_url=lambda target: reverse("org:person_list"),
    take_back=taking_back(
        Person.objects.all,
        withdraw=lambda person, before, actor: actions.withdraw_person(person=person, actor=actor),
        restore=_restore,
    ),
    add_many=lambda facts, actor: [str(p.pk) for p in actions.add_people(people=facts, actor=actor)],
)

register(PEOPLE)
