"""The room in Django's register."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "dundian.oversight"
    label = "oversight"

    def ready(self) -> None:
        from dundian.oversight import access, menu, receivers, todos  # noqa: F401
