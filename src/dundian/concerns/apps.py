"""The room in Django's register."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConcernsConfig(AppConfig):
    name = "dundian.concerns"
    label = "concerns"

    def ready(self) -> None:
        from django.urls import reverse

        from dundian.concerns import access, imports, needs, queries, receivers, todos  # noqa: F401 - access declares rights
        from dundian.concerns.actions import letters, site_pages
        from dundian.concerns.finding import CONCERNS
        from dundian.concerns.handing_over import CONCERNS as TO_HAND_OVER
        from dundian.concerns.models import Concern
        from dundian.concerns.signals import concern_raised
        from dundian.documents import origins
        from dundian.fieldwork import concern_words, ledger
        from dundian.fieldwork.handover import register_source
        from dundian.fieldwork.signals import log_recorded
        from dundian.notify import todo
        from dundian.ui import navigation, panels, search

        def sees_concerns(actor: Any) -> bool:
            return bool(actor.can("view", "concern"))

        origins.register(origins.Origin(letters.ORIGIN, letters.take_letter, letters.letter_page))
        origins.register(
            origins.Origin(
                site_pages.POSTERS,
                site_pages.take_posters,
                lambda order: reverse("concerns:site_page_list"),
            )
        )
        log_recorded.connect(receivers.raise_from_log)
        concern_raised.connect(receivers.place_later)
        concern_raised.connect(receivers.categorise_later)
        ledger.register_concern_source(queries.ledger_lines)
        concern_words.offer(kinds=Concern.Kind.choices, topics=Concern.Topic.choices)
        register_source(TO_HAND_OVER)
        todo.register(todos.source)
        search.register(CONCERNS)
        navigation.register(
            navigation.NavItem(
                label=_("Workers’ concerns"),
                url_name="concerns:concern_list",
                section="concerns",
                order=10,
                allowed=sees_concerns,
                icon="message-report",
            ),
            navigation.NavItem(
                label=_("Outside bodies"),
                url_name="concerns:body_list",
                section="concerns",
                order=80,
                allowed=lambda actor: bool(actor.can("view", "outside_body")),
                icon="mail",
            ),
            navigation.NavItem(
                label=_("Common phrases"),
                url_name="concerns:phrase_list",
                section="concerns",
                order=85,
                allowed=lambda actor: bool(actor.can("handle", "concern")),
                icon="message-circle",
            ),
            navigation.NavItem(
                label=_("Focus and common issues"),
                url_name="concerns:issue_list",
                section="concerns",
                order=20,
                allowed=lambda actor: bool(actor.can("view", "issue")),
                icon="list-check",
            ),
            navigation.NavItem(
                label=_("Categories of concerns"),
                url_name="concerns:category_list",
                section="concerns",
                order=80,
                allowed=lambda actor: bool(actor.can("view", "category")),
                icon="hierarchy",
            ),
            navigation.NavItem(
                label=_("Time limits"),
                url_name="concerns:time_limits",
                section="concerns",
                order=90,
                allowed=lambda actor: bool(actor.can("view", "time_limit")),
                icon="clock",
            ),
        )
        navigation.register(
            navigation.NavItem(
                label=_("Posters for workers"),
                url_name="concerns:site_page_list",
                section="concerns",
                order=60,
                allowed=lambda actor: bool(actor.can("view", "site_page")),
                icon="file-text",
            ),
            navigation.NavItem(
                label=_("Keeping of identities"),
                url_name="concerns:retention",
                section="concerns",
                order=92,
                allowed=lambda actor: bool(actor.can("view", "retention")),
                icon="lock",
            ),
        )
        panels.register_panel(
            "site", _("Workers’ concerns"), "concerns:site_panel", place=40, shown=sees_concerns
        )
        panels.register_panel(
            "log", _("Concerns raised in this log"), "concerns:log_panel", place=40, shown=sees_concerns
        )
