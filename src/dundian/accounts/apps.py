"""The room in Django's register."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dundian.accounts"
    label = "accounts"

    def ready(self) -> None:
        from dundian.accounts import navigation, receivers  # noqa: F401
