"""Roll-ups (derived; may be thrown away), and the tables that people keep for themselves."""

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import ids_over
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


STANDING = date.min


class Tally(models.Model):
    """Rows and amounts whose nearest federation is `unit`, of one campaign, on a day or in a month.

    `measure`: "log" (n logs, people met), "result" (key: indicator; n lines, their sum), "raised" (key: topic or
    nothing; n concerns, workers concerned), "closed" (n concerns); by the month in which they are due "task" (n tasks,
    those done) and "open" (n not done); "aim" (key: indicator; n sites with a target, the sum of their highest) belongs
    to no month and stands at `STANDING`. `by_day`: `on` is the day; else the month's first.
    With a `union`, the part of the month that is of this kind of union: of the site, of a concern the unit's own.
    A federation's figures are the sum over the federations in its subtree, so a move of one in the tree changes no row.
    """

    class Measure(models.TextChoices):
        LOG = "log"
        RESULT = "result"
        RAISED = "raised"
        CLOSED = "closed"
        TASK = "task"
        OPEN = "open"
        AIM = "aim"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    campaign_id = models.UUIDField(null=True)
    measure = models.CharField(max_length=8, choices=Measure.choices)
    key = models.CharField(max_length=36, blank=True)
    union = models.CharField(max_length=20, blank=True, default="")
    by_day = models.BooleanField()
    on = models.DateField()
    n = models.IntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        indexes = [
            models.Index(
                fields=["measure", "by_day", "key", "on"],
                include=["unit", "campaign_id", "n", "amount"],
                condition=Q(union=""),
                name="tally_whole",
            ),
            models.Index(
                fields=["measure", "key", "on"],
                include=["unit", "campaign_id", "union", "n", "amount"],
                condition=~Q(union=""),
                name="tally_by_union",
            ),
            models.Index(fields=["unit", "on"], name="tally_write"),
            models.Index(fields=["campaign_id", "measure", "by_day"], name="tally_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.measure} {self.on}"


class Dirty(models.Model):
    """A federation's month that must be added up again; without a month the federation as a whole.

    Written by triggers that only append, so that no two writers wait for each other.
    """

    unit_id = models.BigIntegerField()
    month = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit_id", "month"], name="dirty_pair")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month}"


class OwnTableQuerySet(models.QuerySet["OwnTable"]):
    def visible_to(self, actor: "Actor") -> "OwnTableQuerySet":
        """One's own, and those shared in scope or by a federation above; everybody sees their own rows through them."""
        paths = actor.paths("view", "figure")
        within = Q(unit__in=actor.units("view", "figure")) | Q(unit__in=ids_over(paths))
        return self.filter(Q(owner=actor.user) | Q(within, shared=True))


class OwnTable(Record):
    """A table of one's own: `conditions` as the builder's address has them. What it shows depends on who looks."""

    class Every(models.TextChoices):
        NEVER = "", pgettext_lazy("schedule", "Never")
        WEEK = "week", pgettext_lazy("schedule", "Every Monday")
        MONTH = "month", pgettext_lazy("schedule", "On the first of each month")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="own_tables")
    name = models.CharField(pgettext_lazy("table", "name"), max_length=60)
    conditions = models.JSONField(default=dict)
    shared = models.BooleanField(_("shared within the unit and beneath"), default=False)
    every = models.CharField(
        pgettext_lazy("table", "sent to me"), max_length=5, choices=Every.choices, blank=True, default=""
    )

    mail_to = models.EmailField(pgettext_lazy("table", "also by mail to"), max_length=120, blank=True)

    objects = OwnTableQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "name", "id"], name="owntable_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> str:
        return urlencode(self.conditions)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, actor: "Actor") -> "DeliveryQuerySet":
        return self.filter(table__owner=actor.user)


class Delivery(Record):
    """A workbook of a table, made by the job for its owner on a day; in the inbox, and mailed where that is asked."""

    table = models.ForeignKey(OwnTable, models.CASCADE, related_name="deliveries")
    on = models.DateField(default=clock.today)
    content = models.BinaryField()
    rows = models.PositiveIntegerField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_to = models.EmailField(max_length=120, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_begun_at = models.DateTimeField(
        null=True, blank=True
    )  # being sent; stays when nobody knows whether it went
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_fault = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "on"], name="delivery_once")]
        indexes = [
            models.Index(fields=["on"], condition=Q(mailed_at=None) & ~Q(mail_to=""), name="delivery_to_mail")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.on}"
