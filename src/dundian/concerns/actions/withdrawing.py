"""Taking a concern off the record that an import wrote down by mistake."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns.models import Concern, DataKey, IssueMember, Reporter, StepTaken
from dundian.kernel.errors import Conflict, Invalid
from dundian.org.access import Actor
from dundian.org.actions.withdrawing import used_by

OWN = (DataKey, Reporter, StepTaken, IssueMember)  # come into being with it


@transaction.atomic
def withdraw_concern(*, concern: Concern, actor: Actor) -> None:
    """Only as long as nobody has done anything about it; who raised it is forgotten with it."""
    by = actor.require("import", "concern", concern.unit)
    stored = Concern.locked(concern.pk)
    if stored.version != 1 or stored.step != Concern.Step.FOUND or stored.steps.count() > 1:
        raise Conflict(stored)
    if used_by(stored, aside=OWN):
        raise Invalid(_("Somebody has begun to handle %(number)s.") % {"number": stored.number})
    record(actor=actor, verb="withdraw", noun="concern", obj=stored, unit=stored.unit, appointment=by)
    stored.delete()
