"""The room in Django's register."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "dundian.recognition"
    label = "recognition"

    def ready(self) -> None:
        from dundian.recognition import access, findings, imports, menu, todos  # noqa: F401 - declared on import
