"""Where the audit administrator finds the trail."""

from django.utils.translation import gettext_lazy as _

from dundian.ui.navigation import NavItem, register

register(
    NavItem(
        _("Audit trail"),
        "audit_trail:entry_list",
        "audit",
        10,
        lambda actor: actor.can("view", "audit"),
        "list-search",
    ),
    NavItem(
        _("Proof of the trail"),
        "audit_trail:head_list",
        "audit",
        20,
        lambda actor: actor.can("verify", "audit"),
        "shield-lock",
    ),
)
