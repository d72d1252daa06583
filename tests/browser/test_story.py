"""One city's programme lived through in a browser, from the workbooks to the ledger.

Only the pages are used, by each person with the own sign-in; the clock goes on between the chapters. Every page on
the way is looked at by `Visitor.see`: no accessibility violation, no breach of the policy, no sideways scroll at 1440
and at 360 px, and not heavier than promised.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from dundian.concerns.models import Concern
from dundian.fieldwork.models import Report, Task, WorkLog
from dundian.org.access import actor_of
from dundian.org.cast import client_of
from tests.browser import story_field as field
from tests.browser import story_office as office
from tests.browser import story_planning as planning
from tests.browser.story_ground import CAMPAIGN, MATTER, calendar
from tests.browser.story_people import Story
from tests.browser.story_visitor import Open

SEARCHED = ["/people/", "/units/", "/sites/", "/teams/", "/tasks/", "/logs/", "/concerns/", "/reports/"]
LISTS = [
    "/",
    "/campaigns/",
    "/leaves/",
    "/documents/",
    "/stats/",
    "/imports/",
    "/candidates/",
    "/ledger/",
    *SEARCHED,
]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_story(live_server: LiveServer, open_context: Open, settings: Any, tmp_path: Path) -> None:
    story = Story(live_server, open_context, calendar(settings), tmp_path)
    chapters: list[Callable[[Story], None]] = [
        office.the_office_plans,
        office.the_workbooks_come_in,
        planning.the_counties_add_theirs,
        planning.sites_are_planned,
        planning.people_are_assigned,
        office.the_cadre_gets_a_sign_in,
        office.teams_are_sent,
        field.the_cadre_logs,
        field.the_concern_goes_its_way,
        field.the_report_goes_up,
        field.the_ledger_is_exported,
        field.a_task_is_finished,
        field.the_leader_finds_what_is_late,
        the_outsider_sees_nothing,
    ]
    for chapter in chapters:
        chapter(story)


def the_outsider_sees_nothing(story: Story) -> None:
    outsider = story.sit(story.ground.outsider.user)
    secrets = [CAMPAIGN, MATTER, story.site.unit.name, story.team.name, story.member(leads=False).name]
    for address in LISTS:
        outsider.go(address)
        text = outsider.page.content()
        assert [secret for secret in secrets if secret in text] == [], address
    for address in SEARCHED:
        outsider.go(address)
        box = outsider.page.locator("form.filters input:is([type=text], [type=search])").first
        for secret in secrets:
            box.fill(secret[:40])
            with outsider.page.expect_response(
                lambda response: response.request.resource_type == "xhr"
            ) as answer:
                box.press("Enter")
            assert "<tbody>" not in answer.value.text(), f"{address} finds {secret}"
    client: Client = client_of(actor_of(story.ground.outsider.user))
    for address in addresses(story):
        assert client.get(address).status_code == 404, address


def addresses(story: Story) -> list[str]:
    """Where the things of the story stand."""
    log, report = WorkLog.objects.get(site=story.site), Report.objects.get(team=story.team)
    concern = Concern.objects.get(text=MATTER)
    task = Task.objects.filter(site=story.site)[0]
    candidate = story.campaign.candidates.all()[0]
    people = [story.member(leads=leads).pk for leads in (True, False)]
    campaign = f"/campaigns/{story.campaign.pk}/"
    return [
        campaign,
        *(
            f"{campaign}{part}/"
            for part in ("plan", "sites", "teams", "candidates", "dispatch", "quotas", "reports")
        ),
        f"/candidates/{candidate.pk}/",
        f"/sites/{story.site.pk}/",
        f"/teams/{story.team.pk}/",
        f"/tasks/{task.pk}/",
        f"/logs/{log.pk}/",
        f"/concerns/{concern.number}/",
        f"/reports/{report.pk}/",
        f"/reports/{report.pk}/print/",
        f"/reports/{report.pk}/download/",
        f"/documents/{story.team.dispatch.notice_id}/file/",
        f"/stats/campaigns/{story.campaign.pk}/",
        f"/units/{story.site.unit_id}/",
        *(f"/people/{pk}/" for pk in people),
    ]
