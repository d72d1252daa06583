"""The ground of the story: a real province, the people who run things in one city, and the calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from dundian.campaign.actions import ItemLine, create_indicator, create_task_set, publish_task_set
from dundian.campaign.models import TaskSet
from dundian.org.access import SYSTEM, Actor
from dundian.org.actions import create_unit
from dundian.org.cast import make_actor
from dundian.org.factories import PersonFactory, UserFactory
from dundian.org.geography import load_tree
from dundian.org.models import Grade, Person, Role, Unit, UnitKind

CITY, OTHER_CITY = "510300", "510400"
RIGHTS = "权益保障部"
DEPARTMENTS = ["办公室", "组织部", "宣传教育部", RIGHTS, "经济技术部"]
INDUSTRIES = ["教育工会", "交通运输工会", "财贸轻纺工会"]
CAMPAIGN = "自贡市总工会2024年蹲点行动"
MATTER = "旺季连续排班，休息日经常被临时叫回来，调休排不上。"
WORD = "满意，排班表提前一周贴出来了。"
SetDay = Callable[[date], None]


def calendar(settings: Any) -> SetDay:
    """`set_day(day)`: let it be nine in the morning of `day` for everybody, the server's threads as well."""

    def set_day(day: date) -> None:
        nine = timezone.make_aware(datetime.combine(day, time(9)))
        settings.CLOCK_OFFSET = nine - timezone.now()  # noqa: TID251 - this is what the clock is set against

    return set_day


@dataclass
class Ground:
    """Units by word, and the people who are there before the story begins."""

    city: Unit
    county: Unit
    department: Unit
    office: Actor
    county_office: Actor
    handler: Actor
    leader: Person
    administrator: Actor
    outsider: Actor
    tasks: TaskSet


def lay_ground() -> Ground:
    load_tree(actor=SYSTEM)
    province, city = Unit.objects.get(kind=UnitKind.PROVINCE), Unit.objects.get(code=CITY)
    county = Unit.objects.filter(parent=city).order_by("place")[0]
    department = _beside(city)[RIGHTS]
    office = make_actor("office", "市办小钱", Role.OFFICE, city)
    return Ground(
        city=city,
        county=county,
        department=department,
        office=office,
        county_office=make_actor("county", "县办小孙", Role.OFFICE, county),
        handler=make_actor("handler", "郑部门", Role.DEPARTMENT, department),
        leader=PersonFactory.create(
            user=UserFactory.create(username="leader"), name="李包片", home_unit=city, grade=Grade.LEADING
        ),
        administrator=make_actor("admin", "系统员", Role.SYSTEM_ADMIN, province),
        outsider=make_actor("outsider", "外市人", Role.OFFICE, Unit.objects.get(code=OTHER_CITY)),
        tasks=_tasks(city, office),
    )


def _beside(city: Unit) -> dict[str, Unit]:
    """Departments, industry unions and what is directly affiliated: the homes that the workbook names."""
    kinds = dict.fromkeys(DEPARTMENTS, UnitKind.DEPARTMENT) | dict.fromkeys(INDUSTRIES, UnitKind.INDUSTRY)
    kinds["职工服务中心工会"] = UnitKind.AFFILIATED
    made = {}
    for short, kind in kinds.items():
        name = f"{city.name}{short}" if kind is UnitKind.DEPARTMENT else f"自贡市{short}"
        made[short] = create_unit(parent=city, kind=kind, name=name, short_name=short, actor=SYSTEM)
    return made


def _tasks(city: Unit, office: Actor) -> TaskSet:
    """Two lines: one that the figures fill, one that is late by the middle of April."""
    talks = create_indicator(unit=city, code="talks", name="访谈干部职工", measure="人次", actor=office)
    items = [
        ItemLine(name="访谈一百名职工", indicator=talks, target=Decimal(100), due_after_days=100),
        ItemLine(name="召开一次座谈会", due_after_days=14),
    ]
    made = create_task_set(unit=city, name="两件事", year=2024, source="市总工会", items=items, actor=office)
    return publish_task_set(task_set=made, actor=office)
