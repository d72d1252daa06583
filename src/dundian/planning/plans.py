"""Plans of which candidates become sites, version after version, as the solver found them."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, ids_over
from dundian.documents.models import Document
from dundian.kernel.models import Record
from dundian.org.models import Role, UnitKind

if TYPE_CHECKING:
    from dundian.org.access import Actor


class Emphasis(models.TextChoices):
    """What a plan leans towards; the rules are the same for all."""

    WEIGHED = "weighed", _("As weighed")
    COVERAGE = "coverage", _("More coverage")
    NEED = "need", _("More need")
    EVEN = "even", _("More even")


class RunState(models.TextChoices):
    """How far the calculation is."""

    WAITING = "waiting", pgettext_lazy("calculation", "Waiting to be calculated")
    RUNNING = "running", pgettext_lazy("calculation", "Being calculated")
    DONE = "done", pgettext_lazy("calculation", "Calculated")
    IMPOSSIBLE = "impossible", pgettext_lazy("calculation", "Rules clash")
    FAILED = "failed", pgettext_lazy("calculation", "No result")
    CANCELLED = "cancelled", pgettext_lazy("calculation", "Stopped")


GOING = (RunState.WAITING, RunState.RUNNING)


class Calculation(Record):
    """A run of the solver that can be left, come back to and stopped.

    `history`: [seconds, value or null, bound or null] for each step; `outcome`: how the solver ended; `clash`: rules
    that cannot all be kept, see `queries.clashes`. `rules` keeps what it was calculated by.
    """

    objects: ClassVar[Any]

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="%(class)ss")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=RunState.choices, default=RunState.WAITING)
    rules = models.JSONField(default=dict)
    seconds = models.PositiveSmallIntegerField(default=30)
    seed = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, blank=True)
    value = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    parts = models.JSONField(default=dict)
    history = models.JSONField(default=list)
    clash = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_going(self) -> bool:
        return self.state in GOING

    @property
    def gap(self) -> float | None:
        """Proven: no plan is better by more than this share; 0.01 is one per cent."""
        if self.value is None or self.bound is None:
            return None
        return abs(self.bound - self.value) / max(abs(self.value), 1e-9)


def seen_by(rows: Any, actor: "Actor") -> Any:
    """A federation and those above see all plans; those beneath and its departments what has been decided."""
    decided = Q(decided_at__isnull=False)
    handled = [a.unit for a in actor.appointments if a.role == Role.DEPARTMENT]
    served = {u.parent_id for u in handled if u.kind == UnitKind.DEPARTMENT and u.parent_id}
    above = ids_over(a.unit.path for a in actor.appointments if a.role in (Role.OFFICE, Role.LEADER))
    return rows.filter(
        Q(campaign__unit__in=actor.units("see", "site_plan")) | decided & Q(campaign__unit__in=above | served)
    )


class SelectionPlanQuerySet(models.QuerySet["SelectionPlan"]):
    def visible_to(self, actor: "Actor") -> "SelectionPlanQuerySet":
        """See `seen_by`; of a decided plan, those beneath see the lines of their own area only."""
        found: SelectionPlanQuerySet = seen_by(self, actor)
        return found


class SelectionPlan(Calculation):
    """A version of the list of sites. `keep` and `leave` hold what was fixed by hand (ids of candidates)."""

    emphasis = models.CharField(
        _("leans towards"), max_length=10, choices=Emphasis.choices, default=Emphasis.WEIGHED
    )
    based_on = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="changed", verbose_name=_("changed from")
    )
    keep = ArrayField(models.UUIDField(), default=list, blank=True)
    leave = ArrayField(models.UUIDField(), default=list, blank=True)
    minutes = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("minutes of the decision"),
    )

    objects: ClassVar[Any] = SelectionPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="selection_plan_once"),
        ]

    def __str__(self) -> str:
        return str(_("Plan %(n)d") % {"n": self.number})


class PlanSite(models.Model):
    """A candidate that the plan makes a site, with its priority as it was then."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(SelectionPlan, models.CASCADE, related_name="sites")
    candidate = models.ForeignKey("planning.Candidate", models.CASCADE, related_name="+")
    priority = models.FloatField()
    fixed = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["plan", "candidate"], name="plan_site_once")]

    def __str__(self) -> str:
        return str(self.candidate)
