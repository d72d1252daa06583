"""The office's chapters: plan, import, choose, form, send."""

from datetime import date
from pathlib import Path

from docx import Document
from playwright.sync_api import expect

from dundian.accounts.actions import open_sign_in
from dundian.campaign.actions import adopt_task_sets, charge_area
from dundian.campaign.models import Campaign
from dundian.fieldwork.models import Task
from dundian.org.access import SYSTEM
from dundian.org.actions import link_sign_in
from dundian.org.models import Person, UnitKind
from dundian.planning.models import Team
from tests.browser.story_ground import CAMPAIGN
from tests.browser.story_people import Story
from tests.browser.story_visitor import Visitor

EXAMPLES = Path(__file__).parents[2] / "examples"
QUOTAS = {
    UnitKind.NEW_EMPLOYMENT: 25,
    UnitKind.PARK: 5,
    UnitKind.TOWNSHIP: 3,
    UnitKind.NON_PUBLIC: 8,
    UnitKind.SOCIAL: 1,
}


def the_office_plans(story: Story) -> None:
    office = story.sit(story.ground.office.user)
    office.go("/")
    office.go("/campaigns/")
    office.follow("新建行动")
    office.write("行动名称", CAMPAIGN)
    office.write("开始日期", "2024-04-01")
    office.write("结束日期", "2024-07-31")
    office.write("选点标准", "职工人数较多\n劳动关系较为复杂")
    office.press("保存")
    story.campaign = Campaign.objects.get(name=CAMPAIGN)
    office.tap(office.page.locator("main a[href$='/quotas/']"))
    office.see()
    for kind, wanted in QUOTAS.items():
        office.write(str(kind.label), str(wanted))
    office.press("保存")
    adopt_task_sets(campaign=story.campaign, task_sets=[story.ground.tasks], actor=story.ground.office)
    _ask_for_monthly_reports(story, office)
    charge_area(
        campaign=story.campaign,
        person=story.ground.leader,
        unit=story.ground.county,
        actor=story.ground.office,
    )
    office.go(f"/campaigns/{story.campaign.pk}/")
    office.follow("启动")
    office.press("启动")
    expect(office.page.get_by_text("42").first).to_be_visible()


def _ask_for_monthly_reports(story: Story, office: Visitor) -> None:
    """One report for each month on the next working day, and the closing one as shipped."""
    office.go(f"/campaigns/{story.campaign.pk}/plan/")
    office.tap(office.page.locator("main a[href$='/reports/']"))
    office.see()
    for kind in ("weekly", "monthly"):
        office.tap(office.page.locator(f"[name={kind}_in_use]"))
    office.page.locator("[name=monthly_due_after]").fill("1")
    office.press("保存")
    asked = story.campaign.report_rules.filter(in_use=True)
    assert set(asked.values_list("kind", "due_after")) == {("monthly", 1), ("closing", 5)}


def the_workbooks_come_in(story: Story) -> None:
    story.set_day(date(2024, 3, 19))
    office = story.sit(story.ground.office.user)
    for kind, name in (("people", "zigong-cadres.xlsx"), ("candidates", "zigong-candidates.xlsx")):
        office.go("/imports/")
        office.go(f"/imports/new/?kind={kind}")
        office.page.set_input_files("input[type=file]", EXAMPLES / name)
        office.press("上传并预检")
        expect(office.page.get_by_role("heading", level=1)).to_have_text(name)
        office.tap(office.page.locator("main a[href$='/apply/']"))
        office.see()
        office.press("导入")
        expect(office.page.get_by_text("表格已导入。")).to_be_visible()
    office.follow("查看导入结果")
    assert story.campaign.candidates.count() == 120
    assert Person.objects.filter(number__startswith="ZI").count() == 94


def the_cadre_gets_a_sign_in(story: Story) -> None:
    """The cadre's through the pages; the team leader's, told and changed long ago, by the action."""
    person = story.member(leads=False)
    administrator = story.sit(story.ground.administrator.user)
    administrator.go(f"/sign-ins/?q={person.name}")
    administrator.follow("开通登录", within=administrator.page.get_by_role("row", name=person.name))
    administrator.write("登录名", "cadre")
    administrator.press("开通登录")
    story.password = administrator.page.locator("dd").nth(1).inner_text().strip()
    lead = story.member(leads=True)
    user, _password = open_sign_in(
        username="team-leader",
        display_name=lead.name,
        actor=SYSTEM,
        password="walnut-hill-2024",
        must_change=False,
    )
    link_sign_in(person=lead, user=user, actor=SYSTEM)


def teams_are_sent(story: Story) -> None:
    story.set_day(date(2024, 3, 29))
    office = story.sit(story.ground.office.user)
    office.go(f"/campaigns/{story.campaign.pk}/teams/")
    with office.at_most(6):
        office.follow("选派")
        office.press("下一步")
        office.press("选派并印发通知")
        notice = office.take("下载选派通知（.docx）", story.folder)
    document = Document(str(notice))
    told = "\n".join(
        [p.text for p in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    names = list(Team.objects.filter(campaign=story.campaign).values_list("name", flat=True))
    assert len(names) == 42
    assert [name for name in names if name not in told] == []
    assert Task.objects.filter(campaign=story.campaign).count() == 84
    office.go(f"/teams/{story.team.pk}/")
    office.go(f"/sites/{story.site.pk}/")
    office.go("/teams/")
    office.go("/documents/")
