"""What this person may do to a concern now."""

from dataclasses import dataclass

from dundian.concerns import access
from dundian.concerns.models import CallBack, Concern, Help, Referral
from dundian.concerns.workflow import PATHS, RULES, TABLE, Event, State, Step, following
from dundian.org.access import Actor
from dundian.org.models import Unit


@dataclass(frozen=True)
class Doors:
    """What the page offers: exactly what the table and the rights allow."""

    state: State
    events: frozenset[Event]
    waiting: Referral | None
    call_back: CallBack | None
    helps: list[Help]
    inside: bool
    colleague: bool
    urge: bool
    next_step: Step

    @property
    def handle(self) -> bool:
        return Event.CLOSE in self.events

    @property
    def answer(self) -> bool:
        return Event.ACCEPT in self.events


def state_now(concern: Concern, waiting: Referral | None) -> State:
    """The state by the table when the awaited referral is known already."""
    if concern.is_closed:
        return State.CLOSED
    if concern.paused_at is not None:
        return State.PAUSED
    return State.REFERRED if waiting else State(concern.step)


def doors(concern: Concern, actor: Actor, places: list[Unit] | None = None) -> Doors:
    """Asks for the awaited referral, the open call-back and parts asked of the actor's units."""
    waiting = concern.awaited()
    state = state_now(concern, waiting)
    whos = {
        "handler": access.may_handle(actor, concern),
        "asked": waiting is not None and access.may_answer(actor, waiting),
        "above": access.may_take_over(actor, concern),
    }
    events = frozenset(
        event
        for event in Event
        if (state, event) in TABLE and any(whos.get(who, False) for who in RULES[event].who)
    )
    mine = [a.unit_id for a in actor.appointments if a.role in access.HANDLERS]
    asked = Help.objects.filter(concern=concern, state=Help.State.ASKED, unit__in=mine)
    return Doors(
        state=state,
        events=events,
        waiting=waiting,
        call_back=_call_back(concern, actor) if concern.is_closed else None,
        helps=list(asked.select_related("unit")),
        inside=access.may_see_inside(actor, concern, places),
        colleague=access.is_colleague(actor, concern, places),
        urge=not concern.is_closed and access.may_urge(actor, concern),
        next_step=next_step(concern),
    )


def next_step(concern: Concern) -> Step:
    """The next step on the way of its kind."""
    steps = PATHS[concern.kind].steps
    step = following(concern.step)
    return step if step in steps else Step.CLOSED


def _call_back(concern: Concern, actor: Actor) -> CallBack | None:
    found = CallBack.objects.filter(concern=concern, at=None).select_related("concern__owner", "unit").first()
    return found if found and access.call_back_appointment(actor, found) else None


def closable_parts(concern: Concern, actor: Actor) -> list[Concern]:
    """Open parts that the actor handles, neither referred nor paused."""
    units = [a.unit_id for a in actor.appointments if a.role in access.HANDLERS]
    parts = Concern.objects.open().filter(parent=concern, handler__in=units, paused_at=None)
    waiting = Referral.objects.filter(state=Referral.State.WAITING).values("concern")
    return list(parts.exclude(pk__in=waiting).select_related("handler").order_by("id"))
