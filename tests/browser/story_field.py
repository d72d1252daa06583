"""The chapters on site and after: log, concern, report, ledger, task, and the leader's look."""

from datetime import date

from playwright.sync_api import expect

from dundian.concerns.models import Concern
from dundian.fieldwork.models import Report, Task, WorkLog
from tests.browser.story_book import sheet
from tests.browser.story_ground import MATTER, WORD
from tests.browser.story_people import Story
from tests.browser.story_visitor import Visitor


def the_cadre_logs(story: Story) -> None:
    story.set_day(date(2024, 4, 17))
    cadre = story.stranger()
    cadre.go("/sign-in/")
    cadre.write("登录名", "cadre")
    cadre.write("密码", story.password)
    cadre.press("登录")
    cadre.write("当前密码", story.password)
    cadre.write("新密码", "walnut-river-2024")
    cadre.write("再次输入新密码", "walnut-river-2024")
    cadre.press("保存新密码")
    cadre.go("/")
    cadre.go("/today/")
    with cadre.at_most(6):
        cadre.follow("写日志")
        cadre.tap(cadre.page.locator("label", has_text=str(WorkLog.Activity.VISIT.label)).first)
        cadre.write("访谈干部职工", "12")
        cadre.tap(cadre.page.get_by_text("职工诉求、意见和建议", exact=True))
        cadre.write("反映事项", MATTER)
        cadre.press("保存")
    log = WorkLog.objects.get(site=story.site)
    assert (log.on, log.author) == (date(2024, 4, 17), story.member(leads=False))
    cadre.go(f"/tasks/?site={story.site.pk}")
    expect(cadre.page.get_by_text("12/100").first).to_be_visible()
    cadre.go(f"/logs/{log.pk}/")
    cadre.go("/today/")


def the_concern_goes_its_way(story: Story) -> None:
    story.set_day(date(2024, 4, 18))
    concern = Concern.objects.get(text=MATTER)
    address = f"/concerns/{concern.number}/"
    lead = story.sit(story.user(leads=True))
    county, handler = story.sit(story.ground.county_office.user), story.sit(story.ground.handler.user)
    lead.go("/concerns/")
    lead.go(address)
    _refer(lead, story.ground.county.name, "超出工作组职权。")
    county.go("/")
    county.go(address)
    _answer(county, "退回", "请先与企业协商，再报市总工会权益保障部。")
    lead.go(address)
    expect(lead.page.get_by_text("请先与企业协商").first).to_be_visible()
    _refer(lead, story.ground.department.name, "需要部门的专业意见。")
    handler.go("/")
    handler.go(address)
    _answer(handler, "接收", "")
    handler.write("原因", "与职工、企业核实，属实。")
    handler.press("理清思路")
    handler.write("要达到什么", "两周内公示新排班规则。")
    handler.write("何时完成", "2024-05-10")
    handler.write("如何衡量", "公示照片和职工代表签字。")
    handler.press("制定目标")
    handler.write("做了什么", "企业已公示并执行。")
    handler.press("落实措施")
    handler.follow("办结")
    handler.tap(handler.page.locator("label", has_text="已解决").first)
    handler.write("办理情况", "排班规则已公示，职工代表签字确认。")
    handler.write("职工评价", WORD)
    handler.press("办结")
    concern.refresh_from_db()
    assert (concern.step, concern.workers_word) == (Concern.Step.CLOSED, WORD)
    assert concern.handler == story.ground.department


def _refer(who: Visitor, to: str, why: str) -> None:
    who.follow("转办")
    who.write("转给", to)
    who.write("理由", why)
    who.press("转办")


def _answer(who: Visitor, answer: str, words: str) -> None:
    with who.at_most(3):
        who.tap(who.page.locator("label", has_text=answer).first)
        if words:
            who.write("办理意见", words)
        who.press("答复转办")


def the_report_goes_up(story: Story) -> None:
    story.set_day(date(2024, 5, 2))
    lead, office = story.sit(story.user(leads=True)), story.sit(story.ground.office.user)
    lead.go("/")
    lead.go("/reports/due/")
    lead.tap(lead.page.get_by_role("button", name="生成初稿").first)
    lead.see()
    report = Report.objects.get(team=story.team)
    assert "访谈干部职工 12 人次" in report.body
    lead.go(f"/reports/{report.pk}/edit/")
    lead.write("工作开展情况", report.body + "\n与企业负责人见面两次。")
    lead.press("保存")
    _submit(lead)
    office.go("/reports/")
    office.go(f"/reports/{report.pk}/")
    with office.at_most(3):
        office.follow("退回")
        office.write("退回原因", "存在问题请举实例。")
        office.press("退回")
    lead.go(f"/reports/{report.pk}/")
    expect(lead.page.get_by_text("存在问题请举实例。").first).to_be_visible()
    lead.follow("编辑")
    lead.write("存在问题和诉求", "三家门店没有公示排班。")
    lead.press("保存")
    _submit(lead)
    office.go(f"/reports/{report.pk}/")
    with office.at_most(3):
        office.follow("审核通过")
        office.press("审核通过")
    report.refresh_from_db()
    assert report.state == Report.State.ACCEPTED


def _submit(lead: Visitor) -> None:
    lead.press("报送", see=False)
    lead.tap(lead.page.locator("dialog button[value=yes]"))
    expect(lead.page.get_by_text("汇报已报送。").first).to_be_visible()
    lead.see()


def the_ledger_is_exported(story: Story) -> None:
    story.set_day(date(2024, 5, 6))
    office = story.sit(story.ground.office.user)
    office.go(f"/ledger/?site={story.site.pk}&step=month&until=2024-04-30")
    with office.at_most(2):
        file = office.take("导出", story.folder)
    rows = sheet(file, story.folder)
    heading = next(n for n, row in enumerate(rows) if "参与干部" in row)
    told = dict(zip(rows[heading], rows[heading + 1], strict=True))
    cadre, leader = story.member(leads=False), story.member(leads=True)
    assert told["参与干部"] == cadre.name
    assert told["组织领导"].splitlines() == ["李包片（包片领导）", f"{leader.name}（组长）"]
    assert told["驻点时间"] == "1天"
    assert told["职工意见"] == MATTER
    assert "访谈干部职工 12 人次" in told["办理结果"]
    assert told["职工评价"] == WORD


def a_task_is_finished(story: Story) -> None:
    lead = story.sit(story.user(leads=True), phone=True)
    lead.go("/today/")
    with lead.at_most(2):
        lead.follow("完成：召开一次座谈会")
        lead.press("完成")
    assert Task.objects.get(site=story.site, name="召开一次座谈会").state == Task.State.DONE


def the_leader_finds_what_is_late(story: Story) -> None:
    user = story.ground.leader.user
    assert user is not None
    leader = story.sit(user)
    late = Task.objects.filter(name="召开一次座谈会", unit__path__within=story.ground.county.path)
    late = late.exclude(state=Task.State.DONE)
    leader.go("/")
    with leader.at_most(2):
        sentence = leader.page.get_by_role("listitem").filter(has_text="逾期").first
        leader.follow(str(late.count()), within=sentence)
        leader.tap(leader.page.locator("table tbody a").first)
        leader.see()
    expect(leader.page.get_by_text("逾期").first).to_be_visible()
    assert leader.page.url.rstrip("/").rpartition("/")[2] in {
        str(pk) for pk in late.values_list("pk", flat=True)
    }
