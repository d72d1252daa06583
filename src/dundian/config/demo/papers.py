"""Documents at every stage of their way, tables that are kept, and what other programs may read."""

from datetime import timedelta
from typing import Any

from dundian.api.actions import add_webhook, ask_token, release_token
from dundian.config.demo.ground import CITY, Ground
from dundian.documents import actions as press
from dundian.documents import drafting
from dundian.documents.models import Draft
from dundian.insight.actions import keep_table
from dundian.kernel import clock
from dundian.org.access import Actor

HEAT = """一、落实防暑降温责任
各工作组要督促点位用人单位按标准发放高温津贴，合理安排户外作业时间。
二、建好用好歇脚点
各县总工会6月底前完成辖区户外劳动者服务站点检查，补齐饮水、急救药品和充电设备。
三、及时反映困难
职工反映的防暑降温问题，受理后三个工作日内答复。"""
SUPPORT = """一、驻点保障
各县总工会为驻点干部落实办公场所、工作用车和食宿。
二、关心关爱
工作组组长每半月与组员谈心一次，家庭有困难的及时报告。"""


def _draft(office: Actor, unit: Any, title: str, text: str, kind: str = "circular") -> Draft:
    facts = {
        "addressees": "各县（区）总工会，各蹲点工作组",
        "paragraphs": ["经研究，现将有关事项通知如下。"],
        "chapters": drafting.chapters_of(text),
        "closing": ["特此通知。"],
        "masthead": "蹲点工作简报",
        "issue": "3",
    }
    return press.create_draft(unit=unit, kind=kind, title=title, facts=facts, actor=office)


def lay_out(ground: Ground, administrator: Actor) -> None:
    """On the day on which the demonstration stands."""
    office, over, department = ground.offices[CITY], ground.offices["510000"], ground.departments[CITY]
    unit = ground.unit(CITY)
    first = _draft(office, unit, "自贡市总工会关于做好蹲点干部服务保障的通知", SUPPORT)
    press.submit_draft(draft=first, countersigners=[], actor=office)
    press.review_draft(draft=first, text="同意。", actor=over)
    press.issue_draft(draft=first, actor=office)
    heat = _draft(office, unit, "自贡市总工会关于做好夏季防暑降温工作的通知", HEAT)
    main = department.main
    press.submit_draft(draft=heat, countersigners=[main.unit] if main else [], actor=office)
    press.review_draft(draft=heat, text="同意，请权益保障部会签。", actor=over)
    returned = _draft(
        office, unit, "自贡市总工会关于第二季度蹲点工作督查情况的通报", SUPPORT, "inspection_bulletin"
    )
    press.submit_draft(draft=returned, countersigners=[], actor=office)
    press.return_draft(draft=returned, reason="第二部分数据与台账不一致，请核对后再报。", actor=over)
    _draft(office, unit, "高温天里，工作组在忙什么", HEAT, "briefing")
    for name, figure, down, across, every in (
        ("各县诉求进展", "concerns_raised", "area", "month", "week"),
        ("各县任务完成", "tasks_done", "area", "", "month"),
    ):
        told = {"figure": figure, "down": down, "across": across}
        conditions = {key: value for key, value in told.items() if value}
        keep_table(name=name, conditions=conditions, shared=True, every=every, actor=office)
    until = clock.today() + timedelta(days=180)
    screen, _secret = ask_token(
        unit=unit, name="市总统计展示屏", purpose="机关大厅展示蹲点进展", scopes=["campaigns", "tasks", "figures"],
        expires_on=until, actor=administrator,
    )  # fmt: skip
    release_token(token=screen, actor=office)
    ask_token(
        unit=unit, name="办公室月度报表（WPS）", purpose="每月汇总任务和成果", scopes=["tasks", "logs"],
        expires_on=until, in_address=True, actor=administrator,
    )  # fmt: skip
    add_webhook(
        unit=unit, name="市总协同办公系统", url="https://oa.example.org/hooks/dundian",
        events=["team.dispatched", "concern.closed"], actor=administrator,
    )  # fmt: skip
