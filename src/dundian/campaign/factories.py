"""Rows for tests, made straight in the database."""

from factory.declarations import LazyAttribute, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from dundian.campaign.models import Campaign, Indicator, Initiative, Site, Stage, TaskSet, TaskSetItem
from dundian.campaign.queries import area_of
from dundian.org.factories import UnitFactory
from dundian.org.models import UnitKind


class CampaignFactory(DjangoModelFactory[Campaign]):
    """A running campaign from April to July 2024."""

    class Meta:
        model = Campaign

    unit = SubFactory(UnitFactory, kind=UnitKind.PREFECTURE)
    name = Sequence(lambda n: f"2024年工会干部赴基层蹲点行动{n or ''}")
    year = 2024
    starts_on = "2024-04-01"
    ends_on = "2024-07-31"
    state = Campaign.State.ACTIVE
    role_names = ["宣传员", "组织员", "办事员", "联络员"]


class StageFactory(DjangoModelFactory[Stage]):
    class Meta:
        model = Stage

    campaign = SubFactory(CampaignFactory)
    name = "驻点工作阶段"
    starts_on = "2024-04-01"
    ends_on = "2024-07-31"


class InitiativeFactory(DjangoModelFactory[Initiative]):
    class Meta:
        model = Initiative

    campaign = SubFactory(CampaignFactory)
    name = Sequence(lambda n: f"第{n}项重点工程")


class SiteFactory(DjangoModelFactory[Site]):
    """A chosen site in `campaign`, beneath its unit unless `unit` says otherwise."""

    class Meta:
        model = Site

    campaign = SubFactory(CampaignFactory)
    unit = SubFactory(UnitFactory, kind=UnitKind.NON_PUBLIC, parent=SelfAttribute("..campaign.unit"))
    kind = SelfAttribute("unit.kind")
    county = LazyAttribute(lambda site: area_of(site.unit) or site.campaign.unit)


class IndicatorFactory(DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    unit = SubFactory(UnitFactory, kind=UnitKind.PREFECTURE)
    code = Sequence(lambda n: f"indicator-{n}")
    name = Sequence(lambda n: f"指标{n}")
    measure = "人次"


class TaskSetFactory(DjangoModelFactory[TaskSet]):
    """A published task set without items."""

    class Meta:
        model = TaskSet

    unit = SubFactory(UnitFactory, kind=UnitKind.PREFECTURE)
    name = Sequence(lambda n: f"重点任务{n}")
    year = 2024
    state = TaskSet.State.PUBLISHED


class TaskSetItemFactory(DjangoModelFactory[TaskSetItem]):
    class Meta:
        model = TaskSetItem

    task_set = SubFactory(TaskSetFactory)
    place = Sequence(lambda n: n)
    name = Sequence(lambda n: f"任务{n}")
