"""Templates that federations bring themselves."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.documents import kinds
from dundian.documents.models.documents import attachments
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


def place_of_template(template: "LetterTemplate", filename: str) -> str:
    return f"letterheads/{template.pk}.docx"


class LetterTemplateQuerySet(models.QuerySet["LetterTemplate"]):
    def visible_to(self, actor: "Actor") -> "LetterTemplateQuerySet":
        """Templates of the federations whose office this person is, and of those beneath."""
        return self.filter(unit__in=actor.units("view", "letter_template"))


class LetterTemplate(Record):
    """A Word file with fields for one kind of document; at most one edition is in force at a unit.

    `report`: {"unknown": [[field, where]], "missing": [field], "faults": [text]} as the check found it.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("Checked, not in force")
        ACTIVE = "active", _("In force")
        RETIRED = "retired", _("Retired")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="letter_templates")
    kind = models.CharField(max_length=40, choices=kinds.choices)
    edition = models.PositiveIntegerField(default=1)
    filename = models.CharField(max_length=200)
    file = models.FileField(storage=attachments, upload_to=place_of_template, max_length=200)
    sha256 = models.CharField(max_length=64)
    octets = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "kind", "-edition"], name="letter_template_unit")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "edition"], name="letter_template_edition"),
            models.UniqueConstraint(
                fields=["unit", "kind"], condition=Q(state="active"), name="letter_template_one_active"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.edition}"

    @property
    def usable(self) -> bool:
        """Whether every field in it is known; what it leaves out is only pointed at."""
        return not self.report.get("unknown") and not self.report.get("faults")
