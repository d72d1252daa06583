"""Pages made of panels that other rooms bring: a low room's page shows what higher rooms registered, loaded by URL."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """`url_name` takes the id of the page's object. `shown(actor)` decides whether the panel is offered at all, and
    `on(actor, object)`, where there is one, whether on this very page."""

    page: str
    label: Any
    url_name: str
    place: int
    shown: Callable[[Any], bool]
    on: Callable[[Any, Any], bool] | None = None


_panels: list[Panel] = []


def register_panel(
    page: str,
    label: Any,
    url_name: str,
    *,
    place: int = 100,
    shown: Callable[[Any], bool] = lambda actor: True,
    on: Callable[[Any, Any], bool] | None = None,
) -> None:
    """Offer a panel on `page`: a site, team, campaign, person, log, concern or issue. Called in AppConfig.ready."""
    _panels.append(Panel(page, label, url_name, place, shown, on))


def panels_for(page: str, actor: Any, thing: Any = None) -> list[Panel]:
    """Those that `actor` is offered on a page, of this `thing` where it is given, in their places."""

    def offered(panel: Panel) -> bool:
        here = panel.on is None or thing is None or panel.on(actor, thing)
        return panel.page == page and panel.shown(actor) and here

    return sorted(filter(offered, _panels), key=lambda p: p.place)
