"""The page of one concern."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.concerns import access, forms, queries
from dundian.concerns.identifying import mask
from dundian.concerns.models import Concern, Link, Referral, Reporter, Urge, Watch
from dundian.concerns.todos import badge
from dundian.concerns.views.acts import ACTS, NEXT, offered
from dundian.concerns.workflow import PATHS, Event, State, rank
from dundian.kernel import clock
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page


def one_concern(request: ActorRequest, number: str) -> Concern:
    """The concern in sight, or 404."""
    visible = Concern.objects.visible_to(request.actor)
    related = ("unit", "handler", "owner__user", "site", "campaign__unit", "parent")
    return get_object_or_404(visible.select_related(*related), number=number)


def stepper(concern: Concern) -> list[tuple[Any, str]]:
    """The steps of its kind with where it stands."""
    reached, closed = rank(concern.step), concern.is_closed
    return [
        (step.label, "done" if rank(step) < reached or closed else "now" if rank(step) == reached else "next")
        for step in PATHS[concern.kind].steps
    ]


@dataclass(frozen=True)
class Meter:
    """The clock as the page shows it."""

    hours: float
    used: int
    is_late: bool
    paused: Any

    @property
    def hours_shown(self) -> str:
        return f"{abs(self.hours):.0f}"


def meter(concern: Concern) -> Meter:
    left = queries.hours_left(concern)
    pause = concern.pauses.filter(ended_at=None).first() if concern.paused_at else None
    late = pause is None and concern.due_at < clock.now()
    return Meter(left, queries.share_used(concern), late, pause)


def _inside(request: ActorRequest, concern: Concern) -> dict[str, Any]:
    """What only handlers and leaders in scope see."""
    return {
        "notes": list(concern.notes.select_related("by")),
        "attachments": list(concern.attachments.select_related("by")),
        "letters": list(concern.letters.select_related("body", "document")),
        "helps": list(concern.helps.select_related("unit", "answered_by")),
        "measures": list(concern.measures.select_related("owner")),
        "may_issue": request.actor.can("issue", "document", queries.issuer_of(concern.handler)),
    }


def _related(request: ActorRequest, concern: Concern) -> dict[str, Any]:
    """Parts, the whole, and linked ones: those in sight."""
    ids = {c for pair in Link.objects.filter(one=concern).values_list("one", "other") for c in pair}
    ids |= {c for pair in Link.objects.filter(other=concern).values_list("one", "other") for c in pair}
    visible = Concern.objects.visible_to(request.actor)
    shown = list(visible.filter(parent=concern).order_by("number")[:50]) if not concern.parent_id else []
    linked = list(visible.filter(pk__in=ids - {concern.pk}).order_by("number")[:50]) if ids else []
    parent = visible.filter(pk=concern.parent_id).first() if concern.parent_id else None
    for other in (*shown, *linked):
        other.badge = badge(other)  # type: ignore[attr-defined]
    return {"parts": shown, "linked": linked, "parent": parent}


def _next(request: ActorRequest, concern: Concern, doors: queries.Doors) -> dict[str, Any]:
    """What comes next: one act with its form when it is this person's turn, else who has it."""
    name = ""
    if doors.answer:
        name = "answer"
    elif doors.call_back:
        name = "call_back"
    elif doors.state == State.PAUSED and Event.RESUME in doors.events:
        name = "resume"
    elif doors.handle:
        name = NEXT[doors.next_step]
        if name == "close" and PATHS[concern.kind].reply_needed and not concern.replied_at:
            name = "close"
    if not name:
        return {"next": None}
    act = ACTS[name]
    form = act.form(concern=concern, actor=request.actor, prefix=name)
    return {"next": act, "next_form": form}


def concern_page(request: ActorRequest, concern: Concern, status: int = 200, **more: Any) -> HttpResponse:
    places = access.places_of(concern)
    doors = queries.doors(concern, request.actor, places)
    taken = queries.steps_taken(concern)
    has_reporter = Reporter.objects.filter(concern=concern).exists()
    context: dict[str, Any] = {
        "concern": concern,
        "badge": badge(concern),
        "doors": doors,
        "steps": stepper(concern),
        "meter": None if concern.is_closed else meter(concern),
        "matter": concern.text if doors.inside else mask(concern.text),
        "written": _written(taken, inside=doors.inside),
        "replies": list(concern.replies.select_related("unit")),
        "history": queries.history(concern, taken, inside=doors.inside),
        "returns": _returns(concern) if concern.led_at else [],
        "issue": queries.issue_of(concern, request.actor),
        "acts": offered(concern, request.actor, doors),
        "has_reporter": has_reporter,
        "watching": Watch.objects.filter(concern=concern, user=request.actor.user).exists(),
        "urged": Urge.objects.filter(concern=concern).select_related("by").last(),
        **_related(request, concern),
        **_next(request, concern, doors),
    }
    if doors.inside:
        context |= _inside(request, concern)
    if has_reporter and access.may_see_reporter(request.actor, concern):
        context["reporter_form"] = forms.ReasonForm(concern=concern, actor=request.actor, prefix="reporter")
    return render_page(request, "concerns/concern_detail.html", {**context, **more}, status=status)


def _written(taken: list[Any], *, inside: bool) -> list[queries.Written]:
    """What was found, thought, set and done; for others than handlers only the goal and what was done."""
    found = queries.worked_out(taken)
    if inside:
        return found
    return [w for w in found if w.step in ("goal", "acted")]


def _returns(concern: Concern) -> list[Referral]:
    back = concern.referrals.filter(state=Referral.State.RETURNED)
    return list(back.select_related("to", "answered_by"))


@require_safe
def concern_detail(request: ActorRequest, number: str) -> HttpResponse:
    return concern_page(request, one_concern(request, number))


@require_safe
def concern_print(request: ActorRequest, number: str) -> HttpResponse:
    """Everything on one sheet, for the file; the worker's identity is not on it."""
    concern = one_concern(request, number)
    inside = access.may_see_inside(request.actor, concern)
    taken = queries.steps_taken(concern)
    context: dict[str, Any] = {
        "concern": concern,
        "matter": concern.text if inside else mask(concern.text),
        "written": _written(taken, inside=inside),
        "replies": list(concern.replies.select_related("unit")),
        "history": queries.history(concern, taken, inside=inside),
        "printed": _("Printed on"),
        "now": clock.now(),
    }
    if inside:
        context |= _inside(request, concern)
    return render_page(request, "concerns/concern_print.html", context)
