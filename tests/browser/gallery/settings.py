"""Settings of the gallery: the shell alone, no database, no accounts."""

from datetime import timedelta
from typing import Any

from tests.browser.gallery import acting

SECRET_KEY = "only pictures here"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
CLOCK_OFFSET = timedelta()
OPERATING_UNION, FILING_NUMBER = "自贡市总工会", "蜀ICP备00000000号"
INSTALLED_APPS = ["django.contrib.messages", "django.contrib.staticfiles", "dundian.ui"]
MIDDLEWARE = [
    "dundian.ui.middleware.Headers",
    "dundian.ui.middleware.Preferences",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tests.browser.gallery.acting.Someone",
    "dundian.ui.middleware.Faults",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
ROOT_URLCONF = "tests.browser.gallery.urls"
FORM_RENDERER = "dundian.ui.forms.Renderer"
CSRF_FAILURE_VIEW = "dundian.ui.errors.csrf_refused"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [acting.TEMPLATES],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "dundian.ui.context.shell",
            ],
        },
    },
]
LANGUAGE_CODE, LANGUAGES = "zh-hans", [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE, USE_I18N, USE_TZ = "Asia/Shanghai", True, True
STATIC_URL = "/static/"
