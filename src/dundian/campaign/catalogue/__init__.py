"""The templates that ship with Dundian, as data: one .toml a task set, and the indicators federations report under.

A federation loads them as its own rows and changes those; the files here are only the beginning.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from dundian.campaign.actions import ItemLine, create_indicator, create_task_set, publish_task_set
from dundian.campaign.models import Indicator, TaskSet
from dundian.campaign.queries import indicators_for
from dundian.org.access import Actor
from dundian.org.models import Unit

FOLDER = Path(__file__).parent
INDICATORS = "indicators"


@dataclass(frozen=True)
class Template:
    """A shipped task set: `key` is its file's name, `items` as in the file."""

    key: str
    name: str
    year: int
    source: str
    items: list[dict[str, Any]]

    @property
    def settled(self) -> bool:
        """Whether it can be published as it stands: no open line and no mere suggestion."""
        return all(item.get("name") and not item.get("suggested") for item in self.items)


@dataclass
class Installed:
    """What a loading added; what was there already is left alone."""

    task_sets: list[TaskSet] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)


@cache
def templates() -> list[Template]:
    """Every shipped task set."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        if path.stem != INDICATORS:
            told = tomllib.loads(path.read_text("utf-8"))
            found.append(Template(path.stem, told["name"], told["year"], told["source"], told["item"]))
    return found


@cache
def shipped_indicators() -> list[dict[str, Any]]:
    """Code, name, measure and decimals of each shipped indicator."""
    told = tomllib.loads((FOLDER / f"{INDICATORS}.toml").read_text("utf-8"))
    return list(told["indicator"])


@transaction.atomic
def install_defaults(*, unit: Unit, actor: Actor, names: Collection[str] | None = None) -> Installed:
    """Load the shipped templates (those named by key, "indicators" among them; all when None) for a federation.

    Nothing is added twice. Complete task sets are published; those with open or suggested lines stay drafts.
    """
    installed = Installed()
    wanted = {t.key for t in templates()} | {INDICATORS} if names is None else set(names)
    if wanted:
        _install_indicators(unit, actor, installed, everything=INDICATORS in wanted, wanted=wanted)
    known = {i.code: i for i in indicators_for(unit)}
    for template in templates():
        if template.key in wanted:
            _install_task_set(unit, actor, template, known, installed)
    return installed


def _install_indicators(
    unit: Unit, actor: Actor, installed: Installed, *, everything: bool, wanted: Collection[str]
) -> None:
    """Indicators that the chosen task sets count by come with them."""
    counted = {item.get("indicator") for t in templates() if t.key in wanted for item in t.items}
    there = set(Indicator.objects.filter(unit__path__above=unit.path).values_list("code", flat=True))
    for place, told in enumerate(shipped_indicators(), 1):
        if told["code"] not in there and (everything or told["code"] in counted):
            installed.indicators.append(create_indicator(unit=unit, actor=actor, place=place, **told))


def _install_task_set(
    unit: Unit, actor: Actor, template: Template, known: dict[str, Indicator], installed: Installed
) -> None:
    if TaskSet.objects.filter(unit=unit, name=template.name, year=template.year).exists():
        return
    lines = [
        ItemLine(
            name=item.get("name", ""),
            content=item.get("content", ""),
            indicator=known.get(item.get("indicator", "")),
            suggested=item.get("suggested", False),
            takes_days=item.get("takes_days", 5),
            weight=item.get("weight", 10),
            evidence=item.get("evidence", ""),
            before_end=item.get("before_end"),
            after=tuple(item.get("after", ())),
        )
        for item in template.items
    ]
    made = create_task_set(
        unit=unit, name=template.name, year=template.year, source=template.source, items=lines, actor=actor
    )
    if template.settled:
        made = publish_task_set(task_set=made, actor=actor)
    installed.task_sets.append(made)
