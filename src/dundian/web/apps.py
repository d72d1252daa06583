"""The room in Django's register."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dundian.web"
    label = "web"

    def ready(self) -> None:
        from dundian.accounts import policy
        from dundian.web import access, answers, navigation, todos  # noqa: F401

        policy.register(places_of=answers.places_of, needs=answers.needs_second_factor)
