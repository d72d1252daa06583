"""What waits: visits for inspectors, draws for organisers, proof and its answer, return visits, questions.

A visit to be made is told to its inspectors alone, an unfinished draw to its organiser; nobody inspected is either.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from dundian.kernel import clock
from dundian.notify.todo import Need, Tab, Todo, register
from dundian.org.access import Actor
from dundian.oversight.models import ContactGroup, Draw, Finding, Question, ReturnVisit, Visit
from dundian.oversight.models.returns import SOON_DAYS, groups_of
from dundian.oversight.queries.reading import draws_that_wait

INSPECT, DRAW = gettext_lazy("Inspect"), gettext_lazy("Draw for inspection")
MEND, CHECK = gettext_lazy("Put right"), gettext_lazy("Verify rectification")
COME_BACK, ANSWER, ANSWERED = (
    gettext_lazy("Return visit"),
    gettext_lazy("Answer a question"),
    gettext_lazy("Answer of a team"),
)

VISITS = Need(lambda user: Visit.objects.filter(inspectors__user=user, state=Visit.State.PLANNED))
DRAWS = Need(lambda user: Draw.objects.filter(organiser=user).exclude(state=Draw.State.CLOSED))
FINDINGS = Need(lambda user: Finding.objects.filter(state__in=Finding.OPEN))
RETURNS = Need(lambda user: ReturnVisit.objects.filter(state=ReturnVisit.State.DUE))
QUESTIONS = Need(
    lambda user: Question.objects.filter(state__in=[Question.State.ASKED, Question.State.ANSWERED])
)


@register
def of_inspections(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    if tab == Tab.WAITING:
        yield from _visits(actor, limit)
        yield from _draws(actor, limit)
    elif tab == Tab.DONE:
        rows = Visit.objects.filter(saved_by=actor.user, state=Visit.State.SAVED).select_related("unit")
        for visit in rows.order_by("-visited_on", "-id")[:limit]:
            url = reverse("oversight:visit_detail", args=[visit.pk])
            yield Todo(INSPECT, str(visit.unit), url, "", visit.visited_on, "done", visit.get_state_display())


def _visits(actor: Actor, limit: int) -> Iterator[Todo]:
    if VISITS.unmet():
        return
    rows = Visit.objects.filter(inspectors__user=actor.user, state=Visit.State.PLANNED)
    for visit in rows.select_related("unit", "site__county").order_by("planned_on", "place", "id")[:limit]:
        url = reverse("oversight:visit_detail", args=[visit.pk])
        yield Todo(INSPECT, str(visit.unit), url, str(visit.site.county), visit.planned_on, visit.standing)


def _draws(actor: Actor, limit: int) -> Iterator[Todo]:
    if DRAWS.unmet():
        return
    for draw in draws_that_wait(actor).order_by("id")[:limit]:
        url = reverse("oversight:draw_detail", args=[draw.pk])
        yield Todo(DRAW, draw.title, url, "", None, draw.standing, draw.get_state_display())


@register
def of_findings(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    if tab == Tab.WAITING and not FINDINGS.unmet():
        own = Q(owner__user=actor.user, state__in=[Finding.State.OPEN, Finding.State.RETURNED])
        at_site = Q(unit__in=_prove_at(actor), state__in=[Finding.State.OPEN, Finding.State.RETURNED])
        check = Q(state=Finding.State.PROVED) & (
            Q(by_unit__in=actor.offices) | Q(visit__in=_inspected(actor))
        )
        rows = Finding.objects.filter(own | at_site | check & ~Q(proved_by=actor.user)).select_related("unit")
        for finding in rows.order_by("due_on", "id")[:limit]:
            yield _finding(finding)
    elif tab == Tab.DONE:
        rows = Finding.objects.filter(events__by=actor.user, state=Finding.State.VERIFIED).distinct()
        for finding in rows.select_related("unit").order_by("-due_on", "-id")[:limit]:
            yield _finding(finding)


def _prove_at(actor: Actor) -> list[int]:
    return [a.unit_id for a in actor.appointments if a.role == "team_leader"]


def _inspected(actor: Actor) -> "Iterable[object]":
    return Visit.objects.filter(inspectors__user=actor.user, state=Visit.State.SAVED).values("pk")


def _finding(finding: Finding) -> Todo:
    url = reverse("oversight:finding_detail", args=[finding.pk])
    kind = CHECK if finding.state == Finding.State.PROVED else MEND
    words = finding.get_state_display()
    return Todo(kind, str(finding), url, str(finding.unit), finding.due_on, finding.standing, words)


@register
def of_returns(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    """Told to the group from two weeks before the day."""
    if tab not in (Tab.WAITING, Tab.DONE) or (tab == Tab.WAITING and RETURNS.unmet()):
        return
    mine = ContactGroup.objects.filter(groups_of(actor)).values("pk")
    rows = ReturnVisit.objects.filter(group__in=mine).select_related("unit", "group__team")
    if tab == Tab.WAITING:
        soon = clock.today() + timedelta(days=SOON_DAYS)
        rows = rows.filter(state=ReturnVisit.State.DUE, due_on__lte=soon).order_by("due_on", "id")
    else:
        rows = rows.filter(by=actor.user, state=ReturnVisit.State.MADE).order_by("-due_on", "-id")
    for visit in rows[:limit]:
        url = reverse("oversight:group_detail", args=[visit.group_id])
        yield Todo(COME_BACK, str(visit.unit), url, str(visit.group), visit.due_on, visit.standing)


@register
def of_questions(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    if tab == Tab.WAITING and not QUESTIONS.unmet():
        at = [a.unit_id for a in actor.appointments if a.role in ("team_leader", "cadre")]
        asked = Q(state=Question.State.ASKED, unit__in=at)
        heard = Q(state=Question.State.ANSWERED, asked_by=actor.user)
        rows = Question.objects.filter(asked | heard).select_related("unit").order_by("due_on", "id")
    elif tab == Tab.STARTED:
        rows = Question.objects.filter(asked_by=actor.user, state=Question.State.ASKED).select_related("unit")
        rows = rows.order_by("-asked_on", "-id")
    else:
        return
    for question in rows[:limit]:
        url = reverse("oversight:question_detail", args=[question.pk])
        kind = ANSWERED if question.state == Question.State.ANSWERED else ANSWER
        words = question.get_state_display()
        yield Todo(kind, question.reason, url, str(question.unit), question.due_on, question.standing, words)
