"""A scheme: what a federation commends in a year, by which criteria, drawn from which evidence, judged by whom."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import ids_over
from dundian.kernel.models import Record
from dundian.org.models import Unit, UnitKind

if TYPE_CHECKING:
    from dundian.org.access import Actor


class Source(models.TextChoices):
    """What a criterion may draw on. The list is closed: neither activity, nor publicity, nor a leader's remark."""

    RESULTS = "results", pgettext_lazy("evidence", "Results against targets")
    CONCERNS = "concerns", pgettext_lazy("evidence", "Workers’ concerns settled and verified")
    HOST_WORD = "host_word", pgettext_lazy("evidence", "Word of the host union")
    WORKERS_WORD = "workers_word", pgettext_lazy("evidence", "Word of the workers")
    INSPECTION = "inspection", pgettext_lazy("evidence", "Findings of inspections")
    LOOK_BACK = "look_back", pgettext_lazy("evidence", "Findings of look-backs")


class Subject(models.TextChoices):
    """Who can be commended in a category."""

    UNIT = "unit", pgettext_lazy("commendation", "Units")
    PERSON = "person", pgettext_lazy("commendation", "Individuals")


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def visible_to(self, actor: "Actor") -> "SchemeQuerySet":
        """Schemes made in scope, and those of the federations above once they are no drafts."""
        above = Q(unit__in=ids_over(actor.paths("view", "scheme"))) & ~Q(state=Scheme.State.DRAFT)
        return self.filter(Q(unit__in=actor.units("view", "scheme")) | above)


class Scheme(Record):
    """A versioned scheme: a published version never changes; a new one starts as its copy."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("scheme", "Draft")
        PUBLISHED = "published", pgettext_lazy("scheme", "Published")
        RETIRED = "retired", pgettext_lazy("scheme", "Retired")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="schemes", verbose_name=_("federation"))
    name = models.CharField(_("name"), max_length=80)
    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    notice_days = models.PositiveSmallIntegerField(
        _("public notice, working days"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    outlier_gap = models.PositiveSmallIntegerField(
        _("an outlier lies so many points off the panel’s median"),
        default=20,
        validators=[MinValueValidator(5), MaxValueValidator(100)],
    )
    principles = models.TextField(_("principles"), max_length=2000, blank=True)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-year", "-id"], name="scheme_newest")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name", "year", "edition"], name="scheme_once")
        ]

    def __str__(self) -> str:
        return self.name if self.edition == 1 else f"{self.name}（v{self.edition}）"


class Panel(Record):
    """A panel that judges some of the criteria; who sits on it is settled for each round."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="panels")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("panel"), max_length=40)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["scheme", "place"], name="panel_place")]

    def __str__(self) -> str:
        return self.name


class Category(Record):
    """先进单位, 先进个人: who is eligible and how many are commended. Without kinds, units of every kind are."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="categories")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("category"), max_length=40)
    subject = models.CharField(_("who is commended"), max_length=10, choices=Subject.choices)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=UnitKind.choices),
        default=list,
        blank=True,
        verbose_name=_("kinds of unit that are eligible"),
    )
    quota = models.PositiveSmallIntegerField(
        _("number commended"), validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["scheme", "place"], name="category_place")]

    def __str__(self) -> str:
        return self.name


class Criterion(Record):
    """What the panel judges from 0 to 100; weights of a category add up to 100."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="criteria")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("criterion"), max_length=60)
    source = models.CharField(_("evidence drawn on"), max_length=14, choices=Source.choices)
    weight = models.PositiveSmallIntegerField(
        _("weight"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    panel = models.ForeignKey(
        Panel, models.PROTECT, related_name="criteria", verbose_name=_("panel that judges it")
    )
    guide = models.CharField(_("how to judge"), max_length=300, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["category", "place"], name="criterion_place"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="criterion_source"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="criterion_weight"),
        ]

    def __str__(self) -> str:
        return self.name
