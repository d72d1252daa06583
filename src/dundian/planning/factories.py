"""Rows for tests, made straight in the database."""

from datetime import date

from factory.declarations import SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from dundian.campaign.factories import CampaignFactory, SiteFactory
from dundian.org.factories import PersonFactory, UnitFactory
from dundian.org.models import UnitKind
from dundian.planning.models import Candidate, Dispatch, Team, TeamMember


class CandidateFactory(DjangoModelFactory[Candidate]):
    """An open candidate in `campaign`, beneath its unit unless `unit` says otherwise."""

    class Meta:
        model = Candidate

    campaign = SubFactory(CampaignFactory)
    unit = SubFactory(UnitFactory, kind=UnitKind.NON_PUBLIC, parent=SelfAttribute("..campaign.unit"))
    kind = SelfAttribute("unit.kind")


class TeamFactory(DjangoModelFactory[Team]):
    """A team without members, at a site of its campaign."""

    class Meta:
        model = Team

    campaign = SubFactory(CampaignFactory)
    site = SubFactory(SiteFactory, campaign=SelfAttribute("..campaign"))
    name = Sequence(lambda n: f"第{n}蹲点工作组")


class TeamMemberFactory(DjangoModelFactory[TeamMember]):
    class Meta:
        model = TeamMember

    team = SubFactory(TeamFactory)
    person = SubFactory(PersonFactory)


class DispatchFactory(DjangoModelFactory[Dispatch]):
    """A team that has been sent, from April to July 2024, without a notice."""

    class Meta:
        model = Dispatch

    team = SubFactory(TeamFactory, state=Team.State.DISPATCHED)
    starts_on = date(2024, 4, 1)
    ends_on = date(2024, 7, 31)
