"""Look-backs: opened with what was reported, filled in on the spot, closed with a conclusion."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Indicator, Site
from dundian.documents.actions import propose_document
from dundian.documents.models import Document, Draft
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.oversight import access, letters
from dundian.oversight.models import Draw, LookBack, LookBackItem, LookBackLine
from dundian.oversight.queries import results, sides

State, Stands = LookBack.State, LookBackItem.Stands
REPORT = "oversight.look_back"


@transaction.atomic
def open_look_back(
    *,
    campaign: Campaign,
    title: str,
    due_on: date,
    indicators: Sequence[Indicator],
    actor: Actor,
    draw: Draw | None = None,
) -> LookBack:
    """Write down what was reported of each site: of all of them, or of those a committed draw chose."""
    appointment = access.require_look_back(actor, campaign)
    title = clean_line(title)
    sites = _sites(campaign, draw, actor)
    wrong = {}
    if not 1 <= len(title) <= 100:
        wrong["title"] = _("A title has 1 to 100 characters.")
    if due_on < clock.today():
        wrong["due_on"] = _("Say until when, today or later.")
    if not sites:
        wrong["campaign"] = _("No team has been sent to a site of this campaign yet.")
    if wrong:
        raise Invalid(wrong)
    made = LookBack.objects.create(
        unit=campaign.unit, campaign=campaign, draw=draw, title=title, due_on=due_on
    )
    lines = LookBackLine.objects.bulk_create(
        LookBackLine(look_back=made, site=site, unit=site.unit) for site in sites
    )
    by_site = results.reported(sites, indicators)
    LookBackItem.objects.bulk_create(
        LookBackItem(line=line, place=place, **vars(result))
        for line in lines
        for place, result in enumerate(by_site[line.site_id])
    )
    if draw is not None:
        Draw.objects.filter(pk=draw.pk).update(state=Draw.State.CLOSED, closed_at=clock.now())
    _note(made, "open", actor, appointment, items=len(lines))
    return made


def _sites(campaign: Campaign, draw: Draw | None, actor: Actor) -> list[Site]:
    sites = sides.population_of(campaign, Draw.Purpose.LOOK_BACK)
    if draw is None:
        return sites
    if draw.campaign_id != campaign.pk or draw.purpose != Draw.Purpose.LOOK_BACK:
        raise Invalid({"draw": _("This draw was made for something else.")})
    if draw.state != Draw.State.DRAWN or not access.is_told(actor, draw):
        raise Invalid({"draw": _("Choose a draw of yours that has been made.")})
    return [site for site in sites if str(site.pk) in set(draw.chosen)]


def _note(made: LookBack, verb: str, actor: Actor, appointment: Any, **detail: Any) -> None:
    record(
        actor=actor,
        verb=verb,
        noun="look_back",
        obj=made,
        unit=made.unit,
        appointment=appointment,
        detail=detail or None,
    )


@transaction.atomic
def fill_look_back(
    *,
    line: LookBackLine,
    looked_on: date,
    stands: Mapping[UUID, tuple[str, str]],
    note: str,
    actor: Actor,
) -> LookBackLine:
    """Say of each reported result whether it stands; what does not stand says why."""
    stored = LookBackLine.locked(line.pk)
    look_back = stored.look_back
    appointment = access.require_look_back(actor, look_back.campaign)
    if look_back.state == State.CLOSED:
        raise Refused(_("This look-back is closed."))
    wrong: dict[str, str] = {}
    if looked_on > clock.today():
        wrong["looked_on"] = _("This day has not come yet.")
    items = {item.pk: item for item in stored.items.all()}
    for pk, (answer, why) in stands.items():
        why = clean_line(why)
        if answer and answer not in Stands.values:
            wrong[f"stands_{pk}"] = _("Choose from the list.")
        if answer in (Stands.NO, Stands.PARTLY) and not why:
            wrong[f"note_{pk}"] = _("Say what does not stand any more.")
        if len(why) > 300:
            wrong[f"note_{pk}"] = _("At most 300 characters.")
        if pk in items:
            items[pk].stands, items[pk].note, items[pk].by = answer, why[:300], actor.signature
    if wrong:
        raise Invalid(wrong)
    LookBackItem.objects.bulk_update(items.values(), ["stands", "note", "by"])
    stored.looked_on, stored.looked_by, stored.note = looked_on, actor.person, clean_text(note)[:1000]
    stored.touch("looked_on", "looked_by", "note")
    _note(look_back, "fill", actor, appointment, site=str(stored.unit))
    return stored


@transaction.atomic
def close_look_back(*, look_back: LookBack, conclusion: str, actor: Actor) -> LookBack:
    """Every site has been looked at; the conclusion stands beside the figures."""
    stored = LookBack.locked(look_back.pk)
    appointment = access.require_look_back(actor, stored.campaign)
    if stored.state == State.CLOSED:
        return stored
    if stored.lines.filter(looked_on=None).exists():
        raise Refused(_("Some sites have still to be looked at."))
    stored.conclusion = clean_text(conclusion)
    if not 1 <= len(stored.conclusion) <= 2000:
        raise Invalid({"conclusion": _("Say in 1 to 2,000 characters what stands and what does not.")})
    stored.state, stored.closed_at = State.CLOSED, clock.now()
    stored.touch()
    _note(stored, "close", actor, appointment)
    return stored


def report_order(look_back: LookBack) -> dict[str, str]:
    return {"look_back": str(look_back.pk)}


@transaction.atomic
def propose_look_back(*, look_back: LookBack, actor: Actor) -> Draft:
    """The report of a closed look-back begins its way to be reviewed, countersigned and numbered."""
    stored = LookBack.locked(look_back.pk)
    access.require_look_back(actor, stored.campaign)
    if stored.state != State.CLOSED:
        raise Refused(_("A look-back is reported once it is closed."))
    with override("zh-hans"):
        facts = letters.look_back_report(stored)
    return propose_document(
        unit=stored.unit,
        kind="look_back_report",
        title=facts["title"],
        context=facts,
        origin=REPORT,
        order=report_order(stored),
        actor=actor,
    )


def take_look_back(draft: Draft, document: Document, actor: Actor) -> None:
    """Nothing follows: a closed look-back does not change any more."""
