"""The city's documents from April to June: issued, replaced, withdrawn, and some that are on their way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from dundian.concerns import actions as concerns
from dundian.config.demo.days import Calendar
from dundian.config.demo.ground import CITY, Ground
from dundian.config.demo.programme import Sent
from dundian.documents import actions as press
from dundian.documents import drafting
from dundian.documents.models import Document, Draft
from dundian.fieldwork.actions.filing import propose_ledger, propose_report
from dundian.fieldwork.ledger import Step
from dundian.fieldwork.models import Report
from dundian.fieldwork.queries import ledger
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.oversight.actions import draws as drawing_up
from dundian.oversight.actions import lookbacks
from dundian.oversight.models import Draw
from dundian.oversight.queries import results

PLAN = """一、总体要求
聚焦新就业形态、园区和非公企业，选派干部到职工身边去，把工会组织建起来，把职工急难愁盼解决好，做到真蹲实蹲、蹲出成效。
二、时间安排
4月进点摸底，建立职工诉求和困难职工两本账；5月至6月集中推进五项重点任务；7月总结交账，向职工和所在工会反馈办理结果。
三、重点任务
（一）思想引领。每个工作组宣讲不少于两场，用职工听得懂的话讲政策、讲权益。
（二）建会入会。把快递、外卖、货运和网约车司机作为重点，应建尽建、应入尽入。
（三）建强阵地。帮助基层工会健全委员会、经费和活动三项制度，用好户外劳动者服务站点。
（四）维权服务。走访车间班组，化解苗头性纠纷，落实高温津贴、工伤保险等规定。
（五）总结提升。每个工作组至少形成一条可复制的经验做法。
四、组织保障
县（区）总工会主要负责同志亲自过问，为工作组落实办公、用车和食宿；工作组每周向派出单位报告一次，重要情况随时报告。"""
FIRST = """一、进点情况
全市42个工作组、84名干部于4月8日前全部到岗，与所在工会办理了交接。
二、职工关心什么
开展首轮走访，反映较多的是配送站点高温补水、货运司机停车休息和园区食堂价格。
三、下步打算
对能当场答复的立即办理，需要部门支持的列出清单，5月上旬前逐项回音。"""
SECOND = """一、一个歇脚点的办成
外卖配送站点午间没有休息处，工作组与社区、沿街商户商量，腾出三处门面，配上饮水、充电和急救药品。
二、怎么办成的
先问骑手要什么，再找谁家有地方，最后定下谁来管。站点由商户日常照看，工会补助水电，骑手自己排班打扫。
三、可以借鉴的
小事不等大方案；管护责任写在墙上，比建起来更要紧。"""
WEEKLY = """一、报送内容
各工作组每周五下班前报送本周工作汇报，数据由工作日志生成，不另造表。
二、有关要求
汇报写清办了什么、还差什么、需要谁支持，不写空话。"""
CHANGED = """一、调整内容
周报改为每周日晚报送，遇法定节假日顺延至节后第一个工作日。
二、其他
原通知的其他要求不变。各工作组不再另报纸质材料。"""
MEETING = """一、时间地点
5月24日上午9时，沿滩高新区职工之家。
二、参加人员
各县（区）总工会分管负责同志，各蹲点工作组组长。"""
CONCLUSION = """首月建起的组织和制度基本站得住，职工说得出工会是谁、在哪里、能办什么。
个别点位记录不全，由所在县（区）总工会督促补齐，7月总结前再看一次。"""
ALL = "各县（区）总工会，各蹲点工作组"


@dataclass
class Filing:
    """What the office files, and who says yes to it."""

    office: Actor
    over: Actor
    unit: Unit
    teams: list[Sent]

    def issue(self, draft: Draft) -> Document:
        """Sent for review, approved by the province, numbered."""
        press.submit_draft(draft=draft, countersigners=[], actor=self.office)
        press.review_draft(draft=draft, text="同意。", actor=self.over)
        return press.issue_draft(draft=draft, actor=self.office)

    def draft(self, kind: str, title: str, text: str, **more: Any) -> Draft:
        replaces = more.pop("replaces", None)
        facts = {
            "addressees": ALL,
            "paragraphs": ["现将有关事项通知如下。"],
            "chapters": drafting.chapters_of(text),
            "closing": ["特此通知。"],
            "copies": "四川省总工会",
            **more,
        }
        return press.create_draft(
            unit=self.unit, kind=kind, title=title, facts=facts, replaces=replaces, actor=self.office
        )

    def work_plan(self) -> None:
        title = "自贡市总工会关于印发《2024年工会干部赴基层蹲点工作方案》的通知"
        self.issue(self.draft("work_plan", title, PLAN))

    def briefing(self, issue: str, title: str, text: str, opening: str) -> None:
        told = {"masthead": "蹲点工作简报", "issue": issue, "paragraphs": [opening]}
        self.issue(self.draft("briefing", title, text, **told))

    def posters(self) -> None:
        pages = [sent.site for sent in self.teams[:8]]
        self.issue(
            concerns.propose_posters(
                sites=pages, address=lambda page: f"http://localhost:8000/w/{page.token}/", actor=self.office
            )
        )

    def weekly(self) -> None:
        self.issue(self.draft("circular", "自贡市总工会关于报送蹲点工作周报的通知", WEEKLY))

    def weekly_changed(self) -> None:
        old = Document.objects.get(unit=self.unit, title__contains="报送蹲点工作周报")
        title = "自贡市总工会关于调整蹲点工作周报报送时间的通知"
        self.issue(self.draft("circular", title, CHANGED, replaces=old))

    def meeting(self) -> None:
        self.issue(self.draft("circular", "自贡市总工会关于召开蹲点工作现场推进会的通知", MEETING))

    def meeting_off(self) -> None:
        old = Document.objects.get(unit=self.unit, title__contains="现场推进会")
        press.withdraw_document(document=old, reason="因防汛值守，会议延期，另行通知。", actor=self.office)

    def look_back(self) -> None:
        """Three sites, a month after the teams came; reported as a numbered document."""
        campaign, person = self.teams[0].site.campaign, self.office.person
        draw = drawing_up.plan_draw(
            campaign=campaign, title="首月成果回头看抽样", purpose=Draw.Purpose.LOOK_BACK, size=3, by_county=True,
            by_kind=False, inspectors=[person] if person else [], informed=[], exclusions=[], actor=self.office,
        )  # fmt: skip
        drawing_up.commit_draw(draw=draw, actor=self.office)
        draw = drawing_up.make_draw(draw=draw, outside="骰子 2 5 4 1 3", actor=self.office)
        made = lookbacks.open_look_back(
            campaign=campaign, title="蹲点首月成果“回头看”", due_on=date(2024, 6, 14),
            indicators=results.lasting_for(campaign.unit), draw=draw, actor=self.office,
        )  # fmt: skip
        for number, line in enumerate(made.lines.order_by("id")):
            items = list(line.items.all())
            stands = {item.pk: ("yes", "") for item in items}
            if number == 1 and items:
                stands[items[-1].pk] = ("partly", "制度已上墙，执行记录不全，已约定6月底前补齐。")
            lookbacks.fill_look_back(
                line=line,
                looked_on=clock.today(),
                stands=stands,
                note="现场查看，与职工座谈。",
                actor=self.office,
            )
        made = lookbacks.close_look_back(look_back=made, conclusion=CONCLUSION, actor=self.office)
        self.issue(lookbacks.propose_look_back(look_back=made, actor=self.office))

    def report(self) -> None:
        accepted = Report.objects.filter(campaign__unit=self.unit, state=Report.State.ACCEPTED)
        found = accepted.order_by("starts_on", "id").first()
        if found is not None:
            self.issue(propose_report(report=found, actor=self.office))

    def ledger(self, number: int, *, issued: bool = False, asked: bool = False) -> None:
        """A team's ledger: filed, sent round to its county, or still to be reviewed."""
        sent = self.teams[number]
        compiled = ledger(subject=sent.team, since=date(2024, 4, 8), until=date(2024, 5, 31), step=Step.WEEK)
        draft = propose_ledger(ledger=compiled, step=Step.WEEK, actor=self.office)
        if issued:
            self.issue(draft)
            return
        county = [sent.site.county] if asked and sent.site.county else []
        press.submit_draft(draft=draft, countersigners=county, actor=self.office)
        if asked:
            press.review_draft(draft=draft, text="内容属实，请县（区）总工会会签。", actor=self.over)


def plan(calendar: Calendar, ground: Ground, teams: list[Sent]) -> None:
    """What goes out, and when."""
    filing = Filing(ground.offices[CITY], ground.offices["510000"], ground.unit(CITY), teams)
    first = partial(
        filing.briefing, "1", "全市42个蹲点工作组全部到岗", FIRST, "4月8日，全市蹲点工作组全部进点。"
    )
    second = partial(
        filing.briefing,
        "2",
        "小歇脚点解决大问题——外卖配送站点的做法",
        SECOND,
        "入夏以来，工作组从一口水、一把椅子做起。",
    )
    steps: list[tuple[date, Callable[[], None]]] = [
        (date(2024, 4, 3), filing.work_plan),
        (date(2024, 4, 10), filing.posters),
        (date(2024, 4, 19), first),
        (date(2024, 4, 22), filing.weekly),
        (date(2024, 5, 6), filing.weekly_changed),
        (date(2024, 5, 10), second),
        (date(2024, 5, 13), filing.meeting),
        (date(2024, 5, 20), filing.meeting_off),
        (date(2024, 6, 7), filing.look_back),
        (date(2024, 6, 11), filing.report),
        (date(2024, 6, 12), partial(filing.ledger, 0, issued=True)),
        (date(2024, 6, 13), partial(filing.ledger, 1, asked=True)),
        (date(2024, 6, 17), partial(filing.ledger, 2)),
    ]
    for day, act in steps:
        calendar.add(day, act, hour=17)
