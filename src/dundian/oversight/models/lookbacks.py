"""Look-backs (回头看): which of the results that were reported still stand."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit
from dundian.oversight.models.draws import Draw

if TYPE_CHECKING:
    from dundian.org.access import Actor


class LookBackQuerySet(models.QuerySet["LookBack"]):
    def visible_to(self, actor: "Actor") -> "LookBackQuerySet":
        """Look-backs of federations in scope."""
        return self.filter(unit__in=actor.units("view", "look_back"))


class LookBack(Record):
    """One look at the results of a campaign, over all its sites or over those a committed draw chose."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("look-back", "Under way")
        CLOSED = "closed", pgettext_lazy("look-back", "Closed")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="look_backs", verbose_name=_("federation"))
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="look_backs", verbose_name=_("campaign")
    )
    draw = models.OneToOneField(Draw, models.PROTECT, null=True, blank=True, related_name="look_back")
    title = models.CharField(_("title"), max_length=100)
    due_on = models.DateField(_("to be finished by"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.TextField(_("conclusion"), max_length=2000, blank=True)

    objects = LookBackQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "-id"], name="look_back_unit")]

    def __str__(self) -> str:
        return self.title

    @property
    def standing(self) -> str:
        if self.state == self.State.CLOSED:
            return "done"
        return "overdue" if self.due_on < clock.today() else "doing"


class LookBackLineQuerySet(models.QuerySet["LookBackLine"]):
    def visible_to(self, actor: "Actor") -> "LookBackLineQuerySet":
        return self.filter(look_back__in=LookBack.objects.visible_to(actor))


class LookBackLine(Record):
    """One site of a look-back."""

    look_back = models.ForeignKey(LookBack, models.CASCADE, related_name="lines")
    site = models.ForeignKey(Site, models.PROTECT, related_name="look_backs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("site"))
    looked_on = models.DateField(_("looked at on"), null=True, blank=True)
    looked_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("looked at by")
    )
    note = models.TextField(_("note"), max_length=1000, blank=True)

    objects = LookBackLineQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["look_back", "id"], name="look_back_line")]
        constraints = [models.UniqueConstraint(fields=["look_back", "site"], name="look_back_site_once")]

    def __str__(self) -> str:
        return str(self.unit)


class LookBackItem(Record):
    """One reported result: what was reported, what the system knows of it now, and whether it stands on the spot."""

    class Kind(models.TextChoices):
        CONCERN = "concern", pgettext_lazy("result", "Concern solved")
        UNION = "union", pgettext_lazy("result", "Union")
        RULE = "rule", pgettext_lazy("result", "Rule")
        FIGURE = "figure", pgettext_lazy("result", "Figure")

    class Stands(models.TextChoices):
        YES = "yes", pgettext_lazy("result", "Stands")
        PARTLY = "partly", pgettext_lazy("result", "Stands in part")
        NO = "no", pgettext_lazy("result", "Does not stand")

    line = models.ForeignKey(LookBackLine, models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ref = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=200)
    reported = models.CharField(max_length=300)
    known = models.CharField(max_length=300, blank=True)
    doubtful = models.BooleanField(default=False)
    stands = models.CharField(max_length=6, choices=Stands.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.title
