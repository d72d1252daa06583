"""How a campaign forms its teams, and the plans of who goes where."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit
from dundian.planning.plans import Calculation, seen_by

if TYPE_CHECKING:
    from dundian.org.access import Actor

SIZES = [MinValueValidator(2), MaxValueValidator(4)]


class Past(models.TextChoices):
    """What earlier stays at a site count for."""

    FREE = "free", _("counts for nothing")
    RETURN = "return", _("somebody who was there before goes again")
    ROTATE = "rotate", _("nobody goes where they were before")


class TeamRules(Record):
    """The rules of forming teams that are one for the whole campaign.

    `levels`: people of so many different levels in each team (三级联动). `skills`: by kind of union, the skills that
    its team needs. `km`, `load`: what a kilometre and an earlier stay of the last three years cost, in points.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="team_rules")
    least = models.PositiveSmallIntegerField(_("people in a team, at least"), default=2, validators=SIZES)
    most = models.PositiveSmallIntegerField(_("people in a team, at most"), default=2, validators=SIZES)
    middle_leads = models.BooleanField(_("a mid-level cadre leads"), default=True)
    levels = models.PositiveSmallIntegerField(
        _("levels in each team"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    own_unit = models.BooleanField(_("nobody goes to the own union"), default=True)
    travel_most = models.PositiveIntegerField(_("farthest (km)"), null=True, blank=True)
    load_most = models.PositiveSmallIntegerField(_("stays in three years, at most"), null=True, blank=True)
    past = models.CharField(_("earlier stays"), max_length=8, choices=Past.choices, default=Past.FREE)
    km = models.PositiveSmallIntegerField(_("points for a kilometre"), default=1)
    load = models.PositiveSmallIntegerField(_("points for an earlier stay"), default=20)
    skills = models.JSONField(default=dict, blank=True)
    seconds = models.PositiveSmallIntegerField(_("time to calculate (seconds)"), default=30)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(most__gte=F("least")), name="team_rules_size")]

    def __str__(self) -> str:
        return str(self.campaign)


class Readiness(Record):
    """What planning knows of a person: roles the person is fit for (none named: all), and where not to be sent."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="readiness")
    roles = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("roles"))
    may_lead = models.BooleanField(_("may lead a team"), default=True)
    conflicts: "models.ManyToManyField[Unit, Any]" = models.ManyToManyField(
        Unit, blank=True, related_name="+", verbose_name=_("declared conflicts")
    )

    def __str__(self) -> str:
        return str(self.person)


class PairRule(Record):
    """Two people who must serve together, or must not."""

    class What(models.TextChoices):
        TOGETHER = "together", pgettext_lazy("rule", "Together")
        APART = "apart", pgettext_lazy("rule", "Apart")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pair_rules")
    one = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    other = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("other person"))
    what = models.CharField(max_length=8, choices=What.choices)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "one", "other"], name="pair_rule_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="pair_rule_two"),
        ]

    def __str__(self) -> str:
        return f"{self.one} {self.get_what_display()} {self.other}"


class PlaceRule(Record):
    """A person laid down for a site, kept from one, or not sent at all."""

    class What(models.TextChoices):
        GO = "go", pgettext_lazy("rule", "Goes there")
        LEAD = "lead", pgettext_lazy("rule", "Leads there")
        BAN = "ban", pgettext_lazy("rule", "Not there")
        REST = "rest", pgettext_lazy("rule", "Is not sent")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="place_rules")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("site")
    )
    what = models.CharField(max_length=5, choices=What.choices)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person", "site"], nulls_distinct=False, name="place_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(what="rest", site=None) | ~Q(what="rest") & Q(site__isnull=False),
                name="place_rule_site",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_what_display()} {self.site or ''}".strip()


class TeamPlanQuerySet(models.QuerySet["TeamPlan"]):
    def visible_to(self, actor: "Actor") -> "TeamPlanQuerySet":
        """Plans of people are seen by the federation's office and leaders and those above, decided or not."""
        found: TeamPlanQuerySet = seen_by(self, actor).filter(
            campaign__unit__in=actor.units("see", "site_plan")
        )
        return found


class TeamPlan(Calculation):
    """A version of who goes where. `pins`: [person id, site id, leads] laid down by hand on top of the rules."""

    based_on = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="changed", verbose_name=_("changed from")
    )
    pins = models.JSONField(default=list, blank=True)

    objects: ClassVar[Any] = TeamPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="team_plan_once")]

    def __str__(self) -> str:
        return str(_("Team plan %(n)d") % {"n": self.number})


class PlannedPlace(models.Model):
    """A person's place in a plan, or none (`site` empty), with the reason as code and values."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(TeamPlan, models.CASCADE, related_name="places")
    person = models.ForeignKey(Person, models.CASCADE, related_name="planned_places")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="planned_places")
    leads = models.BooleanField(default=False)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    fixed = models.BooleanField(default=False)
    reason = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="planned_person_once")]

    def __str__(self) -> str:
        return str(self.person)
