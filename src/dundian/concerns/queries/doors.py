"""What this person may do to a concern now."""

from dataclasses import dataclass

from django.db.models import QuerySet

from dundian.concerns import access
from dundian.concerns.models import CallBack, Concern, Help, Referral
from dundian.concerns.workflow import PATHS, RULES, TABLE, Event, State, Step, following, state_now
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
    mine = access.handling_units(actor)
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


def closable(concerns: QuerySet[Concern], actor: Actor) -> list[Concern]:
    """Those of them that are open and handled by the actor, neither referred nor paused."""
    waiting = Referral.objects.filter(state=Referral.State.WAITING).values("concern")
    mine = concerns.filter(handler__in=access.handling_units(actor), paused_at=None).exclude(pk__in=waiting)
    return list(mine.exclude(step=Step.CLOSED).select_related("handler").order_by("id"))


def closable_parts(concern: Concern, actor: Actor) -> list[Concern]:
    return closable(Concern.objects.filter(parent=concern), actor)
