"""A round: made, the host unions asked, opened with the evidence frozen, closed, sent back, called off."""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.recognition.access import require_run, require_state
from dundian.recognition.actions.conflicts import find_conflicts
from dundian.recognition.actions.steps import held_round, line, move_round, note_round, text_of
from dundian.recognition.evidence import bodies_of, fingerprint
from dundian.recognition.models import (
    Category,
    EvidenceFile,
    HostWord,
    Judge,
    Nomination,
    Quota,
    Round,
    RoundEvent,
    Scheme,
)
from dundian.recognition.queries.rounds import areas_of, sites_of

S = Round.State
AT_ONCE = 200  # sites whose evidence is gathered together


@transaction.atomic
def create_round(
    *,
    unit: Unit,
    scheme: Scheme,
    campaign: Campaign,
    name: str,
    actor: Actor,
    year: int | None = None,
    since: date | None = None,
    until: date | None = None,
    contact: str = "",
) -> Round:
    """A round in preparation; its evidence covers the campaign's time unless dates say otherwise."""
    by = actor.require("run", "round", unit, _("Rounds are run by the programme office of the federation."))
    _fits(unit, scheme, campaign)
    name = line(name, "name", _("Give the commendation a name."), 100)
    year = year or campaign.year
    if Round.objects.filter(unit=unit, year=year, name=name).exists():
        raise Invalid({"name": _("There is a round of this name and year already.")})
    round = Round.objects.create(
        unit=unit,
        scheme=scheme,
        campaign=campaign,
        name=name,
        year=year,
        contact=clean_line(contact)[:100],
        **_span(campaign, since, until),
    )
    RoundEvent.objects.create(round=round, verb="create", state=round.state, by=actor.signature)
    note_round(round, "create", actor, by)
    return round


def _fits(unit: Unit, scheme: Scheme, campaign: Campaign) -> None:
    if scheme.state != Scheme.State.PUBLISHED:
        raise Invalid({"scheme": _("Choose a published scheme.")})
    if not unit.is_within(scheme.unit.path):
        raise Invalid({"scheme": _("This scheme belongs to another federation.")})
    if campaign.unit_id != unit.pk:
        raise Invalid({"campaign": _("Choose a campaign of this federation.")})


def _span(campaign: Campaign, since: date | None, until: date | None) -> dict[str, date]:
    first, last = since or campaign.starts_on, until or campaign.ends_on
    if last < first:
        raise Invalid({"until": _("The end lies before the beginning.")})
    return {"since": first, "until": last}


@transaction.atomic
def edit_round(
    *,
    round: Round,
    name: str,
    since: date,
    until: date,
    contact: str,
    actor: Actor,
    nominate_until: date | None = None,
    judge_until: date | None = None,
    version: int | None = None,
) -> Round:
    """Name, dates and whom to turn to; the evidence's time only while nothing is frozen."""
    by = require_run(actor, round)
    held = Round.locked(round.pk, version)
    require_state(held, S.PREPARING, S.NOMINATING, S.JUDGING, S.LISTED, S.NOTICED)
    if (since, until) != (held.since, held.until) and held.state != S.PREPARING:
        raise Invalid({"since": _("The evidence is frozen; its time cannot change any more.")})
    held.name = line(name, "name", _("Give the commendation a name."), 100)
    if Round.objects.filter(unit=held.unit, year=held.year, name=held.name).exclude(pk=held.pk).exists():
        raise Invalid({"name": _("There is a round of this name and year already.")})
    span = _span(held.campaign, since, until)
    held.since, held.until, held.contact = span["since"], span["until"], clean_line(contact)[:100]
    held.nominate_until, held.judge_until = nominate_until, judge_until
    held.touch("name", "since", "until", "contact", "nominate_until", "judge_until")
    note_round(held, "edit", actor, by)
    return held


@transaction.atomic
def ask_words(*, round: Round, until: date, actor: Actor) -> Round:
    """Ask every host union for its word, until a day; they find it among their to-dos."""
    by = require_run(actor, round)
    held = Round.locked(round.pk)
    require_state(held, S.PREPARING)
    if until < clock.today():
        raise Invalid({"until": _("Choose today or a later day.")})
    held.words_until = until
    held.touch("words_until")
    RoundEvent.objects.create(round=held, verb="ask_words", state=held.state, by=actor.signature)
    note_round(held, "ask_words", actor, by, until=until)
    return held


@transaction.atomic
def give_word(*, round: Round, site: Site, grade: str, text: str, actor: Actor) -> HostWord:
    """What the host union says; it may be changed until the evidence is frozen."""
    by = actor.require("give", "word", site.unit, _("Only the host union itself says this."))
    held = Round.locked(round.pk)
    if held.state != S.PREPARING or held.words_until is None:
        raise Invalid(_("Words of host unions are not being gathered now."))
    if not sites_of(held).filter(pk=site.pk).exists():
        raise Invalid(_("This site does not belong to the round."))
    if grade not in HostWord.Grade.values:
        raise Invalid({"grade": _("Choose an opinion.")})
    text = text_of(text, "text", _("Write a sentence or two."), 1000)
    told = {"unit": site.unit, "grade": grade, "text": text, "by": actor.user, "on": clock.today()}
    word, _new = HostWord.objects.update_or_create(round=held, site=site, defaults=told)
    record(
        actor=actor,
        verb="give_word",
        noun="round",
        obj=held,
        unit=site.unit,
        appointment=by,
        detail={"grade": grade},
    )
    return word


@transaction.atomic
def open_round(*, round: Round, until: date, actor: Actor) -> Round:
    """Freeze the evidence of every site and let nominations in until a day."""
    by = require_run(actor, round)
    held = held_round(round, "open")
    if until < clock.today():
        raise Invalid({"until": _("Choose today or a later day.")})
    files = _freeze(held)
    if not files:
        raise Invalid(_("The campaign has no site, so there is no evidence to freeze."))
    held.nominate_until, held.opened_at = until, clock.now()
    return move_round(held, "open", S.NOMINATING, actor, by, "nominate_until", "opened_at", files=files)


def _freeze(round: Round) -> int:
    many, waiting = 0, iter(sites_of(round))
    while sites := list(islice(waiting, AT_ONCE)):
        bodies = bodies_of(round, sites)
        EvidenceFile.objects.bulk_create(
            EvidenceFile(
                round=round, site=s, unit=s.unit, body=bodies[s.pk], sha256=fingerprint(bodies[s.pk])
            )
            for s in sites
        )
        many += len(sites)
    return many


@transaction.atomic
def reopen_round(*, round: Round, reason: str, actor: Actor) -> Round:
    """Back to preparation while nobody has been nominated; the frozen files are thrown away, their marks stay on the
    trail."""
    by = require_run(actor, round)
    held = held_round(round, "reopen")
    if held.nominations.exists():
        raise Invalid(_("Somebody has been nominated on this evidence; it cannot be frozen anew."))
    marks = list(held.files.order_by("id").values_list("sha256", flat=True))
    held.files.all().delete()
    held.opened_at = None
    return move_round(
        held, "reopen", S.PREPARING, actor, by, "opened_at", reason=reason, thrown_away=marks[:500]
    )


@transaction.atomic
def close_nominations(*, round: Round, actor: Actor, judge_until: date | None = None) -> Round:
    """Hand what was admitted to the panels. What still waits somewhere must be vetted first."""
    by = require_run(actor, round)
    held = held_round(round, "close_nominations")
    waiting = held.nominations.filter(state__in=(Nomination.State.WAITING, Nomination.State.RETURNED)).count()
    if waiting:
        raise Invalid(
            _(
                "%(n)d nominations still wait to be vetted or amended; pass them on, leave them out or withdraw them."
            )
            % {"n": waiting}
        )
    if not held.nominations.standing().exists():
        raise Invalid(_("No nomination has been admitted."))
    held.judge_until = judge_until
    find_conflicts(held, list(held.judges.select_related("person__home_unit")), actor)
    return move_round(held, "close_nominations", S.JUDGING, actor, by, "judge_until")


@transaction.atomic
def renominate(*, round: Round, reason: str, actor: Actor) -> Round:
    """Back to nominations; scores given so far stay."""
    by = require_run(actor, round)
    return move_round(held_round(round, "renominate"), "renominate", S.NOMINATING, actor, by, reason=reason)


@transaction.atomic
def end_round(*, round: Round, reason: str, actor: Actor) -> Round:
    """Call the round off; it can be taken up again where it stood."""
    by = require_run(actor, round)
    held = held_round(round, "end")
    held.ended_from = held.state
    return move_round(held, "end", S.ENDED, actor, by, "ended_from", reason=reason)


@transaction.atomic
def resume_round(*, round: Round, reason: str, actor: Actor) -> Round:
    """Go on where the round was called off."""
    by = require_run(actor, round)
    held = held_round(round, "resume")
    to, held.ended_from = held.ended_from, ""
    return move_round(held, "resume", to, actor, by, "ended_from", reason=reason)


@transaction.atomic
def set_quotas(*, round: Round, quotas: Mapping[tuple[Category, Unit], int | None], actor: Actor) -> Round:
    """How many of each category each federation beneath may pass on; None takes the limit away."""
    by = require_run(actor, round)
    held = Round.locked(round.pk)
    require_state(held, S.PREPARING, S.NOMINATING)
    areas = {unit.pk for unit in areas_of(held)}
    for (category, unit), most in quotas.items():
        if unit.pk not in areas or category.scheme_id != held.scheme_id:
            raise Invalid(_("Quotas are for federations that have a site in this round."))
        if most is None:
            Quota.objects.filter(round=held, category=category, unit=unit).delete()
            continue
        if not 0 <= most <= 2000:
            raise Invalid({f"q-{category.pk}-{unit.pk}": _("Between 0 and 2,000.")})
        Quota.objects.update_or_create(round=held, category=category, unit=unit, defaults={"most": most})
    note_round(held, "set_quota", actor, by, quotas=len(quotas))
    return held


@transaction.atomic
def seat_judge(*, round: Round, panel: Any, person: Any, actor: Actor) -> Judge:
    """Put somebody on a panel. What the records show as a conflict of interest is noted at once."""
    by = require_run(actor, round)
    held = Round.locked(round.pk)
    require_state(held, S.PREPARING, S.NOMINATING, S.JUDGING)
    if panel.scheme_id != held.scheme_id:
        raise Invalid({"panel": _("There is no such panel in this scheme.")})
    if person.user_id is None:
        raise Invalid({"person": _("%(person)s has no sign-in and could not score.") % {"person": person}})
    if held.judges.filter(panel=panel, person=person).exists():
        raise Invalid({"person": _("%(person)s sits on this panel already.") % {"person": person}})
    judge = Judge.objects.create(round=held, panel=panel, person=person)
    note_round(held, "seat_judge", actor, by, panel=str(panel), person=str(person))
    if held.state == S.JUDGING:
        find_conflicts(held, [judge], actor)
    return judge


@transaction.atomic
def unseat_judge(*, judge: Judge, reason: str, actor: Actor) -> None:
    """Take somebody off a panel, with every score given there."""
    by = require_run(actor, judge.round)
    held = Round.locked(judge.round_id)
    require_state(held, S.PREPARING, S.NOMINATING, S.JUDGING)
    reason = line(reason, "reason", _("Say why."))
    note_round(
        held, "unseat_judge", actor, by, panel=str(judge.panel), person=str(judge.person), reason=reason,
        scores=judge.scores.count(),
    )  # fmt: skip
    judge.delete()
