"""Many concerns that are one problem: suggested by likeness, decided by people."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import ids_over
from dundian.concerns.models.concerns import Concern
from dundian.kernel.models import Record
from dundian.org.models import Person, Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, actor: "Actor") -> "IssueQuerySet":
        """Issues of units in scope, and those that units above have confirmed: their answer is of use below."""
        paths = actor.paths("view", "issue")
        above = Q(unit__in=ids_over(paths), state__in=Issue.DECIDED)
        return self.filter(Q(unit__in=actor.units("view", "issue")) | above)


class Issue(Record):
    """One problem behind several concerns. `unit` is the lowest federation over all of them."""

    class Kind(models.TextChoices):
        FOCUS = "focus", _("Focus issue")
        COMMON = "common", _("Common issue")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        CONFIRMED = "confirmed", pgettext_lazy("issue", "Confirmed")
        SETTLED = "settled", _("Settled")
        DISMISSED = "dismissed", _("Not one issue")
        MERGED = "merged", _("Merged")
        FADED = "faded", _("Suggestion lapsed")

    DECIDED = (State.CONFIRMED, State.SETTLED)
    STANDING = (State.SUGGESTED, State.CONFIRMED)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="issues", verbose_name=_("federation"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SUGGESTED)
    name = models.CharField(_("name of the issue"), max_length=60)
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("person in charge"),
    )
    goal = models.CharField(_("goal"), max_length=300, blank=True)
    measures = models.TextField(_("measures"), max_length=2000, blank=True)
    due_on = models.DateField(_("to be settled by"), null=True, blank=True)
    answer = models.TextField(_("common answer"), max_length=2000, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name=_("merged into")
    )
    settled_on = models.DateField(_("settled on"), null=True, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "state", "-id"], name="issue_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the issue has."""
        return {"suggested": "todo", "confirmed": "doing"}.get(self.state, "done")


class IssueMember(Record):
    """A concern in an issue: put there by likeness (`by` empty) or by somebody. `out`: taken out by somebody, and
    not suggested for it again."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="members")
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="memberships")
    likeness = models.FloatField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    out = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "concern"], name="issue_member_once"),
            models.UniqueConstraint(fields=["concern"], condition=Q(out=False), name="one_issue_a_concern"),
        ]
