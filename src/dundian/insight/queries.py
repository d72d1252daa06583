"""What the pages of figures say: five sentences, results against targets, quotas, initiatives, coverage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign, Indicator, Initiative, Site
from dundian.campaign.queries import family
from dundian.insight import boards, measuring, tallies
from dundian.insight.axes import AXES
from dundian.insight.boards import Cell, Shown
from dundian.insight.figures import FIGURES
from dundian.insight.scope import Scope
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import KIND_ORDER, UnitKind
from dundian.ui.formats import day_in_words

IN_SENTENCES = (
    "sites",
    "sites_active",
    "unions_unreached",
    "workers_unreached",
    "tasks",
    "tasks_done",
    "tasks_late",
    "concerns_open",
    "concerns_late",
    "reports_waiting",
    "reports_returned",
    "reports_missing",
)
IN_SENTENCES_OF_PERIOD = ("concerns_raised", "logs", "people_met")


def this_month() -> tuple[date, date]:
    """From the first of the month to today."""
    today = clock.today()
    return today.replace(day=1), today


def _say(text: str, shown: dict[str, Shown], when: str, *keys: str) -> list[SafeString]:
    """`text` with each %(key)s as a linked number; nothing when a figure is not the person's to see."""
    if any(key not in shown for key in keys):
        return []
    words = {key: shown[key].link for key in keys}
    return [mark_safe(text % {**words, "when": when})]  # noqa: S308 - our own words and escaped links


def sentences(actor: Actor, campaign: Campaign | None = None) -> list[SafeString]:
    """A leader's five sentences, of this month where they speak of days. Every number opens the list it counts."""
    return sentences_of(Scope(actor, campaign=campaign).during(*this_month()))


def sentences_of(scope: Scope) -> list[SafeString]:
    return told(scope, numbers_of(scope))


def numbers_of(scope: Scope) -> dict[str, Shown]:
    """The figures that the five sentences tell, by key."""
    return boards.shown(scope.during(None, None), IN_SENTENCES) | boards.shown(scope, IN_SENTENCES_OF_PERIOD)


def told(scope: Scope, shown: dict[str, Shown]) -> list[SafeString]:
    """The five sentences with these numbers."""
    when = _("This month") if (scope.since, scope.until) == this_month() else _span(scope)
    return [
        *_say(
            _(
                "%(sites_active)s of %(sites)s sites have a team on site; %(unions_unreached)s grassroots unions "
                "with %(workers_unreached)s workers have not been reached."
            ),
            shown,
            when,
            "sites_active",
            "sites",
            "unions_unreached",
            "workers_unreached",
        ),
        *_say(
            _("%(tasks_done)s of %(tasks)s tasks are done, %(tasks_late)s are overdue."),
            shown,
            when,
            "tasks_done",
            "tasks",
            "tasks_late",
        ),
        *_say(
            _(
                "%(when)s workers raised %(concerns_raised)s concerns; "
                "%(concerns_open)s are open now, %(concerns_late)s of them overdue."
            ),
            shown,
            when,
            "concerns_raised",
            "concerns_open",
            "concerns_late",
        ),
        *_say(
            _(
                "%(reports_waiting)s reports wait for an answer, "
                "%(reports_returned)s were returned, %(reports_missing)s are owed."
            ),
            shown,
            when,
            "reports_waiting",
            "reports_returned",
            "reports_missing",
        ),
        *_say(
            _("%(when)s cadres met %(people_met)s people, told in %(logs)s logs."),
            shown,
            when,
            "people_met",
            "logs",
        ),
    ]


def _span(scope: Scope) -> str:
    if not (scope.since and scope.until):
        return _("So far")
    return _("From %(since)s to %(until)s") % {
        "since": day_in_words(scope.since), "until": day_in_words(scope.until),
    }  # fmt: skip


@dataclass(frozen=True)
class Target:
    """Reached against the sum, over sites, of their highest target; `target` None when no task sets one."""

    indicator: Indicator
    reached: Cell
    target: Decimal | None
    tasks_url: str

    @property
    def name(self) -> str:
        return self.indicator.name


def targets(scope: Scope) -> list[Target]:
    """Every indicator that was logged or aimed at in the scope, whatever the period."""
    whole = scope.during(None, None)
    results, tasks = FIGURES["results"], FIGURES["tasks"]
    if not (results.allowed(whole) and tasks.allowed(whole)):
        return []
    reached = {values[0]: n for values, n in measuring.split_by(results, whole, [AXES["indicator"]])}
    aimed = tallies.aims(whole)
    found = Indicator.objects.filter(pk__in={*reached, *aimed}).order_by("place", "id")
    return [
        Target(
            indicator,
            Cell(reached.get(indicator.pk, 0), results.url(one := whole.but(indicator=indicator))),
            aimed.get(indicator.pk),
            tasks.url(one),
        )
        for indicator in found
    ]


@dataclass(frozen=True)
class QuotaLine:
    """Sites of a kind of union: wanted by the campaign, chosen, with the grassroots unions of the kind in all."""

    label: str
    wanted: int
    chosen: Cell


def quotas(scope: Scope) -> list[QuotaLine]:
    """A campaign's own quotas beside what it and those deployed from it have chosen."""
    if scope.campaign is None or not FIGURES["sites"].allowed(scope):
        return []
    wanted: dict[str, int] = dict(scope.campaign.quotas.values_list("kind", "wanted"))
    parts = measuring.split_by(FIGURES["sites"], scope.during(None, None), [AXES["union"]])
    chosen = {values[0]: n for values, n in parts}
    kinds = sorted({*wanted, *chosen}, key=lambda kind: KIND_ORDER[UnitKind(kind)])
    return [
        QuotaLine(
            str(UnitKind(kind).label),
            wanted.get(kind, 0),
            Cell(chosen.get(kind, 0), FIGURES["sites"].url(scope.but(union=kind))),
        )
        for kind in kinds
    ]


def initiatives(scope: Scope) -> list[tuple[Initiative, Cell, Cell]]:
    """The campaign's initiatives with their sites and late tasks, those of their copies beneath included."""
    if scope.campaign is None or not FIGURES["sites"].allowed(scope):
        return []
    found = []
    now = scope.during(None, None)
    for initiative in scope.campaign.initiatives.all()[:30]:
        one = now.but(initiative=initiative)
        cells = (FIGURES[key] for key in ("sites", "tasks_late"))
        sites, late = (Cell(f.value(one), f.url(one)) for f in cells)
        found.append((initiative, sites, late))
    return found


def campaigns_of(actor: Actor) -> Sequence[Campaign]:
    """Running and ended campaigns in sight whose board can be opened, the newest year first."""
    rows = Campaign.objects.visible_to(actor).select_related("unit").exclude(state=Campaign.State.DRAFT)
    shown = rows.only("name", "year", "unit__name", "unit__short_name")
    return list(shown.order_by("-year", "unit__path")[:100])


def campaign_at_hand(actor: Actor) -> Campaign | None:
    """The newest running campaign of the person's own federation, else of the one nearest above or beneath it."""
    rows = Campaign.objects.visible_to(actor).select_related("unit").filter(state=Campaign.State.ACTIVE)
    found = list(rows.order_by("-year", "unit__path", "-id")[:200])
    if actor.main is None or not found:
        return found[0] if found else None
    home = actor.main.unit

    def far(campaign: Campaign) -> tuple[bool, int]:
        over = home.is_within(campaign.unit.path)
        return not over, -len(campaign.unit.path) if over else len(campaign.unit.path)

    return min(found, key=far)


def years_of(actor: Actor) -> list[tuple[int, int]]:
    """(year, campaigns in sight), the newest first."""
    rows = Campaign.objects.visible_to(actor).exclude(state=Campaign.State.DRAFT).order_by("-year")
    return list(rows.values_list("year").annotate(n=Count("pk")))


def sites_by_area_and_kind(scope: Scope) -> Any:
    """(county id, kind) with the number of sites in the scope."""
    rows = FIGURES["sites"].summed(scope.during(None, None))
    return rows.values_list("county", "kind").annotate(n=Count("pk"))


def sites_of(campaign: Campaign, actor: Actor) -> Any:
    return Site.objects.visible_to(actor).filter(campaign__in=family(campaign))
