"""Focus and common issues: what is suggested, what was decided, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.concerns import actions, forms, queries
from dundian.concerns.models import Concern, Issue
from dundian.concerns.todos import badge
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page
from dundian.ui.panels import panels_for

State = Issue.State
TABS = (State.SUGGESTED, State.CONFIRMED, State.SETTLED, State.DISMISSED)
SHOWN = 200


def _require(request: ActorRequest) -> None:
    request.actor.require("view", "issue", None, _("Issues are for those who handle concerns."))


def _issue(request: ActorRequest, pk: UUID) -> Issue:
    rows = Issue.objects.visible_to(request.actor).select_related("unit", "owner", "merged_into")
    return get_object_or_404(rows, pk=pk)


def _chosen(request: ActorRequest) -> tuple[State, str, list[queries.Ranked]]:
    asked = request.GET.get("state", "")
    state = State(asked) if asked in TABS else State.SUGGESTED
    kind = request.GET.get("kind", "") if request.GET.get("kind") in Issue.Kind.values else ""
    rows = Issue.objects.visible_to(request.actor).filter(state=state)
    return state, kind, queries.ranked(request.actor, rows.filter(kind=kind) if kind else rows)


@require_safe
def issue_list(request: ActorRequest) -> HttpResponse:
    _require(request)
    state, kind, rows = _chosen(request)
    here = reverse("concerns:issue_list")
    extra = f"&kind={kind}" if kind else ""
    kinds: list[tuple[Any, ...]] = [(_("Both"), f"{here}?state={state}", not kind, None)]
    kinds += [(k.label, f"{here}?state={state}&kind={k}", k == kind, None) for k in Issue.Kind]
    context = {
        "tabs": [(s.label, f"{here}?state={s}{extra}", s == state, None) for s in TABS],
        "kinds": kinds,
        "state": state,
        "rows": rows[:SHOWN],
        "total": len(rows),
        "export_url": reverse("concerns:issue_export"),
    }
    return render_page(request, "concerns/issue_list.html", context)


COLUMNS = [
    Column(lazy("Issue"), 40),
    Column(lazy("Kind"), 10),
    Column(lazy("Federation"), 24),
    Column(lazy("Concerns"), 8, "number"),
    Column(lazy("Places"), 8, "number"),
    Column(lazy("Workers concerned"), 10, "number"),
    Column(lazy("Difficult or grave"), 10, "number"),
    Column(lazy("In the last 30 days"), 10, "number"),
    Column(lazy("Last raised on"), 12, "date"),
    Column(lazy("Person in charge"), 12),
    Column(lazy("Goal"), 40),
    Column(lazy("To be settled by"), 12, "date"),
]


@require_safe
def issue_export(request: ActorRequest) -> HttpResponseBase:
    _require(request)
    state, _kind, rows = _chosen(request)
    lines = [
        (
            r.issue.name, r.issue.get_kind_display(), r.issue.unit.name, r.concerns, r.sites, r.people, r.grave,
            r.recent, r.last, str(r.issue.owner or ""), r.issue.goal, r.issue.due_on,
        )
        for r in rows
    ]  # fmt: skip
    title = f"{_('Issues')} {state.label}"
    return workbook_response(lines, COLUMNS, title, _("Issues"), actor=request.actor, noun="issue")


@require_safe
def issue_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, _issue(request, pk))


def _page(request: ActorRequest, issue: Issue) -> HttpResponse:
    rows = queries.members(request.actor, issue)
    page = keyset(rows, order=["-raised_on", "-id"], cursor=request.GET.get("cursor", ""))
    for concern in page.rows:
        concern.badge = badge(concern)  # type: ignore[attr-defined]
    found = queries.ranked(request.actor, Issue.objects.filter(pk=issue.pk))
    decides = request.actor.can("decide", "issue", issue.unit) and issue.state in Issue.STANDING
    context = {
        "issue": issue,
        "ranked": found[0] if found else None,
        "page": page,
        "elsewhere": queries.hidden_members(request.actor, issue),
        "months": queries.by_month(rows),
        "decides": decides,
        "acts": [(act.slug, act.title, act.icon) for act in ACTS.values() if decides and act.fits(issue)],
        "panels": panels_for("issue", request.actor) if issue.state in Issue.DECIDED else [],
    }
    return render_page(request, "concerns/issue_detail.html", context)


@dataclass(frozen=True)
class Act:
    """One decision: its form, the action that takes the form's fields, and what is said afterwards."""

    name: str
    form: type[forms.IssueForm]
    run: Callable[..., Any]
    title: Any
    said: Any
    icon: str
    only: tuple[State, ...] = Issue.STANDING

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")

    def fits(self, issue: Issue) -> bool:
        return issue.state in self.only


def _put_in(*, issue: Issue, number: Concern, version: int, actor: Any) -> Issue:
    return actions.put_in(issue=issue, concern=number, actor=actor)


ACTS = {
    act.name: act
    for act in (
        Act("confirm", forms.ConfirmIssueForm, actions.confirm_issue, lazy("Confirm the issue"),
            lazy("The issue is confirmed."), "circle-check", (State.SUGGESTED,)),
        Act("change", forms.ConfirmIssueForm, actions.confirm_issue, lazy("Change goal and measures"),
            lazy("Saved."), "edit", (State.CONFIRMED,)),
        Act("settle", forms.SettleIssueForm, actions.settle_issue, lazy("Settle with a common answer"),
            lazy("The issue is settled."), "check", (State.CONFIRMED,)),
        Act("put_in", forms.PutInForm, _put_in, lazy("Put a concern in"), lazy("The concern is in."), "plus"),
        Act("merge", forms.MergeIssueForm, actions.merge_issue, lazy("Merge with another issue"),
            lazy("The two are one issue now."), "link"),
        Act("split", forms.SplitIssueForm, actions.split_issue, lazy("Split"),
            lazy("These are two issues now."), "hierarchy"),
        Act("dismiss", forms.DismissIssueForm, actions.dismiss_issue, lazy("Not one issue"),
            lazy("It will not be suggested again."), "arrow-back-up"),
    )
}  # fmt: skip


def issue_acting(name: str) -> Callable[..., HttpResponse]:
    """The page of one decision."""
    act = ACTS[name]

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: ActorRequest, pk: UUID) -> HttpResponse:
        issue = _issue(request, pk)
        request.actor.require(
            "decide", "issue", issue.unit, _("Issues are decided by the office of the federation.")
        )
        if not act.fits(issue) and request.method != "POST":
            raise Http404
        form = act.form(request.POST or None, issue=issue, actor=request.actor)
        if request.method == "POST" and form.is_valid():
            try:
                made = act.run(issue=issue, actor=request.actor, **form.cleaned_data)
            except Invalid as bad:
                show(form, bad)
            else:
                there = made if isinstance(made, Issue) else issue
                return done(request, act.said, "concerns:issue_detail", there.pk)
        context = {"form": form, "issue": issue, "act": act}
        return render_page(request, "concerns/issue_act.html", context, status=422 if form.errors else 200)

    return view


@require_POST
def issue_take_out(request: ActorRequest, pk: UUID, number: str) -> HttpResponse:
    issue = _issue(request, pk)
    concern = get_object_or_404(queries.members(request.actor, issue), number=number)
    actions.take_out(issue=issue, concern=concern, actor=request.actor)
    return done(request, _("The concern is out of the issue."), "concerns:issue_detail", issue.pk)
