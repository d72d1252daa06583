"""The room in Django's register."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "dundian.org"
    label = "org"
