"""Meetings: agenda, invitations, attendance by the host's list, speeches, minutes, decisions."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign
from dundian.documents.models import Document
from dundian.fieldwork.models import Task
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, actor: "Actor") -> "MeetingQuerySet":
        """Meetings called in scope, and those to which the person is invited or owes something."""
        invited = Invitation.objects.filter(person__user=actor.user).values("meeting")
        owing = Decision.objects.filter(owner__user=actor.user).values("meeting")
        return self.filter(Q(unit__in=actor.units("view", "meeting")) | Q(pk__in=invited) | Q(pk__in=owing))


class Meeting(Record):
    """A meeting called by a federation, usually for a campaign."""

    class Kind(models.TextChoices):
        PROMOTION = "promotion", _("Promotion meeting")
        MOBILISATION = "mobilisation", _("Mobilisation meeting")
        LEADING_GROUP = "leading_group", _("Meeting of the leading group")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "Planned")
        HELD = "held", pgettext_lazy("meeting", "Held")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "Called off")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name=_("called by"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=100)
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chaired by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    minutes = models.TextField(_("minutes"), max_length=20_000, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("minutes")
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="meeting_newest"),
            models.Index(fields=["unit", "-starts_at", "-id"], name="meeting_unit"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> str:
        if self.state != self.State.PLANNED:
            return "done"
        return "due" if self.starts_at < clock.now() else "doing"


class AgendaItem(Record):
    """One point of the agenda."""

    class Kind(models.TextChoices):
        REPORT = "report", _("Summing up")
        DEPLOY = "deploy", _("Deployment of tasks")
        DECISION = "decision", _("Reading out a decision")
        EXCHANGE = "exchange", _("Exchange of experience")
        PLEDGE = "pledge", _("Pledges")
        SPEECH = "speech", _("Speech of a leader")
        STUDY = "study", _("Discussion and decision")
        TRAINING = "training", _("Training session")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    place = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("point of the agenda"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.REPORT)
    speaker = models.CharField(_("by whom"), max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.title


class Invitation(Record):
    """Somebody invited, what they answered, and whether the host saw them there."""

    class Reply(models.TextChoices):
        OPEN = "open", _("No answer yet")
        COMING = "coming", _("Will come")
        STAND_IN = "stand_in", _("Sends somebody")
        LEAVE = "leave", _("Asks for leave")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=40)
    of = models.CharField(_("unit"), max_length=60, blank=True)
    capacity = models.CharField(_("as"), max_length=30, blank=True)
    reply = models.CharField(_("answer"), max_length=10, choices=Reply.choices, default=Reply.OPEN)
    note = models.CharField(_("note"), max_length=100, blank=True)
    attended = models.BooleanField(_("attended"), null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="invited_once")]

    def __str__(self) -> str:
        return self.name


class Speech(Record):
    """What somebody said: an exchange of experience or a pledge."""

    class Kind(models.TextChoices):
        SPEECH = "speech", pgettext_lazy("meeting", "Speech")
        PLEDGE = "pledge", pgettext_lazy("meeting", "Pledge")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="speeches")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    speaker = models.CharField(_("speaker"), max_length=40)
    of = models.CharField(_("unit"), max_length=60, blank=True)
    words = models.TextField(_("what was said"), max_length=3000)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.speaker} {self.get_kind_display()}"


class Decision(Record):
    """What a meeting decided: a task of a site where one is concerned, else kept here."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    text = models.CharField(_("what was decided"), max_length=300)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"))
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="decisions")
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(done_on=None), name="decision_open"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.task.state == Task.State.DONE if self.task else self.done_on is not None

    @property
    def standing(self) -> str:
        if self.is_done:
            return "done"
        return "overdue" if self.due_on < clock.today() else "doing"
