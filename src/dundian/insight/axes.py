"""What figures can be split by. An axis knows its column in each list and how to narrow a list to one of its values."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from dundian.campaign.models import Campaign, Indicator, Initiative, Site
from dundian.concerns.models import Concern
from dundian.fieldwork.models import Report, SupportKind, SupportRequest, Task
from dundian.insight.scope import Query, Scope
from dundian.kernel.fields import label_at
from dundian.org.models import GRASSROOTS, Unit, UnitKind

if TYPE_CHECKING:
    from dundian.insight.figures import Figure

OUTSIDE = "-"  # of an area axis: rows in sight that lie outside it
Narrowed = tuple[Scope, Query] | None


def top_of(scope: Scope) -> Unit | None:
    """The unit whose parts an area axis shows: the area, the campaign's federation, else where the person stands."""
    if scope.area:
        return scope.area
    if scope.campaign and scope.actor.can("view", "figure", scope.campaign.unit):
        return scope.campaign.unit
    found = scope.actor.appointment_for("view", "figure")
    return found.unit if found else None


@dataclass(frozen=True)
class Axis:
    """`labels(values)` gives the words; `order` sorts; `choices` fixes both when the values are a closed list."""

    key: str
    label: str | Promise
    path: str
    part: str = ""
    param: str = ""
    choices: Callable[["Figure"], Mapping[Any, Any]] | None = None
    model: Any = None
    order: tuple[str, ...] = ()

    def suits(self, figure: "Figure") -> bool:
        return self.path in figure.source.paths

    def expression(self, figure: "Figure", scope: Scope) -> Any:
        path = figure.source.paths[self.path]
        if figure.inside and path != "indicator":
            path = f"log__{path}"
        return F(path)

    def narrow(
        self, figure: "Figure", scope: Scope, value: Any, itself: Container[Any] | None = None
    ) -> Narrowed:
        """`itself`: what `themselves` said of many values at once; left out, this one is asked for."""
        if value in (None, "", OUTSIDE) or (self.part == "union" and value not in GRASSROOTS):
            return None
        if not self.part:
            return scope, {self.param: value}
        if self.part not in figure.source.names:
            return None
        pk = getattr(value, "pk", value)
        known = self.themselves(scope, [pk]) if itself is None else itself
        return (scope.but(**{self.part: value}), {}) if known is None or pk in known else None

    def themselves(self, scope: Scope, values: Iterable[Any]) -> Container[Any] | None:
        """Which of these have a list that holds their rows and no more; None: all. A campaign's list holds those
        deployed from it too, an initiative's its copies; and a list cannot be asked for a campaign that is not in
        sight."""
        wanted = [value for value in values if value not in (None, "")]
        if self.model is Campaign:
            seen = Campaign.objects.visible_to(scope.actor)
            return set(seen.filter(pk__in=wanted, children=None).values_list("pk", flat=True))
        if self.model is Initiative:
            seen = Campaign.objects.visible_to(scope.actor)
            rows = Initiative.objects.filter(pk__in=wanted, copies=None, campaign__in=seen)
            return set(rows.values_list("pk", flat=True))
        return None

    def labels(self, figure: "Figure", values: Iterable[Any]) -> dict[Any, Any]:
        """Words for `values`, in the order in which they are shown."""
        wanted = list(values)
        if self.choices:
            words = self.choices(figure)
            known = {value: words[value] for value in words if value in wanted}
        else:
            rows = self.model.objects.filter(pk__in=[v for v in wanted if v]).order_by(*self.order)
            known = {row.pk: row for row in rows}
        left = [value for value in wanted if value not in known]
        return known | {
            value: pgettext("axis", "Not stated") if value in (None, "") else value for value in left
        }


@dataclass(frozen=True)
class AreaAxis(Axis):
    """Units directly beneath the top of the scope, in administrative order."""

    def suits(self, figure: "Figure") -> bool:
        return "area" in figure.source.paths

    def expression(self, figure: "Figure", scope: Scope) -> Any:
        path = figure.source.paths["area"]
        return self.along(f"log__{path}" if figure.inside else path, scope)

    def along(self, path: str, scope: Scope) -> Any:
        """The label beneath the top of the scope in the column `path`."""
        top = top_of(scope)
        depth = top.path.count(".") + 2 if top else 1
        part = label_at(path, depth)
        if not top:
            return part
        inside = {f"{path}__within": top.path}
        return Case(When(**inside, then=part), default=Value(OUTSIDE), output_field=CharField())

    def narrow(
        self, figure: "Figure", scope: Scope, value: Any, itself: Container[Any] | None = None
    ) -> Narrowed:
        if not isinstance(value, Unit):
            value = Unit.objects.filter(pk=value).first() if value not in ("", OUTSIDE) else None
        return super().narrow(figure, scope, value, itself)

    def labels(self, figure: "Figure", values: Iterable[Any]) -> dict[Any, Any]:
        wanted = list(values)
        ids = [int(v) for v in wanted if v not in ("", OUTSIDE)]
        known: dict[Any, Any] = {
            str(row.pk): row for row in Unit.objects.filter(pk__in=ids).order_by("place", "id")
        }
        loose = {
            "": pgettext_lazy("area", "At the federation itself"),
            OUTSIDE: pgettext_lazy("area", "Elsewhere"),
        }
        return known | {value: words for value, words in loose.items() if value in wanted}


@dataclass(frozen=True)
class MonthAxis(Axis):
    """Months by the day that the figure goes by."""

    def suits(self, figure: "Figure") -> bool:
        return bool(figure.days)

    def expression(self, figure: "Figure", scope: Scope) -> Any:
        return TruncMonth(f"log__{figure.day}" if figure.inside else figure.day)

    def narrow(
        self, figure: "Figure", scope: Scope, value: Any, itself: Container[Any] | None = None
    ) -> Narrowed:
        if value is None:
            return None
        last = (value.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        since, until = max(value, scope.since or value), min(last, scope.until or last)
        return scope.during(since, until), {}

    def labels(self, figure: "Figure", values: Iterable[Any]) -> dict[Any, Any]:
        known: dict[Any, Any] = {day: month_name(day) for day in sorted(v for v in values if v)}
        return known | ({None: _("Without a date")} if None in list(values) else {})


def month_name(day: date) -> str:
    return f"{day:%Y-%m}"


def _states(figure: "Figure") -> Mapping[Any, Any]:
    of = {"sites": Site.State, "tasks": Task.State, "reports": Report.State, "support": SupportRequest.State}
    return dict(of[figure.source.key].choices)


def _kinds(figure: "Figure") -> Mapping[Any, Any]:
    of: dict[str, Any] = {"reports": Report.Kind, "support": SupportKind, "concerns": Concern.Kind}
    return dict(of["support" if figure.source.key == "money" else figure.source.key].choices)


def _of(choices: Any) -> Callable[["Figure"], Mapping[Any, Any]]:
    return lambda figure: dict(choices)


AXES = {
    axis.key: axis
    for axis in (
        AreaAxis("area", gettext_lazy("Area"), "area", part="area"),
        Axis("union", gettext_lazy("Kind of union"), "union", part="union", choices=_of(UnitKind.choices)),
        MonthAxis("month", gettext_lazy("Month"), ""),
        Axis(
            "campaign",
            gettext_lazy("Campaign"),
            "campaign",
            part="campaign",
            model=Campaign,
            order=("-year", "unit__place", "unit_id", "id"),
        ),
        Axis("initiative", gettext_lazy("Initiative"), "initiative", part="initiative", model=Initiative),
        Axis(
            "indicator",
            gettext_lazy("Indicator"),
            "indicator",
            part="indicator",
            model=Indicator,
            order=("place", "id"),
        ),
        Axis("topic", gettext_lazy("Topic"), "topic", param="topic", choices=_of(Concern.Topic.choices)),
        Axis(
            "source",
            gettext_lazy("How it was heard"),
            "source",
            param="source",
            choices=_of(Concern.Source.choices),
        ),
        Axis("step", gettext_lazy("Step"), "step", param="step", choices=_of(Concern.Step.choices)),
        Axis("kind", gettext_lazy("Kind"), "kind", param="kind", choices=_kinds),
        Axis("state", gettext_lazy("State"), "state", param="state", choices=_states),
    )
}
