"""Who may sign in, and every sign-in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dundian.kernel import clock
from dundian.kernel.models import Record


class UserManager(BaseUserManager["User"]):
    """Finds users by sign-in name without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser, Record):
    """A sign-in. Whoever it belongs to in the federation is `org.Person`; what they may do is `org.Appointment`."""

    username = models.CharField(
        _("sign-in name"),
        max_length=40,
        validators=[RegexValidator(r"^[\w.\-]+\Z", _("Letters, digits, dot, hyphen and underscore only."))],
    )
    display_name = models.CharField(_("full name"), max_length=40)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(_("must choose a new password"), default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(models.functions.Lower("username"), name="user_username_any_case"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name


# The first sign found in the browser's own description counts; many claim to be Chrome or Safari besides.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("wxwork", "企业微信"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("QIHU", "360 浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


class SignIn(Record):
    """One sign-in on one device, until signed out, idle too long, or ended from elsewhere."""

    class End(models.TextChoices):
        SIGNED_OUT = "signed_out", _("Signed out")
        IDLE = "idle", _("Idle too long")
        REVOKED = "revoked", _("Ended from another device")
        PASSWORD = "password", _("Password changed")

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_digest = models.CharField(max_length=64, unique=True)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=20, choices=End.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-started_at"], name="signin_user_started")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def device_name(self) -> Any:
        """Browser and system, as far as the browser tells."""
        browser = next((name for sign, name in BROWSERS if sign in self.agent), None)
        system = next((name for sign, name in SYSTEMS if sign in self.agent), None)
        return " · ".join(str(name) for name in (browser, system) if name) or _("Unknown device")


class FailedSignIn(Record):
    """An attempt with a wrong password, shown to the person on their sign-in history.

    An attempt under an unknown name is kept too, so that it costs the same time, but without the name: people type
    passwords there.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="failed_sign_ins")
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="failed_user_at")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
