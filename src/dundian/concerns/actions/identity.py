"""Looking at who raised it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access
from dundian.concerns.actions.secrets import identity_of
from dundian.concerns.identity import Identity
from dundian.concerns.models import Concern
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor


@transaction.atomic
def see_reporter(*, concern: Concern, reason: str, actor: Actor) -> Identity:
    """Open the sealed identity; the look and its reason go on the trail before anything is shown."""
    access.require_see_reporter(actor, concern)
    if not reason.strip():
        raise Invalid({"reason": _("Say why you need to know.")})
    identity = identity_of(concern)
    if identity is None:
        raise Invalid(_("This concern was raised anonymously."))
    record(
        actor=actor,
        verb="see_reporter",
        noun="concern",
        obj=concern,
        unit=concern.unit,
        detail={"reason": reason},
    )
    return identity
