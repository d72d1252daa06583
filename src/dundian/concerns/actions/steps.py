"""The four steps."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns.actions.holding import hold, took
from dundian.concerns.models import Concern
from dundian.concerns.workflow import following, rank
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor

WORK_STEPS = (Concern.Step.THOUGHT, Concern.Step.GOAL, Concern.Step.ACTED)


@transaction.atomic
def take_step(*, concern: Concern, step: str, text: str, version: int, actor: Actor) -> Concern:
    """Thought through, goal set, or acted on. A step may be taken again, none may be left out."""
    locked, appointment = hold(concern, actor, version)
    if step not in WORK_STEPS:
        raise Invalid({"step": _("Choose one of the four steps.")})
    if rank(step) > rank(locked.step) + 1:
        raise Invalid(
            {"step": _("Take the steps in order: next comes “%(step)s”.") % {"step": next_label(locked)}}
        )
    if not text.strip():
        raise Invalid({"text": _("Say what was done in this step.")})
    locked.step = max(locked.step, step, key=rank)
    locked.owner = locked.owner or actor.person
    locked.touch("step", "owner")
    took(locked, step, text, actor)
    record(
        actor=actor,
        verb="take_step",
        noun="concern",
        obj=locked,
        unit=locked.unit,
        appointment=appointment,
        detail={"step": step},
    )
    return locked


def next_label(concern: Concern) -> str:
    return str(following(concern.step).label)
