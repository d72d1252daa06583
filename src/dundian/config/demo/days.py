"""The days on site, replayed in order: logs, concerns and what became of them, reports, leave."""

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from dundian.campaign.models import Indicator
from dundian.concerns import actions as concerns
from dundian.concerns.models import Concern, Referral
from dundian.config.demo import reporting, words
from dundian.config.demo.programme import Sent
from dundian.fieldwork import actions as fieldwork
from dundian.fieldwork.models import Report, Task, WorkLog
from dundian.fieldwork.signals import ConcernRaised
from dundian.kernel import clock
from dundian.org.access import Actor

A = WorkLog.Activity
# Which counted results an activity may bring, by words in the indicator's name, and how many at most.
RESULTS: dict[str, tuple[str, int]] = {
    A.VISIT: ("访谈", 12),
    A.PUBLICITY: ("宣讲", 1),
    A.ORGANISE: ("新会员", 15),
    A.RIGHTS: ("化解劳动纠纷", 1),
    A.CARE: ("慰问", 8),
    A.TRAINING: ("培训", 1),
    A.MEETING: ("建章立制", 1),
}
HABITS = (
    [A.VISIT] * 5
    + [A.PUBLICITY] * 2
    + [A.ORGANISE] * 3
    + [A.RIGHTS] * 2
    + [A.CARE] * 2
    + [A.TRAINING, A.MEETING, A.MEETING, A.OTHER]
)
Act = Callable[[], object]


@dataclass
class Calendar:
    """Things to happen, in the order of their moments; things that happen may add more."""

    chance: random.Random
    until: datetime
    waiting: list[tuple[datetime, int, Act]] = field(default_factory=list)
    count: "itertools.count[int]" = field(default_factory=itertools.count)

    def add(self, day: date, act: Act, hour: int = 17) -> None:
        moment = datetime.combine(day, time(hour, self.chance.randrange(60), self.chance.randrange(60)))
        heapq.heappush(self.waiting, (timezone.make_aware(moment), next(self.count), act))

    def live(self) -> None:
        """Let everything before `until` happen; a day is one transaction."""
        while self.waiting and self.waiting[0][0] < self.until:
            day = day_of(self.waiting[0][0])
            with transaction.atomic():
                while self.waiting and day_of(self.waiting[0][0]) == day and self.waiting[0][0] < self.until:
                    moment, _number, act = heapq.heappop(self.waiting)
                    with clock.at(moment):
                        act()


def day_of(moment: datetime) -> date:
    """The local day of an aware moment."""
    return timezone.localtime(moment).date()


def workdays(first: date, last: date) -> list[date]:
    """Monday to Friday; the demonstration does not need the public holidays."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return [d for d in days if d.weekday() < 5]


@dataclass
class Season:
    """What one city's teams live through."""

    calendar: Calendar
    teams: list[Sent]
    office: Actor
    department: Actor
    counties: dict[int, Actor]

    @property
    def chance(self) -> random.Random:
        return self.calendar.chance

    def plan(self, *, often: float, with_concerns: int) -> None:
        """Fill the calendar: how often a cadre writes a log on a working day, and how many concerns come up."""
        days = workdays(date(2024, 4, 8), day_of(self.calendar.until))
        topics = [words.CONCERNS[i % len(words.CONCERNS)] for i in range(with_concerns)]
        for sent in self.teams:
            for who, day in itertools.product(sent.people, days):
                if self.chance.random() < often:
                    self.calendar.add(
                        day, self._log(sent, who), hour=self.chance.choice([11, 16, 17, 18, 20])
                    )
        for number, (topic, text, people) in enumerate(topics):
            sent = self.teams[number * 11 % len(self.teams)]
            day = self.chance.choice(days[3:-2])
            self.calendar.add(day, self._raise(sent, topic, text, people, number), hour=15)
        for sent in self.teams:
            self._reports(sent)
            self._finish_tasks(sent)

    def _log(self, sent: Sent, who: Actor) -> Act:
        def act() -> None:
            activity = self.chance.choice(HABITS)
            text = self.chance.choice(words.LOGS[activity]).format(place=self.chance.choice(words.PLACES))
            figures = self._figures(sent, activity)
            met = (
                self.chance.randrange(3, 28) if activity in (A.VISIT, A.PUBLICITY, A.CARE, A.TRAINING) else 0
            )
            fieldwork.write_log(
                site=sent.site,
                on=clock.today(),
                activities=[activity],
                text=text,
                people_met=met,
                figures=figures,
                tasks=reporting.moved(sent, activity),
                actor=who,
            )

        return act

    def _figures(self, sent: Sent, activity: str) -> dict[Indicator, Decimal]:
        word, most = RESULTS.get(activity, ("", 0))
        tasks = (
            Task.objects.filter(site=sent.site, indicator__name__contains=word)
            if word
            else Task.objects.none()
        )
        task = tasks.select_related("indicator__unit").first()
        if task is None or task.indicator is None or self.chance.random() < 0.25:
            return {}
        return {task.indicator: Decimal(self.chance.randint(1, most))}

    def _raise(self, sent: Sent, topic: str, text: str, people: int, number: int) -> Act:
        def act() -> None:
            who = sent.people[number % 2]
            told: dict[str, Any] = (
                {"reporter": f"示例职工{number + 1}", "contact": f"1990001{number:04}"}
                if number % 3 == 0
                else {}
            )
            raised = ConcernRaised(text=text, topic=topic, people=people, **told)
            log = fieldwork.write_log(
                site=sent.site, on=clock.today(), activities=[A.VISIT], text="听职工反映情况，登记诉求一件。",
                people_met=people // 8 + 1, concerns=[raised], actor=who,
            )  # fmt: skip
            concern = Concern.objects.get(log_id=log.pk)
            self._handle(concern, sent, number)

        return act

    def _handle(self, concern: Concern, sent: Sent, number: int) -> None:
        """Most are taken through the four steps by the team; some go up, sideways or back; a few lie too long."""
        day = clock.today()
        if number % 12 == 4:
            return
        if number % 4 == 1:
            self.calendar.add(day + timedelta(2), self._refer(concern, sent, number), hour=10)
            return
        self._settle(concern, sent.people[0], number, close=number % 7 != 2)

    def _settle(self, concern: Concern, who: Actor, number: int, *, close: bool = True) -> None:
        """The three further steps in the days that follow, then the end."""
        day = clock.today()
        for after, step in ((2, "thought"), (4, "goal"), (8, "acted")):
            self.calendar.add(day + timedelta(after), self._step(concern, step, who))
        if close:
            self.calendar.add(day + timedelta(11), self._close(concern, who, number))

    def _step(self, concern: Concern, step: str, who: Actor) -> Act:
        def act() -> None:
            now = Concern.objects.get(pk=concern.pk)
            text = self.chance.choice(words.STEPS[step])
            if step == "thought":
                concerns.reply_to_worker(concern=now, text=words.FIRST_REPLY, actor=who)
                now.refresh_from_db()
            facts = words.facts(step, clock.today() + timedelta(14))
            concerns.take_step(concern=now, step=step, text=text, facts=facts, version=now.version, actor=who)

        return act

    def _close(self, concern: Concern, who: Actor, number: int) -> Act:
        def act() -> None:
            now = Concern.objects.get(pk=concern.pk)
            outcome, text, word = words.CLOSINGS[number % len(words.CLOSINGS)]
            concerns.close_concern(
                concern=now, outcome=outcome, text=text, workers_word=word, version=now.version, actor=who
            )

        return act

    def _refer(self, concern: Concern, sent: Sent, number: int) -> Act:
        county = self.counties.get(sent.site.county_id or 0)
        asked = self.department if number % 8 == 1 or county is None else county
        place = next(a.unit for a in asked.appointments)

        def act() -> None:
            now = Concern.objects.get(pk=concern.pk)
            reason = words.REFERRALS[number % len(words.REFERRALS)]
            referral = concerns.refer_concern(concern=now, to=place, reason=reason, actor=sent.people[0])
            day = clock.today()
            if number % 12 == 5:
                why = words.RETURNS[number % 2]
                back = partial(concerns.return_referral, referral=referral, reason=why, actor=asked)
                self.calendar.add(day + timedelta(1), back, hour=14)
                again = partial(self._settle, concern, sent.people[0], number)
                self.calendar.add(day + timedelta(2), again, hour=9)
            elif day_of(self.calendar.until) - day > timedelta(9):  # the newest still wait for their answer
                taken = partial(self._accept, referral, asked, concern, number)
                self.calendar.add(day + timedelta(2), taken, hour=9)

        return act

    def _accept(self, referral: Referral, asked: Actor, concern: Concern, number: int) -> None:
        concerns.accept_referral(referral=referral, answer="同意接收，抓紧办理。", actor=asked)
        self._settle(concern, asked, number)

    def _finish_tasks(self, sent: Sent) -> None:
        """What is due is mostly done in time; here and there one stays behind."""
        for task in Task.objects.filter(site=sent.site, due_on__lt=day_of(self.calendar.until)):
            if self.chance.random() < 0.9:
                day = max(task.due_on - timedelta(self.chance.randrange(1, 9)), date(2024, 4, 9))
                self.calendar.add(day, partial(self._finish, task, sent.people[0]), hour=18)

    def _finish(self, task: Task, who: Actor) -> None:
        now = Task.objects.get(pk=task.pk)
        short = now.target is not None and now.progress < now.target
        if now.state != Task.State.DONE:
            result = words.FINISHED_SHORT if short else words.FINISHED
            fieldwork.finish_task(task=now, result=result, actor=who)

    def _reports(self, sent: Sent) -> None:
        number = self.teams.index(sent)
        for month, last in ((4, 30), (5, 31)):
            first = date(2024, month, 1)
            late = month == 5 and number % 14 == 3
            if not late:
                written = date(2024, month, last) + timedelta(1 + number % 4)
                self.calendar.add(
                    written, self._report(sent, first, date(2024, month, last), number), hour=19
                )

    def _report(self, sent: Sent, first: date, last: date, number: int) -> Act:
        leader = sent.people[0]

        def act() -> None:
            report = fieldwork.draft_report(
                team=sent.team, kind=Report.Kind.MONTHLY, starts_on=first, ends_on=last, actor=leader
            )
            if first.month == 5 and number % 14 == 6:
                return
            if not report.body:
                report = fieldwork.save_report(
                    report=report,
                    version=report.version,
                    body=words.QUIET_MONTH,
                    problems="",
                    next_steps="",
                    actor=leader,
                )
            report = fieldwork.submit_report(report=report, version=report.version, actor=leader)
            if first.month == 5 and number % 7 == 1:
                return
            answered = clock.today() + timedelta(3 + number % 3)
            self.calendar.add(answered, self._judge(report, first.month == 5 and number % 14 == 10), hour=10)

        return act

    def _judge(self, report: Report, back: bool) -> Act:
        def act() -> None:
            now = Report.objects.get(pk=report.pk)
            if back:
                fieldwork.return_report(report=now, reason=words.REPORT_RETURNS[0], actor=self.office)
            else:
                fieldwork.accept_report(report=now, note="已阅，数据清楚。", actor=self.office)

        return act

    def leave_of_a_team(self, sent: Sent) -> None:
        """Both members away in the week the demonstration stands in; a third one asks and waits."""
        for who, reason in zip(sent.people, words.LEAVES, strict=False):
            self._ask(sent, who, date(2024, 6, 17), date(2024, 6, 21), reason, granted=True)
        other = self.teams[(self.teams.index(sent) + 1) % len(self.teams)]
        self._ask(
            other, other.people[1], date(2024, 6, 24), date(2024, 6, 26), words.LEAVES[0], granted=False
        )

    def _ask(self, sent: Sent, who: Actor, first: date, last: date, reason: str, *, granted: bool) -> None:
        def act() -> None:
            if who.person is None:
                return
            leave = fieldwork.ask_leave(
                person=who.person,
                unit=sent.site.unit,
                starts_on=first,
                ends_on=last,
                reason=reason,
                actor=who,
            )
            if granted:
                answer = partial(
                    fieldwork.answer_leave, leave=leave, granted=True, answer="同意。", actor=self.office
                )
                self.calendar.add(clock.today() + timedelta(1), answer, hour=9)

        self.calendar.add(date(2024, 6, 13), act, hour=9)
