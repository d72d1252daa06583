"""Number = list = export, for every figure and every member of the cast."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from dundian.campaign.factories import CampaignFactory, SiteFactory
from dundian.concerns.actions import raise_concern
from dundian.concerns.models import Concern
from dundian.fieldwork.models import Report, SupportRequest, Task, WorkLog
from dundian.insight import queries
from dundian.insight.figures import FIGURES, Figure, Scope
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of
from dundian.planning.models import Dispatch, Team

pytestmark = pytest.mark.django_db
VIEWERS = ("office_province", "office_city", "office_county", "leader", "department", "outsider")


@pytest.fixture
def lived(cast: Cast) -> Cast:
    """Two sites with a team each: tasks of every state, logs of this month and before, concerns, reports."""
    today, ground = clock.today(), cast.ground
    campaign = CampaignFactory(
        unit=ground.city, state="active", starts_on=today - timedelta(60), ends_on=today + timedelta(60)
    )
    for number, unit in enumerate((ground.site, ground.neighbour)):
        site = SiteFactory(
            campaign=campaign,
            unit=unit,
            kind=unit.kind,
            county=ground.county,
            state="active" if number else "chosen",
        )
        team = Team.objects.create(campaign=campaign, site=site, name=f"第{number}组", state="dispatched")
        Dispatch.objects.create(team=team, starts_on=campaign.starts_on, ends_on=campaign.ends_on)
        for n, state in enumerate(("todo", "doing", "done", "todo")):
            due = today + timedelta(5) if n < 3 else today - timedelta(1)
            Task.objects.create(
                campaign=campaign, site=site, unit=unit, name=f"任务{n}", due_on=due, state=state
            )
        for n in range(3):
            on = today.replace(day=1) - timedelta(n)
            WorkLog.objects.create(
                campaign=campaign, site=site, unit=unit, team=team, author=cast.cadre.person, on=on,
                activities=["visit"], people_met=5,
            )  # fmt: skip
        for n, (state, spent) in enumerate((("asked", None), ("confirmed", 300), ("cancelled", None))):
            SupportRequest.objects.create(
                campaign=campaign, site=site, unit=unit, kind="vehicle", text=f"用车{n}", state=state, spent=spent,
                asked_by=cast.cadre.user, holder=ground.department, department=ground.department,
                due_on=today - timedelta(1),
            )  # fmt: skip
        for weeks, state in enumerate(("submitted", "returned", "accepted")):
            first = today - timedelta(58 - 7 * weeks)
            Report.objects.create(
                campaign=campaign, team=team, site=site, unit=unit, kind="weekly", state=state,
                starts_on=first, ends_on=first + timedelta(6), due_on=first + timedelta(7),
            )  # fmt: skip
    late = raise_concern(unit=ground.site, text="逾期的一件", actor=cast.cadre)
    Concern.objects.filter(pk=late.pk).update(due_at=clock.now() - timedelta(1))
    raise_concern(unit=ground.site, text="正常的一件", actor=cast.cadre)
    return cast


def rows_of_export(member: Actor, url: str) -> int | None:
    """Rows in the workbook that the linked list exports; None when the list has no export."""
    client = client_of(member)
    page = client.get(url)
    assert page.status_code == 200, url
    found = re.search(r'href="([^"]*export/[^"]*)"', page.text)
    if not found:
        return None
    answer = client.get(found[1].replace("&amp;", "&"))
    book = CalamineWorkbook.from_filelike(BytesIO(answer.getvalue()))
    return len(book.get_sheet_by_index(0).to_python()) - 1


def test_the_story_has_something_to_count(lived: Cast) -> None:
    scope = Scope(lived.office_city)
    empty = [key for key, figure in FIGURES.items() if figure.value(scope) == 0 and key != "concerns_closed"]
    assert empty == []


@pytest.mark.parametrize("name", VIEWERS)
@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_number_list_and_export_agree(lived: Cast, figure: Figure, name: str) -> None:
    member = lived.members()[name]
    if not member.can("view", figure.noun):
        assert figure.key not in queries.figures(Scope(member), [figure.key])
        return
    scope = Scope(member)
    exported = rows_of_export(member, figure.url(scope))
    if figure.key == "people_met":
        logs = WorkLog.objects.visible_to(member).filter(on__gte=clock.today().replace(day=1))
        assert figure.value(scope) == sum(log.people_met for log in logs)
    elif figure.key == "support_spent":
        spent = SupportRequest.objects.visible_to(member).filter(spent__gt=0)
        assert figure.value(scope) == sum(row.spent or 0 for row in spent)
        assert exported == len(spent)
    elif figure.key == "reports_missing":
        page = client_of(member).get(figure.url(scope))
        assert page.text.count('data-label="') >= figure.value(scope)
    else:
        assert exported == figure.value(scope)


def test_outsiders_count_nothing(lived: Cast) -> None:
    scope = Scope(lived.outsider)
    assert {key: figure.value(scope) for key, figure in FIGURES.items() if figure.value(scope)} == {}


def test_five_sentences_with_links(lived: Cast) -> None:
    sentences = queries.sentences(lived.leader)
    assert len(sentences) == 5
    assert all("<a class=" in s for s in sentences)


def test_figures_cost_the_same_at_any_size(lived: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.sentences(lived.office_city)
        return len(found)

    before = cost()
    for n in range(20):
        raise_concern(unit=lived.ground.site, text=f"又一件{n}", actor=lived.cadre)
    assert cost() == before


def test_progress_adds_up(lived: Cast) -> None:
    campaign = Task.objects.first().campaign
    shown = queries.progress(campaign, lived.office_city)
    assert sum(line.tasks for line in shown.areas) == Task.objects.count()
    assert sum(line.late for line in shown.areas) == Task.objects.late().count()
    assert sum(line.area.sites for line in shown.areas) == 2
    assert client_of(lived.office_city).get(f"/stats/campaigns/{campaign.pk}/").status_code == 200
    assert client_of(lived.outsider).get(f"/stats/campaigns/{campaign.pk}/").status_code == 404
    assert client_of(lived.cadre).get(f"/stats/campaigns/{campaign.pk}/").status_code == 403


def test_the_tab_of_a_campaign_holds_no_page_within_the_page(lived: Cast) -> None:
    campaign = Task.objects.first().campaign
    address = f"/stats/campaigns/{campaign.pk}/"
    client = client_of(lived.office_city)
    assert "<html" in client.get(address).content.decode()
    tab = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in tab
    assert f"{address}export/" in tab
