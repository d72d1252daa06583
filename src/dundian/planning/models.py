"""From candidates to dispatched teams."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Initiative, Site
from dundian.documents.models import Document
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Person, Role, Unit, UnitKind
from dundian.planning import assignments, plans, rules, surveys  # noqa: F401  (tables of this room)

if TYPE_CHECKING:
    from dundian.org.access import Actor

FIVE_STEPS = [MinValueValidator(1), MaxValueValidator(5)]
# Where a survey left a fact open, the row stands last: no workers, no complexity, the strongest foundation.
UNKNOWN_FOUNDATION = 6
MASK = "****"
TELEPHONE = re.compile(r"\d(?:[ -]?\d){7,}")


def _masked(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found.group())
    return f"{digits[:3]}{MASK}{digits[-4:]}"


def _federations_served(actor: "Actor") -> list[int]:
    """Federations whose departments the person handles matters for.

    Only a department serves the unit above it: a county's own handler does not look into the city's planning.
    """
    handled = [a.unit for a in actor.appointments if a.role == Role.DEPARTMENT]
    return [u.parent_id for u in handled if u.kind == UnitKind.DEPARTMENT and u.parent_id]


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def visible_to(self, actor: "Actor") -> "CandidateQuerySet":
        """Candidates in scope; a department sees those of its own federation's campaigns."""
        return self.filter(
            Q(unit__in=actor.units("view", "candidate")) | Q(campaign__unit__in=_federations_served(actor))
        )

    def sortable(self) -> "CandidateQuerySet":
        """With not-null columns to sort by: see the indexes."""
        return self.annotate(
            by_workers=Coalesce("workers", 0),
            by_complexity=Coalesce("complexity", 0),
            by_foundation=Coalesce("foundation", UNKNOWN_FOUNDATION),
        )


class Candidate(Record):
    """A grassroots union that a campaign could choose, with what the survey found."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("candidate", "Open")
        CHOSEN = "chosen", pgettext_lazy("candidate", "Chosen")
        PASSED = "passed", pgettext_lazy("candidate", "Set aside")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="candidates")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="candidacies", verbose_name=_("grassroots union")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    workers = models.PositiveIntegerField(_("workers"), null=True, blank=True)
    members = models.PositiveIntegerField(_("members"), null=True, blank=True)
    complexity = models.PositiveSmallIntegerField(
        _("complexity of labour relations (1–5)"), null=True, blank=True, validators=FIVE_STEPS
    )
    foundation = models.PositiveSmallIntegerField(
        _("foundation of union work (1 weak – 5 strong)"), null=True, blank=True, validators=FIVE_STEPS
    )
    weaknesses = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("weaknesses")
    )
    contact = models.CharField(pgettext_lazy("survey fact", "contact"), max_length=40, blank=True)
    note = models.TextField(_("survey note"), blank=True)
    initiatives: "models.ManyToManyField[Initiative, Any]" = models.ManyToManyField(
        Initiative, blank=True, related_name="candidates", verbose_name=_("initiatives")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decision = models.CharField(_("reason of the decision"), max_length=200, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "id"], name="candidate_campaign"),
            models.Index(fields=["campaign", "kind", "id"], name="candidate_campaign_kind"),
            models.Index(fields=["campaign", "state", "id"], name="candidate_campaign_state"),
            models.Index("campaign", Coalesce("workers", 0), "id", name="candidate_by_workers"),
            models.Index("campaign", Coalesce("complexity", 0), "id", name="candidate_by_complexity"),
            models.Index(
                "campaign", Coalesce("foundation", UNKNOWN_FOUNDATION), "id", name="candidate_by_foundation"
            ),
            models.Index(  # the newest survey of a union
                fields=["unit", "-created_at", "-id"],
                include=["workers"],
                condition=models.Q(workers__isnull=False),
                name="candidate_newest_count",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="candidate_once")]

    @property
    def masked_contact(self) -> str:
        """The contact with telephone numbers as 138****0009, as people's are shown."""
        return TELEPHONE.sub(_masked, self.contact)

    def __str__(self) -> str:
        return str(self.unit)


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, actor: "Actor") -> "TeamQuerySet":
        """Teams whose site is in scope; a department's federation's; the one a person has been sent with.

        Teams still without a site are seen where their campaign is kept. In a narrow scope each way into sight is asked
        of its index, as arrays; in a wide one the teams are tested as they are met.
        """
        own = TeamMember.objects.filter(person__user=actor.user, team__state=Team.State.DISPATCHED)
        if not actor.reaches_wide("view", "team"):
            sites = Site.objects.filter(actor.in_scope("view", "team")).values("pk")
            kept = Campaign.objects.filter(unit__among=actor.units("form", "team")).values("pk")
            served = Campaign.objects.filter(unit__in=_federations_served(actor)).values("pk")
            here = Q(site__among=sites) | Q(site=None, campaign__among=kept) | Q(campaign__among=served)
            return self.filter(here | Q(pk__among=own.order_by().values("team")))
        return self.filter(
            Q(site__unit__in=actor.units("view", "team"))
            | Q(site=None, campaign__unit__in=actor.units("form", "team"))
            | Q(campaign__unit__in=_federations_served(actor))
            | Q(pk__in=own.values("team"))
        )

    def standing(self) -> "TeamQuerySet":
        """Being formed or out."""
        return self.exclude(state=Team.State.ENDED)


class Team(Record):
    """The people sent to a site."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being formed")
        DISPATCHED = "dispatched", _("Dispatched")
        ENDED = "ended", pgettext_lazy("team", "Ended")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="teams")
    site = models.OneToOneField(
        Site, models.PROTECT, null=True, blank=True, related_name="team", verbose_name=_("site")
    )
    name = models.CharField(_("team name"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)

    objects = TeamQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "name", "id"], name="team_campaign_name"),
            models.Index(fields=["campaign", "state", "id"], name="team_campaign_state"),
        ]
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def lasting(self) -> "TeamMemberQuerySet":
        """Who is in the team now or will be, stand-ins too."""
        return self.filter(Q(until=None) | Q(until__gte=clock.today()))

    def serving(self) -> "TeamMemberQuerySet":
        """Who is in the team today: nobody who has left, is yet to come, or only stands in."""
        return self.lasting().filter(Q(since=None) | Q(since__lte=clock.today()), stands_for=None)

    def past(self) -> "TeamMemberQuerySet":
        return self.filter(until__lt=clock.today())


class ServingManager(models.Manager.from_queryset(TeamMemberQuerySet)):  # type: ignore[misc]
    """The team as it is today, which is what almost everybody asks for; `TeamMember.ever` has all the rest."""

    def get_queryset(self) -> TeamMemberQuerySet:
        return TeamMemberQuerySet(self.model, using=self._db).serving()


class TeamMember(Record):
    """A cadre's place in a team, with the roles (宣传员、组织员 …) the cadre plays there.

    `since` and `until` are empty for those who come and go with the dispatch. A row that `stands_for` another is a
    stand-in for those days and not a place of its own.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="team_places", verbose_name=_("cadre"))
    leads = models.BooleanField(_("team leader"), default=False)
    roles = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("roles"))
    since = models.DateField(pgettext_lazy("start of a period", "from"), null=True, blank=True)
    until = models.DateField(pgettext_lazy("end of a period", "until"), null=True, blank=True)
    stands_for = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="stand_ins",
        verbose_name=_("stands in for"),
    )

    objects = ServingManager()
    ever = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["-leads", "created_at", "id"]
        base_manager_name = "ever"
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], condition=Q(until=None), name="member_once"),
            models.UniqueConstraint(fields=["team"], condition=Q(leads=True, until=None), name="one_leader"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="member_period"
            ),
            models.CheckConstraint(
                condition=Q(stands_for=None) | Q(since__isnull=False, until__isnull=False),
                name="stand_in_has_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def within(self, period: tuple[date, date]) -> tuple[date, date]:
        """The days of `period` on which this person is in the team."""
        return max(self.since or period[0], period[0]), min(self.until or period[1], period[1])


class MemberChange(Record):
    """One member replaced by another, or stood in for, with its reason and perhaps a notice."""

    class What(models.TextChoices):
        REPLACED = "replaced", pgettext_lazy("team", "Replaced")
        STAND_IN = "stand_in", pgettext_lazy("team", "Stood in for")

    team = models.ForeignKey(Team, models.CASCADE, related_name="member_changes")
    what = models.CharField(max_length=10, choices=What.choices)
    leaving = models.ForeignKey(Person, models.PROTECT, related_name="+")
    coming = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200)
    notice = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="member_changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.leaving} → {self.coming} {self.since}"


class Dispatch(Record):
    """The sending of a team, with its dates and its notice. An extension or an early end moves `ends_on`."""

    team = models.OneToOneField(Team, models.PROTECT, related_name="dispatch")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    notice = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="dispatches", verbose_name=_("notice")
    )

    class Meta:
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="dispatch_dates")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="dispatch_dates_order")
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.starts_on} – {self.ends_on}"


class DispatchChange(Record):
    """An extension or an early end, with its reason."""

    class What(models.TextChoices):
        EXTENDED = "extended", pgettext_lazy("dispatch", "Extended")
        ENDED = "ended", pgettext_lazy("dispatch", "Ended early")

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=10, choices=What.choices)
    before = models.DateField(_("end before"))
    after = models.DateField(_("end after"))
    reason = models.CharField(pgettext_lazy("dispatch", "reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.before} → {self.after}"
