"""Teams that back-schedule their tasks in April, and a leave in June that moves the plan of one of them."""

from datetime import date
from functools import partial

from dundian.config.demo.days import Calendar
from dundian.config.demo.programme import Sent
from dundian.fieldwork import actions as fieldwork
from dundian.fieldwork import backplan
from dundian.fieldwork.models import Task
from dundian.org.access import Actor

DAY = date(2024, 4, 9)


def plan_in_april(calendar: Calendar, teams: list[Sent]) -> None:
    """Each team shares its tasks out between its members and puts its plan into force."""
    for sent in teams:
        calendar.add(DAY, partial(_plan, sent), hour=10)


def _plan(sent: Sent) -> None:
    leader = sent.people[0]
    for number, task in enumerate(Task.objects.filter(site=sent.site).order_by("group", "due_on", "id")):
        owner = sent.people[number % len(sent.people)].person
        if owner and owner.pk != task.owner_id:
            fieldwork.edit_task(task=task, version=task.version, owner=owner, actor=leader)
    found = backplan.propose(sent.site)
    fieldwork.plan_site(site=sent.site, digest=found.digest, actor=leader)


def leave_that_moves_a_plan(calendar: Calendar, sent: Sent, office: Actor) -> None:
    """The second member is granted a week and a half; the new dates wait for the team leader."""
    cadre = sent.people[1]

    def ask() -> None:
        if cadre.person is None:
            return
        leave = fieldwork.ask_leave(
            person=cadre.person, unit=sent.site.unit, starts_on=date(2024, 6, 24), ends_on=date(2024, 7, 3),
            reason="参加省总工会干部培训班。", actor=cadre,
        )  # fmt: skip
        granted = partial(fieldwork.answer_leave, leave=leave, granted=True, answer="同意。", actor=office)
        calendar.add(date(2024, 6, 18), granted, hour=11)

    calendar.add(date(2024, 6, 17), ask, hour=16)
