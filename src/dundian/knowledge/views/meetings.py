"""Meetings: called, invited to, held, put into minutes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.forms.rows import rows_of, with_spare
from dundian.documents.press import render
from dundian.documents.queries import on_its_way
from dundian.exchange.export import Column, workbook_response
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid
from dundian.knowledge.actions import materials as files
from dundian.knowledge.actions import meetings as actions
from dundian.knowledge.actions.meetings import MINUTES, Guest, Point, minutes_order
from dundian.knowledge.forms import meetings as forms
from dundian.knowledge.letters import minutes as minutes_letter
from dundian.knowledge.models import Course, Decision, Invitation, Material, Meeting
from dundian.knowledge.queries import meetings as queries
from dundian.knowledge.views.frame import Button, Cell, Listed, Table, act, found, listing, require_any, sent
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.formats import day, moment
from dundian.ui.pages import DOCX, conflict_page, done, download, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "knowledge:meeting_list"
SHOWN = 200  # of a list of names; the export holds all
REPLY_TONES = {"open": "todo", "coming": "done", "stand_in": "done", "leave": "due"}


def _meeting(request: ActorRequest, pk: UUID) -> Meeting:
    rows = Meeting.objects.visible_to(request.actor)
    return found(rows.select_related("unit", "campaign__unit", "chair", "document"), pk)


def _to_keep(request: ActorRequest, pk: UUID) -> Meeting:
    meeting = _meeting(request, pk)
    request.actor.require(
        "keep", "meeting", meeting.unit, _("Meetings are kept by the office that calls them.")
    )
    return meeting


def _here(meeting: Meeting) -> str:
    return reverse("knowledge:meeting_detail", args=[meeting.pk])


def _crumbs(meeting: Meeting | None = None) -> list[Any]:
    here: list[Any] = [_("Meetings"), reverse(LIST)]
    return [*here, meeting.name, _here(meeting)] if meeting else here


def _seen(actor: Actor) -> None:
    if not Meeting.objects.visible_to(actor).exists():
        require_any(actor, "meeting", "view", "keep")


@require_safe
def meeting_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    _seen(actor)
    conditions = forms.MeetingFilter(actor, request.GET)
    keeps = actor.can("keep", "meeting")
    listed = Listed(
        title=_("Meetings"),
        heads=[
            (_("Meeting"), ""), (_("Kind"), ""), (_("Called by"), ""), (_("Starts at"), "nowrap"), (_("Held at"), ""),
            (_("Invited"), "num"), (_("Attended"), "num"), (_("State"), ""),
        ],
        cells=lambda m: [
            Cell(m.name, _here(m)),
            Cell(m.get_kind_display()),
            Cell(str(m.unit)),
            Cell(moment(m.starts_at), css="nowrap"),
            Cell(m.place),
            Cell(m.invited, css="num"),
            Cell(m.there if m.state == Meeting.State.HELD else None, css="num"),
            Cell(m.get_state_display(), tone=m.standing),
        ],
        order=queries.ORDER,
        empty=_("No meeting has been called yet. Its agenda is drafted for you."),
        export_url=reverse("knowledge:meeting_export"),
        buttons=[Button(_("Call a meeting"), reverse("knowledge:meeting_create"), "plus", True)] if keeps else [],
    )  # fmt: skip
    return listing(request, queries.meetings_for(actor, conditions.valid_data()), conditions, listed)


@require_safe
def meeting_export(request: ActorRequest) -> HttpResponseBase:
    actor = request.actor
    _seen(actor)
    conditions = forms.MeetingFilter(actor, request.GET)
    rows = queries.meetings_for(actor, conditions.valid_data()).order_by(*queries.ORDER)
    columns = [
        Column(_("Meeting"), 36), Column(_("Kind"), 14), Column(_("Called by"), 24), Column(_("Campaign"), 30),
        Column(_("Starts at"), 18, "moment"), Column(_("Held at"), 24), Column(_("Invited"), 10, "number"),
        Column(_("Attended"), 10, "number"), Column(_("State"), 10),
    ]  # fmt: skip
    cells = (
        [
            m.name, m.get_kind_display(), str(m.unit), str(m.campaign or ""), m.starts_at, m.place, m.invited,  # type: ignore[attr-defined]
            m.there, m.get_state_display(),  # type: ignore[attr-defined]
        ]
        for m in rows.iterator(chunk_size=500)
    )  # fmt: skip
    title = _("Meetings")
    return workbook_response(
        cells, columns, title, title, filters=conditions.in_use, actor=actor, noun="meeting"
    )


@form_page
def meeting_create(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    actor.require("keep", "meeting", None, _("Meetings are called by an office."))
    initial = {"kind": "promotion", "campaign": request.GET.get("campaign", "")}

    def run(data: dict[str, Any]) -> Meeting:
        data.pop("version")
        return actions.call_meeting(actor=actor, **data)

    return act(
        request, forms.MeetingForm(actor, sent(request), initial=initial), run,
        title=_("Call a meeting"), submit=_("Save and draft the agenda"),
        said=_("The meeting stands with its agenda. Invite people next."),
        back=reverse(LIST), to=_here, crumbs=_crumbs(),
    )  # fmt: skip


@form_page
def meeting_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting, actor = _to_keep(request, pk), request.actor
    form = forms.MeetingForm(actor, sent(request), unit=meeting.unit, initial=forms.meeting_initial(meeting))

    def run(data: dict[str, Any]) -> Meeting:
        return actions.edit_meeting(meeting=meeting, version=data.pop("version"), actor=actor, **data)

    try:
        return act(
            request, form, run, title=_("Change the meeting"), submit=_("Save"), said=_("Saved."),
            back=_here(meeting), crumbs=_crumbs(meeting),
        )  # fmt: skip
    except Conflict as clash:
        theirs = forms.MeetingForm(actor, unit=meeting.unit, initial=forms.meeting_initial(clash.current))
        return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)


def _invited_table(invited: Sequence[Invitation], *, keeps: bool, planned: bool) -> Table:
    """Who is on the list; what they answered and whether they came is the host's to see."""
    rows = []
    for i in invited:
        there = {True: (_("Attended"), "done"), False: (_("Absent"), "todo"), None: ("", "")}[i.attended]
        cells = [Cell(i.name), Cell(i.of), Cell(i.capacity)]
        if keeps:
            answer = Cell(i.get_reply_display(), tone=REPLY_TONES[i.reply])
            cells += [answer, Cell(i.note), Cell(there[0], tone=there[1])]
        if keeps and planned:
            cells.append(
                Cell(_("Take off the list"), reverse("knowledge:invitation_drop", args=[i.pk]), "no-print")
            )
        rows.append(cells)
    heads = [(_("Name"), ""), (_("Unit"), ""), (_("In the capacity of"), "")]
    if keeps:
        heads += [(_("Answer"), ""), (_("Note"), ""), (_("Attended"), "")]
    if keeps and planned:
        heads.append((_("Next"), "no-print"))
    return Table(_("Invited"), heads, rows, _("Nobody has been invited yet."))


def _decision_table(decisions: Sequence[Decision], actor: Actor, *, keeps: bool) -> Table:
    rows = []
    for d in decisions:
        mine = d.owner is not None and d.owner.user_id == actor.user.pk
        if d.task and actor.can("view", "task", d.task.unit):
            next_step = Cell(_("The task"), reverse("fieldwork:task_detail", args=[d.task.pk]), "no-print")
        elif not d.is_done and not d.task and (keeps or mine):
            next_step = Cell(
                _("Tell that it is done"), reverse("knowledge:decision_finish", args=[d.pk]), "no-print"
            )
        else:
            next_step = Cell("", css="no-print")
        states = {"done": _("Done"), "overdue": _("Overdue"), "doing": _("Under way")}
        rows.append(
            [
                Cell(d.text), Cell(str(d.owner or (d.task.unit if d.task else ""))), Cell(day(d.due_on), css="nowrap"),
                Cell(states[d.standing], tone=d.standing), Cell(d.result), next_step,
            ]
        )  # fmt: skip
    heads = [
        (_("What was decided"), ""), (_("Owner"), ""), (_("Due on"), "nowrap"), (_("State"), ""), (_("Result"), ""),
        (_("Next"), "no-print"),
    ]  # fmt: skip
    return Table(_("Decisions"), heads, rows, _("Nothing has been decided yet."))


@require_safe
def meeting_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting, actor = _meeting(request, pk), request.actor
    keeps, planned = actor.can("keep", "meeting", meeting.unit), meeting.state == Meeting.State.PLANNED
    invited = list(meeting.invitations.select_related("person"))
    own = next((i for i in invited if i.person and i.person.user_id == actor.user.pk), None)
    decisions = list(meeting.decisions.select_related("owner", "task__unit"))
    context = {
        "meeting": meeting,
        "keeps": keeps,
        "planned": planned,
        "begun": meeting.starts_at <= clock.now(),
        "cancelled": meeting.state == Meeting.State.CANCELLED,
        "underway": on_its_way(MINUTES, minutes_order(meeting)) if keeps else None,
        "agenda": list(meeting.agenda.all()),
        "invited": _invited_table(invited[:SHOWN], keeps=keeps, planned=planned),
        "invited_count": len(invited),
        "coming": sum(i.reply in ("coming", "stand_in") for i in invited),
        "there": sum(i.attended is True for i in invited),
        "own": own,
        "speeches": list(meeting.speeches.all()),
        "materials": list(meeting.materials.all()),
        "decisions": _decision_table(decisions, actor, keeps=keeps),
        "sees_campaign": meeting.campaign is not None and actor.can("view", "campaign"),
    }
    return render_page(request, "knowledge/meeting_detail.html", context)


@form_page
def meeting_agenda(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The agenda in rows, without script: a button adds, a tick takes away."""
    meeting = _to_keep(request, pk)
    stored = [
        {"title": p.title, "kind": p.kind, "speaker": p.speaker, "minutes": p.minutes}
        for p in meeting.agenda.all()
    ]
    rows = rows_of(forms.PointRow, "points", stored=stored)
    whole: list[str] = []
    if request.method == "POST" and "add" in request.POST:
        rows = with_spare(forms.PointRow, "points", request.POST)
    elif request.method == "POST":
        rows = rows_of(forms.PointRow, "points", data=request.POST)
        if rows.is_valid():
            points = [
                Point(d["title"], d["kind"], d["speaker"], d["minutes"])
                for d in (row.cleaned_data for row in rows.kept())
            ]
            try:
                actions.set_agenda(meeting=meeting, points=points, actor=request.actor)
            except Invalid as bad:
                whole = rows.show(bad)
            else:
                return done(request, _("Saved."), _here(meeting))
    return rows_page(request, rows, whole, _("Agenda"), _("Add a point"), _here(meeting), _crumbs(meeting))


def rows_page(
    request: ActorRequest, rows: Any, whole: list[str], title: str, add: str, back: str, crumbs: list[Any]
) -> HttpResponse:
    wrong = bool(whole) or (rows.is_bound and not rows.is_valid())
    context = {"rows": rows, "whole": whole, "title": title, "add": add, "cancel_url": back, "crumbs": crumbs}
    return render_page(request, "knowledge/rows.html", context, status=422 if wrong else 200)


@form_page
def meeting_invite(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Invite from appointments and the leading group; guests from outside by name."""
    meeting, actor = _to_keep(request, pk), request.actor
    form = forms.InviteForm(actor, sent(request))

    def run(data: dict[str, Any]) -> Meeting:
        people = queries.people_of(meeting.unit, meeting.campaign, data["groups"])
        capacity = data["capacity"]
        guests = [Guest(p.name, str(p.home_unit), capacity or as_, p) for p, as_ in people]
        if person := data["person"]:
            guests.append(Guest(person.name, str(person.home_unit), capacity, person))
        if data["guest"]:
            guests.append(Guest(data["guest"], data["of"], capacity))
        actions.invite(meeting=meeting, guests=guests, actor=actor)
        return meeting

    return act(
        request, form, run, title=_("Invite"), said=_("The list has been completed."), back=_here(meeting),
        crumbs=_crumbs(meeting),
    )  # fmt: skip


@form_page
def invitation_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    seen = Meeting.objects.visible_to(request.actor).values("pk")
    invitation = found(Invitation.objects.filter(meeting__in=seen).select_related("meeting__unit"), pk)
    meeting = _to_keep(request, invitation.meeting_id)
    if request.method == "POST":
        actions.uninvite(invitation=invitation, actor=request.actor)
        return done(request, _("Taken off the list."), _here(meeting))
    context = {
        "title": _("Take off the list"),
        "question": _("Take %(name)s off the list of this meeting?") % {"name": invitation.name},
        "submit": _("Take off the list"),
        "cancel_url": _here(meeting),
    }
    return render_page(request, "ui/confirm.html", context)


@form_page
def meeting_reply(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The answer of whoever is invited."""
    meeting, actor = _meeting(request, pk), request.actor
    own = meeting.invitations.filter(person__user=actor.user).first()
    initial = {
        "reply": own.reply if own and own.reply != "open" else "coming",
        "note": own.note if own else "",
    }
    if own is None:
        actions.answer_invitation(meeting=meeting, reply="coming", note="", actor=actor)
    return act(
        request, forms.ReplyForm(sent(request), initial=initial),
        lambda data: actions.answer_invitation(meeting=meeting, actor=actor, **data),
        title=_("Answer the invitation"), submit=_("Send the answer"), said=_("Your answer has been sent."),
        back=_here(meeting), crumbs=_crumbs(meeting),
        lead=f"{moment(meeting.starts_at)}　{meeting.place}",
    )  # fmt: skip


@form_page
def meeting_attendance(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The host's list: a tick for whoever was there."""
    meeting = _to_keep(request, pk)
    invited = list(meeting.invitations.all())
    if request.method == "POST":
        present = {str(pk) for pk in request.POST.getlist("present")}
        chosen = [i.pk for i in invited if str(i.pk) in present]
        actions.note_attendance(meeting=meeting, present=chosen, actor=request.actor)
        return done(request, _("Attendance has been noted."), _here(meeting))
    noted = any(i.attended is not None for i in invited)
    lines = [
        (i.pk, i.name, f"{i.of} {i.capacity}".strip(), i.get_reply_display(),
         i.attended if noted else i.reply in ("coming", "stand_in"))
        for i in invited
    ]  # fmt: skip
    return attendance_page(request, lines, _here(meeting), _crumbs(meeting))


def attendance_page(
    request: ActorRequest, lines: Sequence[tuple[Any, ...]], back: str, crumbs: list[Any]
) -> HttpResponse:
    context = {"lines": lines, "cancel_url": back, "crumbs": crumbs, "title": _("Attendance")}
    return render_page(request, "knowledge/attendance.html", context)


@require_safe
def attendance_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    meeting = _to_keep(request, pk)
    columns = [
        Column(_("Name"), 14), Column(_("Unit"), 28), Column(_("In the capacity of"), 18), Column(_("Answer"), 12),
        Column(_("Note"), 24),
        Column(_("Attended"), 10),
    ]  # fmt: skip
    cells = (
        [i.name, i.of, i.capacity, i.get_reply_display(), i.note, i.attended]
        for i in meeting.invitations.all()
    )
    title = f"{meeting.name} {_('Attendance')}"
    return workbook_response(
        cells, columns, title, title, actor=request.actor, noun="meeting", unit=meeting.unit
    )


@form_page
def meeting_cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = _to_keep(request, pk)
    if request.method == "POST":
        actions.cancel_meeting(meeting=meeting, actor=request.actor)
        return done(request, _("The meeting has been called off."), _here(meeting))
    many = meeting.invitations.count()
    context = {
        "title": _("Call the meeting off"),
        "question": ngettext(
            "Call it off? %(n)d person is invited.", "Call it off? %(n)d people are invited.", many
        )
        % {"n": many},
        "submit": _("Call off"),
        "danger": True,
        "cancel_url": _here(meeting),
    }
    return render_page(request, "ui/confirm.html", context)


@form_page
def speech_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = _to_keep(request, pk)
    return act(
        request, forms.SpeechForm(sent(request), initial={"kind": "speech"}),
        lambda data: actions.add_speech(meeting=meeting, actor=request.actor, **data),
        title=_("Speech or pledge"), submit=_("Save"), said=_("Saved."), back=_here(meeting), crumbs=_crumbs(meeting),
    )  # fmt: skip


@form_page
def meeting_minutes(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = _to_keep(request, pk)
    form = forms.MinutesForm(sent(request), initial={"minutes": meeting.minutes, "version": meeting.version})
    try:
        return act(
            request, form, lambda data: actions.write_minutes(meeting=meeting, actor=request.actor, **data),
            title=_("Minutes"), submit=_("Save"), said=_("Saved."), back=_here(meeting), crumbs=_crumbs(meeting),
        )  # fmt: skip
    except Conflict as clash:
        theirs = forms.MinutesForm(initial={"minutes": clash.current.minutes})
        return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)


@require_POST
def minutes_issue(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = _to_keep(request, pk)
    if "review" in request.POST:
        draft = actions.propose_minutes(meeting=meeting, actor=request.actor)
        return redirect("documents:draft_submit", draft.pk)
    actions.issue_minutes(meeting=meeting, actor=request.actor)
    return done(request, _("The minutes have been frozen."), _here(meeting))


@require_safe
def minutes_print(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The minutes as they stand, as .docx, for whoever sees the meeting."""
    meeting = _meeting(request, pk)
    return download(
        render("minutes", minutes_letter(meeting), unit=meeting.unit), f"{meeting.name}纪要.docx", DOCX
    )


@form_page
def decision_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = _to_keep(request, pk)
    return act(
        request, forms.DecisionForm(request.actor, meeting, sent(request)),
        lambda data: actions.decide(meeting=meeting, actor=request.actor, **data),
        title=_("Write down a decision"), submit=_("Save"), said=_("Saved."), back=_here(meeting),
        crumbs=_crumbs(meeting),
    )  # fmt: skip


@form_page
def decision_finish(request: ActorRequest, pk: UUID) -> HttpResponse:
    seen = Meeting.objects.visible_to(request.actor).values("pk")
    rows = Decision.objects.filter(meeting__in=seen).select_related("meeting__unit", "owner", "task")
    decision = found(rows, pk)
    mine = decision.owner is not None and decision.owner.user_id == request.actor.user.pk
    if not mine:
        request.actor.require(
            "keep", "meeting", decision.meeting.unit, _("Only its owner or the office tells that it is done.")
        )
    return act(
        request, forms.FinishForm(sent(request), initial={"result": decision.result}),
        lambda data: actions.finish_decision(decision=decision, actor=request.actor, **data),
        title=_("Tell that it is done"), submit=_("Save"), said=_("Saved."), back=_here(decision.meeting),
        crumbs=_crumbs(decision.meeting), lead=decision.text,
    )  # fmt: skip


@form_page
def meeting_material(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = _to_keep(request, pk)
    form = forms.FileForm(sent(request), request.FILES if request.method == "POST" else None)
    return act(
        request, form,
        lambda data: files.add_material(of=meeting, file=data["file"], actor=request.actor),
        title=_("Add a file"), submit=_("Upload"), said=_("The file has been added."), back=_here(meeting),
        crumbs=_crumbs(meeting),
    )  # fmt: skip


def material_in_sight(request: ActorRequest, pk: UUID) -> Material:
    """A file whose meeting or course the person sees."""
    meetings = Meeting.objects.visible_to(request.actor).values("pk")
    courses = Course.objects.visible_to(request.actor).values("pk")
    rows = Material.objects.select_related("unit", "meeting", "course")
    return found(rows.filter(meeting__in=meetings) | rows.filter(course__in=courses), pk)


@require_safe
def material_open(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    material = material_in_sight(request, pk)
    return download(
        files.open_material(material=material, actor=request.actor), material.name, material.media_type
    )


@form_page
def material_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    material = material_in_sight(request, pk)
    noun = "meeting" if material.meeting_id else "course"
    request.actor.require("keep", noun, material.unit, _("Files are kept by the office."))
    back = reverse(f"knowledge:{noun}_detail", args=[material.meeting_id or material.course_id])
    if request.method == "POST":
        files.drop_material(material=material, actor=request.actor)
        return done(request, _("The file has been taken off."), back)
    context = {
        "title": _("Take a file off"),
        "question": _("Take “%(name)s” off? It is deleted.") % {"name": material.name},
        "submit": _("Take off"),
        "danger": True,
        "cancel_url": back,
    }
    return render_page(request, "ui/confirm.html", context)
