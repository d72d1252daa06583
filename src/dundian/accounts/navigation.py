"""What stands at the person's name."""

from django.utils.translation import gettext_lazy as _

from dundian.ui.navigation import ACCOUNT, NavItem, register

register(
    NavItem(_("My profile"), "accounts:profile_view", ACCOUNT, 10, icon="user"),
    NavItem(_("Sign-ins and devices"), "accounts:session_list", ACCOUNT, 20, icon="devices"),
    NavItem(_("Sign out"), "accounts:session_end", ACCOUNT, 90, icon="logout", post=True),
)
