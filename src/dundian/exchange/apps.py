"""The room in Django's register."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "dundian.exchange"
    label = "exchange"
