"""The ground of the demonstration: the tree of Sichuan, offices, departments, administrators, leaders."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dundian.campaign.catalogue import install_defaults
from dundian.campaign.models import Campaign
from dundian.config.demo.sign_ins import SignIns
from dundian.org.access import SYSTEM, Actor
from dundian.org.actions import add_person, create_unit, edit_unit
from dundian.org.geography import load_tree
from dundian.org.models import Grade, Person, Role, Unit, UnitKind

PREFECTURES = {"510300": "自贡", "510800": "广元", "511100": "乐山", "510400": "攀枝花", "513200": "阿坝"}
CITY, COUNTY, OUTSIDE = "510300", "510322", "510400"
OFFICES = {"510000": "province-office", CITY: "city-office", COUNTY: "county-office", OUTSIDE: "outsider"}
DEPARTMENTS = ["办公室", "组织部", "宣传教育部", "权益保障部", "经济技术部"]
# What a union's name tells of its industry; the first that fits.
TRADES = {
    "网约车": "G", "货运": "G", "快递": "G", "配送": "G", "代驾": "G", "直播": "F", "家政": "O", "彩灯": "C",
    "食品": "C", "机械": "C", "化工": "C", "新材料": "C",
}  # fmt: skip
INDUSTRIES = ["教育工会", "交通运输工会", "财贸轻纺工会"]


@dataclass
class Ground:
    """Units and the people who run things there; `offices` and `departments` by the code of their federation."""

    names: Iterator[str]
    sign_ins: SignIns
    province: Unit
    offices: dict[str, Actor] = field(default_factory=dict)
    departments: dict[str, Actor] = field(default_factory=dict)
    drafts: dict[str, Campaign] = field(default_factory=dict)

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)

    def person(self, unit: Unit, grade: str = Grade.STAFF, post: str = "") -> Person:
        number = next(_numbers)
        phone = f"1990000{number % 10000:04}"
        return add_person(
            home_unit=unit, name=next(self.names), grade=grade, post=post, phone=phone, actor=SYSTEM
        )


def _count() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


_numbers = _count()


def lay(names: Iterator[str], sign_ins: SignIns) -> Ground:
    """Units, departments and offices of the province and the five prefectures."""
    load_tree(actor=SYSTEM)
    province = Unit.objects.get(kind=UnitKind.PROVINCE)
    ground = Ground(names, sign_ins, province)
    install_defaults(unit=province, actor=SYSTEM)
    _federation(ground, province, "sc", DEPARTMENTS)
    for code in PREFECTURES:
        _federation(
            ground, ground.unit(code), f"p{code[2:4]}", DEPARTMENTS if code == CITY else DEPARTMENTS[1:4]
        )
    _administrators(ground)
    return ground


def _federation(ground: Ground, unit: Unit, prefix: str, departments: list[str]) -> None:
    office = ground.person(unit, Grade.MIDDLE, "蹲点办主任")
    username = OFFICES.get(unit.code, f"{prefix}-office")
    ground.offices[unit.code] = ground.sign_ins.open(office, username, Role.OFFICE, unit)
    for name in departments:
        beneath = create_unit(
            parent=unit, kind=UnitKind.DEPARTMENT, name=f"{unit.name}{name}", short_name=name, actor=SYSTEM
        )
        if name == "权益保障部":
            handler = ground.person(beneath, Grade.MIDDLE, "副部长")
            username = "department" if unit.code == CITY else f"{prefix}-rights"
            ground.departments[unit.code] = ground.sign_ins.open(handler, username, Role.DEPARTMENT, beneath)
    short = unit.name.removesuffix("总工会")
    for name in INDUSTRIES:
        create_unit(parent=unit, kind=UnitKind.INDUSTRY, name=f"{short}{name}", short_name=name, actor=SYSTEM)
    create_unit(
        parent=unit,
        kind=UnitKind.AFFILIATED,
        name=f"{short}职工服务中心工会",
        short_name="职工服务中心",
        actor=SYSTEM,
    )


def _administrators(ground: Ground) -> None:
    for role, username, post in (
        (Role.SYSTEM_ADMIN, "system-admin", "系统管理员"),
        (Role.SECURITY_ADMIN, "security-admin", "安全保密管理员"),
        (Role.AUDIT_ADMIN, "audit-admin", "安全审计员"),
    ):
        person = ground.person(ground.province, post=post)
        ground.sign_ins.cast(ground.sign_ins.open(person, username, role, ground.province), post)


def county_office(ground: Ground, county: Unit) -> Actor:
    """The office of a county, made on first need."""
    if county.code not in ground.offices:
        person = ground.person(county, Grade.MIDDLE, "总工会办公室主任")
        username = OFFICES.get(county.code, f"c{county.code[2:]}-office")
        ground.offices[county.code] = ground.sign_ins.open(person, username, Role.OFFICE, county)
    return ground.offices[county.code]


def leader(ground: Ground, home: Unit, username: str) -> Person:
    """A leader of the federation with a sign-in; the campaign puts them in charge of areas."""
    person = ground.person(home, Grade.LEADING, "党组成员、副主席")
    ground.sign_ins.open(person, username)
    person.refresh_from_db()
    return person


def name_industries(office: Actor) -> None:
    """The unions of the city that have a site, each with the industry its name tells."""
    home = office.appointments[0].unit
    for unit in Unit.objects.within([home.path]).filter(sites__isnull=False).distinct():
        code = next((code for word, code in TRADES.items() if word in unit.name), "")
        if code:
            edit_unit(unit=unit, version=unit.version, actor=office, industry=code)
