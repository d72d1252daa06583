"""The room in Django's register."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "dundian.exchange"
    label = "exchange"

    def ready(self) -> None:
        from dundian.exchange import navigation  # noqa: F401
