"""Leave from the site."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel import calendar
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class LeaveQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, actor: "Actor") -> "LeaveQuerySet":
        return self.filter(Q(unit__in=actor.units("view", "leave")) | Q(person__user=actor.user))

    def standing(self) -> "LeaveQuerySet":
        """Asked for or granted: what still takes the person off the site."""
        return self.filter(state__in=(Leave.State.ASKED, Leave.State.GRANTED))


class Leave(Record):
    """A cadre's days away from the site. `unit` is the site's union.

    An absence is written down afterwards by the team leader or the office; it is never taken from a clock.
    `first_end` is the last day as it was granted, when the person came back before it.
    """

    class Kind(models.TextChoices):
        ANNUAL = "annual", pgettext_lazy("leave", "Annual leave")
        SICK = "sick", pgettext_lazy("leave", "Sick leave")
        FAMILY = "family", pgettext_lazy("leave", "Family matters")
        OFFICIAL = "official", pgettext_lazy("leave", "Official duty elsewhere")
        OTHER = "other", pgettext_lazy("leave", "Other leave")
        ABSENCE = "absence", pgettext_lazy("leave", "Absence noted")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        RETURNED = "returned", _("Returned")
        CANCELLED = "cancelled", pgettext_lazy("leave", "Cancelled")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leaves")
    person = models.ForeignKey(Person, models.PROTECT, related_name="leaves", verbose_name=_("cadre"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OTHER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    from_noon = models.BooleanField(_("first day from noon"), default=False)
    to_noon = models.BooleanField(_("last day until noon"), default=False)
    reason = models.CharField(_("reason"), max_length=200)
    stand_in = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who stands in")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    first_end = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-starts_on", "-id"], name="leave_unit"),
            models.Index(fields=["-starts_on", "-id"], name="leave_start"),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="leave_dates")]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on:%m-%d}–{self.ends_on:%m-%d}"

    @property
    def days(self) -> float:
        """Working days, halves counted as halves."""
        return working_days(self.starts_on, self.ends_on, from_noon=self.from_noon, to_noon=self.to_noon)

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the request has."""
        return {"asked": "todo", "returned": "returned"}.get(self.state, "done")


def working_days(first: date, last: date, *, from_noon: bool = False, to_noon: bool = False) -> float:
    """Working days in [first, last]; a half on a day off takes nothing away."""
    days = calendar.current()
    halves = (from_noon and days.is_workday(first)) + (to_noon and days.is_workday(last))
    return max(days.workdays(first, last) - halves / 2, 0)
