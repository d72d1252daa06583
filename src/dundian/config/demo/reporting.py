"""Reports, plans and baselines of the demonstration: rules, one report combined and waiting, plans, start and end."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from dundian.campaign import actions as campaigns
from dundian.campaign.actions import FieldLine
from dundian.campaign.models import Campaign
from dundian.campaign.queries import Rule
from dundian.fieldwork import actions as fieldwork
from dundian.fieldwork.actions.plans import GoalLine, PlanStageLine
from dundian.fieldwork.models import Task, WorkLog
from dundian.fieldwork.queries.baselines import form_of
from dundian.org.access import Actor
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.config.demo.days import Calendar
    from dundian.config.demo.programme import Sent

A = WorkLog.Activity
# The words in a key task's name that an activity moves.
MOVES = {
    A.PUBLICITY: "思想政治引领",
    A.TRAINING: "干部队伍",
    A.ORGANISE: "有效覆盖",
    A.MEETING: "和谐劳动关系",
    A.RIGHTS: "和谐劳动关系",
    A.CARE: "维权服务",
    A.VISIT: "维权服务",
}
PARTS = ("figures", "body", "problems", "next_steps")
QUESTIONS = (
    FieldLine("在岗职工", measure="人", required=True),
    FieldLine("工会会员", measure="人", required=True),
    FieldLine("其中新就业形态劳动者", measure="人"),
    FieldLine("工会组织情况", kind="choice", choices=("未建会", "已建会未规范", "已规范运行"), required=True),
    FieldLine("签订集体合同", kind="yes_no"),
    FieldLine("建有职工之家或驿站", kind="yes_no"),
    FieldLine("当年劳动争议", measure="件"),
    FieldLine("职工最关心的问题", kind="text"),
)
START = ("186", "41", "120", "已建会未规范", "no", "no", "9", "高温作业没有歇脚点，社保不清楚。")
END = ("192", "97", "131", "已规范运行", "yes", "yes", "3", "希望驿站延长开放时间。")
SITUATION = "站点分散，职工流动大，工会小组不健全；夏季高温、社保和意外保险是职工最关心的问题。"
SUPPORT = "请市总工会权益保障部派律师每月到点一次；请县总工会协调一处歇脚点场地。"


def ask(campaign: Campaign, office: Actor) -> None:
    """Monthly and closing reports; in the city told in full, counties answer and combine them first."""
    by_area = campaign.unit.code == "510300"
    months = {"due_after": 3, "parts": PARTS, "gather_after": 8, "by_area": by_area}
    closing = {"due_after": 5, "parts": (*PARTS, "experience"), "gather_after": 10, "by_area": by_area}
    rules = [
        Rule("weekly", in_use=False),
        Rule("fortnight", in_use=False),
        Rule("monthly", **months),  # type: ignore[arg-type]
        Rule("closing", gather_countersign="head", **closing),  # type: ignore[arg-type]
    ]
    campaigns.set_report_rules(campaign=campaign, rules=rules, actor=office)
    if by_area:
        form = campaigns.create_baseline_form(
            unit=campaign.unit, name="驻点摸底表", fields=QUESTIONS, actor=office
        )
        form = campaigns.publish_baseline_form(form=form, actor=office)
        campaigns.adopt_baseline_form(campaign=campaign, form=form, actor=office)


def moved(sent: "Sent", activity: str) -> list[Task]:
    """The key task that a log of this activity moves, if the site's list has one that fits."""
    word = MOVES.get(A(activity))
    if word is None:
        return []
    return list(Task.objects.filter(site=sent.site, name__contains=word).order_by("id")[:1])


def plan(
    calendar: "Calendar",
    own: "Sent",
    others: "list[Sent]",
    county: Unit,
    county_office: Actor,
    office: Actor,
) -> None:
    """Two work plans, the baseline of the cast's site, and the county's report of May, which waits for the city."""
    calendar.add(date(2024, 4, 10), partial(_fill, own, "start", START), hour=16)
    calendar.add(date(2024, 6, 17), partial(_fill, own, "end", END), hour=16)
    for sent in others[:2]:
        calendar.add(date(2024, 4, 12), partial(_fill, sent, "start", START), hour=15)
    calendar.add(date(2024, 4, 15), partial(_plan, own, office), hour=10)
    calendar.add(date(2024, 4, 16), partial(_plan, others[0], None), hour=10)
    calendar.add(date(2024, 6, 13), partial(_combine, own.site.campaign, county, county_office), hour=11)


def _fill(sent: "Sent", moment: str, said: tuple[str, ...]) -> None:
    form = form_of(sent.site)
    if form:
        answers = {str(field.pk): text for field, text in zip(form.fields.all(), said, strict=True)}
        fieldwork.fill_baseline(site=sent.site, moment=moment, answers=answers, actor=sent.people[0])


def _plan(sent: "Sent", office: Actor | None) -> None:
    """Drafted, completed and submitted; agreed to when an office is given."""
    leader = sent.people[0]
    made = fieldwork.draft_plan(team=sent.team, actor=leader)
    goals = [
        GoalLine(g.name, g.task, g.indicator, g.target, g.who)
        for g in made.goals.select_related("task", "indicator__unit")
    ]
    stages = [PlanStageLine(s.name, s.starts_on, s.ends_on, s.content, s.who) for s in made.stages.all()]
    made = fieldwork.save_plan(
        plan=made,
        version=made.version,
        situation=f"{made.situation}\n{SITUATION}".strip(),
        aims=made.aims,
        support=SUPPORT,
        goals=goals,
        stages=stages,
        actor=leader,
    )
    made = fieldwork.submit_plan(plan=made, version=made.version, actor=leader)
    if office:
        fieldwork.agree_plan(plan=made, note="目标清楚，同意实施。", actor=office)


def _combine(campaign: Campaign, county: Unit, county_office: Actor) -> None:
    report = fieldwork.gather_report(
        campaign=campaign, unit=county, kind="monthly", starts_on=date(2024, 5, 1), actor=county_office
    )
    fieldwork.submit_report(report=report, version=report.version, actor=county_office)
