"""What each template may count on: `shell`."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language

from dundian.ui import navigation, pages

HTMX_CONFIG = (
    '{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"historyCacheSize":0,"selfRequestsOnly":true,'
    '"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"[45]..","swap":true,"error":true}]}'
)


class Shell:
    """The frame around a page, made only when drawn."""

    htmx_config = HTMX_CONFIG

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def menu(self) -> navigation.Menu:
        """Navigation of the acting person."""
        return navigation.menu_for(self.request)

    @property
    def actor(self) -> Any:
        """Who acts, or None before sign-in."""
        return getattr(self.request, "actor", None)

    @property
    def large_type(self) -> bool:
        """Whether the person asked for large type."""
        return bool(getattr(self.request, "large_type", False))

    @property
    def operating_union(self) -> str:
        """主办单位."""
        return str(getattr(settings, "OPERATING_UNION", ""))

    @property
    def filing_number(self) -> str:
        """备案编号."""
        return str(getattr(settings, "FILING_NUMBER", ""))

    @property
    def home_url(self) -> str:
        """The first page."""
        return get_script_prefix()

    @property
    def help_url(self) -> str:
        """帮助: a fixed address, because the footer also stands on error pages."""
        return f"{get_script_prefix()}help/"

    @property
    def feedback_url(self) -> str:
        """投诉建议."""
        return f"{get_script_prefix()}feedback/"

    @property
    def search_url(self) -> str:
        """Search over everything in sight."""
        return f"{get_script_prefix()}search/"

    @property
    def export_choices_url(self) -> str:
        """Where columns and format of an export are chosen; empty where no room above offers that."""
        return str(getattr(self.request, "export_choices_url", ""))

    @property
    def path(self) -> str:
        """Where a preference change comes back to."""
        return pages.current_path(self.request)

    @property
    def language(self) -> str:
        """Active language, as the `lang` attribute wants it."""
        return "zh-Hans" if (get_language() or "zh").startswith("zh") else "en"


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor."""
    return {"shell": Shell(request)}
