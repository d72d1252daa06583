"""Writing a concern down."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.concerns import access, queries
from dundian.concerns.actions.holding import took
from dundian.concerns.identity import Identity, key_id, seal
from dundian.concerns.models import Concern, Reporter, TimeLimit
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.models import Role, Unit


@transaction.atomic
def raise_concern(
    *,
    unit: Unit,
    text: str,
    actor: Actor,
    kind: str = Concern.Kind.CONCERN,
    topic: str = Concern.Topic.OTHER,
    people: int = 1,
    reporter: str = "",
    contact: str = "",
    site: Site | None = None,
    campaign: Campaign | None = None,
    log_id: UUID | None = None,
    due_on: date | None = None,
) -> Concern:
    """Write down a concern. An office keeps what it raises itself; otherwise the nearest
    unit with somebody to act has it first: the team at the site, or the office above."""
    appointment = actor.require("raise", "concern", unit)
    if not text.strip():
        raise Invalid({"text": _("Say what the matter is.")})
    by_office = appointment is not None and appointment.role == Role.OFFICE
    handler = appointment.unit if appointment and by_office else queries.first_handler(unit)
    concern = Concern(
        number=queries.next_number(),
        kind=kind,
        topic=topic,
        campaign=campaign or (site.campaign if site else None),
        site=site,
        unit=unit,
        handler=handler,
        owner=actor.person if access.handling_appointment(actor, handler) else None,
        log_id=log_id,
        text=text,
        people=people,
        raised_on=clock.today(),
        raised_by=actor.user,
        due_on=due_on or queries.due_date(unit, TimeLimit.Matter.SETTLE),
    )
    concern.save(force_insert=True)
    if reporter or contact:
        sealed = seal(Identity(reporter, contact), concern.id)
        Reporter.objects.create(concern=concern, key_id=key_id(), sealed=sealed)
    took(concern, Concern.Step.FOUND, text, actor)
    record(actor=actor, verb="raise", noun="concern", obj=concern, unit=unit, appointment=appointment)
    return concern
