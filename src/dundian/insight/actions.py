"""Keeping tables of one's own, and sending them."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.insight.models import Delivery, OwnTable
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor

MOST = 50  # tables of one person


@transaction.atomic
def keep_table(
    *, name: str, conditions: dict[str, str], shared: bool, every: str, actor: Actor, mail_to: str = ""
) -> OwnTable:
    """Keep the builder's conditions under a name; the same name again is the same table, changed."""
    appointment = actor.require("view", "figure")
    name = clean_line(name)
    if not name:
        raise Invalid({"name": _("Give the table a name.")})
    if appointment is None:
        raise Refused(_("Tables belong to somebody with an appointment."))
    table = OwnTable.objects.select_for_update().filter(owner=actor.user, name=name).first()
    if table is None and OwnTable.objects.filter(owner=actor.user).count() >= MOST:
        raise Invalid({"name": _("You keep %(most)d tables already; drop one first.") % {"most": MOST}})
    table = table or OwnTable(owner=actor.user, name=name)
    table.unit, table.conditions, table.shared, table.every = appointment.unit, conditions, shared, every
    table.mail_to = _mail_to(mail_to)
    table.save()
    detail = {"conditions": conditions, "shared": shared, "every": every, "mail": bool(table.mail_to)}
    record(
        actor=actor,
        verb="save",
        noun="table",
        obj=table,
        unit=table.unit,
        appointment=appointment,
        detail=detail,
    )
    return table


def _mail_to(address: str) -> str:
    """An address that mail may go to from here; empty for none."""
    address = clean_line(address)
    if not address:
        return ""
    if not settings.MAIL_HOST:
        raise Invalid({"mail_to": _("No mail server is set up here; the workbook lies in the inbox.")})
    try:
        validate_email(address)
    except ValidationError as fault:
        raise Invalid({"mail_to": _("This is no mail address.")}) from fault
    domain = address.rpartition("@")[2].lower()
    if settings.MAIL_DOMAINS and domain not in settings.MAIL_DOMAINS:
        told = "、".join(settings.MAIL_DOMAINS)
        raise Invalid({"mail_to": _("Mail goes only to addresses of %(domains)s.") % {"domains": told}})
    return address


@transaction.atomic
def drop_table(*, table: OwnTable, actor: Actor) -> None:
    """One's own table, with what was sent of it."""
    if table.owner_id != actor.user.pk:
        raise Refused(_("Only the person who keeps the table may drop it."))
    record(actor=actor, verb="drop", noun="table", obj=table, unit=table.unit)
    table.delete()


@transaction.atomic
def deliver_table(*, table: OwnTable, on: date, content: bytes, rows: int, actor: Actor) -> bool:
    """Put the day's workbook into the owner's inbox; False when it lies there already."""
    actor.require("view", "figure")
    if actor.user.pk != table.owner_id:
        raise Refused(_("A table is sent to the person who keeps it."))
    _delivery, made = Delivery.objects.get_or_create(
        table=table, on=on, defaults={"content": content, "rows": rows, "mail_to": table.mail_to}
    )
    if made:
        record(actor=actor, verb="deliver", noun="table", obj=table, unit=table.unit, detail={"rows": rows})
    return made


@transaction.atomic
def begin_mail(*, delivery: Delivery, actor: Actor) -> Delivery | None:
    """Take the delivery for sending; None when another job has it, or had it and nobody knows what came of it."""
    _require_owner(delivery, actor)
    rows = Delivery.objects.select_for_update(skip_locked=True).filter(mailed_at=None, mail_begun_at=None)
    stored = rows.filter(pk=delivery.pk).first()
    if stored is None:
        return None
    stored.mail_begun_at, stored.mail_tries = clock.now(), stored.mail_tries + 1
    stored.touch("mail_begun_at", "mail_tries")
    detail = {"delivery": str(stored.pk), "try": stored.mail_tries}
    record(
        actor=actor, verb="mail", noun="table", obj=delivery.table, unit=delivery.table.unit, detail=detail
    )
    return stored


@transaction.atomic
def note_mail(*, delivery: Delivery, fault: str, actor: Actor, unclear: bool = False) -> Delivery:
    """Whether the mail went out; a fault is kept for the person to read, and tried again unless it is `unclear`
    whether the mail was taken: then it is not sent a second time."""
    _require_owner(delivery, actor)
    stored = Delivery.objects.select_for_update().get(pk=delivery.pk)
    stored.mail_fault, stored.mailed_at = fault[:200], None if fault else clock.now()
    stored.mail_begun_at = stored.mail_begun_at if unclear else None
    stored.touch("mail_fault", "mailed_at", "mail_begun_at")
    if fault:
        detail = {"delivery": str(stored.pk), "fault": stored.mail_fault}
        table = delivery.table
        record(actor=actor, verb="not_mailed", noun="table", obj=table, unit=table.unit, detail=detail)
    return stored


@transaction.atomic
def note_no_server(*, waiting: QuerySet[Delivery], fault: str, actor: Actor) -> int:
    """Nothing can be sent for now; no try is counted. On the trail once for each fault, not every ten minutes."""
    fault = fault[:200]
    count = waiting.exclude(mail_fault=fault).update(mail_fault=fault, updated_at=clock.now())
    if count:
        detail = {"fault": fault, "waiting": count}
        record(actor=actor, verb="not_mailed", noun="table", label=fault, detail=detail)
    return count


def _require_owner(delivery: Delivery, actor: Actor) -> None:
    if actor.user.pk != delivery.table.owner_id:
        raise Refused(_("A table is sent to the person who keeps it."))


@transaction.atomic
def forget_deliveries(*, before: date) -> int:
    """Workbooks that were sent before that day go."""
    return Delivery.objects.filter(on__lt=before).delete()[0]
