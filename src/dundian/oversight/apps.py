"""The room in Django's register."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "dundian.oversight"
    label = "oversight"

    def ready(self) -> None:
        from django.urls import reverse

        from dundian.documents import origins
        from dundian.fieldwork.queries import feeds
        from dundian.oversight import access, calendar, menu, needs, receivers, todos  # noqa: F401
        from dundian.oversight.actions.lookbacks import REPORT, take_look_back
        from dundian.oversight.actions.visits import BULLETIN, take_bulletin

        feeds.register_source(calendar.events)
        origins.register(
            origins.Origin(
                BULLETIN,
                take_bulletin,
                lambda order: reverse("oversight:bulletin_detail", args=[order["draw"]]),
            )
        )
        origins.register(
            origins.Origin(
                REPORT,
                take_look_back,
                lambda order: reverse("oversight:look_back_detail", args=[order["look_back"]]),
            )
        )
