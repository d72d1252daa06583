"""Leaders put in charge of several areas at once."""

from collections.abc import Mapping

from django.db import transaction

from dundian.campaign.actions import charge_area, release_area
from dundian.campaign.models import AreaCharge, Campaign
from dundian.org.access import Actor
from dundian.org.models import Person, Unit
from dundian.planning.access import require_form, require_open


@transaction.atomic
def charge_areas(*, campaign: Campaign, wanted: Mapping[Unit, Person | None], actor: Actor) -> int:
    """End and begin charges so that each area has the leader named, or none; how many areas changed."""
    require_form(actor, campaign)
    require_open(campaign)
    stored = AreaCharge.objects.filter(campaign=campaign).select_related(
        "person__user", "unit", "campaign__unit"
    )
    now = {charge.unit_id: charge for charge in stored}
    changed = 0
    for area, person in wanted.items():
        old = now.get(area.pk)
        if (old.person if old else None) == person:
            continue
        changed += 1
        if old is not None:
            release_area(charge=old, actor=actor)
        if person is not None:
            charge_area(campaign=campaign, person=person, unit=area, actor=actor)
    return changed
