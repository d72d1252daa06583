"""What is said about a concern: replies to the worker, notes among colleagues, files, urging, call-backs."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.concerns.models.concerns import Concern
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class Reply(Record):
    """What the worker is told. The first one stops the clock of the first reply."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="replies")
    text = models.TextField(_("reply"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]


class Note(Record):
    """Among those who handle the concern; never for the worker, the host union or anybody outside."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]


class Attachment(Record):
    """A file of those who handle the concern, kept under the hash of its content."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="attachments")
    name = models.CharField(_("file name"), max_length=120)
    file = models.FileField(max_length=200)
    media_type = models.CharField(max_length=100)
    octets = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["concern", "sha256"], name="concern_attachment_once")]


class Watch(Record):
    """Somebody follows a concern; it counts only while they may see it."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="watches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="concern_watches")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["concern", "user"], name="concern_watch_once")]


class Urge(Record):
    """Somebody above or watching asks for speed (催办): at most once a day for a concern."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="urges")
    on = models.DateField(default=clock.today)
    text = models.CharField(_("what for"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["concern", "on"], name="concern_urge_daily")]


class Satisfaction(models.TextChoices):
    """How the worker rates what came of it."""

    SATISFIED = "satisfied", _("Satisfied")
    BASICALLY = "basically", _("Basically satisfied")
    DISSATISFIED = "not", _("Not satisfied")


class CallBack(Record):
    """After closing, somebody other than the handler asks the worker (回访)."""

    class Result(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        BASICALLY = "basically", _("Basically satisfied")
        DISSATISFIED = "not", _("Not satisfied: taken up again")
        UNREACHED = "unreached", _("Could not be reached")

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="call_backs")
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="concern_call_backs")
    due_on = models.DateField(_("by"))
    result = models.CharField(_("what the worker says"), max_length=10, choices=Result.choices, blank=True)
    word = models.CharField(_("in the worker's words"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["unit", "due_on"], condition=Q(at=None), name="concern_call_back_open")
        ]
        constraints = [
            models.UniqueConstraint(fields=["concern"], condition=Q(at=None), name="concern_call_back_once")
        ]


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def visible_to(self, actor: "Actor") -> "PhraseQuerySet":
        """One's own, and those of the federations at and above one's posts."""
        above = {int(label) for a in actor.appointments for label in a.unit.path.split(".")}
        return self.filter(Q(user=actor.user) | Q(unit__in=above))


class Phrase(Record):
    """A common phrase or a template of a federation (`unit`) or of one person (`user`) for a place on the page."""

    class Place(models.TextChoices):
        FOUND = "found", _("Problem found")
        THOUGHT = "thought", _("Thought through")
        GOAL = "goal", _("Goal set")
        ACTED = "acted", _("Acted on")
        VERIFIED = "verified", _("Verified with the worker")
        CLOSE = "close", _("Closing")
        REPLY = "reply", _("Reply to the worker")
        REFER = "refer", _("Referring")
        ANSWER = "answer", _("Answering a referral")
        LETTER = "letter", _("Letter")

    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="concern_phrases")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="concern_phrases"
    )
    place = models.CharField(_("where it is offered"), max_length=10, choices=Place.choices)
    text = models.CharField(_("phrase"), max_length=500)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        ordering = ["place", "created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, user__isnull=False) | Q(unit__isnull=False, user=None),
                name="concern_phrase_whose",
            )
        ]
