"""How a campaign chooses its sites: the criteria of a priority and the rules of the choice, all of them data."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Initiative
from dundian.kernel.models import Record
from dundian.org.models import FEDERATIONS, Unit, UnitKind

PER_CENT = [MinValueValidator(0), MaxValueValidator(100)]


class Measure(models.TextChoices):
    """What a priority can be made of; how each is read off a candidate stands in `queries.priority`."""

    WORKERS = "workers", _("Workers")
    COMPLEXITY = "complexity", _("Complexity of labour relations")
    FOUNDATION = "foundation", _("Weakness of the base")
    MEMBERSHIP = "membership", _("Workers not yet members")
    WEAKNESSES = "weaknesses", _("Weaknesses named")
    NEED = "need", _("Needs of the workers")
    DISTANCE = "distance", _("Easily reached")


class Missing(models.TextChoices):
    """What an unknown fact counts as."""

    MIDDLE = "middle", _("as the middle of what is known")
    LOWEST = "lowest", _("as nothing")
    HIGHEST = "highest", _("as the most")


class Criterion(Record):
    """One criterion of a campaign's priority with its weight."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="criteria")
    measure = models.CharField(_("what counts"), max_length=20, choices=Measure.choices)
    weight = models.PositiveSmallIntegerField(_("weight"), default=0, validators=PER_CENT)
    missing = models.CharField(
        _("unknown counts"), max_length=10, choices=Missing.choices, default=Missing.MIDDLE
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "measure"], name="criterion_once")]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.weight}"


class FairBy(models.TextChoices):
    WORKERS = "workers", _("by workers")
    CANDIDATES = "candidates", _("by candidates")


class SelectionRules(Record):
    """The rules that are one for the whole campaign.

    `choose`: how many sites; empty: as many as the quotas come to. `coverage` and `evenness` are worth so many
    points of priority, see `queries.problem`. `judgements`: the pairwise comparisons behind the weights.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="selection_rules")
    choose = models.PositiveIntegerField(_("number of sites"), null=True, blank=True)
    coverage = models.PositiveSmallIntegerField(_("weight of coverage"), default=30, validators=PER_CENT)
    reach_km = models.FloatField(_("neighbours within (km)"), null=True, blank=True)
    across = models.BooleanField(_("neighbours across county lines"), default=False)
    same_kind = models.BooleanField(_("unions of the same kind in the county count as covered"), default=True)
    evenness = models.PositiveSmallIntegerField(_("weight of evenness"), default=20, validators=PER_CENT)
    fair_by = models.CharField(_("fair share"), max_length=12, choices=FairBy.choices, default=FairBy.WORKERS)
    years_running = models.PositiveSmallIntegerField(_("not so many years running"), default=3)
    seconds = models.PositiveSmallIntegerField(_("time to calculate (seconds)"), default=30)
    judgements = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.campaign)


class LimitRule(Record):
    """At least and at most so many sites of a kind, an area, a level or an initiative."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="limit_rules")
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices, blank=True)
    level = models.CharField(
        _("level"), max_length=20, choices=[(k.value, k.label) for k in FEDERATIONS], blank=True
    )
    area = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("initiative")
    )
    least = models.PositiveIntegerField(_("at least"), default=0)
    most = models.PositiveIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "level", "area", "initiative"],
                nulls_distinct=False,
                name="limit_once",
            ),
            models.CheckConstraint(condition=Q(most=None) | Q(most__gte=F("least")), name="limit_order"),
        ]

    def __str__(self) -> str:
        what: Any = self.area or self.initiative
        if what is None:
            what = self.get_kind_display() if self.kind else self.get_level_display()
        return f"{what} {self.least}–{'' if self.most is None else self.most}"


class CapacityRule(Record):
    """How many teams a federation can send to the sites beneath it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="capacity_rules")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("federation"))
    teams = models.PositiveIntegerField(_("teams it can send"))

    class Meta:
        ordering = ["unit__place", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="capacity_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.teams}"


class GroupRule(Record):
    """At least and at most so many of the named candidates: either-or, not both, at least one."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="group_rules")
    name = models.CharField(_("name"), max_length=60)
    candidates: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "planning.Candidate", related_name="group_rules"
    )
    least = models.PositiveIntegerField(_("at least"), default=0)
    most = models.PositiveIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="group_rule_once"),
            models.CheckConstraint(condition=Q(most=None) | Q(most__gte=F("least")), name="group_rule_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Stance(Record):
    """A candidate that must be chosen, or must not, with the reason."""

    class What(models.TextChoices):
        PIN = "pin", pgettext_lazy("rule", "Must be chosen")
        BAN = "ban", pgettext_lazy("rule", "Must not be chosen")

    candidate = models.OneToOneField("planning.Candidate", models.CASCADE, related_name="stance")
    what = models.CharField(max_length=5, choices=What.choices)
    reason = models.CharField(_("reason"), max_length=200)

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.candidate}"
