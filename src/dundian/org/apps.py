"""The room in Django's register."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dundian.ui import navigation


class OrgConfig(AppConfig):
    name = "dundian.org"
    label = "org"

    def ready(self) -> None:
        from dundian.accounts import policy
        from dundian.exchange import acting
        from dundian.org import belonging, calendar_import, imports, unit_import  # noqa: F401
        from dundian.org.access import actor_of
        from dundian.org.finding import UNITS
        from dundian.ui import search

        acting.provide(actor_of)
        search.register(UNITS)
        policy.register(
            places_of=belonging.places_of,
            needs=belonging.needs_second_factor,
            beyond=belonging.beyond_reach,
        )
        for section, faces in (("org", ("admin",)), ("library", ("office", "leader"))):
            navigation.register(
                navigation.NavItem(_("Units"), "org:unit_list", section, 60, icon="sitemap", faces=faces),
                navigation.NavItem(
                    _("People"), "org:person_list", section, 61, lambda a: a.can("view", "person"), "users", faces=faces
                ),
                navigation.NavItem(
                    _("Appointments"), "org:appointment_list", section, 62, lambda a: a.can("view", "appointment"),
                    "user-check", faces=faces,
                ),
            )  # fmt: skip
        for section, faces in (("admin", ("admin",)), ("library", ("office", "leader")), ("me", ("cadre",))):
            navigation.register(
                navigation.NavItem(
                    _("Working calendar"), "org:calendar_view", section, 70, icon="calendar", faces=faces
                )
            )
