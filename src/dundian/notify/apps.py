"""The room in Django's register."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "dundian.notify"
    label = "notify"
