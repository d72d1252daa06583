"""The room in Django's register."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "dundian.offline"
    label = "offline"

    def ready(self) -> None:
        from dundian.offline import access, navigation, receivers, todos  # noqa: F401
