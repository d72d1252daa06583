"""Where phones and conflicts stand in the menus."""

from django.utils.translation import gettext_lazy as _

from dundian.org.access import Actor
from dundian.ui.navigation import ACCOUNT, ADMIN, NavItem, register


def keeps_phones(actor: Actor) -> bool:
    return actor.can("end", "device")


register(
    NavItem(
        _("Phone app"), "offline:shell_view", "home", 40, icon="device-mobile", faces=("cadre", "leader")
    ),
    NavItem(_("My phones"), "offline:phone_list", ACCOUNT, 25, icon="device-mobile"),
    NavItem(_("Phones"), "offline:phone_find", ADMIN, 35, allowed=keeps_phones, icon="device-mobile"),
)
