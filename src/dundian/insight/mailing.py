"""Workbooks by mail, where the installation has a mail server. They lie in the inbox in any case."""

from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from dundian.insight import actions
from dundian.insight.models import Delivery
from dundian.kernel import clock
from dundian.org.access import actor_of
from dundian.ui.pages import XLSX

TRIES, DAYS, AT_ONCE = 5, 3, 200


def mail_due() -> int:
    """Mail what waits, each by one job only; what fails five times, or is three days old, stays in the inbox."""
    if not settings.MAIL_HOST:
        return 0
    since = clock.today() - timedelta(days=DAYS)
    waiting = Delivery.objects.filter(mailed_at=None, on__gte=since, mail_tries__lt=TRIES).exclude(mail_to="")
    return sum(_mail(pk) for pk in waiting.order_by("on", "id").values_list("pk", flat=True)[:AT_ONCE])


def _mail(pk: UUID) -> bool:
    """The row is held while the server answers, so that a second job passes over it."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",), skip_locked=True).filter(
            pk=pk, mailed_at=None
        )
        delivery = rows.select_related("table__owner", "table__unit").first()
        if delivery is None:
            return False
        actor, fault = actor_of(delivery.table.owner), ""
        if not actor.can("view", "figure"):
            fault = _("The person may no longer see figures.")
        else:
            try:
                letter_of(delivery).send()
            except (SMTPException, OSError) as refused:
                fault = f"{type(refused).__name__}: {refused}"
        actions.note_mail(delivery=delivery, fault=fault, actor=actor)
        return not fault


def letter_of(delivery: Delivery) -> EmailMessage:
    """The mail; its id is the delivery's, so that a mail sent twice after a crash is known as one."""
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
