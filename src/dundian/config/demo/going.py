"""Coming and going in the demonstration: leave of every kind, two replacements, a dispatch that ends early."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from dundian.config.demo.days import Calendar
from dundian.config.demo.ground import CITY, Ground
from dundian.config.demo.programme import Sent
from dundian.fieldwork import actions as fieldwork
from dundian.fieldwork.actions import handovers
from dundian.fieldwork.models import Handover, Leave
from dundian.kernel import clock
from dundian.org.access import Actor, actor_of
from dundian.org.models import Grade
from dundian.planning import actions as planning

K = Leave.Kind
# team, kind, first day, last day, from noon, reason, what becomes of it
LEAVES = (
    (2, K.ANNUAL, (5, 6), (5, 8), False, "五一后年休假。", "granted"),
    (4, K.SICK, (6, 18), (6, 21), True, "腰伤复诊。", "granted"),
    (10, K.OFFICIAL, (6, 12), (6, 14), False, "抽调参加省总工会培训班。", "granted"),
    (13, K.FAMILY, (6, 13), (6, 20), False, "父亲住院陪护。", "back"),
    (16, K.FAMILY, (6, 27), (6, 28), False, "孩子毕业典礼。", "cancelled"),
    (19, K.ANNUAL, (7, 1), (7, 3), False, "年休假。", "asked"),
)
ABSENCE = (22, (6, 6), "未请假离岗半天以上，经谈话说明，已补交书面情况。")
REPLACED = ((37, (6, 13), (6, 19), "岗位调整，回原单位工作。"), (8, (6, 17), (6, 24), "因病长期离岗。"))


@dataclass
class Going:
    """What happens to the people of the city's teams."""

    calendar: Calendar
    ground: Ground
    teams: list[Sent]

    def plan(self) -> None:
        for line in LEAVES:
            self._leave(*line)
        team, day, reason = ABSENCE
        self._absence(self.teams[team], date(2024, *day), reason)
        for number, (team, decided, on, why) in enumerate(REPLACED):
            act = partial(self._replace, self.teams[team], date(2024, *on), why, number)
            self.calendar.add(date(2024, *decided), act, hour=9)

    def _leave(
        self,
        team: int,
        kind: str,
        first: tuple[int, int],
        last: tuple[int, int],
        from_noon: bool,
        reason: str,
        end: str,
    ) -> None:
        sent, starts_on, ends_on = self.teams[team], date(2024, *first), date(2024, *last)
        leader, who = sent.people[0], sent.people[1]

        def ask() -> None:
            if who.person is None:
                return
            leave = fieldwork.ask_leave(
                person=who.person,
                unit=sent.site.unit,
                kind=kind,
                starts_on=starts_on,
                ends_on=ends_on,
                from_noon=from_noon,
                stand_in=leader.person,
                reason=reason,
                actor=who,
            )
            if end in ("granted", "back"):
                fieldwork.answer_leave(leave=leave, granted=True, answer="同意，做好工作衔接。", actor=leader)
            if end == "back":
                back = partial(fieldwork.come_back, leave=leave, on=date(2024, 6, 18), actor=who)
                self.calendar.add(date(2024, 6, 18), back, hour=8)
            if end == "cancelled":
                self.calendar.add(
                    date(2024, 6, 18), partial(fieldwork.cancel_leave, leave=leave, actor=who), hour=8
                )

        asked = date.fromordinal(starts_on.toordinal() - 5) if end != "asked" else date(2024, 6, 18)
        self.calendar.add(min(asked, date(2024, 6, 17)), ask, hour=8)

    def _absence(self, sent: Sent, day: date, reason: str) -> None:
        def note() -> None:
            if sent.people[1].person is not None:
                fieldwork.note_absence(
                    person=sent.people[1].person,
                    unit=sent.site.unit,
                    starts_on=day,
                    ends_on=day,
                    reason=reason,
                    actor=sent.people[0],
                )

        self.calendar.add(date.fromordinal(day.toordinal() + 1), note, hour=8)

    def _replace(self, sent: Sent, on: date, why: str, number: int) -> None:
        leaving, office = sent.people[0], self.ground.offices[CITY]
        person = self.ground.person(self.ground.unit(CITY), Grade.STAFF, "四级主任科员")
        coming = self.ground.sign_ins.open(person, f"newcomer{number + 1}")
        if leaving.person is None:
            return
        planning.replace_member(
            team=sent.team,
            leaving=leaving.person,
            coming=person,
            on=on,
            reason=why,
            notice=True,
            actor=office,
        )
        self.calendar.add(date.fromordinal(on.toordinal() - 1), partial(self._give, sent, leaving), hour=8)
        self.calendar.add(on, partial(self._take, sent, coming), hour=8)

    def _give(self, sent: Sent, leaving: Actor) -> None:
        sheet = Handover.objects.get(team=sent.team)
        notes = "与驻点工会每周一碰头；两户困难职工需在月底前回访。"
        handovers.give_over(sheet=sheet, notes=notes, actor=leaving)

    def _take(self, sent: Sent, coming: Actor) -> None:
        handovers.pass_on_due()
        sheet = Handover.objects.get(team=sent.team)
        handovers.take_over_handover(sheet=sheet, word="逐项核对无误。", actor=actor_of(coming.user))


def end_one(calendar: Calendar, sent: Sent, office: Actor) -> None:
    """A team is called back before its time: what it leaves goes to the office and the return visits."""

    def act() -> None:
        planning.end_dispatch(
            dispatch=sent.team.dispatch,
            on=clock.today(),
            reason="主要任务提前完成，人员另有任用。",
            actor=office,
        )

    calendar.add(date(2024, 6, 18), act, hour=23)
