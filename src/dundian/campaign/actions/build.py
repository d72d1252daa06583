"""Building a campaign up: its frame, stages, quotas and initiatives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.access import require_change
from dundian.campaign.models import Campaign, Initiative, Quota, Stage
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.actions import extend_appointments
from dundian.org.models import FEDERATIONS, GRASSROOTS, Appointment, Unit

EDITABLE = (
    "name",
    "year",
    "starts_on",
    "ends_on",
    "aims",
    "selection",
    "role_names",
    "parent",
)
MOST_OF_A_KIND = 5000


@dataclass(frozen=True)
class StageLine:
    """One stage as a form sends it."""

    name: str
    starts_on: date
    ends_on: date
    content: str = ""


def checked(campaign: Campaign) -> Campaign:
    """The campaign with its text cleaned; `Invalid` by field when it cannot stand."""
    campaign.name, campaign.aims = clean_line(campaign.name), clean_text(campaign.aims)
    campaign.selection = _words(campaign.selection, 40, "selection")
    campaign.role_names = _words(campaign.role_names, 20, "role_names")
    faults = {}
    if not 1 <= len(campaign.name) <= 100:
        faults["name"] = _("The name has 1 to 100 characters.")
    if not 2000 <= campaign.year <= 2100:
        faults["year"] = _("The year lies between 2000 and 2100.")
    if campaign.ends_on < campaign.starts_on:
        faults["ends_on"] = _("The end lies before the beginning.")
    parent = campaign.parent
    if parent and (parent.unit_id == campaign.unit_id or not campaign.unit.is_within(parent.unit.path)):
        faults["parent"] = _("The parent campaign belongs to a federation above.")
    if faults:
        raise Invalid(faults)
    return campaign


def _words(words: Sequence[str], longest: int, where: str) -> list[str]:
    """Cleaned, without doubles, in order."""
    found = list(dict.fromkeys(w for word in words if (w := clean_line(word))))
    if any(len(w) > longest for w in found):
        raise Invalid({where: _("Each line has at most %(n)d characters.") % {"n": longest}})
    return found[:30]


def save_once(campaign: Campaign, **how: Any) -> None:
    """Save, with a federation's second campaign of the same name and year told in words."""
    try:
        with transaction.atomic():
            campaign.save(**how)
    except IntegrityError as fault:
        words = {"unit": campaign.unit, "year": campaign.year}
        raise Invalid(
            {"name": _("%(unit)s already has a campaign of this name in %(year)s.") % words}
        ) from fault


@transaction.atomic
def create_campaign(
    *,
    unit: Unit,
    name: str,
    year: int,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    parent: Campaign | None = None,
    aims: str = "",
    selection: Sequence[str] = (),
    role_names: Sequence[str] = (),
) -> Campaign:
    """A draft campaign of a federation."""
    by = actor.require(
        "add",
        "campaign",
        unit,
        _("Only the office of %(unit)s, or one above it, may do this.") % {"unit": unit},
    )
    if unit.kind not in FEDERATIONS:
        raise Invalid({"unit": _("A campaign belongs to a provincial, prefectural or county federation.")})
    campaign = Campaign(unit=unit, name=name, year=year, starts_on=starts_on, ends_on=ends_on, parent=parent)
    campaign.aims = aims
    campaign.selection, campaign.role_names = list(selection), list(role_names)
    save_once(checked(campaign), force_insert=True)
    detail = {
        "year": year,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "parent": parent.pk if parent else None,
    }
    record(
        actor=actor, verb="create", noun="campaign", obj=campaign, unit=unit, appointment=by, detail=detail
    )
    return campaign


def opened(campaign: Campaign, version: int | None, actor: Actor) -> tuple[Campaign, Appointment | None]:
    """The campaign, locked, and the right to change it; a refusal comes before a conflict."""
    campaign = Campaign.locked(campaign.pk)
    by = require_change(actor, campaign)
    if version is not None and campaign.version != version:
        raise Conflict(campaign)
    return campaign, by


@transaction.atomic
def edit_campaign(*, campaign: Campaign, version: int | None, actor: Actor, **fields: Any) -> Campaign:
    """Change `EDITABLE` fields; `Conflict` when somebody saved since `version`."""
    campaign, by = opened(campaign, version, actor)
    if unknown := fields.keys() - set(EDITABLE):
        raise TypeError(f"a campaign has no field {sorted(unknown)} to edit")
    before = {name: getattr(campaign, name) for name in fields}
    for name, value in fields.items():
        setattr(campaign, name, value)
    checked(campaign)
    _check_stages_inside(campaign)
    campaign.version += 1
    save_once(campaign)
    if campaign.ends_on > before.get("ends_on", campaign.ends_on):
        _extend_charges(campaign, actor)
    changed = [name for name in fields if getattr(campaign, name) != before[name]]
    detail = {
        "changed": {name: [before[name], getattr(campaign, name)] for name in changed if name != "aims"}
    }
    record(
        actor=actor,
        verb="edit",
        noun="campaign",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return campaign


def _extend_charges(campaign: Campaign, actor: Actor) -> None:
    """Leaders in charge see their areas as long as the campaign lasts."""
    for charge in campaign.charges.exclude(person__user=None).select_related("person__user", "unit"):
        if user := charge.person.user:
            extend_appointments(
                user=user, unit=charge.unit, campaign_id=campaign.pk, until=campaign.ends_on, actor=actor
            )


def _check_stages_inside(campaign: Campaign) -> None:
    for stage in campaign.stages.all():
        if stage.starts_on < campaign.starts_on:
            raise Invalid(
                {
                    "starts_on": _("The stage “%(stage)s” begins before; move the stage first.")
                    % {"stage": stage}
                }
            )
        if stage.ends_on > campaign.ends_on:
            raise Invalid(
                {"ends_on": _("The stage “%(stage)s” ends after; move the stage first.") % {"stage": stage}}
            )


@transaction.atomic
def set_stages(
    *, campaign: Campaign, stages: Sequence[StageLine], actor: Actor, version: int | None = None
) -> list[Stage]:
    """Replace the stages. Messages are keyed `stages-<n>-<field>`."""
    campaign, by = opened(campaign, version, actor)
    made = [_stage(campaign, place, line) for place, line in enumerate(stages)]
    campaign.stages.all().delete()
    Stage.objects.bulk_create(made)
    campaign.touch()
    detail = {"stages": [[s.name, s.starts_on, s.ends_on] for s in made]}
    record(
        actor=actor,
        verb="set_stages",
        noun="campaign",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return made


def _stage(campaign: Campaign, place: int, line: StageLine) -> Stage:
    name, where = clean_line(line.name), f"stages-{place}-"
    if not 1 <= len(name) <= 60:
        raise Invalid({f"{where}name": _("The name has 1 to 60 characters.")})
    if line.ends_on < line.starts_on:
        raise Invalid({f"{where}ends_on": _("The end lies before the beginning.")})
    if line.starts_on < campaign.starts_on or line.ends_on > campaign.ends_on:
        words = {"start": campaign.starts_on, "end": campaign.ends_on}
        raise Invalid(
            {f"{where}starts_on": _("Stages lie within the campaign: %(start)s to %(end)s.") % words}
        )
    facts = {"starts_on": line.starts_on, "ends_on": line.ends_on, "content": clean_text(line.content)}
    return Stage(campaign=campaign, name=name, **facts)


@transaction.atomic
def set_quotas(
    *, campaign: Campaign, quotas: Mapping[str, int], actor: Actor, version: int | None = None
) -> list[Quota]:
    """Replace the numbers of sites wanted by kind; 0 means no quota."""
    campaign, by = opened(campaign, version, actor)
    for kind, wanted in quotas.items():
        if kind not in GRASSROOTS or not 0 <= wanted <= MOST_OF_A_KIND:
            raise Invalid({str(kind): _("A whole number from 0 to %(most)d.") % {"most": MOST_OF_A_KIND}})
    before = dict(campaign.quotas.values_list("kind", "wanted"))
    campaign.quotas.all().delete()
    made = [Quota(campaign=campaign, kind=kind, wanted=wanted) for kind, wanted in quotas.items() if wanted]
    Quota.objects.bulk_create(made)
    campaign.touch()
    detail = {"before": before, "after": {q.kind: q.wanted for q in made}}
    record(
        actor=actor,
        verb="set_quotas",
        noun="campaign",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return made


@transaction.atomic
def add_initiative(*, campaign: Campaign, name: str, actor: Actor, note: str = "") -> Initiative:
    """A key project or multi-year action that sites may count towards."""
    campaign = Campaign.locked(campaign.pk)
    by = require_change(actor, campaign)
    name = clean_line(name)
    if not 1 <= len(name) <= 100:
        raise Invalid({"name": _("The name has 1 to 100 characters.")})
    if campaign.initiatives.filter(name=name).exists():
        raise Invalid({"name": _("The campaign already has this initiative.")})
    made = Initiative.objects.create(campaign=campaign, name=name, note=clean_text(note))
    record(actor=actor, verb="add", noun="initiative", obj=made, unit=campaign.unit, appointment=by)
    return made


@transaction.atomic
def drop_initiative(*, initiative: Initiative, actor: Actor) -> None:
    """Take an initiative away while no site counts towards it."""
    campaign = Campaign.locked(initiative.campaign_id)
    by = require_change(actor, campaign)
    if many := initiative.sites.count():
        raise Invalid(_("%(n)d sites count towards this initiative; unlink them first.") % {"n": many})
    record(actor=actor, verb="drop", noun="initiative", obj=initiative, unit=campaign.unit, appointment=by)
    initiative.delete()
