"""Makes the workbooks under examples/: lists as offices keep them, untidy on purpose.

Nobody and nothing in them exists.

    python -m scripts.make_examples [folder]

The same every time. The demonstration imports them through the door that everybody uses.
"""

import csv
import io
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import django
import xlsxwriter

if __name__ == "__main__":  # the names of the federations are derived in a room of the application
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dundian.config.settings")
    django.setup()

from dundian.config.demo.names import names
from dundian.org.geography import Area, areas, union_name

FOLDER = Path(__file__).parents[1] / "examples"
INVENTED = "（示例数据，人名、单位名均为虚构）"
NEW, PARK, TOWN, VILLAGE, FIRM, SOCIAL = "新就业形态", "园区", "乡镇街道", "社区村", "非公", "社会组织"
# The words that offices use for one and the same kind.
SAID = {
    NEW: ["新就业形态工会", "新就业形态", "新业态工会"],
    PARK: ["开发区（产业园区）工会", "产业园区工会", "园区工会"],
    TOWN: ["乡镇（街道）工会", "乡镇工会", "乡镇（街道）工会"],
    VILLAGE: ["社区（村）工会", "村（社区）工会"],
    FIRM: ["非公有制企业工会", "非公企业工会", "非公企业"],
    SOCIAL: ["社会组织工会联合会"],
}
TREES, WATERS = "榆桐枫樟楠桉柚榕槐椿", "溪泉坪湾垭坝岭塘"
BRANDS = [
    "飞穗",
    "云禾",
    "晴岚",
    "霁光",
    "青芷",
    "鹿鸣",
    "星垂",
    "百川",
    "拾光",
    "稻里",
    "竹里",
    "橙子",
    "小满",
    "谷雨",
    "晨露",
    "远山",
]
TRADES = ["外卖配送", "快递", "网约车", "货运司机", "家政服务", "直播电商", "代驾", "即时配送"]
WORKS = ["食品", "彩灯工艺", "精细化工", "机械制造", "电子", "纺织", "建材", "包装印刷", "新材料", "调味品"]
PARKS = ["新材料产业园", "食品产业园", "现代物流园", "装备制造园", "数字经济园", "彩灯文创园"]
WEAKNESSES = [
    "工会工作基础薄弱",
    "服务职工的方式方法不足",
    "工会制度不完善",
    "职工群众认同感不强",
    "会员流动性大",
    "专职干部缺乏",
    "集体协商未开展",
]
SKILLS = [
    "法律援助",
    "集体协商",
    "劳动关系",
    "财务",
    "宣传策划",
    "心理疏导",
    "组织建设",
    "文体活动",
    "公文写作",
    "新媒体",
]
POSTS = {
    "中层": ["部长", "副部长", "主任", "副主任", "副主席"],
    "一般": ["干事", "一级科员", "科员", "工作人员"],
}


@dataclass(frozen=True)
class City:
    """A federation of the demonstration: what it lists. `bodies` are units of its own, as its lists call them."""

    code: str
    stem: str
    bodies: tuple[str, ...]
    cadres: int
    unions: dict[str, int]


ZIGONG = City(
    "510300",
    "zigong",
    (
        *("办公室", "组织部", "宣传教育部", "权益保障部", "经济技术部"),
        *("自贡市教育工会", "自贡市交通运输工会", "自贡市财贸轻纺工会", "自贡市职工服务中心工会"),
    ),
    84,
    {NEW: 62, PARK: 14, TOWN: 14, FIRM: 26, SOCIAL: 4},
)  # fmt: skip
SMALLER = (
    City("510800", "guangyuan", ("组织部", "宣传教育部", "权益保障部"), 16, {NEW: 8, FIRM: 8, TOWN: 5}),
    City("511100", "leshan", ("组织部", "宣传教育部", "权益保障部"), 12, {NEW: 8, PARK: 5, FIRM: 4}),
    City("510400", "panzhihua", ("组织部", "宣传教育部", "权益保障部"), 26, {NEW: 10, PARK: 8, VILLAGE: 8}),
    City("513200", "aba", ("组织部", "宣传教育部", "权益保障部"), 8, {TOWN: 8, NEW: 4}),
)


@dataclass
class Making:
    """One city's lists in the making."""

    city: City
    chance: random.Random = field(init=False)
    names: Iterator[str] = field(init=False)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.chance = random.Random(int(self.city.code))  # noqa: S311 - plausible variety, no secret
        self.names = names(int(self.city.code))
        every = areas()
        by_code = {a.code: a for a in every}
        own = by_code[self.city.code]
        self.federation = union_name(own, None)
        self.area = self.federation.removesuffix("总工会")
        self.counties: list[tuple[Area, str]] = [
            (a, union_name(a, own)) for a in every if a.parent == own.code
        ]
        self.mark = self.city.stem[:2].upper()

    def phone(self) -> float:
        """As spreadsheets keep it; the range is not in use."""
        return 19900010000.0 + int(self.city.code[2:4]) * 1000 + next(self.numbers)

    def born(self, year: int) -> Any:
        month, day = self.chance.randint(1, 12), self.chance.randint(1, 28)
        whole = f"{year}-{month:02}-{day:02}"
        return self.chance.choice(
            [f"{year}.{month}", f"{year}年{month}月", f"{year}{month:02}", whole, whole.replace("-", ".")]
        )

    def person(self, number: int, unit: str, post: str, grade: str, year: int) -> list[Any]:
        """姓名, 编号, 性别, 出生年月, 单位, 职务, 职级, 政治面貌, 电话, 特长, 首次, 备注."""
        chance = self.chance
        skills = chance.choice(["、", "，", "；"]).join(chance.sample(SKILLS, chance.randint(0, 3)))
        return [
            next(self.names), f"{self.mark}{number:04}", chance.choice("男女"), self.born(year), unit, post, grade,
            chance.choice(["中共党员", "中共党员", "群众"]), self.phone(), skills or None, chance.choice("是否"), None,
        ]  # fmt: skip

    def people(self) -> list[list[Any]]:
        """Leaders, the cadres to be sent (numbers from 101), and the staff of the office, unit by unit."""
        leading = range(6 if self.city is ZIGONG else 2)
        rows = [
            self.person(
                n + 1,
                self.federation,
                "党组成员、副主席" if n else "党组书记、常务副主席",
                "县处级",
                1969 + n,
            )
            for n in leading
        ]
        homes = [*self.city.bodies, *(union for _area, union in self.counties)]
        sent = [homes[n % len(homes)] for n in range(self.city.cadres)]
        number = count(101)
        for home in homes:
            for place in range(sent.count(home)):
                middle = place % 2 == 0
                grade = self.chance.choice(
                    ["中层干部", "正科级", "副科级"] if middle else ["一般干部", "科员", "社会化工会工作者"]
                )
                post = self.chance.choice(POSTS["中层" if middle else "一般"])
                rows.append(self.person(next(number), home, post, grade, self.chance.randint(1972, 1998)))
        for n in range(4 if self.city is ZIGONG else 1):
            rows.append(
                self.person(
                    901 + n, self.federation, "蹲点办工作人员", "一般干部", self.chance.randint(1985, 1998)
                )
            )
        return rows

    def unions(self) -> list[list[Any]]:
        """County by county: 区县, 名称, 类别, 职工, 会员, 复杂程度, 基础, 薄弱环节, 联系人, 电话, 专职干部, 备注."""
        chance = self.chance
        rows = []
        for kind, wanted in self.city.unions.items():
            for n in range(wanted):
                area, _union = self.counties[n % len(self.counties)]
                workers = chance.randrange(60, 2600)
                members = int(workers * chance.uniform(0.1, 0.8))
                degree, strength = chance.randint(1, 5), chance.randint(1, 5)
                rows.append([
                    area.name, self._union(kind, area.name, n // len(self.counties)), chance.choice(SAID[kind]),
                    chance.choice([workers, workers, f"{workers}人", f"约{workers}人", f"{workers:,}"]), members,
                    chance.choice([degree, "低低中高高"[degree - 1]]),
                    chance.choice([strength, "弱弱中强强"[strength - 1]]),
                    chance.choice(["、", "；"]).join(chance.sample(WEAKNESSES, chance.randint(1, 3))),
                    next(self.names), self.phone(), chance.randint(0, 2), None,
                ])  # fmt: skip
        order = [area.name for area, _union in self.counties]
        return sorted(rows, key=lambda row: order.index(row[0]))

    def _union(self, kind: str, area: str, turn: int) -> str:
        """A name that no other union of the county has."""
        place = f"{TREES[(turn * 3 + len(area)) % len(TREES)]}{WATERS[turn % len(WATERS)]}"
        brand = BRANDS[
            (turn * 5 + self.counties.index(next(c for c in self.counties if c[0].name == area)))
            % len(BRANDS)
        ]
        return {
            NEW: f"{area}{brand}{TRADES[turn % len(TRADES)]}行业工会联合会",
            PARK: f"{area}{brand}{PARKS[turn % len(PARKS)]}工会",
            TOWN: f"{area}{place}{'街道' if turn % 3 == 2 else '镇'}工会",
            VILLAGE: f"{area}{place}{'社区' if turn % 2 == 0 else '村'}工会",
            FIRM: f"{brand}{WORKS[turn % len(WORKS)]}有限公司工会",
            SOCIAL: f"{area}社会组织工会联合会",
        }[kind]


def workbook(path: Path) -> Any:
    book = xlsxwriter.Workbook(path)
    made = datetime(2024, 3, 18, 9, 30)  # noqa: DTZ001 - a date inside the file, the same every time
    book.set_properties({"author": "示例", "created": made, "comments": INVENTED})
    return book


class Sheet:
    """A sheet drawn the way offices draw them."""

    def __init__(self, book: Any, name: str) -> None:
        self.sheet = book.add_worksheet(name)
        line = {"border": 1, "valign": "vcenter", "text_wrap": True}
        self.title = book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
        self.plain = book.add_format(line)
        self.head = book.add_format({**line, "bold": True, "align": "center", "bg_color": "#DDEBF7"})

    def over(self, line: int, width: int, text: str, style: Any = None) -> None:
        self.sheet.merge_range(line, 0, line, width - 1, text, style)

    def write(self, line: int, place: int, value: Any) -> None:
        if value is None:
            self.sheet.write_blank(line, place, None, self.plain)
        else:
            self.sheet.write(line, place, value, self.plain)

    def merged_down(self, first: int, last: int, place: int, value: Any) -> None:
        if first == last:
            self.write(first, place, value)
        else:
            self.sheet.merge_range(first, place, last, place, value, self.plain)


def runs(rows: Sequence[Sequence[Any]], place: int) -> Iterator[tuple[int, int, Any]]:
    """(first, last, value) of each stretch of rows with the same value."""
    first = 0
    for n in range(1, len(rows) + 1):
        if n == len(rows) or rows[n][place] != rows[first][place]:
            yield first, n - 1, rows[first][place]
            first = n


def cadres_with_merged_units(making: Making, path: Path) -> None:
    """Title rows, a cover sheet, one header line with breaks and brackets, units merged downwards, notes at the end."""
    rows = making.people()
    book = workbook(path)
    cover = Sheet(book, "填表说明")
    cover.sheet.write(0, 0, f"{making.federation}蹲点干部名册填表说明{INVENTED}")
    cover.sheet.write(1, 0, "一、本表由各单位组织人事部门填写。")
    cover.sheet.write(2, 0, "二、电话请填写手机号码。")
    sheet = Sheet(book, "干部名册")
    header = [
        "序号", "单位（部门）", "姓  名", "人员\n编号", "性别", "出生年月", "现任职务", "职 级", "政治\n面貌",
        "联系电话（手机）", "业务特长", "是否首次蹲点", "备注",
    ]  # fmt: skip
    sheet.over(0, len(header), f"{making.federation}2024年工会干部赴基层蹲点干部名册", sheet.title)
    sheet.over(
        1, len(header), f"填报单位：{making.federation}（盖章）    填报日期：2024年3月18日    {INVENTED}"
    )
    for place, (text, width) in enumerate(
        zip(header, [6, 24, 10, 10, 6, 12, 18, 16, 10, 16, 22, 10, 12], strict=True)
    ):
        sheet.sheet.write(2, place, text, sheet.head)
        sheet.sheet.set_column(place, place, width)
    for first, last, unit in runs(rows, 4):
        sheet.merged_down(first + 3, last + 3, 1, unit)
    for line, row in enumerate(rows, 3):
        name, number, gender, born, _unit, post, grade, party, phone, skills, first_time, note = row
        cells = [
            line - 2,
            None,
            name,
            number,
            gender,
            born,
            post,
            grade,
            party,
            phone,
            skills,
            first_time,
            note,
        ]
        for place, value in enumerate(cells):
            if place != 1:
                sheet.write(line, place, value)
    end = len(rows) + 3
    sheet.over(end, len(header), f"合计：{len(rows)}人")
    sheet.sheet.write(end + 2, 0, "填表人：某某某")
    sheet.sheet.write(end + 2, 6, "审核人：某某某")
    sheet.over(end + 3, len(header), "备注：1.本表一式两份，报市总工会组织部。2.蹲点干部原则上不得随意调整。")
    book.close()


def unions_with_two_line_header(making: Making, path: Path) -> None:
    """A header of two lines, counties merged downwards, figures in several writings, subtotals and signatures."""
    rows = making.unions()
    book = workbook(path)
    sheet = Sheet(book, "备选点位")
    sheet.over(0, 13, f"{making.area}2024年蹲点备选点位调研汇总表", sheet.title)
    sheet.over(1, 13, f"单位：人    填报时间：2024年3月18日    {INVENTED}")
    for place, text in {
        0: "序号",
        1: "区（县）",
        2: "工会名称",
        3: "工会类别",
        9: "存在的主要问题",
        12: "备注",
    }.items():
        sheet.sheet.merge_range(2, place, 3, place, text, sheet.head)
    sheet.sheet.merge_range(2, 4, 2, 6, "基本情况", sheet.head)
    sheet.sheet.merge_range(2, 7, 2, 8, "调研评估", sheet.head)
    sheet.sheet.merge_range(2, 10, 2, 11, "联系方式", sheet.head)
    below = {
        4: "职工人数",
        5: "会员人数",
        6: "专职干部数",
        7: "劳动关系\n复杂程度",
        8: "工会工作\n基础",
        10: "工会负责人",
        11: "电话",
    }
    for place, text in below.items():
        sheet.sheet.write(3, place, text, sheet.head)
    for place, width in enumerate([6, 12, 36, 22, 10, 10, 10, 10, 10, 40, 12, 16, 14]):
        sheet.sheet.set_column(place, place, width)
    for first, last, area in runs(rows, 0):
        sheet.merged_down(first + 4, last + 4, 1, area)
    for line, row in enumerate(rows, 4):
        _area, name, kind, workers, members, degree, strength, weak, contact, phone, full_time, note = row
        cells = [
            line - 3,
            None,
            name,
            kind,
            workers,
            members,
            full_time,
            degree,
            strength,
            weak,
            contact,
            phone,
            note,
        ]
        for place, value in enumerate(cells):
            if place != 1:
                sheet.write(line, place, value)
    end = len(rows) + 4
    sheet.sheet.write(end, 1, "合计")
    sheet.sheet.write(end, 2, f"{len(rows)}个")
    sheet.sheet.write(end + 2, 0, "填表人：某某某        审核人：某某某        联系电话：0813-0000000")
    sheet.over(end + 3, 13, "说明：劳动关系复杂程度、工会工作基础可填高（强）、中、低（弱）或1—5分。")
    book.close()


def plain_cadres(making: Making, path: Path) -> None:
    """Columns in another order, no title, sheets before and after."""
    rows = making.people()
    book = workbook(path)
    Sheet(book, "Sheet1")
    sheet = Sheet(book, "选派干部")
    header = ["姓名", "工作单位", "职务", "干部类别", "性别", "出生年份", "编号", "手机号码", "特长", "备注"]
    for place, text in enumerate(header):
        sheet.sheet.write(0, place, text, sheet.head)
        sheet.sheet.set_column(place, place, 16)
    for line, row in enumerate(rows, 1):
        name, number, gender, born, unit, post, grade, _party, phone, skills, _first, _note = row
        for place, value in enumerate([name, unit, post, grade, gender, born, number, phone, skills, "示例"]):
            sheet.write(line, place, value)
    Sheet(book, "Sheet3")
    book.close()


def unions_as_text(making: Making, path: Path) -> None:
    """A .csv as Chinese Excel writes it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([f"{making.area}备选点位{INVENTED}"])
    writer.writerow(
        [
            "点位名称",
            "所在县（区）",
            "类型",
            "职工数",
            "会员数",
            "劳动关系",
            "工会基础",
            "薄弱环节",
            "联系人",
            "联系电话",
        ]
    )
    for row in making.unions():
        area, name, kind, workers, members, degree, strength, weak, contact, phone, _full_time, _note = row
        writer.writerow([name, area, kind, workers, members, degree, strength, weak, contact, int(phone)])
    writer.writerow(["注：以上均为示例"])
    path.write_bytes(text.getvalue().encode("gb18030"))


def with_mistakes(path: Path) -> None:
    """A list to try the mending on: most of its rows are wrong in one way or another."""
    book = workbook(path)
    sheet = Sheet(book, "名册")
    header = ["姓名", "人员编号", "性别", "出生年月", "单位", "职务", "职级", "手机"]
    rows: list[list[Any]] = [
        ["苗示例", "LX0001", "女", "1990年5月", "自贡市总工会组织部", "干事", "一般干部", 19900019001.0],
        [None, "LX0002", "男", "1988.3", "自贡市总工会组织部", "干事", "一般干部", 19900019002.0],
        ["禾示例", "LX0003", "男", "1988.3", "没有这个部门", "干事", "一般干部", 19900019003.0],
        ["溪示例", "LX0004", "未知", "88年", "组织部", "干事", "高级", "1.99E+10"],
        ["岚示例", "LX0005", "女", "1992-07-01", "权益保障部", "副部长", "中层干部", "199 0001 9005"],
        ["岚示例", "LX0005", "女", "1992-07-01", "权益保障部", "副部长", "中层干部", "199 0001 9005"],
        ["榆" * 45, "LX0007", "女", "1992-07-01", "权益保障部", "干事", "一般干部", "19900019007"],
    ]
    for place, text in enumerate(header):
        sheet.sheet.write(0, place, text, sheet.head)
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            sheet.write(line, place, value)
    book.close()


def make(folder: Path) -> None:
    """Write every workbook into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    cadres_with_merged_units(Making(ZIGONG), folder / "zigong-cadres.xlsx")
    unions_with_two_line_header(Making(ZIGONG), folder / "zigong-candidates.xlsx")
    with_mistakes(folder / "zigong-cadres-with-mistakes.xlsx")
    for city in SMALLER:
        plain_cadres(Making(city), folder / f"{city.stem}-cadres.xlsx")
        if city.stem == "guangyuan":
            unions_as_text(Making(city), folder / f"{city.stem}-candidates.csv")
        else:
            unions_with_two_line_header(Making(city), folder / f"{city.stem}-candidates.xlsx")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
