"""The period and the narrowing above a board."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign
from dundian.insight.scope import Scope, months_before
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import GRASSROOTS, Unit, UnitKind
from dundian.ui.forms import FilterForm, NamedField, YearField

KINDS = [(kind.value, UnitKind(kind).label) for kind in GRASSROOTS]
EARLIEST = date(2000, 1, 1)


def _quarter(today: date) -> tuple[date, date]:
    return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today


def _last_month(today: date) -> tuple[date, date]:
    first = months_before(today.replace(day=1), 1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


PERIODS: dict[str, tuple[Any, Callable[[date], tuple[date, date]]]] = {
    "month": (_("This month"), lambda today: (today.replace(day=1), today)),
    "last_month": (_("Last month"), _last_month),
    "quarter": (_("This quarter"), _quarter),
    "year": (_("This year"), lambda today: (today.replace(month=1, day=1), today)),
    "days30": (_("Last 30 days"), lambda today: (today - timedelta(days=29), today)),
}


class BoardFilter(FilterForm):
    """Days by name or by date; dates win. `whole` is the time that "the whole time" means here."""

    period = forms.ChoiceField(label=pgettext_lazy("figures", "Period"))
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("To"))
    union = forms.ChoiceField(label=_("Kind of union"), choices=[("", _("All")), *KINDS])

    def __init__(self, data: QueryDict, *, scope: Scope, whole: tuple[date, date] | None = None) -> None:
        asked = data.copy()
        asked.setdefault("period", "whole" if whole else "year")
        super().__init__(asked)
        self.scope, self.whole = scope, whole
        choices: list[tuple[str, Any]] = [(key, label) for key, (label, _days) in PERIODS.items()]
        if whole:
            choices.insert(0, ("whole", _("The whole time")))
        self.fields["period"].choices = choices  # type: ignore[attr-defined]
        if scope.union or scope.site:
            del self.fields["union"]

    def narrowed(self) -> Scope:
        """The scope of the board with the days and the kind that were asked for."""
        data = self.valid_data()
        since, until = self._days(data)
        scope = self.scope.during(since, until)
        return scope.but(union=data["union"]) if data.get("union") else scope

    def _days(self, data: dict[str, Any]) -> tuple[date, date]:
        today = clock.today()
        chosen = data.get("period") or ("whole" if self.whole else "year")
        named = PERIODS.get(chosen, PERIODS["year"])[1]
        since, until = self.whole if chosen == "whole" and self.whole else named(today)
        since, until = data.get("since") or since, data.get("until") or until
        since, until = max(since, EARLIEST), max(until, EARLIEST)
        return (since, until) if since <= until else (until, since)


def time_of(campaign: Campaign) -> tuple[date, date]:
    """A campaign's days until today, or all of them when it has ended."""
    until = min(campaign.ends_on, max(clock.today(), campaign.starts_on))
    return campaign.starts_on, until


class CoverageFilter(FilterForm):
    text = forms.CharField(label=_("Name of the union"), max_length=50)
    campaign = NamedField(Campaign.objects.none(), label=_("Campaign"), empty_label=_("All"))
    union = forms.ChoiceField(label=_("Kind of union"), choices=[("", _("All")), *KINDS])
    reached = forms.ChoiceField(
        label=pgettext_lazy("coverage", "Reached"),
        choices=[("", _("All")), ("yes", pgettext_lazy("coverage", "Reached")), ("no", _("Not reached"))],
    )
    year = YearField()
    area = forms.ModelChoiceField(Unit.objects.none(), label=_("Area"), widget=forms.HiddenInput)
    more = ("year",)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor.over_all:
            self.fold("campaign")
        seen = Campaign.objects.visible_to(actor)
        self.fields["campaign"].queryset = seen.order_by("-year", "unit__path", "id")  # type: ignore[attr-defined]
        self.fields["area"].queryset = Unit.objects.filter(pk__in=actor.units("view", "figure"))  # type: ignore[attr-defined]
