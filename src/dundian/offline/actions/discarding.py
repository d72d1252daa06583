"""Giving up something that was done on the phone but never counted."""

from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel.errors import Invalid
from dundian.offline.actions.commands import Command
from dundian.offline.models import Operation
from dundian.offline.reading import Fields

GIVEN_UP = (Operation.State.WAITING, Operation.State.REJECTED)


def discard(command: Command) -> None:
    """Mark one's own operation as discarded; one that never came is marked too, so that a late copy is nothing."""
    fields = Fields(command.fields)
    pk, reason = fields.uuid("operation"), fields.line("reason")[:200]
    fields.done()
    user = command.device.user
    found = Operation.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        found = Operation(
            id=pk, device=command.device, user=user, state=Operation.State.DISCARDED, reason=reason
        )
        found.save(force_insert=True)
    elif found.user_id != user.pk:
        raise Invalid({"operation": _("This names nothing that exists.")})
    elif found.state == Operation.State.DISCARDED:
        return
    elif found.state not in GIVEN_UP:
        raise Invalid(_("This has been applied already and cannot be discarded. Correct the record instead."))
    else:
        found.state, found.sealed, found.key_id = Operation.State.DISCARDED, None, ""
        found.reason = reason or found.reason
        found.touch("state", "sealed", "key_id", "reason")
    detail = {"kind": found.kind, "reason": reason}
    record(actor=command.today, verb="discard", noun="operation", obj=found, detail=detail)
