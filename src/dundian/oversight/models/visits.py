"""The visit to a drawn site, and the bulletin on all of them."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Site
from dundian.documents.models import Document
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit
from dundian.oversight.models.draws import Draw, DrawPerson

if TYPE_CHECKING:
    from dundian.org.access import Actor


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, actor: "Actor") -> "VisitQuerySet":
        """Those one knows of; a saved one also to whoever sees inspections at its site."""
        known = DrawPerson.objects.filter(person__user=actor.user).values("draw")
        saved = Q(state=Visit.State.SAVED, unit__in=actor.units("view", "visit"))
        return self.filter(saved | Q(draw__in=known))


class Visit(Record):
    """What inspectors saw at a site, beside what its logs and ledger said on that day."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("visit", "To be made")
        SAVED = "saved", pgettext_lazy("visit", "Saved")
        CALLED_OFF = "called_off", pgettext_lazy("visit", "Called off")

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="visits")
    site = models.ForeignKey(Site, models.PROTECT, related_name="inspections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections", verbose_name=_("site"))
    inspectors: "models.ManyToManyField[Person, Any]" = models.ManyToManyField(
        Person, blank=True, related_name="inspections", verbose_name=_("inspectors")
    )
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    met_team = models.PositiveSmallIntegerField(_("members of the team met"), default=0)
    met_host = models.PositiveSmallIntegerField(_("people of the union met"), default=0)
    met_workers = models.PositiveSmallIntegerField(_("workers met"), default=0)
    met_note = models.CharField(_("who they were, by post"), max_length=200, blank=True)
    seen = models.TextField(_("what was seen"), max_length=4000, blank=True)
    compared = models.TextField(_("against log and ledger"), max_length=4000, blank=True)
    said_then = models.JSONField(default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["draw", "place", "id"], name="visit_draw"),
            models.Index(fields=["unit", "-visited_on", "-id"], name="visit_unit"),
            models.Index(fields=["-visited_on", "-id"], name="visit_newest"),
        ]
        constraints = [models.UniqueConstraint(fields=["draw", "site"], name="visit_once")]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the visit has."""
        if self.state != self.State.PLANNED:
            return "done"
        return "due" if self.planned_on and self.planned_on <= clock.today() else "todo"


class Bulletin(Record):
    """The bulletin (通报) on a draw's visits: drafted from them, edited, issued as a document."""

    draw = models.OneToOneField(Draw, models.PROTECT, related_name="bulletin")
    title = models.CharField(_("title"), max_length=150)
    addressees = models.CharField(_("addressees"), max_length=200)
    text = models.TextField(_("text"), max_length=20000)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="bulletins", verbose_name=_("document")
    )

    def __str__(self) -> str:
        return self.title
