"""Where the room stands in the menus."""

from django.utils.translation import gettext_lazy as _

from dundian.exchange.importers import offered_to
from dundian.ui.navigation import NavItem, register

register(
    NavItem(
        _("Import"),
        "exchange:run_list",
        "library",
        63,
        lambda actor: bool(offered_to(actor)),
        "file-import",
        faces=("office", "leader", "cadre", "department", "host"),
    ),
    NavItem(
        _("Import"),
        "exchange:run_list",
        "org",
        63,
        lambda actor: bool(offered_to(actor)),
        "file-import",
        faces=("admin",),
    ),
)

register(
    NavItem(
        _("My exports"),
        "exchange:export_list",
        "library",
        64,
        icon="file-spreadsheet",
        faces=("office", "leader", "cadre", "department", "host"),
    ),
    NavItem(_("My exports"), "exchange:export_list", "org", 64, icon="file-spreadsheet", faces=("admin",)),
)
