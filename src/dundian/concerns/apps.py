"""The room in Django's register."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "dundian.concerns"
    label = "concerns"
