"""Templates, components, navigation and the phrases of the page; knows nothing of the programme."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "dundian.ui"
    label = "ui"
