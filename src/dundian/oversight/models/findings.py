"""What an inspection or a look-back found, and how it was put right."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Site
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit
from dundian.oversight.models.draws import DrawPerson
from dundian.oversight.models.lookbacks import LookBackLine
from dundian.oversight.models.visits import Visit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, actor: "Actor") -> "FindingQuerySet":
        """Findings at sites in scope, those one is to put right, and those of draws one knows of."""
        known = DrawPerson.objects.filter(person__user=actor.user).values("draw")
        return self.filter(
            Q(unit__in=actor.units("view", "finding"))
            | Q(owner__user=actor.user)
            | Q(visit__in=Visit.objects.filter(draw__in=known).values("pk"))
        )

    def open(self) -> "FindingQuerySet":
        return self.filter(state__in=Finding.OPEN)


class Finding(Record):
    """One thing found. What must be put right has an owner and a date; the proof is verified or returned."""

    class Kind(models.TextChoices):
        GOOD = "good", pgettext_lazy("finding", "Worth spreading")
        NOTE = "note", pgettext_lazy("finding", "Settled on the spot")
        MEND = "mend", pgettext_lazy("finding", "To be put right")

    class State(models.TextChoices):
        NOTED = "noted", pgettext_lazy("finding", "Noted")
        OPEN = "open", pgettext_lazy("finding", "To be put right")
        PROVED = "proved", pgettext_lazy("finding", "Proof handed in")
        RETURNED = "returned", pgettext_lazy("finding", "Returned")
        VERIFIED = "verified", pgettext_lazy("finding", "Verified")

    OPEN = (State.OPEN, State.PROVED, State.RETURNED)

    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="findings")
    line = models.ForeignKey(LookBackLine, models.PROTECT, null=True, blank=True, related_name="findings")
    by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("found by"))
    site = models.ForeignKey(Site, models.PROTECT, related_name="findings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="findings", verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices, default=Kind.MEND)
    text = models.TextField(_("what was found"), max_length=1000)
    found_on = models.DateField(_("found on"), default=clock.today)
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("to be put right by"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NOTED)
    proved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-found_on", "-id"], name="finding_unit"),
            models.Index(fields=["-found_on", "-id"], name="finding_newest"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state__in=["open", "proved", "returned"]),
                name="finding_open_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="mend") | Q(owner__isnull=False, due_on__isnull=False), name="finding_owned"
            ),
            models.CheckConstraint(
                condition=Q(visit__isnull=False, line=None) | Q(visit=None, line__isnull=False),
                name="finding_from_one",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the finding has."""
        if self.state not in self.OPEN:
            return "done"
        if self.state == self.State.PROVED:
            return "doing"
        if self.due_on and self.due_on < clock.today():
            return "overdue"
        return "returned" if self.state == self.State.RETURNED else "todo"


class FindingEvent(Record):
    """One step of a finding's life, with its words."""

    class Verb(models.TextChoices):
        FOUND = "found", pgettext_lazy("finding step", "Found")
        PROVED = "proved", pgettext_lazy("finding step", "Put right, proof handed in")
        RETURNED = "returned", pgettext_lazy("finding step", "Returned")
        VERIFIED = "verified", pgettext_lazy("finding step", "Verified")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    text = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.text[:40]}"


class FindingPhoto(Record):
    """A photo of a finding, or of its proof, kept without metadata."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="inspections/")
    sha256 = models.CharField(max_length=64)
    proof = models.BooleanField(default=False)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["finding", "sha256"], name="finding_photo_once")]

    def __str__(self) -> str:
        return self.sha256[:12]
