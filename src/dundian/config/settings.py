"""Settings. Everything that differs between installations comes from the environment (docs/reference/settings.md)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from dundian.config import secrets
from dundian.config.postgres import django_database

PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "yes" if default else "no").lower()
    if value not in ("yes", "no", "1", "0", "true", "false"):
        raise ValueError(f"{name} must be yes or no, not {value!r}")
    return value in ("yes", "1", "true")


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.lstrip("-").isdigit():
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def _mail_security(wanted: str) -> tuple[bool, bool, int]:
    """(TLS from the start, STARTTLS, port)."""
    usual = {"tls": 465, "starttls": 587, "none": 25}
    if wanted not in usual:
        raise ValueError(f"DUNDIAN_MAIL_SECURITY must be tls, starttls or none, not {wanted!r}")
    return wanted == "tls", wanted == "starttls", _number("DUNDIAN_MAIL_PORT", usual[wanted])


DATA = Path(os.environ.get("DUNDIAN_DATA", "data")).resolve()
# Loops compiled at first use are kept beside their source; where that may not be written, with the data.
if not os.access(Path(__file__).parents[1] / "planning" / "solver", os.W_OK):
    os.environ.setdefault("NUMBA_CACHE_DIR", str(DATA / "compiled"))
KEYS = secrets.load(DATA)
IDENTITY_RING = secrets.IdentityRing(DATA)
SECRET_KEY = KEYS.django
DEBUG = False
ALLOWED_HOSTS = os.environ.get("DUNDIAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DUNDIAN_ORIGINS", "").split(",") if o]
HTTPS = _flag("DUNDIAN_HTTPS")

# The demonstration stands on a day in the past: seconds to add to the real time.
CLOCK_OFFSET = timedelta(seconds=_number("DUNDIAN_CLOCK_OFFSET", 0))

# Where workers reach the pages, for posters; empty: the address at which the office works.
PUBLIC_URL = os.environ.get("DUNDIAN_PUBLIC_URL", "").rstrip("/")
OPERATING_UNION = os.environ.get("DUNDIAN_OPERATING_UNION", "")
# A folder with the fonts the office prints with (方正小标宋, 仿宋_GB2312 …), for PDF by LibreOffice.
FONTS = os.environ.get("DUNDIAN_FONTS", "")
# Mail is optional: without a server workbooks that are sent lie in the inbox alone.
MAIL_HOST = EMAIL_HOST = os.environ.get("DUNDIAN_MAIL_HOST", "")
EMAIL_BACKEND = (
    "dundian.insight.mail_server.Backend" if MAIL_HOST else "django.core.mail.backends.dummy.EmailBackend"
)
# A file with the certificate of the authority that vouches for the mail server; empty: the system's own.
MAIL_AUTHORITY = os.environ.get("DUNDIAN_MAIL_AUTHORITY", "")
EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_PORT = _mail_security(os.environ.get("DUNDIAN_MAIL_SECURITY", "tls"))
EMAIL_HOST_USER = os.environ.get("DUNDIAN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("DUNDIAN_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DUNDIAN_MAIL_FROM", "") or EMAIL_HOST_USER
if MAIL_HOST and "@" not in DEFAULT_FROM_EMAIL:
    raise ValueError("DUNDIAN_MAIL_FROM must be the address that mail comes from")
MAIL_DOMAINS = [d.strip().lower() for d in os.environ.get("DUNDIAN_MAIL_DOMAINS", "").split(",") if d.strip()]
# All that is published (boards, own tables, figures that programs read, the year's summary) hides counts of people and
# of their concerns below this one; 0 or 1: none.
SMALLEST_COUNT = _number("DUNDIAN_SMALLEST_COUNT", 5)
FILING_NUMBER = os.environ.get("DUNDIAN_FILING_NUMBER", "")
SECOND_FACTOR_REQUIRED = _flag("DUNDIAN_SECOND_FACTOR_REQUIRED")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "procrastinate.contrib.django",
    "dundian.kernel",
    "dundian.ui",
    "dundian.accounts",
    "dundian.audit_trail",
    "dundian.exchange",
    "dundian.org",
    "dundian.notify",
    "dundian.documents",
    "dundian.campaign",
    "dundian.planning",
    "dundian.fieldwork",
    "dundian.concerns",
    "dundian.knowledge",
    "dundian.oversight",
    "dundian.recognition",
    "dundian.insight",
    "dundian.offline",
    "dundian.api",
    "dundian.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "dundian.ui.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dundian.ui.middleware.Preferences",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "dundian.accounts.middleware.KnownSession",
    "dundian.audit_trail.middleware.Origin",
    "dundian.org.middleware.ActingPerson",
    "dundian.exchange.middleware.Exporting",
    "dundian.ui.middleware.Faults",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "dundian.config.urls"
WSGI_APPLICATION = "dundian.config.wsgi.application"
FORM_RENDERER = "dundian.ui.forms.Renderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "dundian.ui.context.shell",
            ],
        },
    },
]

DATABASES = {"default": django_database(DATA)}
# Sign-in names are unique without regard to case, by a constraint that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "dundian.accounts.sessions.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "dundian.accounts.passwords.TwoKindsValidator"},
]
LOGIN_URL = "accounts:session_create"
LOGIN_REDIRECT_URL = "web:home"
SESSION_ENGINE = "dundian.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE = timedelta(minutes=_number("DUNDIAN_IDLE_MINUTES", 30))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dundian.ui.errors.csrf_refused"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("DUNDIAN_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "dundian.accounts.addresses.address_of"
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "dundian.accounts.views.locked_out"
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "蹲点通"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]  # the one room that is no app
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "attachments"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600
# Longer lists are exported by a job, and longer workbooks are checked by one.
EXPORT_INLINE_ROWS = _number("DUNDIAN_EXPORT_INLINE_ROWS", 5000)
MAX_WORKBOOK_BYTES = 30 * 2**20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DUNDIAN_LOG", "WARNING")},
}
