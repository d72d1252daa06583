"""Baselines from a workbook: one row for each site, moment and question, as the export writes them.

Cells left blank change nothing, so that a sheet may come back several times, filled in bit by bit.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dundian.campaign.actions.answers import answer_in_cell
from dundian.campaign.asked import BaselineField
from dundian.campaign.models import Campaign, Site
from dundian.campaign.queries.baselines import in_words
from dundian.exchange import cells
from dundian.exchange.importers import ImportColumn, Importer, Outcome, ParsedRow, RowPlan, Target, register
from dundian.exchange.taking_back import require_as_left, taking_back
from dundian.fieldwork.actions.baselines import Filled, fill_baseline, fill_baselines
from dundian.fieldwork.models import Baseline
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor, actor_of

Moment = Baseline.Moment
MOMENTS = {"开始时": "start", "开始": "start", "起点": "start", "结束时": "end", "结束": "end", "终点": "end"}

COLUMNS = (
    ImportColumn("site", gettext_lazy("Site"), cells.line(60), "点位 单位 工会", required=True, width=30),
    ImportColumn("area", gettext_lazy("Area"), cells.line(60), "区域 区县", width=18),
    ImportColumn(
        "moment",
        gettext_lazy("When"),
        cells.one_of(MOMENTS, ("开始时", "结束时")),
        "时点 时间 阶段",
        required=True,
        choices=("开始时", "结束时"),
        width=10,
    ),
    ImportColumn(
        "question", gettext_lazy("Question"), cells.line(60), "问题 项目 指标", required=True, width=30
    ),
    ImportColumn("answer", gettext_lazy("Answer"), cells.paragraph(500), "答案 回答 数值 填报", width=24),
    ImportColumn("measure", gettext_lazy("Unit of measure"), cells.line(10), "计量单位 单位名称", width=10),
)


class BaselinePlanner:
    """Compares rows with the answers of one campaign's sites."""

    def __init__(self, target: Target, actor: Actor) -> None:
        self.actor = actor
        campaign = Campaign.objects.select_related("unit", "baseline_form").get(pk=target.context["campaign"])
        sites = Site.objects.filter(campaign=campaign, unit__in=actor.units("fill", "baseline"))
        self.sites: dict[str, list[Site]] = defaultdict(list)
        for site in sites.select_related("unit", "county", "campaign__baseline_form"):
            self.sites[site.unit.name].append(site)
        self.default = campaign.baseline_form_id
        self.fields: dict[Any, dict[str, BaselineField]] = {}
        self.seen: dict[Any, int] = {}

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        wanted = {site.pk for row in rows for site in self.sites.get(row.values.get("site") or "", ())}
        stored = {(b.site_id, b.moment): b for b in Baseline.objects.filter(site__in=wanted)}
        forms = {b.form_id for b in stored.values()} | {self.default}
        for field in BaselineField.objects.filter(form__in=[f for f in forms if f not in self.fields]):
            self.fields.setdefault(field.form_id, {})[field.name] = field
        return [self._plan(row, stored) for row in rows]

    def _plan(self, row: ParsedRow, stored: Mapping[Any, Baseline]) -> RowPlan:
        values = row.values
        found = [
            site
            for site in self.sites.get(values["site"] or "", ())
            if not values.get("area") or values["area"] in (site.county.name, site.county.short_name)
        ]
        if len(found) != 1:
            return _failed(
                "site", _("There is no such site in your scope.") if not found else _("Name the area too.")
            )
        site, moment = found[0], values["moment"]
        form = next(
            (stored[site.pk, m].form_id for m in Moment.values if (site.pk, m) in stored), self.default
        )
        field = self.fields.get(form, {}).get(values["question"])
        if field is None:
            return _failed("question", _("The form does not ask this."))
        if not values.get("answer"):
            return RowPlan(Outcome.SAME)
        before = self.seen.setdefault((site.pk, moment, field.pk), row.number)
        if before != row.number:
            return _failed("question", _("The same question stands in row %(row)d.") % {"row": before})
        try:
            answer = answer_in_cell(field, values["answer"])
        except Invalid as bad:
            return _failed("answer", "；".join(map(str, bad.messages.values())))
        baseline = stored.get((site.pk, moment))
        now = baseline.answers.get(str(field.pk), "") if baseline else ""
        if now == answer:
            return RowPlan(Outcome.SAME)
        return self._changed(site, moment, field, now, answer)

    def _changed(self, site: Site, moment: str, field: BaselineField, now: str, answer: str) -> RowPlan:
        def act() -> str:
            told = {str(field.pk): answer}
            made = fill_baseline(site=site, moment=moment, answers=told, actor=self.actor, whole=False)
            return str(made.pk)

        before = {"field": str(field.pk), "was": now, "left": answer}
        if not now:
            told = _Told(site, moment, str(field.pk), answer)
            return RowPlan(Outcome.NEW, act=act, before=before, facts=told)
        words = {"now": in_words(field, now), "then": in_words(field, answer)}
        return RowPlan(
            Outcome.CHANGED, {"answer": _("%(now)s becomes %(then)s") % words}, act=act, before=before
        )


@dataclass(frozen=True)
class _Told:
    """One answer that was open until now."""

    site: Site
    moment: str
    field: str
    answer: str


def _add_many(told: Sequence[_Told], actor: Actor) -> list[str]:
    """All answers of a baseline are filled in at once; each row is told the baseline that it stands in."""
    sites: dict[tuple[UUID, str], Site] = {}
    answers: dict[tuple[UUID, str], dict[str, str]] = defaultdict(dict)
    for one in told:
        sites[one.site.pk, one.moment] = one.site
        answers[one.site.pk, one.moment][one.field] = one.answer
    filled = [Filled(site, key[1], answers[key]) for key, site in sites.items()]
    made = dict(zip(sites, fill_baselines(filled=filled, actor=actor), strict=True))
    return [str(made[one.site.pk, one.moment].pk) for one in told]


def _restore(baseline: Baseline, before: Mapping[str, Any], actor: Actor) -> None:
    """The answer as it was, blank where there was none."""
    require_as_left(baseline, baseline.answers.get(before.get("field", ""), ""), before.get("left"))
    told = {before["field"]: before["was"]}
    fill_baseline(site=baseline.site, moment=baseline.moment, answers=told, actor=actor, whole=False)


def _failed(column: str, why: str) -> RowPlan:
    return RowPlan(Outcome.FAILED, {column: why})


def _campaigns(actor: Actor) -> list[Campaign]:
    used = Site.objects.filter(unit__in=actor.units("fill", "baseline")).order_by().values("campaign")
    rows = Campaign.objects.filter(pk__in=used, baseline_form__isnull=False)
    return list(
        rows.exclude(state=Campaign.State.CLOSED).select_related("unit").order_by("-year", "unit__path")
    )


def _target(campaign: Campaign) -> Target:
    return Target(str(campaign.pk), campaign.name, campaign.unit, {"campaign": str(campaign.pk)})


def _targets(actor: Actor) -> list[Target]:
    return [_target(campaign) for campaign in _campaigns(actor)]


def _target_of(actor: Actor, unit_id: int | None, context: Mapping[str, str]) -> Target:
    try:
        wanted = UUID(str(context.get("campaign", "")))
    except ValueError:
        raise Invalid({"target": _("Choose the campaign.")}) from None
    for campaign in _campaigns(actor):
        if campaign.pk == wanted:
            return _target(campaign)
    raise Refused(_("There is no such campaign in your scope."))


def _named_target(actor: Actor, unit_code: str, campaign: str) -> Target:
    """By the campaign's id or name, else the newest open one of the unit with this code."""
    found = _campaigns(actor)
    if campaign:
        found = [c for c in found if campaign in (str(c.pk), c.name)]
    if unit_code:
        found = [c for c in found if c.unit.code == unit_code]
    if not found:
        raise Invalid(_("No open campaign fits."))
    return _target(found[0])


BASELINES = register(
    Importer(
        kind="baselines",
        title=pgettext_lazy("import", "Baselines of sites"),
        help=gettext_lazy(
            "The sheet that the list of baselines exports, with the column of answers filled in."
        ),
        columns=COLUMNS,
        right=("fill", "baseline"),
        target_label=gettext_lazy("Campaign"),
        targets=_targets,
        target_of=_target_of,
        named_target=_named_target,
        planner=BaselinePlanner,
        actor_of=actor_of,
        result_url=lambda target: (
            f"{reverse('fieldwork:baseline_list')}?campaign={target.context['campaign']}"
        ),
        take_back=taking_back(
            lambda: Baseline.objects.select_related("site__unit", "site__campaign"), withdraw=_restore
        ),
        add_many=_add_many,
    )
)
