"""The room in Django's register."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "dundian.documents"
    label = "documents"

    def ready(self) -> None:
        from dundian.documents import access, default_kinds, print_sets, queries, todos  # noqa: F401
        from dundian.documents.finding import DOCUMENTS
        from dundian.ui import search
        from dundian.ui.navigation import NavItem, register

        print_sets.register(print_sets.PrintSet("documents", queries.documents_to_print))
        search.register(DOCUMENTS)
        register(
            NavItem(
                _("Documents"),
                "documents:document_list",
                "library",
                order=50,
                allowed=lambda actor: bool(actor.paths("view", "document")),
                icon="file-text",
            )
        )
        register(
            NavItem(
                _("Documents being drafted"),
                "documents:draft_list",
                "library",
                order=51,
                allowed=lambda actor: bool(
                    actor.paths("view", "draft") or actor.paths("countersign", "draft")
                ),
                icon="edit",
            )
        )
