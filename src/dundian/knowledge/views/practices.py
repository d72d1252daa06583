"""The practice library."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.models import Site
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict
from dundian.kernel.models import new_id
from dundian.knowledge.access import require_not_author
from dundian.knowledge.actions import practices as actions
from dundian.knowledge.forms import practices as forms
from dundian.knowledge.models import Adoption, Practice
from dundian.knowledge.queries import practices as queries
from dundian.knowledge.sources import FROM, Source
from dundian.knowledge.views.frame import (
    Button,
    Cell,
    Listed,
    Table,
    act,
    found,
    lines_of,
    listing,
    opening,
    panel,
    require_any,
    sent,
)
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.org.models import Unit
from dundian.ui.formats import day
from dundian.ui.pages import conflict_page, done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
HOME = "knowledge:practice_list"
OUTCOME_TONES = {"trying": "doing", "worked": "done", "partly": "due", "failed": "overdue"}


def _practice(request: ActorRequest, pk: UUID) -> Practice:
    rows = Practice.objects.visible_to(request.actor)
    return found(
        rows.select_related("unit", "published_in", "author", "answered_by", "concern", "log", "issue", "site__unit"),
        pk,
    )  # fmt: skip


def _crumbs(practice: Practice | None = None) -> list[Any]:
    here: list[Any] = [_("Practices"), reverse(HOME)]
    return (
        [*here, practice.title, reverse("knowledge:practice_detail", args=[practice.pk])]
        if practice
        else here
    )


@require_safe
def practice_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    require_any(actor, "practice", "view", "read")
    conditions = forms.PracticeFilter(actor, request.GET)
    rows = queries.practices_for(actor, conditions.valid_data())
    counts: dict[Any, tuple[int, int]] = {}
    listed = Listed(
        title=_("Practices"),
        heads=[
            (_("Practice"), ""),
            (_("Arose at"), ""),
            (_("Kind"), ""),
            (_("Industry"), ""),
            (_("Adopted"), "num"),
            (_("Worked"), "num"),
            (_("State"), ""),
        ],
        cells=lambda row: _cells(row, counts),
        order=queries.ORDER,
        prepare=lambda page: counts.update(queries.adoption_counts(page)),
        empty=_(
            "No practice has been written down yet. It starts from a settled concern, a work log, or here."
        ),
        export_url=reverse("knowledge:practice_export"),
        buttons=[Button(_("Write down a practice"), reverse("knowledge:practice_create"), "plus", True)]
        if actor.can("add", "practice")
        else [],
    )
    return listing(request, rows, conditions, listed)


def _cells(row: Practice, counts: dict[Any, tuple[int, int]]) -> Sequence[Cell]:
    adopted, worked = counts.get(row.pk, (0, 0))
    return [
        Cell(row.title, reverse("knowledge:practice_detail", args=[row.pk])),
        Cell(str(row.unit)),
        Cell(row.get_kind_display()),
        Cell(row.industry),
        Cell(adopted, css="num"),
        Cell(worked, css="num"),
        Cell(row.get_state_display(), tone=row.standing),
    ]


@require_safe
def practice_export(request: ActorRequest) -> HttpResponseBase:
    actor = request.actor
    require_any(actor, "practice", "view", "read")
    conditions = forms.PracticeFilter(actor, request.GET)
    rows = queries.practices_for(actor, conditions.valid_data()).order_by(*queries.ORDER)
    columns = [
        Column(_("Practice"), 30), Column(_("Arose at"), 24), Column(_("Kind"), 16), Column(_("Industry"), 12),
        Column(_("What the problem was"), 40), Column(_("What was done about it"), 50),
        Column(_("What it brought about"), 40),
        Column(_("What shows it"), 30), Column(_("What it takes"), 30), Column(_("Weaknesses it answers"), 24),
        Column(_("State"), 12), Column(_("Published in"), 20), Column(_("Published on"), 12, "date"),
    ]  # fmt: skip
    cells = (
        [
            r.title, str(r.unit), r.get_kind_display(), r.industry, r.problem, r.approach, r.result, r.evidence,
            r.conditions, r.weaknesses, r.get_state_display(), str(r.published_in or ""), r.published_on,
        ]
        for r in rows.iterator(chunk_size=500)
    )  # fmt: skip
    title = _("Practices")
    return workbook_response(
        cells, columns, title, title, filters=conditions.in_use, actor=actor, noun="practice"
    )


def _source(request: ActorRequest) -> Source:
    """Where the draft comes from: `?concern=`, `?log=`, `?issue=`; nothing: an empty form at one's own unit."""
    for name, read in FROM.items():
        asked = request.GET.get(name, "")
        if asked:
            try:
                source = read(request.actor, UUID(asked))
            except ValueError:
                source = None
            if source is None:
                raise Http404
            return source
    return Source(unit=_own_unit(request.actor))


def _own_unit(actor: Actor) -> Unit | None:
    """Where a practice without a source arises: the unit of the appointment that lets one write it."""
    by = actor.appointment_for("add", "practice")
    return by.unit if by else None


@form_page
def practice_create(request: ActorRequest) -> HttpResponse:
    """A draft, filled in from where it comes from, with the people left out."""
    source = _source(request)
    request.actor.require(
        "add", "practice", source.unit, _("Practices are written by the office and the site's own team.")
    )
    unit = source.unit
    if unit is None:
        raise Http404
    form = forms.PracticeForm(sent(request), unit=unit, initial={"token": new_id(), **source.initial})

    def run(facts: dict[str, Any]) -> Practice:
        facts.pop("version", None)
        return actions.draft_practice(
            unit=unit, actor=request.actor, id=facts.pop("token"), **source.tied, **facts
        )

    lead = _("Drafted from: %(source)s. What points at a person has been left out; check it all the same.")
    return act(
        request,
        form,
        run,
        title=_("Write down a practice"),
        submit=_("Save the draft"),
        said=_("The draft has been saved."),
        back=reverse(HOME),
        to=lambda made: reverse("knowledge:practice_detail", args=[made.pk]),
        crumbs=_crumbs(),
        lead=lead % {"source": source.label} if source.label else "",
    )


@require_safe
def practice_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    practice, actor = _practice(request, pk), request.actor
    adoptions = list(practice.adoptions.select_related("unit"))
    context = {
        "practice": practice,
        "texts": lines_of(
            [
                (_("What the problem was"), practice.problem),
                (_("What was done about it"), practice.approach),
                (_("What it brought about"), practice.result),
                (_("What shows it"), practice.evidence),
                (_("What it takes"), practice.conditions),
            ]
        ),
        "categories": queries.names_of(practice),
        "adoptions": _adoption_table(adoptions, actor),
        "worked": sum(a.outcome == Adoption.Outcome.WORKED for a in adoptions),
        "sources": _origins(practice, actor),
        "institutions": list(practice.institutions.visible_to(actor)),
        **_doors(practice, actor),
    }
    return render_page(request, "knowledge/practice_detail.html", context)


def _doors(practice: Practice, actor: Actor) -> dict[str, bool]:
    """What this person may do to it now."""
    writes = practice.author_id == actor.user.pk or actor.can("add", "practice", practice.unit)
    reviews = actor.can("review", "practice", practice.unit)
    state, State = practice.state, Practice.State
    return {
        "may_edit": writes and state in Practice.OPEN,
        "may_answer": reviews and state == State.SUBMITTED and practice.author_id != actor.user.pk,
        "may_publish": reviews and state in Practice.REVIEWED,
        "may_withdraw": state == State.PUBLISHED
        and actor.can("review", "practice", practice.published_in or practice.unit),
        "may_adopt": state == State.PUBLISHED and actor.can("adopt", "practice"),
        "may_rule": actor.can("keep", "institution") and state in (State.ACCEPTED, State.PUBLISHED),
        "may_tell": actor.can("add", "publicity", practice.unit)
        and state in (State.ACCEPTED, State.PUBLISHED),
    }


def _origins(practice: Practice, actor: Actor) -> list[tuple[str, str]]:
    """(label, address) of what it was drawn from, as far as the person may open it."""
    found: list[tuple[str, str]] = []
    concern, log, issue, site = practice.concern, practice.log, practice.issue, practice.site
    if concern and actor.can("view", "concern", concern.unit):
        url = reverse("concerns:concern_detail", args=[concern.number])
        found.append((_("Concern %(number)s") % {"number": concern.number}, url))
    if log and actor.can("view", "log", log.unit):
        found.append(
            (_("Work log of %(day)s") % {"day": log.on}, reverse("fieldwork:log_detail", args=[log.pk]))
        )
    if issue and actor.can("view", "issue", issue.unit):
        found.append(
            (_("Issue “%(name)s”") % {"name": issue}, reverse("concerns:issue_detail", args=[issue.pk]))
        )
    if site and actor.can("view", "site", site.unit):
        found.append((_("Site %(site)s") % {"site": site}, reverse("campaign:site_detail", args=[site.pk])))
    return found


def _adoption_table(adoptions: Sequence[Adoption], actor: Actor) -> Table:
    rows = []
    for adoption in adoptions:
        url = reverse("knowledge:adoption_outcome", args=[adoption.pk])
        mine = actor.can("adopt", "practice", adoption.unit)
        rows.append(
            [
                Cell(str(adoption.unit)),
                Cell(day(adoption.adopted_on), css="nowrap"),
                Cell(adoption.plan),
                Cell(adoption.get_outcome_display(), tone=OUTCOME_TONES[adoption.outcome]),
                Cell(adoption.told),
                Cell(_("Tell what came of it") if mine else "", url if mine else "", "no-print"),
            ]
        )
    heads = [
        (_("Copied by"), ""), (_("Copied on"), "nowrap"), (_("How it is fitted to the place"), ""),
        (_("What it brought"), ""),
        (_("What it brought about"), ""), (_("Next"), "no-print"),
    ]  # fmt: skip
    return Table(_("Who adopted it, and what came of it"), heads, rows, _("Nobody has adopted it yet."))


@form_page
def practice_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    practice = _practice(request, pk)
    if practice.author_id != request.actor.user.pk:
        request.actor.require(
            "add", "practice", practice.unit, _("Only its author or the team and office there change it.")
        )
    opening(request, practice, *Practice.OPEN)
    form = forms.PracticeForm(sent(request), unit=practice.unit, initial=_initial(practice))

    def run(facts: dict[str, Any]) -> Practice:
        facts.pop("token", None)
        return actions.edit_practice(
            practice=practice, version=facts.pop("version"), actor=request.actor, **facts
        )

    try:
        return act(
            request,
            form,
            run,
            title=_("Change the practice"),
            submit=_("Save"),
            said=_("Saved."),
            back=reverse("knowledge:practice_detail", args=[pk]),
            crumbs=_crumbs(practice),
        )
    except Conflict as clash:
        theirs = forms.PracticeForm(unit=practice.unit, initial=_initial(clash.current))
        return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)


def _initial(practice: Practice) -> dict[str, Any]:
    return {name: getattr(practice, name) for name in (*actions.FACTS, "version")}


@require_POST
def practice_submit(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.submit_practice(practice=_practice(request, pk), actor=request.actor)
    return done(request, _("It lies with the office for review."), "knowledge:practice_detail", pk)


@form_page
def practice_answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    practice = _practice(request, pk)
    request.actor.require("review", "practice", practice.unit, _("Practices are reviewed by the office."))
    require_not_author(request.actor, practice.author_id)
    opening(request, practice, Practice.State.SUBMITTED)
    return act(
        request,
        forms.AnswerForm(sent(request)),
        lambda data: actions.answer_practice(
            practice=practice, accepted=data["accepted"] == "yes", reason=data["reason"], actor=request.actor
        ),
        title=_("Review the practice"),
        submit=_("Send the answer"),
        said=_("The answer has been given."),
        back=reverse("knowledge:practice_detail", args=[pk]),
        crumbs=_crumbs(practice),
    )


@form_page
def practice_publish(request: ActorRequest, pk: UUID) -> HttpResponse:
    practice = _practice(request, pk)
    request.actor.require("review", "practice", practice.unit, _("Practices are published by the office."))
    opening(request, practice, *Practice.REVIEWED)
    widest = practice.published_in_id or practice.unit_id
    return act(
        request,
        forms.PublishForm(request.actor, practice, sent(request), initial={"scope": widest}),
        lambda data: actions.publish_practice(practice=practice, scope=data["scope"], actor=request.actor),
        title=_("Publish the practice"),
        submit=_("Publish"),
        said=_("The practice is published."),
        back=reverse("knowledge:practice_detail", args=[pk]),
        crumbs=_crumbs(practice),
    )


@form_page
def practice_withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    practice = _practice(request, pk)
    where = practice.published_in or practice.unit
    request.actor.require("review", "practice", where, _("Practices are withdrawn by the office."))
    opening(request, practice, Practice.State.PUBLISHED)
    return act(
        request,
        forms.ReasonForm(sent(request)),
        lambda data: actions.withdraw_practice(practice=practice, reason=data["reason"], actor=request.actor),
        title=_("No longer recommend it"),
        said=_("It is no longer recommended."),
        back=reverse("knowledge:practice_detail", args=[pk]),
        crumbs=_crumbs(practice),
    )


@form_page
def practice_adopt(request: ActorRequest, pk: UUID) -> HttpResponse:
    practice, actor = _practice(request, pk), request.actor
    by = actor.require("adopt", "practice", None, _("Offices, teams and host unions adopt practices."))
    opening(request, practice, Practice.State.PUBLISHED)
    own = by.unit if by else None
    return act(
        request,
        forms.AdoptForm(actor, sent(request), initial={"unit": own}),
        lambda data: actions.adopt_practice(practice=practice, actor=actor, **data),
        title=_("Adopt the practice"),
        submit=_("Copy it here"),
        said=_("Adopted. Tell later what came of it, good or bad."),
        back=reverse("knowledge:practice_detail", args=[pk]),
        crumbs=_crumbs(practice),
    )


@form_page
def adoption_outcome(request: ActorRequest, pk: UUID) -> HttpResponse:
    seen = Adoption.objects.filter(practice__in=Practice.objects.visible_to(request.actor).values("pk"))
    adoption = found(seen.select_related("practice", "unit"), pk)
    request.actor.require(
        "adopt", "practice", adoption.unit, _("Only %(unit)s tells what came of it there.") % {"unit": adoption.unit}
    )  # fmt: skip
    return act(
        request,
        forms.OutcomeForm(sent(request), initial={"outcome": adoption.outcome, "told": adoption.told}),
        lambda data: actions.tell_outcome(adoption=adoption, actor=request.actor, **data),
        title=_("Tell what came of it"),
        submit=_("Save"),
        said=_("Saved."),
        back=reverse("knowledge:practice_detail", args=[adoption.practice_id]),
        crumbs=_crumbs(adoption.practice),
    )


@require_safe
def site_practice_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Three practices from sites like this one, with the reasons."""
    rows = Site.objects.visible_to(request.actor).select_related("unit", "campaign")
    site = found(rows, pk)
    likes = queries.like_site(request.actor, site)
    counts = queries.adoption_counts([like.practice for like in likes])
    context = {
        "site": site,
        "likes": [(like, *counts.get(like.practice.pk, (0, 0))) for like in likes],
        "may_add": request.actor.can("add", "practice", site.unit),
    }
    return panel(request, "knowledge/site_panel.html", _("Practices of sites like this one"), context)


def _drawn_panel(request: ActorRequest, name: str, pk: UUID) -> HttpResponse:
    """What practices were drawn from a thing, and the way to draw one."""
    source = FROM[name](request.actor, pk)
    if source is None or source.unit is None:
        raise Http404
    drawn = Practice.objects.visible_to(request.actor).filter(**{f"{name}_id": pk}).order_by("-id")[:10]
    context = {
        "drawn": drawn,
        "may_add": request.actor.can("add", "practice", source.unit),
        "create_url": f"{reverse('knowledge:practice_create')}?{name}={pk}",
    }
    return panel(request, "knowledge/drawn_panel.html", _("Practices drawn from this"), context)


@require_safe
def concern_practice_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _drawn_panel(request, "concern", pk)


@require_safe
def log_practice_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _drawn_panel(request, "log", pk)


@require_safe
def issue_practice_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _drawn_panel(request, "issue", pk)
