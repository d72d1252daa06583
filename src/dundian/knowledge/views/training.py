"""Training: courses, lists, the short check, certificates."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.forms.rows import rows_of, with_spare
from dundian.documents.press import render
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid
from dundian.knowledge.actions import materials as files
from dundian.knowledge.actions import training as actions
from dundian.knowledge.actions.training import QuestionLine
from dundian.knowledge.forms import meetings as forms
from dundian.knowledge.letters import certificate
from dundian.knowledge.models import Course, Participant
from dundian.knowledge.queries import meetings as queries
from dundian.knowledge.views.frame import Button, Cell, Listed, Table, act, found, listing, require_any, sent
from dundian.knowledge.views.meetings import attendance_page, rows_page
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.formats import moment, number
from dundian.ui.pages import DOCX, conflict_page, done, download, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "knowledge:course_list"
SHOWN = 200  # of a list of names; the export holds all


def _course(request: ActorRequest, pk: UUID) -> Course:
    return found(Course.objects.visible_to(request.actor).select_related("unit", "campaign"), pk)


def _to_keep(request: ActorRequest, pk: UUID) -> Course:
    course = _course(request, pk)
    request.actor.require("keep", "course", course.unit, _("Courses are kept by the office that gives them."))
    return course


def _here(course: Course) -> str:
    return reverse("knowledge:course_detail", args=[course.pk])


def _crumbs(course: Course | None = None) -> list[Any]:
    here: list[Any] = [_("Training courses"), reverse(LIST)]
    return [*here, course.name, _here(course)] if course else here


def _seen(actor: Actor) -> None:
    if not Course.objects.visible_to(actor).exists():
        require_any(actor, "course", "view", "keep")


@require_safe
def course_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    _seen(actor)
    conditions = forms.CourseFilter(request.GET)
    keeps = actor.can("keep", "course")
    listed = Listed(
        title=_("Training courses"),
        heads=[
            (_("Training course"), ""), (_("Given by"), ""), (_("Taught by"), ""), (_("Starts at"), "nowrap"),
            (_("Hours"), "num"), (_("Enrolled"), "num"), (_("Attended"), "num"), (_("State"), ""),
        ],
        cells=lambda c: [
            Cell(c.name, _here(c)),
            Cell(str(c.unit)),
            Cell(c.teacher),
            Cell(moment(c.starts_at), css="nowrap"),
            Cell(number(c.hours), css="num"),
            Cell(c.enrolled, css="num"),
            Cell(c.there if c.state == Course.State.HELD else None, css="num"),
            Cell(c.get_state_display(), tone=c.standing),
        ],
        order=queries.ORDER,
        empty=_("No course has been planned yet."),
        export_url=reverse("knowledge:course_export"),
        buttons=[Button(_("Plan a course"), reverse("knowledge:course_create"), "plus", True)] if keeps else [],
    )  # fmt: skip
    return listing(request, queries.courses_for(actor, conditions.valid_data()), conditions, listed)


@require_safe
def course_export(request: ActorRequest) -> HttpResponseBase:
    actor = request.actor
    _seen(actor)
    conditions = forms.CourseFilter(request.GET)
    rows = queries.courses_for(actor, conditions.valid_data()).order_by(*queries.ORDER)
    columns = [
        Column(_("Training course"), 36), Column(_("Given by"), 24), Column(_("Taught by"), 20),
        Column(_("Starts at"), 18, "moment"),
        Column(_("Held at"), 24), Column(_("Hours"), 8, "decimal"), Column(_("Enrolled"), 10, "number"),
        Column(_("Attended"), 10, "number"), Column(_("State"), 10),
    ]  # fmt: skip
    cells = (
        [
            c.name, str(c.unit), c.teacher, c.starts_at, c.place, c.hours, c.enrolled, c.there,  # type: ignore[attr-defined]
            c.get_state_display(),
        ]
        for c in rows.iterator(chunk_size=500)
    )  # fmt: skip
    title = _("Training courses")
    return workbook_response(
        cells, columns, title, title, filters=conditions.in_use, actor=actor, noun="course"
    )


@form_page
def course_create(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    actor.require("keep", "course", None, _("Courses are planned by an office."))
    initial = {"hours": 2, "pass_mark": 60}

    def run(data: dict[str, Any]) -> Course:
        data.pop("version")
        return actions.plan_course(actor=actor, **data)

    return act(
        request, forms.CourseForm(actor, sent(request), initial=initial), run, title=_("Plan a course"),
        submit=_("Save"), said=_("The course has been planned. Enrol people next."), back=reverse(LIST), to=_here,
        crumbs=_crumbs(),
    )  # fmt: skip


@form_page
def course_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    course, actor = _to_keep(request, pk), request.actor
    form = forms.CourseForm(actor, sent(request), unit=course.unit, initial=forms.course_initial(course))

    def run(data: dict[str, Any]) -> Course:
        return actions.edit_course(course=course, version=data.pop("version"), actor=actor, **data)

    try:
        return act(
            request, form, run, title=_("Change the course"), submit=_("Save"), said=_("Saved."), back=_here(course),
            crumbs=_crumbs(course),
        )  # fmt: skip
    except Conflict as clash:
        theirs = forms.CourseForm(actor, unit=course.unit, initial=forms.course_initial(clash.current))
        return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)


def _people_table(people: Sequence[Participant], *, keeps: bool) -> Table:
    rows = []
    for p in people:
        there = {True: (_("Attended"), "done"), False: (_("Absent"), "todo"), None: ("", "")}[p.attended]
        cells = [Cell(p.person.name), Cell(str(p.person.home_unit))]
        if keeps:
            cells.append(Cell(there[0], tone=there[1]))
            paper = reverse("knowledge:certificate_print", args=[p.pk]) if p.certificate else ""
            cells += [Cell(None if p.score is None else f"{p.score}%", css="num"), Cell(p.certificate, paper)]
        rows.append(cells)
    heads = [(_("Name"), ""), (_("Unit"), "")]
    if keeps:
        heads += [(_("Attended"), ""), (_("Result of the check"), "num"), (_("Certificate"), "")]
    return Table(_("Participants"), heads, rows, _("Nobody is enrolled yet."))


@require_safe
def course_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    course, actor = _course(request, pk), request.actor
    keeps = actor.can("keep", "course", course.unit)
    people = list(course.participants.select_related("person__home_unit"))
    own = next((p for p in people if p.person.user_id == actor.user.pk), None)
    waiting = sum(p.attended is True and not p.certificate for p in people)
    context = {
        "course": course,
        "keeps": keeps,
        "planned": course.state == Course.State.PLANNED,
        "held": course.state == Course.State.HELD,
        "cancelled": course.state == Course.State.CANCELLED,
        "people": _people_table(people[:SHOWN], keeps=keeps),
        "people_count": len(people),
        "there": sum(p.attended is True for p in people),
        "own": own,
        "questions": course.questions.count(),
        "passed": own is not None and own.score is not None and own.score >= course.pass_mark,
        "materials": list(course.materials.all()),
        "waiting": waiting,
    }
    return render_page(request, "knowledge/course_detail.html", context)


@form_page
def course_enrol(request: ActorRequest, pk: UUID) -> HttpResponse:
    course, actor = _to_keep(request, pk), request.actor

    def run(data: dict[str, Any]) -> int:
        people = [person for person, _as in queries.people_of(course.unit, course.campaign, data["groups"])]
        if data["person"]:
            people.append(data["person"])
        return actions.enrol(course=course, people=people, actor=actor)

    return act(
        request, forms.EnrolForm(actor, sent(request)), run, title=_("Enrol"), said=_("The list has been completed."),
        back=_here(course), crumbs=_crumbs(course),
    )  # fmt: skip


@form_page
def course_attendance(request: ActorRequest, pk: UUID) -> HttpResponse:
    course = _to_keep(request, pk)
    people = list(course.participants.select_related("person__home_unit"))
    if request.method == "POST":
        present = set(request.POST.getlist("present"))
        chosen = [p.pk for p in people if str(p.pk) in present]
        actions.note_presence(course=course, present=chosen, actor=request.actor)
        return done(request, _("Attendance has been noted."), _here(course))
    noted = any(p.attended is not None for p in people)
    lines = [
        (p.pk, p.person.name, str(p.person.home_unit), "", p.attended if noted else True) for p in people
    ]
    return attendance_page(request, lines, _here(course), _crumbs(course))


@require_safe
def participant_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    course = _to_keep(request, pk)
    columns = [
        Column(_("Name"), 14), Column(_("Unit"), 28), Column(_("Attended"), 10), Column(_("Certificate"), 24),
        Column(_("Certified on"), 12, "date"),
    ]  # fmt: skip
    cells = (
        [p.person.name, str(p.person.home_unit), p.attended, p.certificate, p.certified_on]
        for p in course.participants.select_related("person__home_unit")
    )
    title = f"{course.name} {_('Participants')}"
    return workbook_response(
        cells, columns, title, title, actor=request.actor, noun="course", unit=course.unit
    )


@form_page
def course_questions(request: ActorRequest, pk: UUID) -> HttpResponse:
    course = _to_keep(request, pk)
    stored = [{"text": q.text, "options": q.options, "answer": q.answer + 1} for q in course.questions.all()]
    rows = rows_of(forms.QuestionRow, "questions", stored=stored)
    whole: list[str] = []
    if request.method == "POST" and "add" in request.POST:
        rows = with_spare(forms.QuestionRow, "questions", request.POST)
    elif request.method == "POST":
        rows = rows_of(forms.QuestionRow, "questions", data=request.POST)
        if rows.is_valid():
            lines = [
                QuestionLine(d["text"], d["options"], d["answer"] - 1)
                for d in (row.cleaned_data for row in rows.kept())
            ]
            try:
                actions.set_questions(course=course, questions=lines, actor=request.actor)
            except Invalid as bad:
                whole = rows.show(bad)
            else:
                return done(request, _("Saved."), _here(course))
    return rows_page(
        request, rows, whole, _("Short check"), _("Add a question"), _here(course), _crumbs(course)
    )


@form_page
def course_check(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The short check, for whoever takes part and wants it."""
    course, actor = _course(request, pk), request.actor
    if not course.participants.filter(person__user=actor.user).exists() or not course.questions.exists():
        actions.take_check(course=course, answers={}, actor=actor)
    form = forms.CheckForm(course, sent(request))
    return act(
        request, form, lambda data: actions.take_check(course=course, answers=form.answers(), actor=actor),
        title=_("Short check"), submit=_("Hand in"), said=_("Your result stands on the page of the course."),
        back=_here(course), crumbs=_crumbs(course),
        lead=_("It is for yourself and may be repeated; the better result stays. Nobody is ranked by it."),
    )  # fmt: skip


@require_POST
def course_certify(request: ActorRequest, pk: UUID) -> HttpResponse:
    course = _to_keep(request, pk)
    made = actions.certify(course=course, actor=request.actor)
    said = ngettext("%(n)d certificate has been made.", "%(n)d certificates have been made.", made)
    return done(request, said % {"n": made}, _here(course))


@form_page
def course_cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    course = _to_keep(request, pk)
    if request.method == "POST":
        actions.cancel_course(course=course, actor=request.actor)
        return done(request, _("The course has been called off."), _here(course))
    context = {
        "title": _("Call the course off"),
        "question": _("Call “%(name)s” off?") % {"name": course.name},
        "submit": _("Call off"),
        "danger": True,
        "cancel_url": _here(course),
    }
    return render_page(request, "ui/confirm.html", context)


@form_page
def course_material(request: ActorRequest, pk: UUID) -> HttpResponse:
    course = _to_keep(request, pk)
    form = forms.FileForm(sent(request), request.FILES if request.method == "POST" else None)
    return act(
        request, form, lambda data: files.add_material(of=course, file=data["file"], actor=request.actor),
        title=_("Add a file"), submit=_("Upload"), said=_("The file has been added."), back=_here(course),
        crumbs=_crumbs(course),
    )  # fmt: skip


@require_safe
def certificate_print(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """One's own certificate, or as the office any of the course's, as .docx."""
    courses = Course.objects.visible_to(request.actor).values("pk")
    rows = Participant.objects.filter(course__in=courses).select_related("course__unit", "person")
    participant = found(rows, pk)
    if participant.person.user_id != request.actor.user.pk:
        request.actor.require(
            "keep",
            "course",
            participant.course.unit,
            _("A certificate is handed to its owner or the office."),
        )
    if not participant.certificate:
        raise Http404
    name = f"{participant.person.name} {participant.course.name}.docx"
    printed = render("citation", certificate(participant), unit=participant.course.unit)
    return download(printed, name, DOCX)
