"""Pages made of panels that other rooms bring: a low room's page shows what higher rooms registered, loaded by URL."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """`url_name` takes the id of the page's object; `shown(actor)` decides whether the panel is offered at all."""

    page: str
    label: Any
    url_name: str
    place: int
    shown: Callable[[Any], bool]


_panels: list[Panel] = []


def register_panel(
    page: str,
    label: Any,
    url_name: str,
    *,
    place: int = 100,
    shown: Callable[[Any], bool] = lambda actor: True,
) -> None:
    """Offer a panel on `page`: a site, team, campaign, person, log, concern or issue. Called in AppConfig.ready."""
    _panels.append(Panel(page, label, url_name, place, shown))


def panels_for(page: str, actor: Any) -> list[Panel]:
    return sorted((p for p in _panels if p.page == page and p.shown(actor)), key=lambda p: p.place)
