"""The way of a concern: its states, and the one table of what leads from one to the next.

Every action passes through `TABLE` (`actions.holding.hold`); the table in docs/reference and its drawing are made
from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dundian.concerns.models import Concern, Referral

Step: TypeAlias = Concern.Step
Outcome: TypeAlias = Concern.Outcome
Kind: TypeAlias = Concern.Kind
WAY = (Step.FOUND, Step.THOUGHT, Step.GOAL, Step.ACTED, Step.VERIFIED, Step.CLOSED)


class State(TextChoices):
    """Where a concern stands: its step, unless its clock stands still or an answer is awaited."""

    FOUND = "found", _("Problem found")
    REOPENED = "reopened", _("Taken up again")
    THOUGHT = "thought", _("Thought through")
    GOAL = "goal", _("Goal set")
    ACTED = "acted", _("Acted on")
    VERIFIED = "verified", _("Verified with the worker")
    REFERRED = "referred", _("Referred, awaiting answer")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")


class Event(TextChoices):
    """What can be done to a concern."""

    FIND = "find", _("Complete what was found")
    THINK = "think", _("Think it through")
    AIM = "aim", _("Set the goal")
    ACT = "act", _("Act on it")
    VERIFY = "verify", _("Verify with the worker")
    CLOSE = "close", _("Close it")
    REOPEN = "reopen", _("Take it up again")
    PAUSE = "pause", _("Pause the clock")
    RESUME = "resume", _("Let the clock run again")
    REFER = "refer", _("Refer it")
    RECALL = "recall", _("Recall the referral")
    ACCEPT = "accept", _("Accept the referral")
    RETURN = "return", _("Return the referral")
    LEAD = "lead", _("Goes to the leading group")
    TAKE_OVER = "take_over", _("Take it over")
    ASSIGN = "assign", _("Give it to a colleague")
    REPLY = "reply", _("Reply to the worker")
    MEASURE = "measure", _("Plan or tick off a measure")
    ASK_HELP = "ask_help", _("Ask others to help")
    LETTER = "letter", _("Write a letter")
    GRADE = "grade", _("Set the tier")
    JOIN = "join", _("Make it part of another")


class Who(TextChoices):
    """Who may do it."""

    HANDLER = "handler", _("people of the unit that has it")
    ASKED = "asked", _("people of the unit it was referred to")
    ABOVE = "above", _("an office above the handling unit")
    CALLER = "caller", _("whoever calls back, never the handler")
    WORKER = "worker", _("the worker")
    SYSTEM = "system", _("the system by itself")


@dataclass(frozen=True)
class Rule:
    """Who may do something, and what must be given."""

    who: tuple[Who, ...]
    needs: tuple[Promise, ...] = ()


BY_HANDLER = (Who.HANDLER,)
REASON = _("a reason")
RULES: Mapping[Event, Rule] = {
    Event.FIND: Rule(BY_HANDLER, (_("what is the matter"),)),
    Event.THINK: Rule(BY_HANDLER, (_("the causes"),)),
    Event.AIM: Rule(BY_HANDLER, (_("what will be true"), _("by when"), _("how it is measured"))),
    Event.ACT: Rule(BY_HANDLER, (_("what has been done"),)),
    Event.VERIFY: Rule((Who.HANDLER, Who.WORKER), (_("the worker's word"), _("how satisfied"))),
    Event.CLOSE: Rule(BY_HANDLER, (_("the outcome"), _("what came of it"))),
    Event.REOPEN: Rule((Who.HANDLER, Who.ABOVE, Who.CALLER, Who.WORKER), (REASON,)),
    Event.PAUSE: Rule(BY_HANDLER, (_("one of the stated reasons"), _("a day on which it goes on"))),
    Event.RESUME: Rule((Who.HANDLER, Who.SYSTEM)),
    Event.REFER: Rule(BY_HANDLER, (_("to whom"), REASON)),
    Event.RECALL: Rule(BY_HANDLER, (REASON,)),
    Event.ACCEPT: Rule((Who.ASKED,)),
    Event.RETURN: Rule((Who.ASKED,), (REASON,)),
    Event.LEAD: Rule((Who.SYSTEM,)),
    Event.TAKE_OVER: Rule((Who.ABOVE,), (REASON,)),
    Event.ASSIGN: Rule((Who.HANDLER, Who.ABOVE), (_("the person"),)),
    Event.REPLY: Rule(BY_HANDLER, (_("the reply"),)),
    Event.MEASURE: Rule(BY_HANDLER, (_("what, who and by when"),)),
    Event.ASK_HELP: Rule(BY_HANDLER, (_("who, which part and by when"),)),
    Event.LETTER: Rule(BY_HANDLER, (_("to whom, what and the reply limit"),)),
    Event.GRADE: Rule((Who.HANDLER, Who.ABOVE), (_("the tier"),)),
    Event.JOIN: Rule(BY_HANDLER, (_("the other concern"),)),
}

WORKING = (State.FOUND, State.REOPENED, State.THOUGHT, State.GOAL, State.ACTED, State.VERIFIED)
RUNNING = (*WORKING, State.REFERRED)
OPEN = (*RUNNING, State.PAUSED)
TAKEN = {
    Event.FIND: Step.FOUND,
    Event.THINK: Step.THOUGHT,
    Event.AIM: Step.GOAL,
    Event.ACT: Step.ACTED,
    Event.VERIFY: Step.VERIFIED,
}
EVENT_OF = {step: event for event, step in TAKEN.items()}
BEFORE = None  # back to, or still in, the state it was in


def rank(step: str) -> int:
    """How far along the way; taken up again means at its beginning."""
    return 0 if step == Step.REOPENED else WAY.index(Step(step))


def following(step: str) -> Step:
    """The next one on the way, the last one itself when there is none."""
    return WAY[min(rank(step) + 1, len(WAY) - 1)]


def _steps() -> dict[tuple[State, Event], State | None]:
    """A step may be taken when the one before it is, and again later; none is left out."""
    found: dict[tuple[State, Event], State | None] = {}
    for event, step in TAKEN.items():
        for state in WORKING:
            if rank(state) >= rank(step) - 1:
                found[state, event] = State(step) if rank(state) < rank(step) else BEFORE
    return found


def _table() -> dict[tuple[State, Event], State | None]:
    table = _steps()
    for event in (Event.ASSIGN, Event.REPLY, Event.MEASURE, Event.LETTER, Event.GRADE, Event.JOIN):
        table |= {(state, event): BEFORE for state in OPEN}
    table |= {(state, Event.ASK_HELP): BEFORE for state in WORKING}
    table |= {(state, Event.CLOSE): State.CLOSED for state in WORKING}
    table |= {(state, Event.PAUSE): State.PAUSED for state in WORKING}
    table |= {(state, Event.REFER): State.REFERRED for state in WORKING}
    table |= {(state, Event.TAKE_OVER): BEFORE for state in OPEN}
    answered = (Event.RECALL, Event.ACCEPT, Event.RETURN, Event.LEAD)
    table |= {(State.REFERRED, event): BEFORE for event in answered}
    table[State.PAUSED, Event.RESUME] = BEFORE
    table[State.CLOSED, Event.REOPEN] = State.REOPENED
    return table


TABLE: Mapping[tuple[State, Event], State | None] = _table()


def state_now(concern: Concern, waiting: Referral | None) -> State:
    """The state by the table when the awaited referral is known already."""
    if concern.is_closed:
        return State.CLOSED
    if concern.paused_at is not None:
        return State.PAUSED
    return State.REFERRED if waiting else State(concern.step)


def state_of(concern: Concern) -> State:
    """The state by the table; asks for a waiting referral unless the answer is plain without."""
    plain = concern.is_closed or concern.paused_at is not None
    return state_now(concern, None if plain else concern.awaited())


@dataclass(frozen=True)
class Path:
    """What a kind of concern must go through: its steps, the outcomes it may have, and whether a reply ends it."""

    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]
    reply_needed: bool = False


WHOLE = Path(
    WAY,
    (
        Outcome.SOLVED,
        Outcome.PARTLY,
        Outcome.EXPLAINED,
        Outcome.OUTSIDE,
        Outcome.UNREASONABLE,
        Outcome.WITHDRAWN,
    ),
)
PATHS: Mapping[str, Path] = {
    Kind.CONCERN: WHOLE,
    Kind.OPINION: WHOLE,
    Kind.SUGGESTION: WHOLE,
    Kind.CONSULTATION: Path(
        (Step.FOUND, Step.CLOSED), (Outcome.EXPLAINED, Outcome.OUTSIDE, Outcome.WITHDRAWN), True
    ),
    Kind.PRAISE: Path((Step.FOUND, Step.CLOSED), (Outcome.PASSED_ON, Outcome.WITHDRAWN)),
}
# Outcomes that say the matter itself was settled: they need the steps up to acting, and the worker's word.
SETTLED = (Outcome.SOLVED, Outcome.PARTLY)
# Outcomes that say no: they need grounds.
DENIED = (Outcome.UNREASONABLE, Outcome.OUTSIDE)


@dataclass(frozen=True)
class Fact:
    """A field of a step beside its text: `form` is line, text, number, date or a list of choices by name."""

    name: str
    label: Promise
    form: str = "line"
    needed: bool = False


TEXTS: Mapping[Step, Promise] = {
    Step.FOUND: _("What is the matter"),
    Step.THOUGHT: _("Causes"),
    Step.GOAL: _("What will be true"),
    Step.ACTED: _("What has been done"),
    Step.VERIFIED: _("The worker's word"),
}
FACTS: Mapping[Step, tuple[Fact, ...]] = {
    Step.FOUND: (
        Fact("where", _("Where")),
        Fact("many", _("How many workers"), "number"),
        Fact("gravity", _("How grave"), "gravity"),
    ),
    Step.THOUGHT: (
        Fact("rules", _("Rules that apply"), "text"),
        Fact("solver", _("Who can solve it")),
    ),
    Step.GOAL: (
        Fact("by", _("By when"), "date", needed=True),
        Fact("measured", _("How it is measured"), needed=True),
    ),
    Step.ACTED: (),
    Step.VERIFIED: (
        Fact("satisfied", _("How satisfied"), "satisfaction", needed=True),
        Fact("means", _("How the worker was asked"), "means"),
    ),
}


class Gravity(TextChoices):
    """How grave a matter is, as found."""

    SLIGHT = "slight", _("Slight")
    SERIOUS = "serious", _("Serious")
    URGENT = "urgent", _("Urgent: safety, livelihood or many people")


class Means(TextChoices):
    """How the worker was asked."""

    FACE = "face", _("Face to face")
    PHONE = "phone", _("By phone")
    PAGE = "page", _("On the worker's page")
    POSTED = "posted", _("Anonymous: posted at the site")
