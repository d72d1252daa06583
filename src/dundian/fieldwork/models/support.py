"""Support: what a team on site asks for, who has the request now, and the federation's rules for it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import FEDERATIONS, Role, Unit, UnitKind

if TYPE_CHECKING:
    from dundian.org.access import Actor

SOON_DAYS = 2
MOST_MONEY = 9_999_999


class SupportKind(models.TextChoices):
    """What is asked for; a difficulty is the same without money."""

    OFFICE = "office", _("Office and equipment")
    VEHICLE = "vehicle", _("Vehicle")
    LODGING = "lodging", _("Accommodation and meals")
    FUNDS = "funds", _("Funds")
    EXPERTISE = "expertise", _("Expertise of a department")
    DIFFICULTY = "difficulty", _("Other difficulty on site")


def _on_a_desk(actor: "Actor") -> Q:
    """Requests that a desk of the person's has, had or helps with."""
    asked = SupportEvent.objects.filter(actor.in_scope("handle", "support", "holder"))
    helping = SupportHelp.objects.filter(actor.in_scope("handle", "support"))
    way = "pk__in" if actor.reaches_wide("handle", "support") else "pk__among"
    return Q(**{way: asked.order_by().values("request")}) | Q(**{way: helping.order_by().values("request")})


class SupportQuerySet(models.QuerySet["SupportRequest"]):
    def visible_to(self, actor: "Actor") -> "SupportQuerySet":
        """Requests of sites in scope, and those that a desk of the person's has, had or helps with."""
        return self.filter(actor.in_scope("view", "support") | _on_a_desk(actor))

    def priced_for(self, actor: "Actor") -> "SupportQuerySet":
        """Those of them whose money the person sees: all but what only a host union shows them."""
        return self.filter(Q(unit__in=actor.units("view", "support_cost")) | _on_a_desk(actor))

    def open(self) -> "SupportQuerySet":
        return self.filter(state__in=SupportRequest.OPEN)

    def late(self) -> "SupportQuerySet":
        return self.open().filter(due_on__lt=clock.today())

    def waiting_for(self, actor: "Actor") -> "SupportQuerySet":
        """Open requests that lie on a desk of this person's own, or with the person's own team."""
        desks = [a.unit_id for a in actor.appointments if a.role in (Role.OFFICE, Role.DEPARTMENT)]
        sites = [a.unit_id for a in actor.appointments if a.role in (Role.TEAM_LEADER, Role.CADRE)]
        return self.open().filter(
            Q(holder__in=desks) | Q(holder__in=sites, state__in=SupportRequest.WITH_THE_TEAM)
        )


class SupportRequest(Record):
    """One thing asked for. `holder` has it now and `due_on` says until when: in every state, closed ones as left.

    `amount` is what the team thinks it costs, `estimated` what the department expects, `approved` what the offices
    have consented to, `spent` what it came to; all in yuan, empty without money.
    """

    class State(models.TextChoices):
        APPROVING = "approving", pgettext_lazy("support", "Waiting for approval")
        ASKED = "asked", pgettext_lazy("support", "Waiting for an answer")
        PROMISED = "promised", pgettext_lazy("support", "Being provided")
        DELIVERED = "delivered", pgettext_lazy("support", "Provided, to be confirmed")
        RETURNED = "returned", pgettext_lazy("support", "Returned")
        CONFIRMED = "confirmed", pgettext_lazy("support", "Received")
        CANCELLED = "cancelled", pgettext_lazy("support", "Cancelled")

    WITH_THE_TEAM = (State.DELIVERED, State.RETURNED)
    WITH_A_DESK = (State.APPROVING, State.ASKED, State.PROMISED)
    OPEN = (*WITH_A_DESK, *WITH_THE_TEAM)

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="support_requests")
    site = models.ForeignKey(Site, models.PROTECT, related_name="support_requests")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="support_requests", verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=12, choices=SupportKind.choices)
    text = models.TextField(_("what is needed"), max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    wanted_on = models.DateField(_("wanted by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    holder = models.ForeignKey(
        Unit, models.PROTECT, related_name="support_held", verbose_name=pgettext_lazy("support", "with")
    )
    due_on = models.DateField(_("due on"))
    department = models.ForeignKey(
        Unit, models.PROTECT, related_name="support_asked", verbose_name=_("department")
    )
    amount = models.DecimalField(_("amount asked"), max_digits=11, decimal_places=2, null=True, blank=True)
    estimated = models.DecimalField(_("estimated"), max_digits=11, decimal_places=2, null=True, blank=True)
    approved = models.DecimalField(_("approved"), max_digits=11, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(_("spent"), max_digits=11, decimal_places=2, null=True, blank=True)
    promise = models.TextField(_("what will be done"), max_length=1000, blank=True)
    promised_on = models.DateField(_("to be provided by"), null=True, blank=True)
    delivery = models.TextField(_("what was provided"), max_length=1000, blank=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    word = models.CharField(_("word of the team"), max_length=500, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    urged_on = models.DateField(null=True, blank=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-created_at", "-id"], name="support_unit_created"),
            models.Index(fields=["site", "-created_at", "-id"], name="support_site_created"),
            models.Index(fields=["holder", "due_on", "id"], name="support_holder_due"),
            models.Index(fields=["-created_at", "-id"], name="support_created"),
            models.Index(fields=["due_on", "id"], name="support_due"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < clock.today()

    @property
    def standing(self) -> str:
        """Which of the six statuses of the page the request has today."""
        if not self.is_open:
            return "done"
        if self.is_late:
            return "overdue"
        if self.state == self.State.RETURNED:
            return "returned"
        if (self.due_on - clock.today()).days <= SOON_DAYS:
            return "due"
        return "doing" if self.state == self.State.PROMISED else "todo"

    @property
    def cost(self) -> Any:
        """The best known figure: spent, else approved, else estimated, else asked."""
        known = (self.spent, self.approved, self.estimated, self.amount)
        return next((value for value in known if value is not None), None)


class SupportStep(Record):
    """One consent that a request needs: of the office of `unit`, for `amount` yuan. Taken in order of `place`."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("approval step", "To come")
        APPROVED = "approved", pgettext_lazy("approval step", "Approved")
        RETURNED = "returned", pgettext_lazy("approval step", "Returned")

    request = models.ForeignKey(SupportRequest, models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    opinion = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["request", "place"], name="support_step_once")]


class SupportEvent(Record):
    """What happened to a request, by whom, and who had it afterwards."""

    request = models.ForeignKey(SupportRequest, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=SupportRequest.State.choices)
    holder = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["holder", "request"], name="supportevent_holder")]


class SupportHelp(Record):
    """A department asked to help the one that has the request."""

    request = models.ForeignKey(SupportRequest, models.CASCADE, related_name="helpers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department"))
    note = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said = models.CharField(max_length=500, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["unit", "request"], name="supporthelp_unit")]
        constraints = [models.UniqueConstraint(fields=["request", "unit"], name="support_helper_once")]


class SupportRoute(Record):
    """Which department a federation gives a kind of request to; `area` and `above` narrow the line down."""

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="support_routes", verbose_name=_("federation")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=SupportKind.choices)
    area = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only sites of")
    )
    above = models.DecimalField(
        _("only above (yuan)"), max_digits=11, decimal_places=2, null=True, blank=True
    )
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department asked"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "area", "above"], nulls_distinct=False, name="support_route_once"
            )
        ]


class SupportRule(Record):
    """Above which amount a federation wants the consent of a level; empty: always, also without money.

    A rule of a kind stands before the rules of the same federation for all kinds.
    """

    LEVELS = tuple((kind.value, kind.label) for kind in FEDERATIONS)

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="support_rules", verbose_name=_("federation"))
    kind = models.CharField(_("kind"), max_length=12, choices=SupportKind.choices, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=UnitKind.choices)
    above = models.DecimalField(
        _("consent above (yuan)"), max_digits=11, decimal_places=2, null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "level"], name="support_rule_once"),
            models.CheckConstraint(
                condition=Q(level__in=[k.value for k in FEDERATIONS]), name="support_level"
            ),
        ]


class SupportLimit(Record):
    """How many working days a unit and everything beneath it has; the nearest one above counts."""

    class Matter(models.TextChoices):
        APPROVE = "approve", _("Approve or return")
        ANSWER = "answer", _("Answer what will be done")
        CONFIRM = "confirm", _("Confirm what was received")
        AMEND = "amend", _("Amend a returned request")

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="support_limits", verbose_name=_("federation")
    )
    matter = models.CharField(_("for"), max_length=10, choices=Matter.choices)
    days = models.PositiveSmallIntegerField(
        _("working days"), validators=[MinValueValidator(1), MaxValueValidator(120)]
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "matter"], name="support_limit_once")]
