"""Who raised a concern, sealed; what the worker agreed to; how long it is kept."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.concerns.models.concerns import Concern
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class DataKey(Record):
    """The key of one concern's secrets, itself sealed by a key that is not in the database: `key_id` says by which.

    Everything that points at the person is sealed with it. Turning the outer key touches this row alone; deleting it
    makes whatever it sealed unreadable.
    """

    concern = models.OneToOneField(Concern, models.CASCADE, related_name="data_key")
    key_id = models.CharField(max_length=16, db_index=True)
    wrapped = models.BinaryField()


class Reporter(Record):
    """Who raised a concern, and its words as they were written when those point at somebody. `named`: there is a name
    or a way to reach them. No row: anonymous, and nothing to seal."""

    concern = models.OneToOneField(Concern, models.CASCADE, related_name="reporter")
    named = models.BooleanField(default=True)
    sealed = models.BinaryField()


class Consent(Record):
    """The worker agrees that their own union and employer may know who they are. `by` None: said by the worker on the
    tracking page; otherwise written down by a handler, with how it was said."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="consents")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    how = models.CharField(_("how they agreed"), max_length=200, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(revoked_at=None), name="one_consent_at_a_time"
            )
        ]


class Erasure(Record):
    """That the person was taken out of a concern, when and why; never who it was."""

    class Why(models.TextChoices):
        ASKED = "asked", pgettext_lazy("erasure", "the worker asked for it")
        TIME = "time", pgettext_lazy("erasure", "the time of keeping is over")

    concern = models.OneToOneField(Concern, models.CASCADE, related_name="erasure")
    why = models.CharField(max_length=10, choices=Why.choices)
    at = models.DateTimeField(default=clock.now)


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    def visible_to(self, actor: "Actor") -> "RetentionRuleQuerySet":
        return self.filter(unit__in=actor.units("view", "retention"))


class RetentionRule(Record):
    """Months after closing until a unit and everything beneath it forgets who raised a concern."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="retention_rule")
    months = models.PositiveSmallIntegerField(
        _("months after closing"), validators=[MinValueValidator(1), MaxValueValidator(120)]
    )

    objects = RetentionRuleQuerySet.as_manager()
