"""The room in Django's register."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "dundian.fieldwork"
    label = "fieldwork"

    def ready(self) -> None:
        from django.urls import reverse

        from dundian.documents import origins
        from dundian.fieldwork import (  # noqa: F401
            access,
            handing,
            handover_todos,
            imports,
            menu,
            planning_words,
            receivers,
            schedule_todos,
            support_todos,
            todos,
        )
        from dundian.fieldwork.actions.filing import LEDGER, REPORT, ledger_page, take_ledger, take_report
        from dundian.fieldwork.finding import LOGS
        from dundian.ui import search

        search.register(LOGS)
        origins.register(
            origins.Origin(
                REPORT, take_report, lambda order: reverse("fieldwork:report_detail", args=[order["report"]])
            )
        )
        origins.register(origins.Origin(LEDGER, take_ledger, ledger_page))
