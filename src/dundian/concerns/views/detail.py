"""The page of one concern."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
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
from dundian.ui.panels import panels_for


def one_concern(request: ActorRequest, number: str) -> Concern:
    """The concern in sight, or 404."""
    visible = Concern.objects.visible_to(request.actor, few=True)
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


def _inside(request: ActorRequest, concern: Concern, has: frozenset[str]) -> dict[str, Any]:
    """What only handlers and leaders in scope see."""
    wanted: dict[str, Any] = {
        "notes": concern.notes.select_related("by"),
        "attachments": concern.attachments.select_related("by"),
        "letters": concern.letters.select_related("body", "document"),
        "helps": concern.helps.select_related("unit", "answered_by"),
        "measures": concern.measures.select_related("owner"),
    }
    found: dict[str, Any] = {name: list(rows) for name, rows in wanted.items() if name in has}
    if "letters" in has:
        found["may_issue"] = request.actor.can("issue", "document", queries.issuer_of(concern.handler))
    return found


def _related(request: ActorRequest, concern: Concern, has: frozenset[str]) -> dict[str, Any]:
    """Parts, the whole, and linked ones: those in sight."""
    visible = Concern.objects.visible_to(request.actor, few=True)
    shown = list(visible.filter(parent=concern).order_by("number")[:50]) if "parts" in has else []
    linked = []
    if "links" in has:
        pairs = Link.objects.filter(Q(one=concern) | Q(other=concern)).values_list("one", "other")
        ids = {c for pair in pairs for c in pair} - {concern.pk}
        linked = list(visible.filter(pk__in=ids).order_by("number")[:50])
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
    if not name:
        return {"next": None}
    act = ACTS[name]
    form = act.form(concern=concern, actor=request.actor, prefix=name)
    return {"next": act, "next_form": form}


def concern_page(request: ActorRequest, concern: Concern, status: int = 200, **more: Any) -> HttpResponse:
    places = access.places_of(concern)
    doors = queries.doors(concern, request.actor, places)
    taken = queries.steps_taken(concern)
    has = queries.present(concern)
    has_reporter = Reporter.objects.filter(concern=concern).exists()
    context: dict[str, Any] = {
        "concern": concern,
        "badge": badge(concern),
        "doors": doors,
        "steps": stepper(concern),
        "meter": None if concern.is_closed else meter(concern),
        "matter": concern.text if doors.inside else mask(concern.text),
        "written": _written(taken, inside=doors.inside),
        "replies": _masked(concern.replies.select_related("unit"), "text", inside=doors.inside)
        if "replies" in has
        else [],
        "history": queries.history(concern, taken, inside=doors.inside, has=has),
        "returns": _masked(_returns(concern), "answer", inside=doors.inside) if concern.led_at else [],
        "issue": queries.issue_of(concern, request.actor),
        "category": queries.category_of(concern),
        "acts": offered(concern, request.actor, doors),
        "has_reporter": has_reporter,
        "watching": Watch.objects.filter(concern=concern, user=request.actor.user).exists(),
        "urged": _urged(concern, inside=doors.inside) if "urges" in has else None,
        **_related(request, concern, has),
        **_next(request, concern, doors),
    }
    if concern.is_closed:
        context["panels"] = panels_for("concern", request.actor)
    if doors.inside:
        context |= _inside(request, concern, has)
    if has_reporter and access.may_see_reporter(request.actor, concern):
        context["reporter_form"] = forms.ReasonForm(concern=concern, actor=request.actor, prefix="reporter")
    return render_page(request, "concerns/concern_detail.html", {**context, **more}, status=status)


def _written(taken: list[Any], *, inside: bool) -> list[queries.Written]:
    """What was found, thought, set and done; for others than handlers only the goal and what was done."""
    found = queries.worked_out(taken)
    if inside:
        return found
    return [
        replace(w, text=mask(w.text), facts=[(label, mask(value)) for label, value in w.facts], who="")
        for w in found
        if w.step in ("goal", "acted")
    ]


def _urged(concern: Concern, *, inside: bool) -> Urge | None:
    last = Urge.objects.filter(concern=concern).select_related("by").order_by("-created_at", "-id")[:1]
    return next(iter(_masked(last, "text", inside=inside)), None)


def _masked(rows: Iterable[Any], field: str, *, inside: bool) -> list[Any]:
    """Rows to show; outside the circle of handlers without what points at a person. They are not to be stored."""
    found = list(rows)
    for row in () if inside else found:
        setattr(row, field, mask(getattr(row, field)))
    return found


def _returns(concern: Concern) -> QuerySet[Referral]:
    back = concern.referrals.filter(state=Referral.State.RETURNED)
    return back.select_related("to", "answered_by")


@require_safe
def concern_detail(request: ActorRequest, number: str) -> HttpResponse:
    return concern_page(request, one_concern(request, number))


@require_safe
def concern_print(request: ActorRequest, number: str) -> HttpResponse:
    """Everything on one sheet, for the file; the worker's identity is not on it."""
    concern = one_concern(request, number)
    inside = access.may_see_inside(request.actor, concern)
    taken, has = queries.steps_taken(concern), queries.present(concern)
    context: dict[str, Any] = {
        "concern": concern,
        "matter": concern.text if inside else mask(concern.text),
        "written": _written(taken, inside=inside),
        "history": queries.history(concern, taken, inside=inside, has=has),
        "printed": _("Printed on"),
        "now": clock.now(),
    }
    if inside:
        context |= _inside(request, concern, has)
    return render_page(request, "concerns/concern_print.html", context)
