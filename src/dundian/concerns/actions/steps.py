"""The steps and the measures."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.concerns.actions.holding import hold, leave_row, made_before, took, words
from dundian.concerns.identifying import mask
from dundian.concerns.models import Concern, Measure, Satisfaction
from dundian.concerns.queries import can_do_measures
from dundian.concerns.workflow import EVENT_OF, FACTS, Event, Gravity, Means, following, rank
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.kernel.text import clean_text
from dundian.org.access import Actor
from dundian.org.models import Person

WORK_STEPS = (Concern.Step.THOUGHT, Concern.Step.GOAL, Concern.Step.ACTED)
CHOICES: Mapping[str, type] = {"gravity": Gravity, "satisfaction": Satisfaction, "means": Means}
LONGEST = 1000


@transaction.atomic
def take_step(
    *,
    concern: Concern,
    step: str,
    text: str,
    version: int,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
) -> Concern:
    """Take a step with its text and `facts` (`workflow.FACTS`). It may be taken again, none may be left out."""
    event = EVENT_OF.get(Concern.Step(step)) if step in Concern.Step.values else None
    if event is None:
        raise Invalid({"step": _("Choose one of the four steps.")})
    if not concern.is_closed and rank(step) > rank(concern.step) + 1:
        label = following(concern.step).label
        raise Invalid({"step": _("Take the steps in order: next comes “%(step)s”.") % {"step": label}})
    held = hold(concern, event, actor, version=version)
    text = words(text, "text", _("Say what was done in this step."))
    checked = check_facts(Concern.Step(step), facts or {})
    held.concern.owner = held.concern.owner or actor.person
    fields = ["owner"]
    if step == Concern.Step.VERIFIED:
        held.concern.workers_word = mask(text)[:500]
        fields.append("workers_word")
    held.move(*fields)
    took(held.concern, step, text, actor, checked)
    leave_row(held, "take_step", step=step)
    return held.concern


def check_facts(step: Concern.Step, facts: Mapping[str, Any]) -> dict[str, str]:
    """The step's own facts as text; `Invalid` names what is missing or unreadable."""
    found: dict[str, str] = {}
    for fact in FACTS.get(step, ()):
        value = facts.get(fact.name)
        text = value.isoformat() if isinstance(value, date) else clean_text(str(value or ""))
        if not text:
            if fact.needed:
                raise Invalid({fact.name: _("Fill in: %(what)s") % {"what": fact.label}})
            continue
        _readable(fact.name, fact.form, text)
        found[fact.name] = text
    return found


def _readable(name: str, form: str, text: str) -> None:
    good = len(text) <= LONGEST
    if form == "number":
        good = text.isascii() and text.isdigit() and len(text) <= 9
    elif form == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            good = False
    elif form in CHOICES:
        good = text in CHOICES[form].values  # type: ignore[attr-defined]
    if not good:
        raise Invalid({name: _("This cannot be read.")})


@transaction.atomic
def add_measure(
    *, concern: Concern, text: str, owner: Person, due_on: date, actor: Actor, id: UUID | None = None
) -> Measure:
    """Plan one thing to do; whoever does it belongs to the unit that has the concern or to one that helps."""
    held = hold(concern, Event.MEASURE, actor)
    if made := made_before(Measure, id, held.concern, actor):
        return made
    text = words(text, "text", _("Say what is to be done."))
    if not can_do_measures(held.concern).filter(pk=owner.pk).exists():
        raise Invalid({"owner": _("Choose somebody of the unit that has it or of one that helps.")})
    measure = Measure.objects.create(
        id=id or new_id(), concern=held.concern, text=text, owner=owner, due_on=due_on, by=actor.user
    )
    held.move()
    leave_row(held, "plan_measure", measure=str(measure.pk), due_on=due_on.isoformat())
    return measure


@transaction.atomic
def finish_measure(*, measure: Measure, result: str, actor: Actor) -> Measure:
    """Tick a measure off, by whoever does it or by the unit that has the concern."""
    locked = Measure.locked(measure.pk)
    mine = locked.owner.user_id is not None and locked.owner.user_id == actor.user.pk
    visible = mine and Concern.objects.visible_to(actor).filter(pk=locked.concern_id).exists()
    held = hold(locked.concern, Event.MEASURE, actor, appointment=actor.main if visible else None)
    if locked.done_at:
        raise Refused(_("This measure is ticked off already."))
    locked.result, locked.done_at = result.strip()[:300], clock.now()
    locked.touch("result", "done_at")
    held.move()
    leave_row(held, "finish_measure", measure=str(measure.pk))
    return locked
