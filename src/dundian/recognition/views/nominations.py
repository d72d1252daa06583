"""Pages of nominations."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.org.models import Role
from dundian.recognition import actions, moves
from dundian.recognition.access import is_own, require_state
from dundian.recognition.forms.rounds import (
    NominateForm,
    NominationFilter,
    OpinionForm,
    ReasonForm,
    StatementForm,
    StrikeForm,
)
from dundian.recognition.models import Category, Nomination, Round
from dundian.recognition.queries import nominations as queries
from dundian.recognition.views.evidence import parts_of
from dundian.recognition.views.finding import (
    form_page,
    frame,
    is_bound,
    nomination_in_sight,
    round_in_sight,
)
from dundian.ui.forms import Form, show
from dundian.ui.pages import conflict_page, done, list_page, render_page

SHOWN_FILES = 12


class NoForm(Form):
    """Nothing to fill in."""


@dataclass(frozen=True)
class Act:
    """One verb of `moves.NOMINATION`. `who` says whose it is: the author, the office that has it, or the round's."""

    title: Any
    question: Any
    form: type[Any]
    act: Callable[..., Any]
    who: str
    danger: bool = False


ACTS: dict[str, Act] = {
    "pass_on": Act(
        gettext_lazy("Put forward"),
        gettext_lazy(
            "The nomination goes to the next federation; at the federation of the round: before the panels."
        ),
        OpinionForm,
        actions.pass_on,
        "holder",
    ),
    "return": Act(
        gettext_lazy("Return"),
        gettext_lazy("Whoever nominated amends it and sends it again."),
        ReasonForm,
        actions.return_nomination,
        "holder",
        True,
    ),
    "leave_out": Act(
        gettext_lazy("Do not pass on"),
        gettext_lazy("It stays here; you can take that back while nominations are open."),
        ReasonForm,
        actions.leave_out,
        "holder",
        True,
    ),
    "take_back": Act(
        gettext_lazy("Vet it again"),
        gettext_lazy("The nomination waits to be vetted again."),
        NoForm,
        actions.take_back,
        "holder",
    ),
    "resubmit": Act(
        gettext_lazy("Send again"),
        gettext_lazy("The amended nomination goes back to the office that returned it."),
        NoForm,
        actions.resubmit,
        "author",
    ),
    "withdraw": Act(
        gettext_lazy("Withdraw"),
        gettext_lazy("The same can be nominated again while nominations are open."),
        ReasonForm,
        actions.withdraw_nomination,
        "author",
        True,
    ),
    "strike": Act(
        gettext_lazy("Strike off"),
        gettext_lazy("The name leaves the panels and the list. That it did, and why, stays on record."),
        StrikeForm,
        actions.strike,
        "office",
        True,
    ),
    "reinstate": Act(
        gettext_lazy("Put back"),
        gettext_lazy("The nomination stands before the panels again."),
        ReasonForm,
        actions.reinstate,
        "office",
    ),
}
NOMINATING = ("pass_on", "return", "leave_out", "take_back", "resubmit", "withdraw")
STATES = {
    "strike": (Round.State.JUDGING, Round.State.LISTED, Round.State.NOTICED),
    "reinstate": (Round.State.JUDGING, Round.State.LISTED),
}


def _offered(actor: Actor, one: Nomination) -> list[str]:
    """Verbs that this person can do to the nomination now."""
    whose = {
        "author": one.by_id == actor.user.pk or actor.can("nominate", "nomination", one.proposed_by),
        "holder": not is_own(actor, one)
        and any(a.unit_id == one.holder_id and a.role == Role.OFFICE for a in actor.appointments),
        "office": not is_own(actor, one) and actor.can("run", "round", one.round.unit),
    }
    return [
        verb
        for verb, act in ACTS.items()
        if whose[act.who]
        and moves.may(moves.NOMINATION, verb, one.state)
        and one.round.state in STATES.get(verb, (Round.State.NOMINATING,))
    ]


@require_safe
def round_nominations(request: ActorRequest, pk: UUID) -> HttpResponse:
    round = round_in_sight(request, pk)
    _require_sight(request.actor)
    conditions = NominationFilter(request.GET, round=round)
    rows = queries.nominations_for(request.actor, round, conditions.valid_data())
    return list_page(
        request,
        "recognition/nomination",
        rows,
        order=queries.ORDER,
        conditions=conditions,
        **frame(request, round, "round_nominations"),
        may_nominate=request.actor.can("nominate", "nomination") and round.state == Round.State.NOMINATING,
        export_url=reverse("recognition:round_nominations_export", args=[pk]),
    )


def _require_sight(actor: Actor) -> None:
    if not actor.can("view", "nomination"):
        raise Refused(_("None of your appointments shows this part of the work."))


@require_safe
def round_nominations_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    round = round_in_sight(request, pk)
    _require_sight(request.actor)
    conditions = NominationFilter(request.GET, round=round)
    rows = queries.nominations_for(request.actor, round, conditions.valid_data()).order_by(*queries.ORDER)
    columns = [
        Column(_("Kind of commendation"), 14), Column(_("Full title"), 30), Column(_("Unit or home unit"), 30),
        Column(_("Nominated by"), 26),
        Column(_("With"), 24), Column(_("State"), 14), Column(_("What was achieved"), 80),
    ]  # fmt: skip
    cells = (
        (
            n.category.name,
            str(n),
            n.home.name,
            n.proposed_by.name,
            n.holder.name,
            n.get_state_display(),
            n.statement,
        )
        for n in rows.iterator(2000)
    )
    title = _("Nominations for %(round)s") % {"round": round}
    return workbook_response(
        cells, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="nomination",
        unit=round.unit,
    )  # fmt: skip


@form_page
def round_nominate(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Choose the category, then whom, then say what was achieved."""
    actor, round = request.actor, round_in_sight(request, pk)
    actor.require(
        "nominate", "nomination", None, _("Sites and units nominate; this is not among your tasks.")
    )
    require_state(round, Round.State.NOMINATING)
    categories = list(round.scheme.categories.all())
    wanted = request.GET.get("category", "")
    category = next((c for c in categories if str(c.pk) == wanted), categories[0] if categories else None)
    if category is None:
        raise Invalid(_("The scheme has no category."))
    form = NominateForm(is_bound(request), actor=actor, round=round, category=category)
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.nominate(round=round, category=category, actor=actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("Nominated; %(unit)s vets it next.") % {"unit": one.holder}
            return done(request, said, "recognition:nomination_detail", one.pk)
    here = request.path
    context = {
        "round": round,
        "form": form,
        "category": category,
        "tabs": [(c.name, f"{here}?category={c.pk}", c.pk == category.pk, None) for c in categories],
        "cancel_url": reverse("recognition:round_nominations", args=[pk]),
    }
    return render_page(request, "recognition/nominate.html", context, status=422 if form.errors else 200)


@require_safe
def nomination_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    one = nomination_in_sight(request, pk)
    actor = request.actor
    files = list(queries.files_behind(one)[: SHOWN_FILES + 1])
    sees = (
        actor.can("view", "evidence", one.place) or one.round.judges.filter(person__user=actor.user).exists()
    )
    context = {
        "one": one,
        "round": one.round,
        "events": [
            {"when": e.at, "title": _verb(e.verb), "who": f"{e.unit} {e.by or ''}", "text": e.reason}
            for e in one.events.select_related("unit", "by")
        ],
        "acts": [
            (reverse(f"recognition:nomination_{v}", args=[pk]), ACTS[v].title, ACTS[v].danger)
            for v in _offered(actor, one)
        ],
        "may_edit": one.state in (Nomination.State.WAITING, Nomination.State.RETURNED)
        and one.round.state == Round.State.NOMINATING
        and (one.by_id == actor.user.pk or actor.can("nominate", "nomination", one.proposed_by)),
        "quota_left": queries.quota_left(one, one.holder)
        if one.state == Nomination.State.WAITING and one.holder_id != one.round.unit_id
        else None,
        "returned_for": _last_reason(one),
        "files": files[:SHOWN_FILES] if sees else [],
        "more_files": len(files) > SHOWN_FILES,
        "parts": summed(one.category, files[:SHOWN_FILES]) if sees else [],
    }
    return render_page(request, "recognition/nomination_detail.html", context)


def summed(category: Category, files: list[Any]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The figures that the category's criteria draw on: (source in words, figures with the file they stand in)."""
    wanted = {c.source for c in category.criteria.all()}
    gathered: dict[Any, list[dict[str, Any]]] = {}
    for file in files:
        for label, figures in parts_of(json.loads(file.body), wanted):
            gathered.setdefault(label, []).extend({**figure, "file": file} for figure in figures)
    return list(gathered.items())


def _last_reason(one: Nomination) -> str:
    if one.state not in (Nomination.State.RETURNED, Nomination.State.LEFT_OUT, Nomination.State.STRUCK):
        return ""
    last = one.events.filter(state=one.state).last()
    return last.reason if last else ""


def _verb(verb: str) -> str:
    return _("Nominated") if verb == "nominate" else str(ACTS[verb].title) if verb in ACTS else verb


@form_page
def nomination_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    one = nomination_in_sight(request, pk)
    _require_author(request.actor, one)
    form = StatementForm(is_bound(request), initial={"statement": one.statement, "version": one.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_nomination(nomination=one, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = StatementForm(initial={"statement": clash.current.statement})
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "recognition:nomination_detail", pk)
    context = {
        "form": form,
        "title": _("Amend the nomination of %(whom)s") % {"whom": one},
        "submit": _("Save"),
        "cancel_url": reverse("recognition:nomination_detail", args=[pk]),
    }
    return render_page(request, "recognition/plain_form.html", context, status=422 if form.errors else 200)


def _require_author(actor: Actor, one: Nomination) -> None:
    if one.by_id != actor.user.pk and not actor.can("nominate", "nomination", one.proposed_by):
        raise Refused(_("Only whoever nominated can change or withdraw it."))


def acting(verb: str) -> Callable[..., HttpResponse]:
    """The page of one act on a nomination."""
    act = ACTS[verb]

    @form_page
    def page(request: ActorRequest, pk: UUID) -> HttpResponse:
        one = nomination_in_sight(request, pk)
        _require(request.actor, one, act)
        if not moves.may(moves.NOMINATION, verb, one.state):
            raise Invalid(
                _("This nomination stands at “%(state)s”; that is not possible now.")
                % {"state": one.get_state_display()}
            )
        form = act.form(is_bound(request))
        if request.method == "POST" and form.is_valid():
            try:
                act.act(nomination=one, actor=request.actor, **form.cleaned_data)
            except Invalid as bad:
                show(form, bad)
            else:
                return done(
                    request, _("Done: %(act)s.") % {"act": act.title}, "recognition:nomination_detail", pk
                )
        context = {
            "title": act.title,
            "question": act.question,
            "facts": [
                (_("Nomination"), one),
                (_("Kind of commendation"), one.category),
                (_("With"), one.holder),
            ],
            "form": form if form.fields or form.errors else None,
            "submit": act.title,
            "danger": act.danger,
            "cancel_url": reverse("recognition:nomination_detail", args=[pk]),
        }
        return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)

    return page


def _require(actor: Actor, one: Nomination, act: Act) -> None:
    if act.who == "author":
        _require_author(actor, one)
    elif act.who == "holder":
        if not any(a.unit_id == one.holder_id and a.role == Role.OFFICE for a in actor.appointments):
            raise Refused(_("%(unit)s has this nomination; only its office vets it.") % {"unit": one.holder})
    else:
        actor.require(
            "run", "round", one.round.unit, _("Only the programme office of this federation runs it.")
        )
