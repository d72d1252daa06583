"""The room in Django's register."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "dundian.fieldwork"
    label = "fieldwork"

    def ready(self) -> None:
        from dundian.fieldwork import access, menu, receivers, todos  # noqa: F401
