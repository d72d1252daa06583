"""The first page of each role, and the to-dos."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dundian.kernel import clock
from dundian.notify import todo
from dundian.notify.todo import Tab
from dundian.org.access import ADMINISTRATORS
from dundian.org.middleware import ActorRequest
from dundian.org.models import Role
from dundian.ui.navigation import face_of
from dundian.ui.pages import render_page
from dundian.web import queries

LIMIT = 50
ON_HOME = 15


def _tabs(now: Tab) -> list[tuple[str, str, bool, None]]:
    words = {
        Tab.WAITING: _("Waiting for me"),
        Tab.DONE: _("Done by me"),
        Tab.STARTED: _("Started by me"),
        Tab.COPIED: _("Copied to me"),
    }
    address = reverse("web:todo_list")
    return [(label, f"{address}?tab={tab}", tab is now, None) for tab, label in words.items()]


def _todo_context(request: ActorRequest, tab: Tab, limit: int = LIMIT) -> dict[str, object]:
    found = todo.collect(request.actor, tab, limit=limit + 1)
    lines = [queries.line_of(item, waiting=tab is Tab.WAITING) for item in found[:limit]]
    return {"lines": lines, "more": len(found) > limit, "limit": limit, "tab": tab, "tabs": _tabs(tab)}


@require_GET
def home(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if actor.main is None:
        asking = {"ask": queries.whom_to_ask(actor), "last": queries.last_appointment(actor)}
        return render_page(request, "web/home_without_appointment.html", asking)
    if face_of(actor) == "cadre":
        return redirect("fieldwork:day_view")
    context = {
        **_todo_context(request, Tab.WAITING, ON_HOME),
        "main": actor.main,
        "today": clock.today(),
        "leads": Role.LEADER in actor.roles,
        "administers": actor.roles <= set(ADMINISTRATORS),
        "has_figures": actor.can("view", "figure"),
        "has_targets": actor.can("view", "figure") and actor.can("view", "task") and actor.can("view", "log"),
        "stationed": queries.stationed_here(actor) if Role.HOST in actor.roles else [],
        "keeping": queries.to_look_after(actor),
    }
    return render_page(request, "web/home.html", context)


@require_GET
def todo_list(request: ActorRequest) -> HttpResponse:
    asked = request.GET.get("tab", "")
    tab = Tab(asked) if asked in list(Tab) else Tab.WAITING
    return render_page(
        request, "web/todo_list.html", _todo_context(request, tab), fragment="web/todo_part.html"
    )
