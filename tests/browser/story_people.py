"""Who takes part in the story, and how to sit somebody down at a screen."""

from datetime import date
from pathlib import Path

from pytest_django.live_server_helper import LiveServer

from dundian.accounts.models import User
from dundian.campaign.models import Campaign, Site
from dundian.org.access import actor_of
from dundian.org.cast import client_of
from dundian.org.models import Person
from dundian.planning.models import Team
from tests.browser.story_ground import Ground, SetDay, lay_ground
from tests.browser.story_visitor import Open, Visitor, visitor


class Story:
    """What the chapters share: who is who, the day, and how to sit somebody down at a screen."""

    def __init__(self, server: LiveServer, open_context: Open, set_day: SetDay, folder: Path) -> None:
        self.server, self.open_context, self.set_day, self.folder = server, open_context, set_day, folder
        set_day(date(2024, 3, 12))
        self.ground: Ground = lay_ground()
        self.campaign: Campaign
        self.team: Team
        self.site: Site
        self.password: str
        self.seen: dict[str, set[str]] = {}

    def sit(self, user: User, *, phone: bool = False) -> Visitor:
        """`user` signed in, with the appointments of the day."""
        who = visitor(self.open_context, self.server, client_of(actor_of(user)), phone=phone)
        who.seen = self.seen.setdefault(user.username, set())
        return who

    def stranger(self) -> Visitor:
        return visitor(self.open_context, self.server, None, phone=True)

    def member(self, *, leads: bool) -> Person:
        """The leader, or the cadre, of the team that the story follows."""
        return Person.objects.select_related("user").get(
            team_places__team=self.team, team_places__leads=leads
        )

    def user(self, *, leads: bool) -> User:
        found = self.member(leads=leads).user
        assert found is not None
        return found
