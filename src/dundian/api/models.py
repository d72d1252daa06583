"""Tokens by which other programs read, webhooks by which they are told, and what was sent to them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, actor: "Actor") -> "TokenQuerySet":
        return self.filter(unit__in=actor.units("view", "api_token"))

    def in_use(self) -> "TokenQuerySet":
        """Let into use, not revoked, not expired."""
        alive = self.filter(revoked_at=None, expires_on__gte=clock.today())
        return alive.exclude(digest="")


class Token(Record):
    """A key for one program, for one purpose. `digest` is the SHA-256 of its secret, empty until it is let into use.

    `scopes` are keys of `scopes.SCOPES`. `in_address` lets it stand in the address of a feed, for spreadsheets that
    cannot send a header.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("token", "Waiting for the office")
        IN_USE = "in_use", pgettext_lazy("token", "In use")
        EXPIRED = "expired", pgettext_lazy("token", "Expired")
        REVOKED = "revoked", pgettext_lazy("token", "Revoked")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="api_tokens", verbose_name=_("reads at"))
    name = models.CharField(_("program"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=200)
    scopes = models.JSONField(_("what it may read"), default=list)
    in_address = models.BooleanField(_("may stand in an address"), default=False)
    digest = models.CharField(max_length=64, blank=True)
    hint = models.CharField(_("begins with"), max_length=12, blank=True)
    expires_on = models.DateField(_("valid until"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "-created_at", "-id"], name="apitoken_unit")]
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="apitoken_digest_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> "Token.State":
        if self.revoked_at:
            return self.State.REVOKED
        if self.expires_on < clock.today():
            return self.State.EXPIRED
        return self.State.IN_USE if self.digest else self.State.WAITING


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, actor: "Actor") -> "WebhookQuerySet":
        return self.filter(unit__in=actor.units("view", "webhook"))


class Webhook(Record):
    """An address that is told of `events` at the unit and beneath. `sealed` holds the secret that signs."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="webhooks", verbose_name=_("events at"))
    name = models.CharField(_("program"), max_length=60)
    url = models.URLField(_("address"), max_length=300)
    events = models.JSONField(_("events"), default=list)
    sealed = models.TextField()
    paused = models.BooleanField(pgettext_lazy("webhook", "paused"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = WebhookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "-created_at", "-id"], name="webhook_unit")]

    def __str__(self) -> str:
        return self.name


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, actor: "Actor") -> "WebhookDeliveryQuerySet":
        return self.filter(webhook__unit__in=actor.units("view", "webhook"))


class WebhookDelivery(Record):
    """One event on its way to one webhook, and how that went. `status` is the answer's HTTP status."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("delivery", "On its way")
        DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")
        FAILED = "failed", pgettext_lazy("delivery", "Given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    body = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["webhook", "-created_at", "-id"], name="webhook_delivery")]

    def __str__(self) -> str:
        return f"{self.event} → {self.webhook}"
