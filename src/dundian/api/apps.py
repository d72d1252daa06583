"""The room in Django's register."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "dundian.api"
    label = "api"

    def ready(self) -> None:
        from dundian.api import access, receivers, todos  # noqa: F401
        from dundian.ui.navigation import NavItem, register

        def sees(actor: object) -> bool:
            return bool(actor.can("view", "api_token"))  # type: ignore[attr-defined]

        for section, faces in (("security", ("admin",)), ("stats", ("office",))):
            register(
                NavItem(
                    _("Data interface"),
                    "api:token_list",
                    section,
                    order=90,
                    allowed=sees,
                    icon="link",
                    faces=faces,
                )
            )
