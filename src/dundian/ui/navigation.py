"""Navigation is data: rooms register their entries, the shell shows those the person may open.

A person sees the menu of one face (office, leader, cadre, department, host, admin), which follows from the main
appointment. A menu is a row of entries; each entry gathers the items of one or more sections. An entry without an
open item is not shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.ui.addresses import address

Text = str | Promise
Actor = Any
ADMIN, ACCOUNT = "admin", "account"


def everyone(actor: Actor) -> bool:
    """Allowed for whoever is signed in."""
    return True


@dataclass(frozen=True)
class NavItem:
    """One page of the navigation.

    `section` says where it stands (keys in `MENUS`, or "admin" and "account" for the menu at the person's name);
    `labels` renames it for single faces; `faces` limits it to some; `count` returns the number in the badge, or None;
    `post` makes it a button.
    """

    label: Text
    url_name: str
    section: str
    order: int = 100
    allowed: Callable[[Actor], bool] = everyone
    icon: str = ""
    labels: Mapping[str, Text] = field(default_factory=dict)
    faces: tuple[str, ...] = ()
    count: Callable[[HttpRequest], int | None] | None = None
    post: bool = False


@dataclass(frozen=True)
class Entry:
    """One word of the main navigation."""

    label: Text
    sections: tuple[str, ...]
    icon: str


HOME, LIBRARY = (
    Entry(_("Workbench"), ("home",), icon="layout-dashboard"),
    Entry(_("Library"), ("library", "stats"), icon="books"),
)

MENUS: dict[str, tuple[Entry, ...]] = {
    "office": (
        HOME,
        Entry(_("Campaigns"), ("campaigns",), icon="flag-3"),
        Entry(_("Sites and teams"), ("sites", "teams"), icon="map-pin"),
        Entry(_("Tasks"), ("tasks",), icon="checklist"),
        Entry(_("Concerns and support"), ("concerns", "support"), icon="message-report"),
        Entry(_("Oversight and evaluation"), ("oversight", "visits"), icon="clipboard-check"),
        Entry(_("Library and statistics"), ("library", "stats"), icon="chart-bar"),
    ),
    "leader": (
        Entry(_("Overview"), ("home",), icon="layout-dashboard"),
        Entry(_("To approve"), ("approvals",), icon="checkbox"),
        Entry(_("My area"), ("sites", "campaigns", "teams", "tasks", "concerns"), icon="map-pin"),
        Entry(_("Statistics"), ("stats", "library"), icon="chart-bar"),
    ),
    "cadre": (
        Entry(pgettext_lazy("navigation", "Today"), ("home",), icon="sun"),
        Entry(_("Tasks"), ("tasks",), icon="checklist"),
        Entry(_("Concerns"), ("concerns", "support"), icon="message-report"),
        Entry(_("Mine"), ("me", "teams", "sites", "campaigns", "library"), icon="user"),
    ),
    "department": (
        HOME,
        Entry(_("Support matters"), ("support",), icon="lifebuoy"),
        Entry(_("Concerns to assist"), ("concerns",), icon="message-report"),
        Entry(_("Sites"), ("sites", "teams", "campaigns"), icon="map-pin"),
        LIBRARY,
    ),
    "host": (
        HOME,
        Entry(_("Stationing here"), ("sites", "teams", "tasks", "campaigns"), icon="map-pin"),
        Entry(_("Workers’ concerns"), ("concerns", "support"), icon="message-report"),
        Entry(_("Return visits"), ("visits",), icon="refresh"),
        LIBRARY,
    ),
    "admin": (
        HOME,
        Entry(_("Units and people"), ("org",), icon="sitemap"),
        Entry(_("Accounts and security"), ("security",), icon="shield-lock"),
        Entry(_("Audit"), ("audit",), icon="list-search"),
        LIBRARY,
    ),
}
PHONE_BAR = ("leader", "cadre")

FACE_OF_ROLE: dict[str, str] = {
    "leader": "leader",
    "office": "office",
    "department": "department",
    "team_leader": "cadre",
    "cadre": "cadre",
    "host": "host",
    "system_admin": "admin",
    "security_admin": "admin",
    "audit_admin": "admin",
}

_items: dict[tuple[str, str], NavItem] = {}


def register(*items: NavItem) -> None:
    """Add pages to the navigation; called in `AppConfig.ready`."""
    for item in items:
        _items[item.section, item.url_name] = item


def face_of(actor: Actor) -> str:
    """Whose menu the person gets: by the main appointment, else by the first role in `FACE_OF_ROLE`."""
    main = getattr(actor, "main", None)
    roles = {str(main.role)} if main else {str(role) for role in getattr(actor, "roles", ())}
    return next((face for role, face in FACE_OF_ROLE.items() if role in roles), "office")


@dataclass(frozen=True)
class Link:
    """One link as the shell draws it."""

    label: Text
    url: str
    icon: str
    current: bool = False
    count: int | None = None
    post: bool = False


@dataclass(frozen=True)
class Menu:
    """What the shell draws: the main row, the row under it, the person's own menu."""

    face: str
    main: Sequence[Link]
    under: Sequence[Link]
    account: Sequence[Link]
    admin: Sequence[Link]

    @property
    def phone_bar(self) -> bool:
        """Whether the main row stands at the bottom of the phone."""
        return self.face in PHONE_BAR and len(self.main) > 1


def _open_items(actor: Actor, face: str) -> dict[str, list[tuple[NavItem, str]]]:
    found: dict[str, list[tuple[NavItem, str]]] = {}
    for item in sorted(_items.values(), key=lambda i: i.order):
        if (item.faces and face not in item.faces) or not item.allowed(actor):
            continue
        try:
            url = address(item.url_name)
        except NoReverseMatch:
            continue
        found.setdefault(item.section, []).append((item, url))
    return found


def _here(path: str, urls: list[str]) -> str:
    """The registered address that the current path lies under: the longest one."""
    fitting = [u for u in urls if path == u or (u != "/" and path.startswith(u))]
    return max(fitting, key=len, default="")


def menu_for(request: HttpRequest) -> Menu:
    """The menu of `request.actor` with the current place marked."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return Menu("", (), (), (), ())
    face = face_of(actor)
    by_section = _open_items(actor, face)
    here = _here(request.path, [url for items in by_section.values() for _item, url in items])

    def link(item: NavItem, url: str) -> Link:
        count = item.count(request) if item.count else None
        return Link(item.labels.get(face, item.label), url, item.icon, url == here, count, item.post)

    main: list[Link] = []
    under: list[Link] = []
    for entry in MENUS[face]:
        pairs = [pair for section in entry.sections for pair in by_section.get(section, ())]
        if not pairs:
            continue
        current = any(url == here for _item, url in pairs)
        main.append(Link(entry.label, pairs[0][1], entry.icon, current))
        if current and len(pairs) > 1:
            under = [link(item, url) for item, url in pairs]
    rest = {name: [link(item, url) for item, url in by_section.get(name, ())] for name in (ACCOUNT, ADMIN)}
    return Menu(face, main, under, rest[ACCOUNT], rest[ADMIN])
