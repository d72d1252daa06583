"""The survey and the choice."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record, record_many
from dundian.campaign.actions import choose_site, drop_site
from dundian.campaign.models import Campaign, Initiative, Site
from dundian.kernel.adding import add_all
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.actions.withdrawing import used_by
from dundian.org.models import GRASSROOTS, Appointment, Unit
from dundian.planning.access import require_choose, require_open
from dundian.planning.actions.surveying import recheck, unsign
from dundian.planning.models import Candidate

FACTS = ("kind", "workers", "members", "complexity", "foundation", "weaknesses", "contact", "note")


@transaction.atomic
def add_candidate(
    *,
    campaign: Campaign,
    unit: Unit,
    kind: str,
    actor: Actor,
    workers: int | None = None,
    members: int | None = None,
    complexity: int | None = None,
    foundation: int | None = None,
    weaknesses: Sequence[str] = (),
    contact: str = "",
    note: str = "",
    initiatives: Sequence[Initiative] = (),
) -> Candidate:
    """Enter a grassroots union with what the survey found; complexity and foundation from 1 to 5."""
    require_open(campaign)
    reason = _("You may enter candidates only in the area of your own office.")
    by = actor.require("add", "candidate", unit, reason)
    _check_unit(campaign, unit)
    candidate = Candidate(
        campaign=campaign,
        unit=unit,
        kind=kind,
        workers=workers,
        members=members,
        complexity=complexity,
        foundation=foundation,
        weaknesses=list(weaknesses),
        contact=contact,
        note=note,
    )
    _check_facts(candidate)
    try:
        with transaction.atomic():
            candidate.save(force_insert=True)
    except IntegrityError as fault:
        raise Invalid(
            {"unit": _("%(unit)s is already a candidate of this campaign.") % {"unit": unit}}
        ) from fault
    if Site.objects.filter(campaign=campaign, unit=unit).exists():
        candidate.state = Candidate.State.CHOSEN
        candidate.save(update_fields=["state"])
    candidate.initiatives.set(_own(campaign, initiatives))
    record(actor=actor, verb="add", noun="candidate", obj=candidate, unit=unit, appointment=by)
    return candidate


@transaction.atomic
def add_candidates(
    *, campaign: Campaign, candidates: Sequence[Mapping[str, Any]], actor: Actor
) -> list[Candidate]:
    """Many candidates, or none of them: each with its `unit` and what `add_candidate` takes but initiatives."""
    require_open(campaign)
    reason = _("You may enter candidates only in the area of your own office.")
    found, told = [], []
    sites = set(
        Site.objects.filter(campaign=campaign, unit__in=[new["unit"].pk for new in candidates]).values_list(
            "unit_id", flat=True
        )
    )
    for new in candidates:
        by = actor.require("add", "candidate", new["unit"], reason)
        _check_unit(campaign, new["unit"])
        candidate = Candidate(campaign=campaign, **new)
        _check_facts(candidate)
        if candidate.unit_id in sites:
            candidate.state = Candidate.State.CHOSEN
        found.append(candidate)
        told.append((candidate, candidate.unit, by, None))
    add_all(found)
    record_many(actor=actor, verb="add", noun="candidate", told=told)
    return found


@transaction.atomic
def withdraw_candidate(*, candidate: Candidate, actor: Actor) -> None:
    """Take a candidate off the list that was entered by mistake, as long as nothing has come of it."""
    require_open(candidate.campaign)
    reason = _("You may enter candidates only in the area of your own office.")
    by = actor.require("add", "candidate", candidate.unit, reason)
    stored = Candidate.locked(candidate.pk)
    if stored.version != 1 or stored.state != Candidate.State.OPEN:
        raise Conflict(stored)
    if used_by(stored, aside=(Candidate.initiatives.through,)):
        raise Invalid(_("%(unit)s has a survey or a part in a plan by now.") % {"unit": candidate.unit})
    record(actor=actor, verb="withdraw", noun="candidate", obj=stored, unit=candidate.unit, appointment=by)
    stored.delete()


@transaction.atomic
def edit_candidate(*, candidate: Candidate, version: int | None, actor: Actor, **facts: Any) -> Candidate:
    """Change survey facts (names as in `FACTS`) and `initiatives`; nothing is written when nothing differs."""
    require_open(candidate.campaign)
    by = actor.require(
        "change", "candidate", candidate.unit, _("You may change candidates only in your own area.")
    )
    candidate = Candidate.locked(candidate.pk, version)
    before = {name: getattr(candidate, name) for name in FACTS}
    for name in FACTS:
        if name in facts:
            setattr(candidate, name, list(facts[name]) if name == "weaknesses" else facts[name])
    if candidate.state == Candidate.State.CHOSEN and candidate.kind != before["kind"]:
        raise Invalid(
            {"kind": _("The kind of a chosen site counts towards its quota. Take the choice back first.")}
        )
    _check_facts(candidate)
    changed = {n: [before[n], getattr(candidate, n)] for n in FACTS if before[n] != getattr(candidate, n)}
    if "initiatives" in facts:
        _serve(candidate, facts["initiatives"], actor, by)
    if changed:
        candidate.touch(*changed)
        unsign(candidate)
        recheck(candidate)
        record(
            actor=actor, verb="change", noun="candidate", obj=candidate, unit=candidate.unit, appointment=by,
            detail={"fields": sorted(changed)},
        )  # fmt: skip
    return candidate


def _own(campaign: Campaign, initiatives: Sequence[Initiative]) -> list[Initiative]:
    if any(i.campaign_id != campaign.pk for i in initiatives):
        raise Invalid({"initiatives": _("Choose initiatives of this campaign.")})
    return list(initiatives)


def _serve(
    candidate: Candidate, initiatives: Sequence[Initiative], actor: Actor, by: Appointment | None
) -> None:
    """Which initiatives a site here would count towards."""
    wanted = _own(candidate.campaign, initiatives)
    if {i.pk for i in wanted} == set(candidate.initiatives.values_list("pk", flat=True)):
        return
    candidate.initiatives.set(wanted)
    candidate.touch("version")
    record(
        actor=actor, verb="serve", noun="candidate", obj=candidate, unit=candidate.unit, appointment=by,
        detail={"initiatives": [i.name for i in initiatives]},
    )  # fmt: skip


@transaction.atomic
def serve_initiative(
    *, candidates: Sequence[Candidate], initiative: Initiative, serves: bool, actor: Actor
) -> int:
    """Count the candidates towards an initiative, or no longer; how many changed."""
    campaign, rows = _locked(candidates)
    by = require_choose(actor, campaign)
    require_open(campaign)
    _own(campaign, [initiative])
    held = set(initiative.candidates.filter(pk__in=[c.pk for c in rows]).values_list("pk", flat=True))
    changed = [c for c in rows if (c.pk in held) != serves]
    if serves:
        initiative.candidates.add(*changed)
    else:
        initiative.candidates.remove(*changed)
    if changed:
        detail = {"initiative": initiative.name, "serves": serves, "number": len(changed)}
        record(
            actor=actor, verb="serve", noun="candidate", obj=campaign, unit=campaign.unit, appointment=by,
            detail=detail,
        )  # fmt: skip
    return len(changed)


def _check_unit(campaign: Campaign, unit: Unit) -> None:
    if not unit.is_within(campaign.unit.path) or unit.pk == campaign.unit_id:
        raise Invalid(
            {"unit": _("%(unit)s does not lie beneath the federation of this campaign.") % {"unit": unit}}
        )
    if unit.kind not in GRASSROOTS:
        raise Invalid({"unit": _("Only grassroots unions can become sites.")})
    if unit.closed_on is not None:
        raise Invalid({"unit": _("%(unit)s has been closed.") % {"unit": unit}})


def _check_facts(candidate: Candidate) -> None:
    """Clean texts and hold the facts against the model's own rules, whichever door they came through."""
    candidate.contact, candidate.note = clean_line(candidate.contact), clean_text(candidate.note)
    candidate.weaknesses = list(dict.fromkeys(w for w in map(clean_line, candidate.weaknesses) if w))
    if candidate.kind not in GRASSROOTS:
        raise Invalid({"kind": _("Only grassroots unions can become sites.")})
    for name in ("workers", "members"):
        if (getattr(candidate, name) or 0) > 10_000_000:
            raise Invalid({name: _("This number is too large.")})
    if (
        candidate.workers is not None
        and candidate.members is not None
        and candidate.members > candidate.workers
    ):
        raise Invalid({"members": _("There cannot be more members than workers.")})
    try:
        candidate.full_clean(exclude=["campaign", "unit"], validate_unique=False, validate_constraints=False)
    except ValidationError as fault:
        raise Invalid({name: " ".join(said) for name, said in fault.message_dict.items()}) from fault


def _locked(candidates: Sequence[Candidate]) -> tuple[Campaign, list[Candidate]]:
    """The candidates in the given order, locked in the order of their ids; they must share one campaign."""
    if not candidates:
        raise Invalid(_("Choose at least one candidate."))
    rows = Candidate.objects.select_for_update(of=("self",)).filter(pk__in=[c.pk for c in candidates])
    rows = rows.select_related("unit", "campaign__unit").order_by("pk")
    found = {row.pk: row for row in rows}
    if len({row.campaign_id for row in found.values()}) != 1 or len(found) != len({c.pk for c in candidates}):
        raise Invalid(_("The candidates must all belong to one campaign."))
    first = next(iter(found.values()))
    return first.campaign, [found[c.pk] for c in candidates]


def _refuse_states(candidates: Sequence[Candidate], *states: str) -> None:
    """Name those that somebody else has decided on in the meantime."""
    late = [str(c) for c in candidates if c.state in states]
    if late:
        text = _("Already decided in the meantime: %(names)s.") % {"names": "、".join(late[:10])}
        raise Invalid(text)


@transaction.atomic
def choose_candidates(*, candidates: Sequence[Candidate], reason: str, actor: Actor) -> list[Site]:
    """Make sites of the candidates, all or none. Quotas are not a wall: the page warns, a person decides."""
    campaign, rows = _locked(candidates)
    require_choose(actor, campaign)
    require_open(campaign)
    reason = _reason(reason)
    _refuse_states(rows, Candidate.State.CHOSEN)
    sites = []
    for candidate in rows:
        candidate.state, candidate.decision = Candidate.State.CHOSEN, reason
        candidate.touch("state", "decision")
        sites.append(
            choose_site(
                campaign=campaign, unit=candidate.unit, kind=candidate.kind, reason=reason, actor=actor
            )
        )
    detail = {"number": len(rows), "reason": reason}
    record(actor=actor, verb="choose", noun="candidate", obj=campaign, unit=campaign.unit, detail=detail)
    return sites


@transaction.atomic
def set_aside_candidates(*, candidates: Sequence[Candidate], reason: str, actor: Actor) -> list[Candidate]:
    """Decide for now against candidates, with a reason that the survey keeps."""
    campaign, rows = _locked(candidates)
    by = require_choose(actor, campaign)
    require_open(campaign)
    reason = _reason(reason)
    _refuse_states(rows, Candidate.State.CHOSEN, Candidate.State.PASSED)
    for candidate in rows:
        candidate.state, candidate.decision = Candidate.State.PASSED, reason
        candidate.touch("state", "decision")
    detail = {"number": len(rows), "reason": reason, "candidates": [str(c.pk) for c in rows]}
    record(
        actor=actor,
        verb="set_aside",
        noun="candidate",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return rows


@transaction.atomic
def reopen_candidate(*, candidate: Candidate, actor: Actor) -> Candidate:
    """Take a candidate that was set aside into consideration again."""
    campaign, (row,) = _locked([candidate])
    by = require_choose(actor, campaign)
    require_open(campaign)
    if row.state != Candidate.State.PASSED:
        raise Invalid(_("%(unit)s is not set aside.") % {"unit": row})
    row.state, row.decision = Candidate.State.OPEN, ""
    row.touch("state", "decision")
    record(actor=actor, verb="reopen", noun="candidate", obj=row, unit=row.unit, appointment=by)
    return row


@transaction.atomic
def unchoose_candidate(*, candidate: Candidate, reason: str, actor: Actor) -> Candidate:
    """Give up the site that was made of the candidate; a team that stood for it is left without a site."""
    campaign, (row,) = _locked([candidate])
    require_choose(actor, campaign)
    require_open(campaign)
    site = Site.objects.filter(campaign=campaign, unit=row.unit_id).first()
    if row.state != Candidate.State.CHOSEN or site is None:
        raise Invalid(_("%(unit)s has not been chosen.") % {"unit": row})
    drop_site(site=site, reason=_reason(reason), actor=actor)
    row.refresh_from_db()
    return row


@transaction.atomic
def carry_candidates(*, old: Campaign, new: Campaign, history: Mapping[int, str], actor: Actor) -> int:
    """The candidates of a campaign, open again in the next one of the same federation; `history` by unit id.

    Unions that have been closed stay behind. One row on the trail for all.
    """
    by = require_choose(actor, new)
    require_open(new)
    if old.unit_id != new.unit_id:
        raise Invalid(_("Candidates are carried over within one federation."))
    known = set(new.candidates.values_list("unit_id", flat=True))
    rows = old.candidates.filter(unit__closed_on=None).exclude(unit__in=known).order_by("pk")
    made = [
        Candidate(
            campaign=new,
            unit_id=row.unit_id,
            **{name: getattr(row, name) for name in FACTS if name != "note"},
            note="\n".join(t for t in (history.get(row.unit_id, ""), row.note) if t),
        )
        for row in rows
    ]
    add_all(made)
    detail = {"number": len(made), "from": old.pk}
    record(actor=actor, verb="carry", noun="candidate", obj=new, unit=new.unit, appointment=by, detail=detail)
    return len(made)


def mark_chosen(*, campaign: Campaign, unit: Unit, chosen: bool, actor: Actor) -> None:
    """Follow what happened to the site on the campaign's own pages."""
    after = Candidate.State.CHOSEN if chosen else Candidate.State.OPEN
    rows = Candidate.objects.select_for_update(of=("self",)).filter(campaign=campaign, unit=unit)
    is_chosen = Q(state=Candidate.State.CHOSEN)
    for candidate in rows.filter(~is_chosen if chosen else is_chosen):
        candidate.state = after
        candidate.touch("state")
        detail = {"state": after}
        record(actor=actor, verb="follow_site", noun="candidate", obj=candidate, unit=unit, detail=detail)


def _reason(text: str) -> str:
    reason = clean_line(text)
    if not reason:
        raise Invalid({"reason": _("Say why.")})
    if len(reason) > 200:
        raise Invalid({"reason": _("At most 200 characters.")})
    return reason
