"""Training: courses, who attended, a short check for those who want it, certificates."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, actor: "Actor") -> "CourseQuerySet":
        """Courses given in scope, and those in which the person takes part."""
        own = Participant.objects.filter(person__user=actor.user).values("course")
        return self.filter(Q(unit__in=actor.units("view", "course")) | Q(pk__in=own))


class Course(Record):
    """One course of a federation. `pass_mark` is in per cent; a course without questions has no check."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("course", "Planned")
        HELD = "held", pgettext_lazy("course", "Held")
        CANCELLED = "cancelled", pgettext_lazy("course", "Called off")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="courses", verbose_name=_("given by"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="courses")
    name = models.CharField(_("name"), max_length=100)
    teacher = models.CharField(_("taught by"), max_length=60, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    place = models.CharField(_("place"), max_length=100)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1, default=2)
    content = models.TextField(_("content"), max_length=4000, blank=True)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark, per cent"), default=60)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)

    objects = CourseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="course_newest"),
            models.Index(fields=["unit", "-starts_at", "-id"], name="course_unit"),
        ]
        constraints = [models.CheckConstraint(condition=Q(pass_mark__lte=100), name="course_pass_mark")]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> str:
        if self.state != self.State.PLANNED:
            return "done"
        return "due" if self.starts_at < clock.now() else "doing"


class Question(Record):
    """A question of the short check; `answer` is the place of the right option, from 0."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("question"), max_length=200)
    options = ArrayField(models.CharField(max_length=100), verbose_name=_("options"))
    answer = models.PositiveSmallIntegerField(_("right option"))

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.text


class Participant(Record):
    """Somebody enrolled. `score` is the last check's, in per cent; only the person and the office see it."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="courses", verbose_name=_("person"))
    attended = models.BooleanField(_("attended"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("result of the check, per cent"), null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    certificate = models.CharField(_("number of the certificate"), max_length=40, blank=True)
    certified_on = models.DateField(_("certified on"), null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "person"], name="enrolled_once"),
            models.UniqueConstraint(
                fields=["certificate"], condition=~Q(certificate=""), name="certificate_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "course"], name="participant_person")]

    def __str__(self) -> str:
        return str(self.person)
