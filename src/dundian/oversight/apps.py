"""The room in Django's register."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "dundian.oversight"
    label = "oversight"

    def ready(self) -> None:
        from dundian.fieldwork.queries import feeds
        from dundian.oversight import access, calendar, menu, receivers, todos  # noqa: F401  declared on import

        feeds.register_source(calendar.events)
