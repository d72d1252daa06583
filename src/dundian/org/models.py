"""Units, people and appointments."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel import clock
from dundian.kernel.fields import LtreeField
from dundian.kernel.finding import Bigrams
from dundian.kernel.models import Record, Worded

if TYPE_CHECKING:
    from dundian.org.access import Actor


class UnitKind(models.TextChoices):
    """What a unit is. Federations first, then their own bodies, then grassroots unions."""

    PROVINCE = "province", _("Provincial federation")
    PREFECTURE = "prefecture", _("Prefectural federation")
    COUNTY = "county", _("County federation")
    DEPARTMENT = "department", _("Department")
    INDUSTRY = "industry", _("Industry union")
    AFFILIATED = "affiliated", _("Directly affiliated union")
    TOWNSHIP = "township", _("Township (street) union")
    PARK = "park", _("Development zone (park) union")
    COMMUNITY = "community", _("Community (village) union")
    ENTERPRISE = "enterprise", _("Enterprise union")
    NON_PUBLIC = "non_public", _("Non-public enterprise union")
    SOCIAL = "social", _("Social organisation union federation")
    NEW_EMPLOYMENT = "new_employment", _("New-employment-form union")


class Industry(models.TextChoices):
    """The sections of GB/T 4754-2017."""

    A = "A", _("Agriculture, forestry, animal husbandry and fishery")
    B = "B", _("Mining")
    C = "C", _("Manufacturing")
    D = "D", _("Electricity, heat, gas and water")
    E = "E", _("Construction")
    F = "F", _("Wholesale and retail")
    G = "G", _("Transport, storage and post")
    H = "H", _("Lodging and catering")
    I = "I", _("Information and software")  # noqa: E741 - the letter of the standard
    J = "J", _("Finance")
    K = "K", _("Real estate")
    L = "L", _("Leasing and business services")
    M = "M", _("Research and technical services")
    N = "N", _("Water, environment and public facilities")
    O = "O", _("Household, repair and other services")  # noqa: E741 - the letter of the standard
    P = "P", _("Education")
    Q = "Q", _("Health and social work")
    R = "R", _("Culture, sports and entertainment")
    S = "S", _("Public administration and social organisations")
    T = "T", _("International organisations")


FEDERATIONS = (UnitKind.PROVINCE, UnitKind.PREFECTURE, UnitKind.COUNTY)
GRASSROOTS = (
    UnitKind.TOWNSHIP,
    UnitKind.PARK,
    UnitKind.COMMUNITY,
    UnitKind.ENTERPRISE,
    UnitKind.NON_PUBLIC,
    UnitKind.SOCIAL,
    UnitKind.NEW_EMPLOYMENT,
)
KIND_ORDER = {kind: place for place, kind in enumerate(UnitKind)}


class UnitQuerySet(models.QuerySet["Unit"]):
    def within(self, paths: Iterable[str]) -> "UnitQuerySet":
        """Units at or beneath any of `paths`."""
        return self.filter(path__within=list(paths))

    def over(self, unit: "Unit") -> "UnitQuerySet":
        """The unit and everything above it, top first."""
        return self.filter(path__above=unit.path).order_by("path")

    def open(self) -> "UnitQuerySet":
        return self.filter(closed_on=None)

    def visible_to(self, actor: "Actor") -> "UnitQuerySet":
        return self.within(actor.paths("view", "unit"))


class Unit(Worded):
    """A union organisation or a department. `path` holds the ids from the root down to this unit.

    `place` orders the whole tree: a federation's is the number of its code, any other unit's that of the federation it
    stands under. So `(place, id)` is administrative order at every level, from one index.
    """

    id = models.BigAutoField(primary_key=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = LtreeField(editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    code = models.CharField(
        pgettext_lazy("unit", "code"),
        max_length=20,
        blank=True,
        help_text=_("GB/T 2260 code or union registration number"),
    )
    industry = models.CharField(
        _("industry"), max_length=1, choices=Industry.choices, blank=True, default="", db_default=""
    )
    place = models.PositiveIntegerField(_("place in administrative order"), default=0)
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    closed_on = models.DateField(pgettext_lazy("unit", "closed on"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        indexes = [
            GistIndex(fields=["path"], name="unit_path"),
            GinIndex(Bigrams("name"), name="unit_words", fastupdate=False),
            models.Index(fields=["parent", "place", "id"], name="unit_parent_place"),
            models.Index(fields=["kind", "place", "id"], name="unit_kind_place"),
            models.Index(fields=["place", "id"], name="unit_place"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="unit_code_once"),
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(closed_on=None), name="unit_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def root_id(self) -> int:
        """Id of the unit at the top: the audit chain the unit belongs to."""
        return int(self.path.split(".", 1)[0])

    def is_within(self, path: str) -> bool:
        """Whether the unit stands at or beneath the one with `path`; the empty path lies over all."""
        return not path or self.path == path or self.path.startswith(f"{path}.")

    @property
    def is_federation(self) -> bool:
        return self.kind in FEDERATIONS

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None


class UnitChange(Record):
    """One event in a unit's life."""

    class What(models.TextChoices):
        CREATED = "created", _("Founded")
        RENAMED = "renamed", _("Renamed")
        MOVED = "moved", _("Moved")
        MERGED = "merged", _("Merged")
        CLOSED = "closed", pgettext_lazy("unit event", "Closed")
        REOPENED = "reopened", _("Reopened")
        EDITED = "edited", _("Details changed")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=20, choices=What.choices)
    on = models.DateField(default=clock.today)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-on", "-id"], name="unitchange_unit")]


class Grade(models.TextChoices):
    """Rank of a cadre, as far as forming teams needs it."""

    LEADING = "leading", _("Leading cadre (division head and above)")
    MIDDLE = "middle", _("Mid-level cadre")
    STAFF = "staff", _("General cadre")
    SOCIAL = "social", _("Social worker of the union")


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: "Actor") -> "PersonQuerySet":
        return self.filter(Q(home_unit__in=actor.units("view", "person")) | Q(user=actor.user))


def masked_phone(phone: str) -> str:
    """138****0001: enough to recognise, too little to call."""
    if len(phone) >= 8:
        return f"{phone[:3]}****{phone[-4:]}"
    return "****" if phone else ""


class Person(Record):
    """Somebody who works in the federation. The phone number is shown masked unless the viewer may see it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=40)
    number = models.CharField(_("staff number"), max_length=20, blank=True)
    gender = models.CharField(
        _("gender"), max_length=1, blank=True, choices=[("f", _("Female")), ("m", _("Male"))]
    )
    born_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=10, choices=Grade.choices, default=Grade.STAFF)
    post = models.CharField(_("post"), max_length=60, blank=True)
    home_unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name=_("home unit"))
    phone = models.CharField(_("mobile phone"), max_length=20, blank=True)
    skills = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("skills"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["home_unit", "name", "id"], name="person_unit_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["home_unit", "number"], condition=~Q(number=""), name="person_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        return masked_phone(self.phone)


class Role(models.TextChoices):
    """In which capacity somebody acts at a unit."""

    OFFICE = "office", _("Programme office")
    LEADER = "leader", _("Leader in charge")
    TEAM_LEADER = "team_leader", _("Team leader")
    CADRE = "cadre", _("Stationed cadre")
    DEPARTMENT = "department", _("Department handler")
    HOST = "host", _("Host-union contact")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def active(self, on: date | None = None) -> "AppointmentQuerySet":
        day = on or clock.today()
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day, revoked_at=None)


class Appointment(Record):
    """A role at a unit for a period, perhaps within one campaign; the source of every right.

    `campaign_id` is a campaign's id without a foreign key, since campaigns stand above this room.
    `deputy_for` names the appointment that this one stands in for.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name=_("unit"))
    since = models.DateField(pgettext_lazy("start of a period", "from"), default=clock.today)
    until = models.DateField(pgettext_lazy("end of a period", "until"), null=True, blank=True)
    campaign_id = models.UUIDField(null=True, blank=True)
    deputy_for = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="deputies")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "until"], name="appointment_user"),
            models.Index(fields=["unit", "role"], name="appointment_unit_role"),
            models.Index(fields=["-since", "-id"], name="appointment_since"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()}"

    @property
    def label(self) -> Any:
        return self.get_role_display()
