"""Roll-ups: what the logs and the concerns add up to, by federation and day or month. Derived; may be thrown away."""

from django.db import models

from dundian.org.models import Unit


class Tally(models.Model):
    """Rows and amounts whose nearest federation is `unit`, of one campaign, on a day or in a month.

    `measure`: "log" (n logs, people met), "result" (key: indicator; n lines, their sum), "raised" (key: topic or
    nothing; n concerns, workers concerned), "closed" (n concerns). `by_day`: `on` is the day; else the month's first.
    A federation's figures are the sum over the federations in its subtree, so a move of one in the tree changes no row.
    """

    class Measure(models.TextChoices):
        LOG = "log"
        RESULT = "result"
        RAISED = "raised"
        CLOSED = "closed"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    campaign_id = models.UUIDField(null=True)
    measure = models.CharField(max_length=8, choices=Measure.choices)
    key = models.CharField(max_length=36, blank=True)
    by_day = models.BooleanField()
    on = models.DateField()
    n = models.IntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        indexes = [
            models.Index(fields=["measure", "by_day", "on", "unit"], name="tally_read"),
            models.Index(fields=["unit", "on"], name="tally_write"),
            models.Index(fields=["campaign_id", "measure"], name="tally_campaign"),
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
