"""The room in Django's register."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "dundian.recognition"
    label = "recognition"

    def ready(self) -> None:
        from django.urls import reverse

        from dundian.documents.origins import Origin, register
        from dundian.recognition import access, findings, imports, menu, todos  # noqa: F401 - declared on import
        from dundian.recognition.actions.decisions import ORIGIN, take_decision

        register(
            Origin(
                ORIGIN,
                take_decision,
                lambda order: reverse("recognition:round_decide", args=[order["round"]]),
            )
        )
