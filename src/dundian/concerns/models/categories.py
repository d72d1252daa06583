"""The categories a federation sorts concerns by, and what its own choices taught."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit


class CategoryTree(Record):
    """One edition of a federation's tree, for it and everything beneath it. Where there is none, the shipped one
    counts. Concerns name a category by its code, which means the same in every edition."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="category_trees")
    edition = models.PositiveSmallIntegerField(_("edition"))
    since = models.DateField(_("in force since"), default=clock.today)
    rows = models.JSONField(help_text="[[code, name, topic, code of the top or '', words], …]")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "edition"], name="category_edition_once")]


class Learned(Record):
    """The classifier that a federation's choices taught, as numbers. `right`, `accepted`: shares, held out."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="learned")
    data = models.BinaryField()
    examples = models.PositiveIntegerField()
    right = models.FloatField()
    accepted = models.FloatField()
    vectors = models.BooleanField()
    trained_at = models.DateTimeField(default=clock.now)

    @property
    def right_percent(self) -> int:
        return round(self.right * 100)

    @property
    def accepted_percent(self) -> int:
        return round(self.accepted * 100)

    class Meta:
        indexes = [models.Index(fields=["unit", "-trained_at"], name="learned_unit")]
