"""The room in Django's register."""

from django.apps import AppConfig


class AuditTrailConfig(AppConfig):
    name = "dundian.audit_trail"
    label = "audit_trail"

    def ready(self) -> None:
        from dundian.audit_trail import navigation, receivers  # noqa: F401
