"""A campaign, how it is built up, what it asks for, and the sites it chose."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dundian.campaign import asked  # noqa: F401  (tables of this room)
from dundian.kernel.models import Record, new_id
from dundian.org.models import Person, Unit, UnitKind

if TYPE_CHECKING:
    from dundian.org.access import Actor


def ids_over(paths: Iterable[str]) -> set[int]:
    """Ids of the units at and above the tops of these subtrees."""
    return {int(label) for path in paths for label in path.split(".") if label}


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, actor: "Actor") -> "CampaignQuerySet":
        """Campaigns in scope, and those of the units above once they are no drafts any more."""
        above = Q(unit__in=ids_over(actor.paths("view", "campaign"))) & ~Q(state=Campaign.State.DRAFT)
        return self.filter(Q(unit__in=actor.units("view", "campaign")) | above)


class Campaign(Record):
    """One federation's stationing programme for one period, perhaps beneath a parent campaign."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Running")
        CLOSED = "closed", _("Ended")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns", verbose_name=_("federation"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    aims = models.TextField(_("aims and requirements"), blank=True)
    selection = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("criteria of selection")
    )
    role_names = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("roles of cadres")
    )
    role_activities = models.JSONField(_("activities that count to each role"), default=dict, blank=True)
    baseline_form = models.ForeignKey(
        "BaselineForm",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("baseline form"),
    )
    task_sets: "models.ManyToManyField[TaskSet, Any]" = models.ManyToManyField(
        "TaskSet", blank=True, related_name="campaigns", verbose_name=_("task sets")
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-year", "-id"], name="campaign_unit_year"),
            models.Index(fields=["-year", "-id"], name="campaign_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "name"], name="campaign_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(Record):
    """A part of the campaign's time, such as mobilisation, work on site, closing."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="stages")
    name = models.CharField(_("name"), max_length=60)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    content = models.TextField(_("what is done"), blank=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="stage_dates")]

    def __str__(self) -> str:
        return self.name


class Initiative(Record):
    """A key project or multi-year action (重点工程、三年行动) that sites and tasks count towards."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="initiatives")
    name = models.CharField(_("name"), max_length=100)
    note = models.TextField(_("note"), blank=True)
    origin = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name=_("deployed from")
    )

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name


class GroupMember(Record):
    """A seat in the campaign's leading group."""

    class Seat(models.TextChoices):
        HEAD = "head", _("Group head")
        DEPUTY = "deputy", _("Deputy head")
        MEMBER = "member", _("Member")
        OFFICE = "office", _("Office director")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="group")
    person = models.ForeignKey(Person, models.PROTECT, related_name="group_seats")
    seat = models.CharField(_("seat"), max_length=10, choices=Seat.choices, default=Seat.MEMBER)
    duty = models.CharField(_("duty"), max_length=100, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="group_person_once")]

    def __str__(self) -> str:
        return str(self.person)


class AreaCharge(Record):
    """A leader answers for a subtree of units in a campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="charges")
    person = models.ForeignKey(Person, models.PROTECT, related_name="charges")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="charges", verbose_name=_("area"))

    class Meta:
        ordering = ["unit__place", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="charge_area_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.person}"


def measures_people(measure: str) -> bool:
    """人, 人次, 户, 名, 位: a small amount of these is a small number of people."""
    return any(word in measure for word in "人户名位")


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, actor: "Actor") -> "IndicatorQuerySet":
        """Indicators defined in scope, and those of the units above, which are used beneath."""
        above = ids_over(actor.paths("view", "indicator"))
        return self.filter(Q(unit__in=actor.units("view", "indicator")) | Q(unit__in=above))


class Indicator(Record):
    """A counted result. Federations define their own; a parent's are used beneath it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="indicators")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=40)
    measure = models.CharField(_("unit of measure"), max_length=10)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    place = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(_("in use"), default=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="indicator_once")]

    def __str__(self) -> str:
        return f"{self.name}（{self.measure}）"

    @property
    def counts_people(self) -> bool:
        return measures_people(self.measure)


class TaskSetQuerySet(models.QuerySet["TaskSet"]):
    def visible_to(self, actor: "Actor") -> "TaskSetQuerySet":
        """Task sets made in scope, and the published ones of the units above."""
        above = Q(unit__in=ids_over(actor.paths("view", "task_set"))) & ~Q(state=TaskSet.State.DRAFT)
        return self.filter(Q(unit__in=actor.units("view", "task_set")) | above)


class TaskSet(Record):
    """A versioned template of tasks: a published version never changes; a new version starts as its copy."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="task_sets", verbose_name=_("federation"))
    name = models.CharField(_("name"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = TaskSetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name", "year", "edition"], name="taskset_once")
        ]

    def __str__(self) -> str:
        return self.name if self.edition == 1 else f"{self.name}（v{self.edition}）"


class TaskSetItem(Record):
    """One line of a task set. An open line (empty name) is for the federation to fill; a suggestion is marked so.

    `key` stays the same over the editions, so that a new edition finds the tasks that came from an older one.
    """

    task_set = models.ForeignKey(TaskSet, models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("task"), max_length=100, blank=True)
    content = models.TextField(_("what is asked"), blank=True)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("indicator")
    )
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    due_after_days = models.PositiveSmallIntegerField(_("due, days after the start"), null=True, blank=True)
    fixed_on = models.DateField(_("fixed date"), null=True, blank=True)
    before_end = models.PositiveSmallIntegerField(
        _("fixed, working days before the end"), null=True, blank=True
    )
    takes_days = models.PositiveSmallIntegerField(_("takes, working days"), default=5)
    weight = models.PositiveSmallIntegerField(_("weight"), default=10)
    evidence = models.CharField(_("evidence expected"), max_length=200, blank=True)
    after: "models.ManyToManyField[TaskSetItem, Any]" = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="before", verbose_name=_("comes after")
    )
    suggested = models.BooleanField(_("suggestion only"), default=False)
    key = models.UUIDField(default=new_id, editable=False)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task_set", "place"], name="taskset_place"),
            models.UniqueConstraint(fields=["task_set", "key"], name="taskset_key"),
            models.CheckConstraint(condition=Q(takes_days__gte=1), name="taskset_takes"),
        ]

    def __str__(self) -> str:
        return self.name


class Quota(Record):
    """How many sites of a kind the campaign wants."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="quotas")
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    wanted = models.PositiveSmallIntegerField(_("number wanted"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "kind"], name="quota_kind_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.wanted}"


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, actor: "Actor") -> "SiteQuerySet":
        """Sites at units in scope; to a department also those of its own federation's campaigns.

        Only a department serves the unit above it: a county's own handler does not look into the city's campaign.
        """
        federations = {
            a.unit.parent_id
            for a in actor.appointments
            if a.unit.kind == UnitKind.DEPARTMENT and actor.can("assist", "site", a.unit) and a.unit.parent_id
        }
        served = Q(campaign__in=Campaign.objects.filter(unit__in=federations).values("pk"))
        return self.filter(actor.in_scope("view", "site") | served)


class Site(Record):
    """A grassroots union chosen in a campaign. Its rows elsewhere carry the union's unit."""

    class State(models.TextChoices):
        CHOSEN = "chosen", _("Chosen")
        ACTIVE = "active", _("Team on site")
        CLOSED = "closed", _("Ended")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sites")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sites", verbose_name=_("grassroots union"))
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("area"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CHOSEN)
    reason = models.CharField(_("why chosen"), max_length=200, blank=True)
    initiatives = models.ManyToManyField(
        Initiative, blank=True, related_name="sites", verbose_name=_("initiatives")
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-campaign", "county", "id"], name="site_order"),
            models.Index(fields=["campaign", "kind", "id"], name="site_campaign_kind"),
            models.Index(fields=["unit", "-id"], name="site_unit"),
        ]
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="site_once")]

    def __str__(self) -> str:
        return str(self.unit)
