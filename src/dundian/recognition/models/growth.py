"""What a cadre writes into the own growth record."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person

if TYPE_CHECKING:
    from dundian.org.access import Actor


class GrowthNoteQuerySet(models.QuerySet["GrowthNote"]):
    def visible_to(self, actor: "Actor") -> "GrowthNoteQuerySet":
        """One's own; for the home unit see `access.may_see_growth`."""
        return self.filter(person__user=actor.user)


class GrowthNote(Record):
    """The cadre's own words. The home unit reads those that the cadre shares."""

    class Kind(models.TextChoices):
        DID = "did", pgettext_lazy("growth", "What I did")
        LEARNED = "learned", pgettext_lazy("growth", "What I learned")
        NEXT = "next", pgettext_lazy("growth", "What I want to learn next")

    person = models.ForeignKey(Person, models.CASCADE, related_name="growth_notes")
    kind = models.CharField(pgettext_lazy("growth", "kind"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("day"), default=clock.today)
    text = models.TextField(_("own words"), max_length=2000)
    shared = models.BooleanField(_("my home unit may read this"), default=True)

    objects = GrowthNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["person", "-on", "-id"], name="growth_person")]

    def __str__(self) -> str:
        return self.text[:40]
