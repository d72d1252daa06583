"""Files of a meeting or a course, checked by their content."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.documents.models import attachments
from dundian.kernel.models import Record
from dundian.knowledge.models.meetings import Meeting
from dundian.knowledge.models.training import Course
from dundian.org.models import Unit


class Material(Record):
    """A file handed out at a meeting or a course: seen by whoever sees the meeting or the course."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="materials")
    course = models.ForeignKey(Course, models.CASCADE, null=True, blank=True, related_name="materials")
    name = models.CharField(_("name"), max_length=120)
    file = models.FileField(storage=attachments, max_length=200)
    media_type = models.CharField(max_length=100)
    octets = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, course=None) | Q(meeting=None, course__isnull=False),
                name="material_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.name
