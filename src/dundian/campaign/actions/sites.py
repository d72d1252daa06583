"""Sites: chosen, linked to initiatives, given up."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.access import require_change
from dundian.campaign.models import Campaign, Initiative, Site
from dundian.campaign.queries import area_of
from dundian.campaign.signals import site_chosen, site_dropped
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import GRASSROOTS, Appointment, Unit


def _require(actor: Actor, campaign: Campaign) -> Appointment | None:
    require_change(actor, campaign)
    return actor.require("change", "site", campaign.unit)


@transaction.atomic
def choose_site(
    *,
    campaign: Campaign,
    unit: Unit,
    kind: str,
    reason: str,
    actor: Actor,
    initiatives: Sequence[Initiative] = (),
) -> Site:
    """Make a grassroots union a site. `kind` may differ from the union's own: quotas count it."""
    by = _require(actor, campaign)
    if unit.kind not in GRASSROOTS or not unit.is_within(campaign.unit.path):
        raise Invalid(
            {"unit": _("%(unit)s is no grassroots union beneath the campaign's federation.") % {"unit": unit}}
        )
    if unit.closed_on:
        raise Invalid({"unit": _("%(unit)s is closed.") % {"unit": unit}})
    if kind not in GRASSROOTS:
        raise Invalid({"kind": _("There is no such kind of grassroots union.")})
    site = Site(campaign=campaign, unit=unit, kind=kind, reason=clean_line(reason)[:200])
    site.county = area_of(unit) or campaign.unit
    try:
        with transaction.atomic():
            site.save(force_insert=True)
    except IntegrityError as fault:
        raise Invalid({"unit": _("%(unit)s is already a site of this campaign.") % {"unit": unit}}) from fault
    _link(site, initiatives)
    detail = {"campaign": campaign.pk, "kind": kind, "reason": site.reason}
    record(actor=actor, verb="choose", noun="site", obj=site, unit=unit, appointment=by, detail=detail)
    site_chosen.send(sender=Site, site=site, actor=actor)
    return site


def _link(site: Site, initiatives: Sequence[Initiative]) -> None:
    if any(i.campaign_id != site.campaign_id for i in initiatives):
        raise Invalid({"initiatives": _("The initiatives belong to the site's own campaign.")})
    site.initiatives.set(initiatives)


@transaction.atomic
def edit_site(
    *, site: Site, version: int | None, reason: str, initiatives: Sequence[Initiative], actor: Actor
) -> Site:
    """Change why it was chosen and which initiatives it counts towards."""
    by = _require(actor, site.campaign)
    site = Site.locked(site.pk, version)
    site.reason = clean_line(reason)[:200]
    site.touch("reason")
    _link(site, initiatives)
    detail = {"reason": site.reason, "initiatives": [i.name for i in initiatives]}
    record(actor=actor, verb="edit", noun="site", obj=site, unit=site.unit, appointment=by, detail=detail)
    return site


@transaction.atomic
def drop_site(*, site: Site, reason: str, actor: Actor) -> None:
    """Give up a site no team went to. Listeners may take their own rows away first, or refuse."""
    site = Site.locked(site.pk)
    by = _require(actor, site.campaign)
    reason = clean_line(reason)
    if not reason:
        raise Invalid({"reason": _("Say why the site is given up.")})
    if site.state != Site.State.CHOSEN:
        raise Invalid(_("A team has been at %(site)s; it cannot be given up.") % {"site": site})
    site_dropped.send(sender=Site, site=site, actor=actor)
    detail = {"campaign": site.campaign_id, "kind": site.kind, "reason": reason[:200]}
    record(actor=actor, verb="drop", noun="site", obj=site, unit=site.unit, appointment=by, detail=detail)
    try:
        with transaction.atomic():
            site.delete()
    except ProtectedError as fault:
        raise Invalid(_("Other records hang on %(site)s; it cannot be given up.") % {"site": site}) from fault
