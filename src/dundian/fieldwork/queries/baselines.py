"""Reading baselines: the form of a site, its answers side by side, the sheet of a campaign."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from dundian.campaign.asked import BaselineField, BaselineForm
from dundian.campaign.models import Site
from dundian.campaign.queries.baselines import in_words
from dundian.fieldwork.models import Baseline
from dundian.org.access import Actor

Kind = BaselineField.Kind
Moment = Baseline.Moment
ORDER = ["county_id", "id"]


def form_of(site: Site) -> BaselineForm | None:
    """The form that the site began with; before that, its campaign's."""
    begun = Baseline.objects.filter(site=site).select_related("form").order_by("created_at").first()
    return begun.form if begun else site.campaign.baseline_form


def forms_of(sites: Iterable[Site], baselines: Iterable[Baseline]) -> dict[UUID, UUID | None]:
    """`form_of` each site, as ids by the site's; `baselines` are theirs, the first one first."""
    found = {site.pk: site.campaign.baseline_form_id for site in sites}
    begun: dict[UUID, UUID] = {}
    for baseline in baselines:
        begun.setdefault(baseline.site_id, baseline.form_id)
    return found | begun


@dataclass(frozen=True)
class Compared:
    """One question with both answers in words; `change` for numbers, None when nothing can be said."""

    field: BaselineField
    start: str
    end: str
    change: Decimal | None = None

    @property
    def differs(self) -> bool:
        return bool(self.start and self.end and self.start != self.end)


def compared(form: BaselineForm, baselines: dict[str, Baseline]) -> list[Compared]:
    """Each question with the answers at the start and at the end."""
    lines = []
    for field in form.fields.all():
        said = {
            m: baselines[m].answers.get(str(field.pk), "") if m in baselines else "" for m in Moment.values
        }
        change = None
        if field.kind == Kind.NUMBER and said["start"] and said["end"]:
            change = Decimal(said["end"]) - Decimal(said["start"])
        lines.append(Compared(field, in_words(field, said["start"]), in_words(field, said["end"]), change))
    return lines


def baselines_of(site: Site) -> dict[str, Baseline]:
    """The site's baselines by moment."""
    return {b.moment: b for b in Baseline.objects.filter(site=site).select_related("by", "form")}


def sites_with_baselines(actor: Actor, conditions: dict[str, Any]) -> QuerySet[Site]:
    """Sites in sight whose campaign asks for a baseline, with those that were filled in as `filled`."""
    rows = Site.objects.filter(
        unit__in=actor.units("view", "baseline"), campaign__baseline_form__isnull=False
    )
    if campaign := conditions.get("campaign"):
        rows = rows.filter(campaign=campaign)
    if text := conditions.get("text"):
        rows = rows.filter(unit__name__icontains=text)
    filled = Prefetch("baselines", Baseline.objects.order_by("moment"), to_attr="filled")
    return rows.select_related("unit", "county", "campaign__baseline_form").prefetch_related(filled)


def sheet_rows(sites: QuerySet[Site]) -> Iterator[list[Any]]:
    """One row for each site, moment and question: what an office fills in in Excel and sends back."""
    words = dict(Moment.choices)
    fields: dict[Any, list[BaselineField]] = {}
    for site in sites:
        filled = {b.moment: b for b in site.filled}  # type: ignore[attr-defined]
        form = next((b.form_id for b in filled.values()), site.campaign.baseline_form_id)
        if form not in fields:
            fields[form] = list(BaselineField.objects.filter(form=form))
        for moment in Moment.values:
            answers = filled[moment].answers if moment in filled else {}
            for field in fields[form]:
                answer = in_words(field, answers.get(str(field.pk), ""))
                yield [
                    site.unit.name,
                    site.county.name,
                    str(words[moment]),
                    field.name,
                    answer,
                    field.measure,
                ]
