"""Return visits (回访): the team, turned contact group, comes back for a year or more."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site
from dundian.fieldwork.models import WorkLog
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit
from dundian.planning.models import Team, TeamMember

if TYPE_CHECKING:
    from dundian.org.access import Actor

SOON_DAYS = 14


def groups_of(actor: "Actor") -> Q:
    """A condition on a row with `group`: the person was in the team to its end."""
    stayed = TeamMember.ever.filter(person__user=actor.user, until=None)
    return Q(team__in=stayed.values("team"))


class ReturnRhythm(Record):
    """After how many months the contact groups of a federation's sites come back; the nearest above a site counts."""

    unit = models.OneToOneField(
        Unit, models.PROTECT, related_name="return_rhythm", verbose_name=_("federation")
    )
    months = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("months after the end"))

    def __str__(self) -> str:
        return "、".join(map(str, self.months))


class ContactGroupQuerySet(models.QuerySet["ContactGroup"]):
    def visible_to(self, actor: "Actor") -> "ContactGroupQuerySet":
        """Groups of sites in scope, and one's own."""
        return self.filter(Q(unit__in=actor.units("view", "return_visit")) | groups_of(actor))


class ContactGroup(Record):
    """The team after its dispatch (工作联系组)."""

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("contact group", "Comes back")
        ENDED = "ended", pgettext_lazy("contact group", "Ended")

    team = models.OneToOneField(Team, models.PROTECT, related_name="contact_group")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="contact_groups")
    site = models.ForeignKey(Site, models.PROTECT, related_name="contact_groups")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contact_groups", verbose_name=_("site"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)

    objects = ContactGroupQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "-id"], name="contact_group_unit")]

    def __str__(self) -> str:
        return str(self.team)


class ReturnVisitQuerySet(models.QuerySet["ReturnVisit"]):
    def visible_to(self, actor: "Actor") -> "ReturnVisitQuerySet":
        mine = ContactGroup.objects.filter(groups_of(actor)).values("pk")
        return self.filter(Q(unit__in=actor.units("view", "return_visit")) | Q(group__in=mine))


class ReturnVisit(Record):
    """One return visit: due on a working day, then logged."""

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("return visit", "To be made")
        MADE = "made", pgettext_lazy("return visit", "Made")
        DROPPED = "dropped", pgettext_lazy("return visit", "Not made")

    group = models.ForeignKey(ContactGroup, models.PROTECT, related_name="visits")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="return_visits", verbose_name=_("site"))
    number = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField(_("due on"))
    first_due_on = models.DateField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DUE)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    log = models.OneToOneField(
        WorkLog,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="return_visit",
        verbose_name=_("work log"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReturnVisitQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_on", "id"], name="return_unit_due"),
            models.Index(fields=["due_on", "id"], name="return_due"),
        ]
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="return_number_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.due_on}"

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the visit has."""
        if self.state != self.State.DUE:
            return "done"
        left = (self.due_on - clock.today()).days
        if left < 0:
            return "overdue"
        return "due" if left <= SOON_DAYS else "todo"
