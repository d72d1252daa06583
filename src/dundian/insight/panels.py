"""The panels of a board: each asks for its own figures, when it comes into sight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dundian.insight import boards, drawings, queries
from dundian.insight.axes import top_of
from dundian.insight.figures import FIGURES
from dundian.insight.scope import Scope
from dundian.org.models import FEDERATIONS

Context = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """`context(scope)` is what the template shows; `suits(scope)` whether the board of the scope has it at all."""

    key: str
    title: str | Promise
    context: Callable[[Scope], Context]
    suits: Callable[[Scope], bool] = lambda scope: True

    @property
    def template(self) -> str:
        return f"insight/_part_{self.key}.html"


def _comparison(scope: Scope) -> Context:
    return {"comparison": boards.comparison(scope)}


def _results(scope: Scope) -> Context:
    return {
        "targets": queries.targets(scope),
        "quotas": queries.quotas(scope),
        "coverage": boards.shown(scope, boards.COVERAGE),
        "coverage_url": FIGURES["unions"].url(scope) if FIGURES["unions"].allowed(scope) else "",
    }


def _concerns(scope: Scope) -> Context:
    return {"topics": boards.topics(scope), "raised": boards.raised_and_settled(scope)}


def _areas(scope: Scope) -> Context:
    return {"areas": boards.areas(scope)}


def _map(scope: Scope) -> Context:
    return {"map": drawings.area_map(scope)}


def _has_areas(scope: Scope) -> bool:
    top = top_of(scope)
    return scope.site is None and (top is None or top.kind in FEDERATIONS)


def _kinds(scope: Scope) -> Context:
    several = not (scope.site or scope.union)
    return {
        "kinds": boards.kinds(scope) if several else None,
        "initiatives": queries.initiatives(scope),
    }


PANELS: Sequence[Panel] = (
    Panel("comparison", _("This period, the last, and a year before"), _comparison),
    Panel("results", _("Results and coverage"), _results),
    Panel("concerns", _("Concerns by month"), _concerns),
    Panel("areas", _("Areas, in administrative order"), _areas, lambda scope: scope.site is None),
    Panel("map", _("Sites by county"), _map, _has_areas),
    Panel("heat", _("Work logs by day"), lambda scope: {"heat": drawings.heat(scope)}),
    Panel("kinds", _("Kinds of union"), _kinds, lambda scope: scope.site is None),
)
ON_TAB = ("comparison", "results", "areas", "kinds")


def panels_of(scope: Scope) -> list[Panel]:
    return [panel for panel in PANELS if panel.suits(scope)]
