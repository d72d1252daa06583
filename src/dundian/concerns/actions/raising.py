"""Writing a concern down."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.concerns import access, queries
from dundian.concerns.actions.holding import took
from dundian.concerns.actions.secrets import keep_identity
from dundian.concerns.actions.steps import check_facts
from dundian.concerns.identifying import mask
from dundian.concerns.models import Concern, Tier
from dundian.concerns.signals import concern_raised
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.models import Role, Unit


@transaction.atomic
def raise_concern(
    *,
    unit: Unit,
    text: str,
    actor: Actor,
    id: UUID | None = None,
    kind: str = Concern.Kind.CONCERN,
    topic: str = Concern.Topic.OTHER,
    source: str = Concern.Source.VISIT,
    outside_number: str = "",
    tier: str = Tier.ORDINARY,
    people: int = 1,
    where: str = "",
    gravity: str = "",
    reporter: str = "",
    contact: str = "",
    site: Site | None = None,
    campaign: Campaign | None = None,
    log_id: UUID | None = None,
    due_at: datetime | None = None,
) -> Concern:
    """Write down a concern. An office keeps what it raises itself; otherwise the nearest unit with somebody
    to act has it first: the team at the site, or the office above. The same `id` again changes nothing.

    What a work log says (`log_id`) is raised by whoever could write the log; a contact group has no office any more."""
    stored = Concern.objects.filter(pk=id).select_related("unit", "handler", "owner").first() if id else None
    if stored:
        return _same(stored, actor)
    if log_id is None:
        actor.require("raise", "concern", unit)
    appointment = actor.appointment_for("raise", "concern", unit)
    _check(text, unit, source, outside_number)
    by_office = appointment is not None and appointment.role == Role.OFFICE
    handler = appointment.unit if appointment and by_office else queries.first_handler(unit)
    times = queries.clock_of(unit, tier, clock.now())
    concern = Concern(
        id=id or new_id(),
        number=queries.next_number(),
        kind=kind,
        topic=topic,
        source=source,
        outside_number=outside_number,
        tier=tier,
        campaign=campaign or (site.campaign if site else None),
        site=site,
        unit=unit,
        handler=handler,
        owner=actor.person if access.handling_appointment(actor, handler) else None,
        log_id=log_id,
        text=mask(text),
        people=people,
        raised_on=clock.today(),
        raised_by=actor.signature,
        clock_from=clock.now(),
        due_at=due_at or times.due_at,
        warn_at=times.warn_at,
        reply_due_at=times.reply_due_at,
    )
    concern.save(force_insert=True)
    keep_identity(concern, reporter, contact, written=text)
    facts = check_facts(Concern.Step.FOUND, {"where": mask(where), "many": people, "gravity": gravity})
    took(concern, Concern.Step.FOUND, concern.text, actor, facts)
    record(actor=actor, verb="raise", noun="concern", obj=concern, unit=unit, appointment=appointment)
    concern_raised.send(Concern, concern=concern, actor=actor)
    return concern


def _same(stored: Concern, actor: Actor) -> Concern:
    if stored.raised_by != actor.signature:
        raise Invalid(_("Another concern has this id already."))
    return stored


def _check(text: str, unit: Unit, source: str, outside_number: str) -> None:
    if not text.strip():
        raise Invalid({"text": _("Say what the matter is.")})
    if source == Concern.Source.HOTLINE and not outside_number:
        raise Invalid({"outside_number": _("Give the number of the hotline's ticket.")})
    if outside_number:
        known = Concern.objects.filter(unit=unit, outside_number=outside_number).first()
        if known:
            message = _("This ticket is written down already as %(number)s.")
            raise Invalid({"outside_number": message % {"number": known.number}})
