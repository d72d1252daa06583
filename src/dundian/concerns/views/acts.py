"""Everything that can be done to a concern from its page: form, action, words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dundian.concerns import access, actions, forms, queries
from dundian.concerns.models import Concern
from dundian.concerns.workflow import PATHS, RULES, Event, Step
from dundian.kernel.errors import Refused
from dundian.org.access import Actor

Guard = Callable[[Actor, Concern], Any]


@dataclass(frozen=True)
class Act:
    """One thing to do: its form, the action that takes the form's fields, what is said after, and who may."""

    name: str
    form: type[forms.ConcernForm]
    run: Callable[..., Any]
    title: Any
    said: Promise
    event: Event | None = None
    guard: Guard | None = None
    icon: str = "circle-check"
    group: str = ""
    danger: bool = False

    @property
    def slug(self) -> str:
        """Its part of the address."""
        return self.name.replace("_", "-")

    def require(self, actor: Actor, concern: Concern) -> None:
        """`Refused` when this person may never do it here; the state is the action's business."""
        if self.guard:
            self.guard(actor, concern)
        elif self.event:
            access.require_event(actor, concern, RULES[self.event].who)

    def arguments(self, form: forms.ConcernForm) -> dict[str, Any]:
        given = getattr(form, "given", None)
        return given() if given else dict(form.cleaned_data)


def _require_urge(actor: Actor, concern: Concern) -> None:
    if not access.may_urge(actor, concern):
        raise Refused(_("Leaders and offices above urge."))  # type: ignore[arg-type]


def _require_call_back(actor: Actor, concern: Concern) -> None:
    found = concern.call_backs.filter(at=None).select_related("concern__owner", "unit").first()
    if found is None:
        raise Refused(str(_("No call-back is due for this concern.")))
    access.require_call_back(actor, found)


STEP_SAID = _("The step is recorded.")
_ALL: Sequence[Act] = (
    Act(
        "find",
        forms.FindForm,
        actions.take_step,
        Event.FIND.label,
        STEP_SAID,
        Event.FIND,
        icon="edit",
        group="plan",
    ),
    Act(
        "think",
        forms.ThinkForm,
        actions.take_step,
        Event.THINK.label,
        STEP_SAID,
        Event.THINK,
        icon="edit",
        group="plan",
    ),
    Act(
        "aim",
        forms.AimForm,
        actions.take_step,
        Event.AIM.label,
        STEP_SAID,
        Event.AIM,
        icon="target",
        group="plan",
    ),
    Act(
        "act",
        forms.ActForm,
        actions.take_step,
        Event.ACT.label,
        STEP_SAID,
        Event.ACT,
        icon="checks",
        group="plan",
    ),
    Act(
        "verify",
        forms.VerifyForm,
        actions.take_step,
        Event.VERIFY.label,
        STEP_SAID,
        Event.VERIFY,
        icon="user-check",
        group="plan",
    ),
    Act(
        "measure",
        forms.MeasureForm,
        actions.add_measure,
        _("Plan a measure"),
        _("The measure is planned."),
        Event.MEASURE,
        icon="list-check",
        group="plan",
    ),
    Act(
        "reply",
        forms.ReplyForm,
        actions.reply_to_worker,
        Event.REPLY.label,
        _("The worker is told."),
        Event.REPLY,
        icon="message",
        group="words",
    ),
    Act(
        "note",
        forms.NoteForm,
        actions.add_note,
        _("Write a note"),
        _("The note is kept."),
        guard=access.require_inside,
        icon="note",
        group="words",
    ),
    Act(
        "attach",
        forms.FileForm,
        actions.attach_file,
        _("Attach a file"),
        _("The file is kept."),
        guard=access.require_colleague,
        icon="paperclip",
        group="words",
    ),
    Act(
        "refer",
        forms.ReferForm,
        actions.refer_concern,
        Event.REFER.label,
        _("Referred. You keep the concern until the other side accepts."),
        Event.REFER,
        icon="send",
        group="hand",
    ),
    Act(
        "ask_help",
        forms.HelpForm,
        actions.ask_help,
        Event.ASK_HELP.label,
        _("They are asked."),
        Event.ASK_HELP,
        icon="users",
        group="hand",
    ),
    Act(
        "letter",
        forms.LetterForm,
        actions.draft_letter,
        Event.LETTER.label,
        _("The letter waits for the office to issue it."),
        Event.LETTER,
        icon="mail",
        group="hand",
    ),
    Act(
        "assign",
        forms.AssignForm,
        actions.assign_concern,
        Event.ASSIGN.label,
        _("The person in charge is set."),
        Event.ASSIGN,
        icon="user",
        group="hand",
    ),
    Act(
        "recall",
        forms.ReasonForm,
        actions.recall_referral,
        Event.RECALL.label,
        _("The referral is recalled."),
        Event.RECALL,
        icon="arrow-back-up",
        group="hand",
    ),
    Act(
        "take_over",
        forms.ReasonForm,
        actions.take_over,
        Event.TAKE_OVER.label,
        _("The concern is now with your office."),
        Event.TAKE_OVER,
        icon="home",
        group="hand",
    ),
    Act(
        "answer",
        forms.AnswerForm,
        actions.answer_referral,
        _("Answer the referral"),
        _("The referral is answered."),
        Event.ACCEPT,
        guard=access.require_asked,
        icon="arrow-back-up",
        group="answer",
    ),
    Act(
        "grade",
        forms.GradeForm,
        actions.grade_concern,
        Event.GRADE.label,
        _("The tier is set; the limits follow it."),
        Event.GRADE,
        icon="stairs",
        group="clock",
    ),
    Act(
        "pause",
        forms.PauseForm,
        actions.pause_concern,
        Event.PAUSE.label,
        _("The clock stands still."),
        Event.PAUSE,
        icon="player-pause",
        group="clock",
    ),
    Act(
        "resume",
        forms.NothingForm,
        actions.resume_concern,
        Event.RESUME.label,
        _("The clock runs again."),
        Event.RESUME,
        icon="player-play",
        group="clock",
    ),
    Act(
        "urge",
        forms.UrgeForm,
        actions.urge_concern,
        _("Urge"),
        _("Urged."),
        guard=_require_urge,
        icon="bell",
        group="words",
    ),
    Act(
        "categorise",
        forms.CategoriseForm,
        actions.categorise,
        _("Sort by category"),
        _("Sorted. The choice is learned from."),
        guard=access.require_colleague,
        icon="list-check",
        group="words",
    ),
    Act(
        "link",
        forms.LinkForm,
        actions.link_concerns,
        _("Link with another"),
        _("Linked."),
        guard=access.require_colleague,
        icon="link",
        group="clock",
    ),
    Act(
        "join",
        forms.JoinForm,
        actions.join_concern,
        Event.JOIN.label,
        _("Noted."),
        Event.JOIN,
        icon="hierarchy",
        group="clock",
    ),
    Act(
        "close",
        forms.CloseForm,
        actions.close_concern,
        Event.CLOSE.label,
        _("The concern is closed."),
        Event.CLOSE,
        icon="circle-check",
        group="end",
    ),
    Act(
        "reopen",
        forms.ReasonForm,
        actions.reopen_concern,
        Event.REOPEN.label,
        _("The concern is open again."),
        Event.REOPEN,
        icon="refresh",
        group="end",
    ),
    Act(
        "call_back",
        forms.CallBackForm,
        actions.call_back,
        _("Call the worker back"),
        _("The call-back is recorded."),
        guard=_require_call_back,
        icon="phone",
        group="answer",
    ),
)
ACTS = {act.name: act for act in _ALL}
NEXT = {
    Step.FOUND: "think",
    Step.THOUGHT: "think",
    Step.GOAL: "aim",
    Step.ACTED: "act",
    Step.VERIFIED: "verify",
    Step.CLOSED: "close",
}
STEP_ACTS = {
    "find": Step.FOUND,
    "think": Step.THOUGHT,
    "aim": Step.GOAL,
    "act": Step.ACTED,
    "verify": Step.VERIFIED,
}
GROUPS = (
    ("plan", _("Steps and measures")),
    ("words", _("Say and keep")),
    ("hand", _("Hand on and ask")),
    ("clock", _("Clock and order")),
    ("end", _("End")),
)


def offered(concern: Concern, actor: Actor, doors: queries.Doors) -> list[tuple[Any, list[Act]]]:
    """(heading, acts) that this person may do now, by group."""
    steps = PATHS[concern.kind].steps
    open_to = []
    for act in _ALL:
        if act.name in STEP_ACTS and STEP_ACTS[act.name] not in steps:
            continue
        if act.name in ("attach", "link", "categorise"):
            allowed = doors.colleague
        elif act.name == "note":
            allowed = doors.inside
        elif act.name == "urge":
            allowed = doors.urge
        else:
            allowed = act.event in doors.events and act.guard is None
        if allowed:
            open_to.append(act)
    grouped = [(title, [a for a in open_to if a.group == group]) for group, title in GROUPS]
    return [(title, found) for title, found in grouped if found]
