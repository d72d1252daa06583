"""What a federation asks of its teams besides tasks: reports by rule, the baseline by form, the roles of cadres."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class Activity(models.TextChoices):
    """What a work log may say was done; a campaign tells which roles of a cadre each counts to."""

    VISIT = "visit", _("Visits and talks")
    PUBLICITY = "publicity", _("Publicity and guidance")
    ORGANISE = "organise", _("Founding and recruiting")
    RIGHTS = "rights", _("Rights and disputes")
    CARE = "care", _("Care and help")
    TRAINING = "training", _("Training")
    MEETING = "meeting", _("Meetings and coordination")
    OTHER = "other", _("Other")


class ReportKind(models.TextChoices):
    WEEKLY = "weekly", _("Weekly report")
    FORTNIGHTLY = "fortnight", _("Fortnightly report")
    MONTHLY = "monthly", _("Monthly report")
    CLOSING = "closing", _("Closing report")


class ReportPart(models.TextChoices):
    """What a report consists of; the figures and the first three texts are drafted from the logs."""

    FIGURES = "figures", pgettext_lazy("report part", "Figures")
    WORK = "body", _("Work done")
    PROBLEMS = "problems", _("Problems and requests")
    NEXT = "next_steps", _("Next steps")
    EXPERIENCE = "experience", _("Experience and suggestions")


class Countersigner(models.TextChoices):
    """Who adds a signature before a report may be accepted."""

    NOBODY = "", _("Nobody")
    AREA = "area", _("The leader in charge of the area")
    HEAD = "head", _("The head of the leading group")


def usual_parts() -> list[str]:
    return [ReportPart.FIGURES, ReportPart.WORK, ReportPart.PROBLEMS, ReportPart.NEXT]


class ReportRule(Record):
    """One kind of report that a campaign's teams owe: when, with which parts, signed by whom, gathered by whom.

    `due_after` and `gather_after` are working days after the period's last day; without `gather_after` the reports of
    this kind are not combined. With `by_area` the counties answer and gather their teams' reports first.
    """

    campaign = models.ForeignKey("campaign.Campaign", models.CASCADE, related_name="report_rules")
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind.choices)
    in_use = models.BooleanField(_("in use"), default=True)
    due_after = models.PositiveSmallIntegerField(_("due, working days after the period"), default=1)
    parts = ArrayField(
        models.CharField(max_length=12, choices=ReportPart.choices),
        default=usual_parts,
        verbose_name=_("parts"),
    )
    countersign = models.CharField(
        _("countersigned by"), max_length=10, choices=Countersigner.choices, blank=True
    )
    gather_after = models.PositiveSmallIntegerField(
        _("combined report due, working days after the period"), null=True, blank=True
    )
    gather_countersign = models.CharField(
        _("combined report countersigned by"), max_length=10, choices=Countersigner.choices, blank=True
    )
    by_area = models.BooleanField(_("counties gather first"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "kind"], name="rule_kind_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class BaselineFormQuerySet(models.QuerySet["BaselineForm"]):
    def visible_to(self, actor: "Actor") -> "BaselineFormQuerySet":
        """Forms made in scope, and the published ones of the units above."""
        over = {
            int(label) for path in actor.paths("view", "baseline_form") for label in path.split(".") if label
        }
        above = Q(unit__in=over) & ~Q(state=BaselineForm.State.DRAFT)
        return self.filter(Q(unit__in=actor.units("view", "baseline_form")) | above)


class BaselineForm(Record):
    """What a team finds out about its site at the start and at the end (摸底). A published edition never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="baseline_forms", verbose_name=_("federation")
    )
    name = models.CharField(_("name"), max_length=60)
    edition = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)

    objects = BaselineFormQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-edition"]
        constraints = [models.UniqueConstraint(fields=["unit", "name", "edition"], name="baseline_form_once")]

    def __str__(self) -> str:
        return self.name if self.edition == 1 else f"{self.name}（v{self.edition}）"


class BaselineField(Record):
    """One question of a baseline form."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("Number")
        TEXT = "text", _("Text")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")

    form = models.ForeignKey(BaselineForm, models.CASCADE, related_name="fields")
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("question"), max_length=60)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=Kind.choices, default=Kind.NUMBER)
    measure = models.CharField(_("unit of measure"), max_length=10, blank=True)
    choices = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("answers to choose from")
    )
    required = models.BooleanField(_("must be answered"), default=False)
    help = models.CharField(_("help"), max_length=100, blank=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["form", "place"], name="baseline_field_place")]

    def __str__(self) -> str:
        return self.name
