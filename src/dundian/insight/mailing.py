"""Workbooks by mail, where the installation has a mail server. They lie in the inbox in any case."""

from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from dundian.insight import actions
from dundian.insight.mail_server import told
from dundian.insight.models import Delivery
from dundian.kernel import clock
from dundian.org.access import SYSTEM, actor_of
from dundian.ui.pages import XLSX

TRIES, DAYS, AT_ONCE, OK = 5, 3, 200, 250


def waiting() -> QuerySet[Delivery]:
    """What is to be mailed: neither sent nor being sent, not too old, not refused too often, oldest first."""
    since = clock.today() - timedelta(days=DAYS)
    rows = Delivery.objects.filter(mailed_at=None, mail_begun_at=None, on__gte=since, mail_tries__lt=TRIES)
    return rows.exclude(mail_to="").order_by("on", "id")


def mail_due() -> int:
    """Mail what waits. What the server refuses five times, or is three days old, stays in the inbox; a server that
    cannot be reached or trusted costs no try."""
    if not settings.MAIL_HOST:
        return 0
    wanted = list(waiting().values_list("pk", flat=True)[:AT_ONCE])
    if not wanted:
        return 0
    sent = 0
    try:
        with get_connection() as server:
            for pk in wanted:
                if server.connection.noop()[0] != OK:  # type: ignore[attr-defined]
                    raise SMTPServerDisconnected("no answer")
                sent += _mail(pk, server)
    except (SMTPException, OSError) as fault:
        actions.note_no_server(waiting=waiting(), fault=told(fault), actor=SYSTEM)
    return sent


def _mail(pk: UUID, server: BaseEmailBackend) -> bool:
    """Marked as begun before the server hears of it: a process that dies in the middle sends nothing twice."""
    delivery = Delivery.objects.select_related("table__owner", "table__unit").filter(pk=pk).first()
    if delivery is None:
        return False
    actor = actor_of(delivery.table.owner)
    if actions.begin_mail(delivery=delivery, actor=actor) is None:
        return False
    fault, unclear = "", False
    if not actor.can("view", "figure"):
        fault = _("The person may no longer see figures.")
    else:
        try:
            server.send_messages([letter_of(delivery)])
        except (SMTPResponseException, SMTPRecipientsRefused) as refused:
            fault = told(refused)
        except (SMTPException, OSError):
            unclear = True
            fault = _(
                "The server broke off; whether the mail went out is not known, so it is not sent again."
            )
    actions.note_mail(delivery=delivery, fault=fault, unclear=unclear, actor=actor)
    return not fault


def try_server() -> str:
    """Greet the server and sign in, as for mail; the fault in words, or nothing when all is well."""
    try:
        with get_connection():
            return ""
    except (SMTPException, OSError) as fault:
        return told(fault)


def letter_of(delivery: Delivery) -> EmailMessage:
    """The mail; its id is the delivery's, so that whoever receives it can tell which it is."""
    table = delivery.table
    name = f"{table.name} {delivery.on}"
    with override("zh-hans"):
        lines = [
            _("%(name)s: %(rows)d rows, in the workbook attached.") % {"name": name, "rows": delivery.rows},
            _("You asked for this mail at “My tables”; it can be changed or ended there."),
            settings.OPERATING_UNION,
        ]
    sender = settings.DEFAULT_FROM_EMAIL
    mail_id = f"<{delivery.pk}@{sender.rpartition('@')[2]}>"
    letter = EmailMessage(
        name,
        "\n".join(line for line in lines if line),
        sender,
        [delivery.mail_to],
        headers={"Message-ID": mail_id},
    )
    letter.attach(f"{name}.xlsx", bytes(delivery.content), XLSX)
    return letter
