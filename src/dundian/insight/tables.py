"""A table of one's own: a documented figure by rows and columns, narrowed as a board is."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.campaign.models import Campaign, Indicator
from dundian.insight import boards
from dundian.insight.axes import AXES
from dundian.insight.boards import Grid
from dundian.insight.figures import FIGURES
from dundian.insight.forms import KINDS, PERIODS, BoardFilter
from dundian.insight.scope import Scope
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import YearField

COUNTED = [key for key, figure in FIGURES.items() if not figure.count]
ASKED = (
    "figure",
    "down",
    "across",
    "campaign",
    "area",
    "union",
    "year",
    "indicator",
    "period",
    "since",
    "until",
)


class TableForm(BoardFilter):
    """What is counted, by what in the rows and by what in the columns, and of which part of the programme."""

    figure = forms.ChoiceField(label=pgettext_lazy("table", "What is counted"))
    down = forms.ChoiceField(label=pgettext_lazy("table", "Rows"))
    across = forms.ChoiceField(label=pgettext_lazy("table", "Columns"))
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=gettext_lazy("Campaign"), empty_label=gettext_lazy("All")
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=gettext_lazy("Indicator"), empty_label=gettext_lazy("All")
    )
    area = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Area"), widget=forms.HiddenInput)
    year = YearField()
    field_order = (
        "figure",
        "down",
        "across",
        "period",
        "since",
        "until",
        "campaign",
        "union",
        "indicator",
        "year",
    )
    more = ("since", "until", "campaign", "union", "indicator", "year")

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        asked = data.copy()
        for name, usual in (("figure", "concerns_raised"), ("down", "area"), ("across", "")):
            asked.setdefault(name, usual)
        super().__init__(asked, scope=Scope(actor))
        self.actor = actor
        figures = [(k, FIGURES[k].label) for k in COUNTED if actor.can("view", FIGURES[k].noun)]
        axes = [(key, axis.label) for key, axis in AXES.items()]
        seen = Campaign.objects.visible_to(actor).order_by("-year", "unit__path", "id")
        fields: Any = self.fields
        fields["figure"].choices, fields["down"].choices = figures, axes
        fields["across"].choices = [("", gettext_lazy("None: one column")), *axes]
        fields["period"].choices = [
            ("whole", gettext_lazy("Any time")),
            *((k, label) for k, (label, _days) in PERIODS.items()),
        ]
        fields["campaign"].queryset = seen
        fields["indicator"].queryset = Indicator.objects.visible_to(actor).order_by("place", "id")
        fields["area"].queryset = Unit.objects.filter(pk__in=actor.units("view", "figure"))
        fields["union"].choices = [("", gettext_lazy("All")), *KINDS]

    def grid(self) -> tuple[Grid | None, str]:
        """The table, or why there is none."""
        data = self.valid_data()
        figure, down = FIGURES.get(data.get("figure") or ""), AXES.get(data.get("down") or "")
        if figure is None or down is None:
            return None, _("Choose what is counted, and the rows.")
        scope = self.asked_scope(data)
        across = AXES.get(data.get("across") or "")
        if not figure.allowed(scope):
            return None, _("“%(figure)s” cannot be narrowed like this.") % {"figure": figure.label}
        for axis in (down, across):
            if axis and not axis.suits(figure):
                words = {"figure": figure.label, "axis": axis.label}
                return None, _("“%(figure)s” cannot be told by “%(axis)s”.") % words
        axes = {axis.key for axis in (down, across) if axis}
        if figure.key == "results" and not scope.indicator and "indicator" not in axes:
            return None, _(
                "Results of different indicators cannot be added up: choose an indicator, or rows by it."
            )
        if across is None or across is down:
            return boards.by_axis(scope, down, [figure.key], figure.label), ""
        return boards.crossed(scope, figure, down, across), ""

    def asked_scope(self, data: dict[str, Any]) -> Scope:
        parts = {name: data.get(name) for name in ("campaign", "area", "indicator", "year") if data.get(name)}
        scope = Scope(self.actor).but(**parts, union=data.get("union") or "")
        if data.get("period") == "whole" and not (data.get("since") or data.get("until")):
            return scope
        return scope.during(*self._days(data))

    def kept(self) -> dict[str, str]:
        """The conditions as they are stored and linked."""
        return {name: str(self.data[name]) for name in ASKED if self.data.get(name)}
