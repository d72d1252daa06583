"""The room in Django's register: it keeps the table of the working calendar."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "dundian.kernel"
    label = "kernel"

    def ready(self) -> None:
        from dundian.kernel.seeds import seed

        # Not a data migration: a database that a test emptied is filled again after the flush.
        post_migrate.connect(seed, sender=self, dispatch_uid="kernel.seed")
