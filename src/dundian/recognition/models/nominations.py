"""Nominations and their way through the levels."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit
from dundian.recognition.models.rounds import Round
from dundian.recognition.models.schemes import Category

if TYPE_CHECKING:
    from dundian.org.access import Actor


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, actor: "Actor") -> "NominationQuerySet":
        """Nominations in scope, those one wrote, and those before a panel one sits on."""
        judged = Round.objects.filter(judges__person__user=actor.user)
        before = Q(
            round__in=judged.values("pk"), state__in=(Nomination.State.ADMITTED, Nomination.State.STRUCK)
        )
        return self.filter(Q(place__in=actor.units("view", "nomination")) | Q(by=actor.user) | before)

    def standing(self) -> "NominationQuerySet":
        """Before the panel or on the list."""
        return self.filter(state=Nomination.State.ADMITTED)


class Nomination(Record):
    """One unit or one person put forward. `place` is where it belongs: the unit itself, or the person's site.

    `holder` is the federation that has it now. `total` is the weighted mark when the list was drawn up; `listed_on` and
    `notice_until` tell whether and until when it stands in the public notice.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("nomination", "To be vetted")
        RETURNED = "returned", pgettext_lazy("nomination", "Returned")
        LEFT_OUT = "left_out", pgettext_lazy("nomination", "Not passed on")
        ADMITTED = "admitted", pgettext_lazy("nomination", "Before the panel")
        STRUCK = "struck", pgettext_lazy("nomination", "Struck off")
        WITHDRAWN = "withdrawn", pgettext_lazy("nomination", "Withdrawn")

    OPEN = (State.WAITING, State.RETURNED, State.ADMITTED)

    round = models.ForeignKey(Round, models.CASCADE, related_name="nominations")
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="nominations", verbose_name=_("category")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name=_("unit")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name=_("cadre")
    )
    place = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        Unit, models.PROTECT, related_name="nominations_made", verbose_name=_("nominated by")
    )
    holder = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="nominations_held",
        verbose_name=pgettext_lazy("nomination", "with"),
    )
    statement = models.TextField(_("what was achieved"), max_length=3000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    total = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    listed_on = models.DateField(null=True, blank=True)
    notice_until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = NominationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["round", "category", "id"], name="nomination_round"),
            models.Index(fields=["holder", "state", "id"], name="nomination_holder"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person=None) | Q(unit=None, person__isnull=False),
                name="nomination_whom",
            ),
            models.UniqueConstraint(
                fields=["round", "category", "unit"],
                condition=~Q(state="withdrawn"),
                name="nomination_unit_once",
            ),
            models.UniqueConstraint(
                fields=["round", "category", "person"],
                condition=~Q(state="withdrawn"),
                name="nomination_person_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or (self.unit.name if self.unit else ""))

    @property
    def home(self) -> Unit:
        """The unit itself, or the home unit of the person."""
        return self.person.home_unit if self.person else self.place

    @property
    def tone(self) -> str:
        quiet = {
            self.State.WAITING: "todo",
            self.State.RETURNED: "returned",
            self.State.ADMITTED: "doing",
        }
        return quiet.get(self.State(self.state), "done")

    @property
    def is_listed(self) -> bool:
        return self.listed_on is not None and self.state == self.State.ADMITTED


class NominationEvent(Record):
    """What happened to a nomination, at which federation, by whom, and why."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=Nomination.State.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
