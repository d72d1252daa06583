"""Draws of sites, committed before and verifiable after."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class DrawQuerySet(models.QuerySet["Draw"]):
    def known_to(self, actor: "Actor") -> "DrawQuerySet":
        """Draws of those who are in the know: organiser, inspectors, whoever else was told."""
        return self.filter(pk__in=DrawPerson.objects.filter(person__user=actor.user).values("draw"))

    def visible_to(self, actor: "Actor") -> "DrawQuerySet":
        """One's own; a closed one also to offices and leaders over the federation that made it."""
        closed = Q(state=Draw.State.CLOSED, unit__in=actor.units("view", "inspection"))
        mine = DrawPerson.objects.filter(person__user=actor.user).values("draw")
        return self.filter(closed | Q(pk__in=mine))


class Draw(Record):
    """A random, stratified choice of sites. `frozen` is what was committed; the seed stays here until the draw."""

    class Purpose(models.TextChoices):
        INSPECTION = "inspection", _("Unannounced inspection")
        LOOK_BACK = "look_back", _("Look-back")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("draw", "Being planned")
        COMMITTED = "committed", pgettext_lazy("draw", "Committed, to be drawn")
        DRAWN = "drawn", pgettext_lazy("draw", "Drawn, visits under way")
        CLOSED = "closed", pgettext_lazy("draw", "Closed")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="draws", verbose_name=_("federation"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="draws", verbose_name=_("campaign"))
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=Purpose.choices, default=Purpose.INSPECTION
    )
    title = models.CharField(_("title"), max_length=100)
    size = models.PositiveSmallIntegerField(_("sites to draw"))
    by_county = models.BooleanField(_("strata by county"), default=True)
    by_kind = models.BooleanField(_("strata by kind of union"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    frozen = models.JSONField(default=dict, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    outside = models.CharField(_("word from outside"), max_length=100, blank=True)
    chosen = models.JSONField(default=list, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("organiser")
    )

    objects = DrawQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="draw_unit"),
            models.Index(fields=["campaign", "-id"], name="draw_campaign"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the draw has."""
        return {"draft": "todo", "committed": "doing", "drawn": "doing"}.get(self.state, "done")


class DrawExclusion(Record):
    """A site left out of the population, and why."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="exclusions")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["draw", "site"], name="exclusion_once")]

    def __str__(self) -> str:
        return f"{self.site} {self.reason}"


class DrawPerson(Record):
    """Somebody who knows of the draw; nobody else does until a visit is saved."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    inspects = models.BooleanField(_("inspects"), default=False)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["draw", "person"], name="draw_person_once")]

    def __str__(self) -> str:
        return str(self.person)
