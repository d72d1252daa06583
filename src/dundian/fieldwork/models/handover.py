"""Handing over: what a person who leaves, or a team that ends, leaves behind, and to whom each thing goes."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.documents.models import Document
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit
from dundian.planning.models import Team

if TYPE_CHECKING:
    from dundian.org.access import Actor


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, actor: "Actor") -> "HandoverQuerySet":
        """Sheets of sites in scope, and those one hands over or takes over oneself."""
        return self.filter(
            Q(unit__in=actor.units("view", "handover"))
            | Q(leaving__user=actor.user)
            | Q(coming__user=actor.user)
        )


class Handover(Record):
    """A sheet of what passes on at `on`: from one member to another, or from a team that ends to others.

    The things have passed once `moved_at` is set, on the day itself or when the sheet is taken; the two sides confirm
    that they know of it.
    """

    class Kind(models.TextChoices):
        REPLACEMENT = "replacement", pgettext_lazy("handover", "Replacement")
        STAND_IN = "stand_in", pgettext_lazy("handover", "Temporary absence")
        CLOSING = "closing", pgettext_lazy("handover", "End of the dispatch")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("handover", "To be handed over")
        GIVEN = "given", pgettext_lazy("handover", "Handed over, to be taken")
        TAKEN = "taken", pgettext_lazy("handover", "Taken over")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handovers", verbose_name=_("site"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="handovers")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    leaving = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hands over")
    )
    coming = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("takes over")
    )
    on = models.DateField(pgettext_lazy("handover", "on"))
    until = models.DateField(pgettext_lazy("handover", "until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    notes = models.TextField(_("notes for whoever follows"), max_length=2000, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    word = models.CharField(_("word on taking over"), max_length=500, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="handovers", verbose_name=_("sheet")
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-on", "-id"], name="handover_unit"),
            models.Index(fields=["-on", "-id"], name="handover_on"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.leaving or self.get_kind_display()}"

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the sheet has."""
        if self.state == self.State.TAKEN:
            return "done"
        return "overdue" if self.on < clock.today() else "todo"


class HandoverItem(Record):
    """One thing on the sheet, by the room that brought it (`source`) and its id there."""

    class Way(models.TextChoices):
        PERSON = "person", pgettext_lazy("handover", "A member of the team")
        OFFICE = "office", pgettext_lazy("handover", "The office")
        TEAM = "team", pgettext_lazy("handover", "The team that follows")
        VISIT = "visit", pgettext_lazy("handover", "The return visits")

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    source = models.CharField(max_length=20)
    ref = models.UUIDField()
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    way = models.CharField(_("goes to"), max_length=10, choices=Way.choices)
    to = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["source", "due_on", "id"]
        indexes = [
            models.Index(
                fields=["way", "due_on", "id"], condition=Q(settled_on=None), name="handover_item_open"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["handover", "source", "ref"], name="handover_item_once"),
            models.CheckConstraint(
                condition=~Q(way="person") | Q(to__isnull=False), name="handover_item_person"
            ),
        ]

    def __str__(self) -> str:
        return self.title
