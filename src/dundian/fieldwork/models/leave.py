"""Leave from the site."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class LeaveQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, actor: "Actor") -> "LeaveQuerySet":
        return self.filter(Q(unit__in=actor.units("view", "leave")) | Q(person__user=actor.user))


class Leave(Record):
    """A cadre's leave from the site. `unit` is the site's union."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        RETURNED = "returned", _("Returned")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leaves")
    person = models.ForeignKey(Person, models.PROTECT, related_name="leaves", verbose_name=_("cadre"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
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
    def days(self) -> int:
        """Calendar days, both ends counted."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the request has."""
        return {"asked": "todo", "returned": "returned"}.get(self.state, "done")
