"""What a survey list of candidate unions tells, in the words that offices use."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.exchange import cells
from dundian.exchange.cells import BadCell
from dundian.exchange.importers import ImportColumn
from dundian.exchange.reading import Cell
from dundian.org.models import UnitKind

KIND_WORDS = {
    UnitKind.NEW_EMPLOYMENT: """新就业形态工会 新就业形态 新就业形态劳动者工会 新就业形态工会联合会 新就业群体工会
        新业态工会 新业态""",
    UnitKind.PARK: """开发区（产业园区）工会 开发区（园区）工会 开发区工会 产业园区工会 工业园区工会 园区工会
        开发区 产业园区 园区""",
    UnitKind.TOWNSHIP: "乡镇（街道）工会 乡镇（街道）总工会 乡镇工会 街道工会 乡镇（街道） 乡镇 街道",
    UnitKind.COMMUNITY: "社区（村）工会 村（社区）工会 社区工会 村工会 社区（村） 村（社区） 社区",
    UnitKind.NON_PUBLIC: """非公有制企业工会 非公企业工会 民营企业工会 私营企业工会 非公有制企业 非公企业
        民营企业 非公""",
    UnitKind.ENTERPRISE: "企业工会 国有企业工会 国企工会 国有企业 企业",
    UnitKind.SOCIAL: "社会组织工会联合会 社会组织工会 社会组织联合工会 社会组织",
}
KINDS: dict[str, str] = {
    word: kind for kind, words in KIND_WORDS.items() for word in (*words.split(), str(kind))
}
KINDS_OFFERED = tuple(words.split()[0] for words in KIND_WORDS.values())


def _steps(*words: str) -> dict[str, int]:
    """Words for 1, 2, 3, 4 and 5."""
    return {word: step for step, said in enumerate(words, 1) for word in said.split()}


DEGREES = _steps(
    "低 很低 简单 不复杂 平稳", "较低 较简单", "中 中等 一般", "较高 较复杂 较为复杂", "高 很高 复杂 非常复杂"
)
STRENGTHS = _steps(
    "弱 很弱 薄弱 差 低", "较弱 较薄弱 较为薄弱 相对薄弱 较差", "中 中等 一般", "较强 较好", "强 好 高"
)


def degree(meanings: Mapping[str, int], offered: str) -> cells.Reader:
    """1 to 5, as a figure or in words."""

    def read(cell: Cell) -> int:
        text = cells.half_width(cell).replace(" ", "")
        figure = re.fullmatch(r"([1-5])(?:\.0+)?(?:分|级)?", text)
        if figure:
            return int(figure[1])
        if text not in meanings:
            raise BadCell(_("Give a figure from 1 to 5, or %(words)s.") % {"words": offered})
        return meanings[text]

    return read


COLUMNS = (
    ImportColumn(
        "name",
        gettext_lazy("Grassroots union"),
        cells.line(100),
        """工会名称 基层工会名称 工会组织名称 基层工会 备选点位 点位名称 拟选点位 拟蹲点工会 蹲点单位 蹲点点位
        单位名称 名称""",
        required=True,
        example="示例市飞骑外卖配送行业工会",
        width=30,
    ),
    ImportColumn(
        "code",
        gettext_lazy("Union code"),
        cells.line(20),
        "工会代码 工会编码 统一社会信用代码 社会信用代码 组织代码 代码 工会法人登记证号",
        help=gettext_lazy("The best way to recognise a union again; may be left blank."),
        width=20,
    ),
    ImportColumn(
        "county",
        gettext_lazy("County"),
        cells.line(100),
        """区县 县区 所在区县 所属区县 所在县区 所属县区 区（县） 县（区） 所在县（区） 县（市、区） 所在县（市、区）
        县市区 所属区（县）总工会 区县总工会 所在地区 地区 隶属工会 上级工会 主管工会""",
        example="示例县",
        help=gettext_lazy(
            "The county whose federation the union belongs to; 市本级 for those directly under the city."
        ),
    ),
    ImportColumn(
        "kind",
        gettext_lazy("Kind"),
        cells.one_of(KINDS, KINDS_OFFERED),
        "类别 类型 工会类别 工会类型 点位类型 点位类别 工会性质",
        required=True,
        example="新就业形态工会",
        choices=KINDS_OFFERED,
        width=22,
    ),
    ImportColumn(
        "workers",
        gettext_lazy("Workers"),
        cells.count(),
        "职工人数 职工数 职工总数 从业人员数 从业人数 劳动者人数 覆盖职工数 用工人数",
        example="1260",
        scales=True,
        width=10,
    ),
    ImportColumn(
        "members",
        gettext_lazy("Members"),
        cells.count(),
        "会员人数 会员数 会员总数 工会会员数 工会会员 已入会人数",
        example="430",
        scales=True,
        width=10,
    ),
    ImportColumn(
        "complexity",
        gettext_lazy("Complexity of labour relations"),
        degree(DEGREES, "高、中、低"),
        "劳动关系复杂程度 劳动关系复杂性 劳动关系状况 劳动关系情况 劳动关系 复杂程度",
        example="高",
        help=gettext_lazy("高, 中, 低, or a figure from 1 (simple) to 5 (complex)."),
        width=12,
    ),
    ImportColumn(
        "foundation",
        gettext_lazy("Foundation of union work"),
        degree(STRENGTHS, "强、中、弱"),
        "工会工作基础 工会工作基础情况 工作基础 工会基础 基础情况",
        example="弱",
        help=gettext_lazy("强, 中, 弱, or a figure from 1 (weak) to 5 (strong)."),
        width=12,
    ),
    ImportColumn(
        "weaknesses",
        gettext_lazy("Weaknesses"),
        cells.words(40),
        "薄弱环节 薄弱点 存在问题 存在的问题 存在的主要问题 主要问题 问题短板 短板弱项 短板",
        example="工会制度不完善、服务职工的方式方法不足",
        help=gettext_lazy("Several are separated by 、."),
        width=30,
    ),
    ImportColumn(
        "contact",
        pgettext_lazy("column", "Contact"),
        cells.line(40),
        "联系人 联系人姓名 工会联系人 工会负责人 工会主席 负责人 对接人 联络员",
        example="示例二 13800000000",
        width=20,
    ),
    ImportColumn(
        "phone",
        gettext_lazy("Telephone"),
        cells.phone,
        "联系电话 电话 手机 手机号 手机号码 联系方式 联系人电话",
        example="13800000000",
        width=16,
    ),
    ImportColumn(
        "note",
        gettext_lazy("Survey note"),
        cells.paragraph(2000),
        "备注 调研情况 基本情况 简介 情况说明 选点理由",
        width=30,
    ),
)
