"""Honours on record: given here, or written down from before."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.documents.models import Document
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit
from dundian.recognition.models.nominations import Nomination
from dundian.recognition.models.rounds import Round

if TYPE_CHECKING:
    from dundian.org.access import Actor


class HonourQuerySet(models.QuerySet["Honour"]):
    def visible_to(self, actor: "Actor") -> "HonourQuerySet":
        """Honours in scope, and one's own."""
        return self.filter(Q(place__in=actor.units("view", "honour")) | Q(person__user=actor.user))

    def standing(self) -> "HonourQuerySet":
        return self.filter(revoked_on=None)


class Honour(Record):
    """A title of a unit or a person. `place` is the unit itself, or the person's home unit at the time."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("unit")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("cadre")
    )
    place = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(_("honour"), max_length=100)
    given_by = models.CharField(_("given by"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year"))
    given_on = models.DateField(_("given on"), null=True, blank=True)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="honours")
    nomination = models.ForeignKey(Nomination, models.PROTECT, null=True, blank=True, related_name="honours")
    citation = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_on = models.DateField(_("taken back on"), null=True, blank=True)
    revoked_why = models.CharField(_("why it was taken back"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = HonourQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-year", "place", "id"], name="honour_year"),
            models.Index(fields=["person", "-year"], name="honour_person"),
            models.Index(fields=["place", "-year"], name="honour_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, person=None) | Q(unit=None, person__isnull=False),
                name="honour_whose",
            ),
            models.UniqueConstraint(
                fields=["unit", "person", "name", "year", "given_by"],
                condition=Q(revoked_on=None),
                nulls_distinct=False,
                name="honour_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def whose(self) -> str:
        return str(self.person or (self.unit.name if self.unit else ""))
