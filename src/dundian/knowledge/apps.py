"""The room in Django's register."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def _page(name: str, noun: str, order: Mapping[str, Any]) -> str:
    return reverse(name, args=[order[noun]])


class KnowledgeConfig(AppConfig):
    name = "dundian.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        from dundian.documents import origins
        from dundian.fieldwork.queries import feeds
        from dundian.knowledge import access, calendar, imports, menu, todos  # noqa: F401  declared on import
        from dundian.knowledge.actions import meetings, years
        from dundian.knowledge.finding import PRACTICES, RULES
        from dundian.ui import panels, search

        def sees(noun: str, verb: str = "view") -> Any:
            return lambda actor: bool(actor.can(verb, noun))

        for key, taken, page, noun in (
            (meetings.MINUTES, meetings.take_minutes, "knowledge:meeting_detail", "meeting"),
            (years.SUMMARY, years.take_summary, "knowledge:summary_detail", "summary"),
        ):
            origins.register(origins.Origin(key, taken, partial(_page, page, noun)))
        search.register(PRACTICES)
        search.register(RULES)
        feeds.register_source(calendar.events)
        label = _("Practices drawn from this")
        for page in ("concern", "log", "issue"):
            panels.register_panel(
                page, label, f"knowledge:{page}_practice_panel", place=80, shown=sees("practice")
            )
        panels.register_panel(
            "site",
            _("Practices of sites like this one"),
            "knowledge:site_practice_panel",
            place=80,
            shown=sees("practice", "read"),
        )
        panels.register_panel(
            "campaign",
            _("Year's end"),
            "knowledge:campaign_panel",
            place=90,
            shown=sees("year"),
            on=lambda actor, campaign: bool(actor.can("view", "year", campaign.unit)),
        )
