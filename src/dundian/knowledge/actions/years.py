"""The year's end: its summary, and the next year opened from it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record, record_many
from dundian.campaign import actions as campaigns
from dundian.campaign.models import Campaign
from dundian.campaign.queries import Rule
from dundian.documents.actions import issue_document, propose_document
from dundian.documents.models import Document, Draft
from dundian.kernel import clock
from dundian.kernel.adding import add_all
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.knowledge import drafting
from dundian.knowledge.access import require_office
from dundian.knowledge.letters import circular
from dundian.knowledge.models import CarryOver, PastFigure, YearSummary
from dundian.knowledge.queries.carrying import Carried, carried, shifted_stages
from dundian.knowledge.queries.years import tables_of
from dundian.knowledge.texts import line, paragraphs
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.planning.actions import carry_candidates

State = YearSummary.State
SUMMARY = "knowledge.summary"
PARTS = ("task_sets", "candidates", "group", "initiatives", "quotas", "stages", "rules")


@transaction.atomic
def draft_summary(*, campaign: Campaign, actor: Actor) -> YearSummary:
    """Figures drawn and chapters drafted from them; again: figures drawn anew, chapters that were written stay."""
    by = require_office(actor, "keep", "year", campaign.unit)
    campaign = Campaign.locked(campaign.pk)
    if campaign.state == Campaign.State.DRAFT:
        raise Invalid(_("A campaign that has not started has nothing to sum up."))
    stored = YearSummary.objects.select_for_update().filter(campaign=campaign).first()
    if stored and stored.state == State.ISSUED:
        raise Refused(_("The summary has been issued; it stays as it is."))
    tables = [table.kept() for table in tables_of(campaign)]
    if stored:
        stored.tables, stored.drawn_at = tables, clock.now()
        stored.touch("tables", "drawn_at")
    else:
        stored = YearSummary(campaign=campaign, unit=campaign.unit, tables=tables, drawn_at=clock.now())
        stored.title = drafting.title_of(campaign)
        stored.addressees = drafting.addressees_of(campaign)
        for name, text in drafting.chapters(campaign, tables).items():
            setattr(stored, name, text)
        stored.by = actor.signature
        stored.save(force_insert=True)
    record(actor=actor, verb="draft", noun="year_summary", obj=stored, unit=stored.unit, appointment=by)
    return stored


def _open(summary: YearSummary, actor: Actor, version: int | None) -> YearSummary:
    require_office(actor, "keep", "year", summary.unit)
    stored = YearSummary.locked(summary.pk)
    if version is not None and stored.version != version:
        raise Conflict(stored)
    if stored.state == State.ISSUED:
        raise Refused(_("The summary has been issued; it stays as it is."))
    return stored


@transaction.atomic
def edit_summary(
    *, summary: YearSummary, version: int | None, title: str, addressees: str, chapters: Mapping[str, str], actor: Actor
) -> YearSummary:  # fmt: skip
    """Change title and chapters; the figures stay as drawn."""
    stored = _open(summary, actor, version)
    stored.title = line(title, 100, "title", _("Give it a title."))
    stored.addressees = line(addressees, 300, "addressees")
    for name in YearSummary.CHAPTERS:
        if name in chapters:
            needed = _("Say what was done.") if name == "overview" else ""
            setattr(stored, name, paragraphs(chapters[name], 10_000, name, needed))
    stored.touch()
    record(actor=actor, verb="edit", noun="year_summary", obj=stored, unit=stored.unit)
    return stored


@transaction.atomic
def issue_summary(*, summary: YearSummary, mark: str, actor: Actor) -> YearSummary:
    """Number it, print it as a circular, freeze it."""
    stored = _open(summary, actor, None)
    return _issued(stored, issue_document(**_paper(stored, mark), actor=actor), actor)


@transaction.atomic
def propose_summary(*, summary: YearSummary, mark: str, actor: Actor) -> Draft:
    """Send the circular on its way to be reviewed and countersigned before it has a number."""
    stored = _open(summary, actor, None)
    paper, order = _paper(stored, mark), summary_order(stored)
    return propose_document(**paper, origin=SUMMARY, order=order, actor=actor)


def summary_order(summary: YearSummary) -> dict[str, str]:
    return {"summary": str(summary.pk)}


def take_summary(draft: Draft, document: Document, actor: Actor) -> None:
    """The reviewed circular has its number."""
    stored = _open(YearSummary.objects.get(pk=draft.order["summary"]), actor, None)
    _issued(stored, document, actor)


def _paper(summary: YearSummary, mark: str) -> dict[str, Any]:
    if not summary.addressees:
        raise Invalid(_("Say to whom the circular is addressed first."))
    context = circular(summary)
    return {
        "unit": summary.unit, "kind": "year_summary", "title": summary.title, "context": context, "mark": mark,
    }  # fmt: skip


def _issued(stored: YearSummary, document: Document, actor: Actor) -> YearSummary:
    number, stored.document = document.number, document
    stored.state = State.ISSUED
    stored.touch("state", "document")
    record(
        actor=actor,
        verb="issue",
        noun="year_summary",
        obj=stored,
        unit=stored.unit,
        detail={"number": number},
    )
    return stored


@transaction.atomic
def keep_past_figure(
    *, unit: Unit, year: int, name: str, amount: Any, actor: Actor, **more: str
) -> PastFigure:
    """A figure of a year before, by unit, year and name; `more`: measure and source."""
    by = require_office(actor, "import", "past_figure", unit)
    told = _past_figure(unit=unit, year=year, name=name, amount=amount, **more)
    key = {name: told.pop(name) for name in ("unit", "year", "name")}
    figure, _new = PastFigure.objects.update_or_create(**key, defaults=told)
    record(
        actor=actor, verb="import", noun="past_figure", obj=figure, unit=unit, appointment=by,
        detail=_traced(figure),
    )  # fmt: skip
    return figure


@transaction.atomic
def add_past_figures(*, unit: Unit, figures: Sequence[Mapping[str, Any]], actor: Actor) -> list[PastFigure]:
    """Many new figures of years before, or none of them; each stands on the trail."""
    by = require_office(actor, "import", "past_figure", unit)
    made = [PastFigure(**_past_figure(unit=unit, **told)) for told in figures]
    keys = {(figure.year, figure.name) for figure in made}
    there = PastFigure.objects.filter(unit=unit, year__in={year for year, _name in keys})
    if len(keys) < len(made) or not keys.isdisjoint(there.values_list("year", "name")):
        raise Invalid({"name": _("This figure is on record already.")})
    add_all(made)
    rows = [(figure, unit, by, _traced(figure)) for figure in made]
    record_many(actor=actor, verb="import", noun="past_figure", told=rows)
    return made


def _past_figure(*, unit: Unit, year: int, name: str, amount: Any, **more: str) -> dict[str, Any]:
    """The facts of a figure, cleaned and checked."""
    if not 2000 <= year <= clock.today().year:
        raise Invalid({"year": _("A year from 2000 to this one.")})
    return {
        "unit": unit,
        "year": year,
        "name": line(name, 60, "name", _("Name the figure.")),
        "amount": amount,
        "measure": line(more.get("measure", ""), 10, "measure"),
        "source": line(more.get("source", ""), 100, "source"),
    }


def _traced(figure: PastFigure) -> dict[str, Any]:
    return {"year": figure.year, "name": figure.name, "amount": str(figure.amount)}


@transaction.atomic
def withdraw_past_figure(*, figure: PastFigure, actor: Actor) -> None:
    """Take a figure off the record that was taken over by mistake."""
    by = require_office(actor, "import", "past_figure", figure.unit)
    stored = PastFigure.objects.select_for_update().get(pk=figure.pk)
    record(
        actor=actor, verb="withdraw", noun="past_figure", obj=stored, unit=stored.unit, appointment=by,
        detail={"year": stored.year, "name": stored.name, "amount": str(stored.amount)},
    )  # fmt: skip
    stored.delete()


@transaction.atomic
def carry_over(
    *,
    campaign: Campaign,
    name: str,
    year: int,
    starts_on: date,
    ends_on: date,
    parts: Collection[str],
    actor: Actor,
) -> CarryOver:
    """Close a campaign, if it still runs, and open the next one as a draft with what goes on; all or nothing.

    Unfinished tasks need no copy: they wait with the closing lists and become tasks of the next team at their site.
    """
    reason = _("Only the office of %(unit)s, or one above it, may do this.") % {"unit": campaign.unit}
    by = actor.require("close", "campaign", campaign.unit, reason)
    old = Campaign.locked(campaign.pk)
    if CarryOver.objects.filter(old=old).exists():
        raise Refused(_("This campaign has been carried over already."))
    if old.state == Campaign.State.DRAFT:
        raise Invalid(_("Only a campaign that has run is carried over."))
    if starts_on <= old.starts_on:
        raise Invalid({"starts_on": _("The next campaign begins after this one.")})
    if ends_on.year > 2100 or starts_on.year > 2100:
        raise Invalid({"ends_on": _("This date cannot be right.")})
    along = carried(old)
    if old.state == Campaign.State.ACTIVE:
        campaigns.close_campaign(campaign=old, actor=actor)
    new = campaigns.create_campaign(
        unit=old.unit,
        name=name,
        year=year,
        starts_on=starts_on,
        ends_on=ends_on,
        actor=actor,
        aims=old.aims,
        selection=old.selection,
        role_names=old.role_names,
    )
    told = _fill(old, new, along, set(parts), actor)
    made = CarryOver.objects.create(old=old, new=new, carried=told, by=actor.signature)
    detail = {"to": str(new.pk), **told}
    record(
        actor=actor, verb="carry_over", noun="campaign", obj=old, unit=old.unit, appointment=by, detail=detail
    )
    return made


def _fill(old: Campaign, new: Campaign, along: Carried, parts: set[str], actor: Actor) -> dict[str, int]:
    """Give the new draft what was chosen; returns how much of each."""
    told = {"tasks": len(along.tasks)}
    if "task_sets" in parts and along.newer:
        campaigns.adopt_task_sets(campaign=new, task_sets=along.newer, actor=actor)
        told["task_sets"] = len(along.newer)
    if "quotas" in parts and along.quotas:
        campaigns.set_quotas(campaign=new, quotas=along.quotas, actor=actor)
        told["quotas"] = len(along.quotas)
    if "stages" in parts:
        stages = shifted_stages(old, new.starts_on, new.ends_on)
        campaigns.set_stages(campaign=new, stages=stages, actor=actor)
        told["stages"] = len(stages)
    if "rules" in parts:
        _rules(old, new, along, actor)
    if "initiatives" in parts:
        for initiative in old.initiatives.all():
            campaigns.add_initiative(campaign=new, name=initiative.name, note=initiative.note, actor=actor)
        told["initiatives"] = len(along.initiatives)
    if "group" in parts:
        for seat in along.group:
            campaigns.seat_member(
                campaign=new, person=seat.person, seat=seat.seat, duty=seat.duty, actor=actor
            )
        told["group"] = len(along.group)
    if "candidates" in parts:
        history = along.history
        told["candidates"] = carry_candidates(old=old, new=new, history=history, actor=actor)
    return told


def _rules(old: Campaign, new: Campaign, along: Carried, actor: Actor) -> None:
    if old.role_activities:
        campaigns.set_roles(campaign=new, roles=old.role_activities, actor=actor)
    rules = [Rule.of(row) for row in old.report_rules.all()]
    if rules:
        campaigns.set_report_rules(campaign=new, rules=rules, actor=actor)
    if along.baseline_form:
        campaigns.adopt_baseline_form(campaign=new, form=along.baseline_form, actor=actor)
