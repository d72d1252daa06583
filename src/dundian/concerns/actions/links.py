"""Concerns that have to do with each other: linked side by side, or one part of another. Nothing is merged."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access
from dundian.concerns.actions.holding import hold, leave_row
from dundian.concerns.models import Concern, Link
from dundian.concerns.workflow import Event
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor


def _pair(one: Concern, other: Concern) -> tuple[Concern, Concern]:
    return (one, other) if one.pk < other.pk else (other, one)


@transaction.atomic
def link_concerns(*, concern: Concern, other: Concern, why: str, actor: Actor) -> Link:
    """Say that two concerns have to do with each other; linking again changes nothing."""
    access.require_colleague(actor, concern)
    if concern.pk == other.pk:
        raise Invalid({"other": _("A concern is not linked with itself.")})
    one, two = _pair(concern, other)
    link, made = Link.objects.get_or_create(
        one=one, other=two, defaults={"why": why.strip()[:200], "by": actor.user}
    )
    if made:
        detail = {"other": other.number}
        record(actor=actor, verb="link", noun="concern", obj=concern, unit=concern.unit, detail=detail)
    return link


@transaction.atomic
def unlink_concerns(*, concern: Concern, other: Concern, actor: Actor) -> None:
    """Take a link away."""
    access.require_colleague(actor, concern)
    one, two = _pair(concern, other)
    if Link.objects.filter(one=one, other=two).delete()[0]:
        detail = {"other": other.number}
        record(actor=actor, verb="unlink", noun="concern", obj=concern, unit=concern.unit, detail=detail)


@transaction.atomic
def join_concern(*, concern: Concern, parent: Concern | None, actor: Actor) -> Concern:
    """Make a concern part of another, or (None) one of its own again. Two levels, no more."""
    held = hold(concern, Event.JOIN, actor)
    if parent is not None:
        above = Concern.locked(parent.pk)
        access.require_colleague(actor, above)
        if above.pk == held.concern.pk:
            raise Invalid({"parent": _("A concern is not part of itself.")})
        if above.parent_id or held.concern.children.exists():
            raise Invalid({"parent": _("Parts have no parts of their own.")})
        if above.is_closed:
            raise Invalid({"parent": _("That concern is closed.")})
    held.concern.parent = parent
    held.move("parent")
    leave_row(held, "join", parent=parent.number if parent else "")
    return held.concern
