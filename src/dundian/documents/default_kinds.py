"""The kinds that come with the program, and the examples their trial prints show: invented, every one."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from dundian.documents.kinds import DocumentKind, Field, Shape, register

LINE, PARAGRAPHS, DAY, ROWS = Shape.LINE, Shape.PARAGRAPHS, Shape.DAY, Shape.ROWS
ORGAN = Field("organ", _("Issuing organ"), example="盐都市总工会")
ADDRESSEES = Field("addressees", _("Sent to"), required=False, example="各县总工会，各有关基层工会")
TEXT = Field("paragraphs", _("Text"), PARAGRAPHS, example=["经市总工会党组研究，现将有关事项通知如下。"])
HEADING = Field("heading", _("Heading"), example="一、总体要求")
CHAPTERS = Field(
    "chapters",
    _("Chapters"),
    ROWS,
    required=False,
    inside=(HEADING, Field("paragraphs", _("Text"), PARAGRAPHS)),
    example=[
        {
            "heading": "一、总体要求",
            "paragraphs": [
                "坚持问题导向，选派干部到基层一线，与职工同吃、同住、同劳动，摸清一线实情，解决急难愁盼。"
            ],
        },
        {
            "heading": "二、重点任务",
            "paragraphs": [
                "（一）加强思想引领。每个工作组开展宣讲不少于两场，把党的声音传到车间班组。",
                "（二）推动建会入会。以新就业形态劳动者为重点，做到应建尽建、应入尽入。",
            ],
        },
        {
            "heading": "三、工作要求",
            "paragraphs": [
                "各级工会要把蹲点工作摆上重要日程，主要负责同志亲自过问，确保真蹲实蹲、取得实效。"
            ],
        },
    ],
)
CLOSING = Field("closing", _("Closing words"), PARAGRAPHS, required=False, example=["特此通知。"])
PARTS = Field(
    "parts",
    _("Parts"),
    ROWS,
    inside=(HEADING, Field("lines", _("Lines of text"), PARAGRAPHS)),
    required=False,
)
ANNEXES = Field(
    "annexes",
    _("Annexes"),
    ROWS,
    required=False,
    inside=(Field("name", _("Name of the annex")), PARTS),
    example=[
        {
            "name": "先进单位和先进个人名单",
            "parts": [
                {"heading": "一、先进单位（2个）", "lines": ["灯城县总工会", "飞骑外卖配送工会"]},
                {
                    "heading": "二、先进个人（2名）",
                    "lines": ["示例甲　盐都市总工会权益保障部", "示例乙　灯城县总工会"],
                },
            ],
        }
    ],
)
SIGNED_BY = Field("signed_by", _("Signed by"), example="第一蹲点工作组")
SUBTITLE = Field("subtitle", _("Subtitle"), required=False, example="（2024年4月—7月）")
ISSUE = Field("issue", _("Issue number"), example="1")


def title(example: str) -> Field:
    return Field("title", _("Title"), example=example)


def masthead(example: str) -> Field:
    return Field("masthead", _("Masthead"), example=example)


CIRCULAR = (ORGAN, ADDRESSEES, TEXT, CHAPTERS, CLOSING, ANNEXES)
TEAMS = Field(
    "teams",
    _("Teams"),
    ROWS,
    inside=(
        Field("place", _("No.")),
        Field("name", _("Team")),
        Field("site", _("Site")),
        Field("leader", _("Team leader")),
        Field("members", _("Members of the team")),
        Field("roles", _("Roles")),
        Field("starts_on", _("First day"), DAY),
        Field("ends_on", _("Last day"), DAY),
    ),
    example=[
        {
            "place": n,
            "name": f"第{n}蹲点工作组",
            "site": "飞骑外卖配送工会",
            "leader": "示例甲",
            "members": "示例乙",
            "roles": "宣传员、组织员",
            "starts_on": date(2024, 4, 8),
            "ends_on": date(2024, 7, 31),
        }
        for n in range(1, 4)
    ],
)
FIGURES = Field(
    "figures",
    _("Table of figures"),
    ROWS,
    required=False,
    inside=(
        Field("name", _("Indicator")),
        Field("amount", _("This period")),
        Field("total", _("In all")),
        Field("target", _("Target figure")),
    ),
    example=[
        {"name": "访谈（人次）", "amount": "36", "total": "212", "target": "300"},
        {"name": "发展会员（人）", "amount": "18", "total": "96", "target": "120"},
    ],
)
BLOCKS = Field(
    "blocks",
    _("Chapters and tables"),
    ROWS,
    inside=(
        HEADING,
        Field("paragraphs", _("Text"), PARAGRAPHS),
        Field("head", _("Headings of the table"), PARAGRAPHS, required=False),
        Field("rows", _("Rows of the table"), PARAGRAPHS, required=False),
    ),
    example=[
        {
            "heading": "一、基本情况",
            "paragraphs": ["全市共派出工作组42个、干部84名，覆盖点位42个，联系职工1.2万人。"],
            "head": [],
            "rows": [],
        },
        {
            "heading": "二、主要成效",
            "paragraphs": ["各工作组按照任务清单逐项推进，职工反映的突出问题大多得到解决。"],
            "head": ["指标", "内容", "完成", "目标"],
            "rows": [
                ["发展会员", "新就业形态劳动者入会", "1,236人", "1,000人"],
                ["化解纠纷", "工资、工伤争议", "57件", "—"],
            ],
        },
    ],
)
ENTRIES = Field(
    "entries",
    _("Ledger entries"),
    ROWS,
    inside=tuple(
        Field(name, words)
        for name, words in (
            ("on", _("First and last day")),
            ("people", _("Cadres taking part")),
            ("time", _("Time on site")),
            ("opinions", _("Workers’ opinions")),
            ("matters", _("Matters dealt with")),
            ("results", _("Results")),
            ("word", _("Workers’ word")),
        )
    ),
    example=[
        {
            "on": "2024-05-13\n至2024-05-19",
            "people": "示例甲、示例乙",
            "time": "5天",
            "opinions": "夏季午间配送温度高，希望增设歇脚点。",
            "matters": "协调沿街商户设立“骑手歇脚点”，并配饮水和充电设备。",
            "results": "已设歇脚点3处",
            "word": "满意",
        },
        {
            "on": "2024-05-20\n至2024-05-26",
            "people": "示例甲",
            "time": "4天",
            "opinions": "高温津贴未按月发放。",
            "matters": "与公司行政协商，列入集体合同附件。",
            "results": "6月起按月发放",
            "word": "基本满意",
        },
    ],
)
LEADING = Field(
    "leading",
    _("Organisation and leadership"),
    required=False,
    example="示例丙（领导包片）、示例甲（组长）",
)
SHEETS = Field(
    "sheets",
    _("Posters"),
    ROWS,
    inside=(
        Field("union", _("Name of the union")),
        Field("address", _("Address of the page")),
        Field("code", _("Address as a QR code"), Shape.CODE),
    ),
    example=[
        {
            "union": union,
            "address": f"https://example.org/w/{token}/",
            "code": f"https://example.org/w/{token}/",
        }
        for union, token in (("飞骑外卖配送工会", "a2b3c4d5e6f7"), ("老窖食品公司工会", "h2j3k4m5n6p7"))
    ],
)
MEMBERS = Field(
    "members",
    _("Members of the team"),
    ROWS,
    inside=(Field("name", _("Name")), Field("unit", _("Unit")), Field("roles", _("Roles"))),
    example=[
        {"name": "示例甲", "unit": "盐都市总工会权益保障部", "roles": "组长、组织员"},
        {"name": "示例乙", "unit": "灯城县总工会", "roles": "宣传员、联络员"},
    ],
)

register(
    DocumentKind(
        "dispatch_notice",
        _("Dispatch notice"),
        "dispatch_notice",
        (
            ORGAN,
            title("盐都市总工会关于选派干部赴基层蹲点的通知"),
            Field("addressees", _("Sent to"), example="各县总工会，各有关基层工会"),
            TEXT,
            Field("annex", _("Name of the annex"), example="蹲点工作组名单"),
            TEAMS,
        ),
        drafted=False,
        sent_down=True,
    )
)
register(
    DocumentKind(
        "dispatch_letter",
        _("Dispatch letter"),
        "dispatch_letter",
        (
            ORGAN,
            title("选派函"),
            Field("addressees", _("Sent to"), example="飞骑外卖配送工会"),
            Field(
                "paragraphs",
                _("Text"),
                PARAGRAPHS,
                example=[
                    "兹选派第一蹲点工作组于2024年4月8日至7月31日到你单位蹲点，请予接洽，并为工作开展提供必要条件。"
                ],
            ),
            MEMBERS,
        ),
        drafted=False,
        mark="函",
    )
)
register(
    DocumentKind(
        "report",
        _("Periodic report"),
        "report",
        (title("第一蹲点工作组周报"), SUBTITLE, FIGURES, CHAPTERS, SIGNED_BY),
        drafted=False,
        numbered=False,
    )
)
register(
    DocumentKind(
        "letter",
        _("Letter on a concern"),
        "letter",
        (
            ORGAN,
            title("工会劳动法律监督提示函"),
            Field("subject", _("Subject"), example="关于高温津贴发放"),
            Field("addressees", _("Sent to"), example="老窖食品公司"),
            Field(
                "paragraphs",
                _("Text"),
                PARAGRAPHS,
                example=[
                    "近期接到职工反映，你单位未按月发放高温津贴。请核实有关情况，并于收到本函之日起10个工作日内书面函复。"
                ],
            ),
        ),
        drafted=False,
        mark="提函",
    )
)
register(
    DocumentKind(
        "handover",
        _("Handover sheet"),
        "report",
        (title("工作交接单"), SUBTITLE, FIGURES, CHAPTERS, SIGNED_BY),
        drafted=False,
        numbered=False,
    )
)
register(
    DocumentKind(
        "work_plan",
        _("Programme work plan"),
        "circular",
        (title("盐都市总工会关于印发《2024年工会干部赴基层蹲点工作方案》的通知"), *CIRCULAR),
        sent_down=True,
    )
)
register(
    DocumentKind(
        "briefing",
        _("Briefing"),
        "briefing",
        (
            masthead("蹲点工作简报"),
            ISSUE,
            ORGAN,
            title("飞骑外卖配送工会：小歇脚点解决大问题"),
            TEXT,
            CHAPTERS,
        ),
        numbered=False,
        sent_down=True,
        mark="简",
    )
)
register(
    DocumentKind(
        "ledger",
        _("Performance ledger"),
        "ledger",
        (title("第一蹲点工作组履职台账"), SUBTITLE, LEADING, ENTRIES, SIGNED_BY),
        drafted=False,
        mark="台账",
    )
)
register(
    DocumentKind(
        "inspection_bulletin",
        _("Inspection bulletin"),
        "circular",
        (title("盐都市总工会关于2024年第二季度蹲点工作督查情况的通报"), *CIRCULAR),
        sent_down=True,
    )
)
register(
    DocumentKind(
        "look_back_report",
        _("Look-back report"),
        "findings",
        (ORGAN, title("盐都市总工会关于2024年蹲点工作“回头看”情况的报告"), ADDRESSEES, BLOCKS),
        drafted=False,
    )
)
register(
    DocumentKind(
        "commendation",
        _("Commendation decision"),
        "circular",
        (title("盐都市总工会关于表扬2024年蹲点工作先进单位和先进个人的决定"), *CIRCULAR),
        sent_down=True,
    )
)
register(
    DocumentKind(
        "citation",
        _("Citation"),
        "citation",
        (
            ORGAN,
            Field("heading", _("Heading"), example="荣誉证书"),
            Field("recipient", _("Recipient"), example="示例甲同志"),
            Field(
                "paragraphs",
                _("Text"),
                PARAGRAPHS,
                example=[
                    "在2024年工会干部赴基层蹲点工作中表现突出，被评为“蹲点工作先进个人”。特发此证，以资鼓励。"
                ],
            ),
        ),
        mark="证",
        drafted=False,
    )
)
register(
    DocumentKind(
        "minutes",
        _("Minutes"),
        "minutes",
        (
            masthead("蹲点工作领导小组会议纪要"),
            ISSUE,
            ORGAN,
            title("2024年蹲点工作推进会会议纪要"),
            TEXT,
            CHAPTERS,
            Field("present", _("Present"), required=False, example="示例甲、示例乙、示例丙"),
            Field("absent", _("Excused"), required=False, example="示例丁"),
            Field("attending", _("Attending"), required=False, example="各县总工会负责同志"),
        ),
        numbered=False,
        sent_down=True,
        mark="纪要",
    )
)
register(
    DocumentKind(
        "year_summary",
        _("Year’s summary"),
        "circular",
        (title("盐都市总工会关于2024年工会干部赴基层蹲点工作情况的通报"), *CIRCULAR),
        drafted=False,
        sent_down=True,
    )
)
register(
    DocumentKind(
        "poster",
        _("Poster"),
        "poster",
        (
            title("有话，对工会说"),
            Field(
                "topics",
                _("What may be raised"),
                example="工资 · 合同 · 社保 · 安全 · 工时 · 食堂 · 宿舍 · 建议",
            ),
            Field(
                "points",
                _("What a worker should know"),
                PARAGRAPHS,
                example=["不用登录，不用写名字，一分钟说完", "加密保存，只有承办人能看，不告诉您的单位"],
            ),
            Field("hotline", _("Hotline"), example="也可以拨打工会热线 12351"),
            SHEETS,
        ),
        drafted=False,
        mark="海报",
    )
)
register(
    DocumentKind(
        "circular",
        _("Circular"),
        "circular",
        (title("关于做好蹲点干部服务保障的通知"), *CIRCULAR),
        sent_down=True,
    )
)
