"""The room in Django's register."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "dundian.insight"
    label = "insight"
