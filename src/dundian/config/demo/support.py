"""Support in the demonstration: a city's rules, and a dozen and a half requests in every state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dundian.config.demo.days import Calendar
from dundian.config.demo.ground import CITY, Ground
from dundian.config.demo.programme import Sent
from dundian.fieldwork import actions as fieldwork
from dundian.fieldwork.models import SupportKind, SupportRequest
from dundian.kernel import calendar as working
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Grade, Role, Unit, UnitKind

K = SupportKind
S = SupportRequest.State
ROUTES = {
    K.OFFICE: "办公室",
    K.VEHICLE: "办公室",
    K.LODGING: "办公室",
    K.FUNDS: "经济技术部",
    K.EXPERTISE: "权益保障部",
    K.DIFFICULTY: "权益保障部",
}
DESKS = {"办公室": "general-office", "经济技术部": "economy"}
# team, kind, what, yuan, asked on, how far it has come by the end
STORIES: tuple[tuple[int, str, str, int | None, tuple[int, int], str], ...] = (
    (0, K.OFFICE, "驻点在园区活动室办公，缺一台打印机和两张办公桌。", 2600, (4, 9), S.CONFIRMED),
    (0, K.VEHICLE, "走访三个乡镇的骑手驿站，需用车两天。", 600, (5, 13), S.CONFIRMED),
    (0, K.DIFFICULTY, "驻点宿舍网络不通，晚上无法上报材料。", None, (6, 14), S.ASKED),
    (
        0,
        K.EXPERTISE,
        "企业拟修订工时制度，请派熟悉劳动法律的同志来驻点指导集体协商。",
        None,
        (6, 6),
        S.DELIVERED,
    ),
    (3, K.FUNDS, "开展一线职工夏送清凉，购买防暑降温用品。", 8000, (6, 3), S.PROMISED),
    (5, K.LODGING, "镇上没有食堂，希望协调企业食堂搭伙。", 1200, (4, 11), S.CONFIRMED),
    (7, K.FUNDS, "建职工书屋，购书架和图书。", 12000, (6, 12), S.APPROVING),
    (9, K.EXPERTISE, "帮助开展货车司机入会政策宣讲，请组织部派人。", None, (5, 20), S.CONFIRMED),
    (11, K.VEHICLE, "送两名困难职工到市里办理医疗互助。", 300, (6, 17), S.APPROVING),
    (14, K.DIFFICULTY, "企业负责人长期不在本地，约谈困难，请市总协调。", None, (6, 5), S.PROMISED),
    (17, K.OFFICE, "需要投影仪一台用于培训。", 3500, (5, 28), S.RETURNED),
    (20, K.FUNDS, "慰问高温下作业的建筑工人三百人。", 15000, (5, 15), S.CONFIRMED),
    (23, K.LODGING, "驻点宿舍漏雨，需要修缮。", 1800, (6, 11), S.ASKED),
    (26, K.VEHICLE, "参加片区推进会用车。", 200, (6, 4), S.CANCELLED),
    (30, K.EXPERTISE, "请法律援助律师到园区坐班半天。", None, (5, 30), S.CONFIRMED),
    (34, K.FUNDS, "印制入会宣传册两千份。", 2400, (6, 13), S.APPROVING),
)


@dataclass
class Story:
    """One request on its way; each step puts the next one on the calendar."""

    calendar: Calendar
    ground: Ground
    counties: dict[int, Actor]
    desks: dict[int, Actor]
    sent: Sent
    kind: str
    text: str
    yuan: int | None
    end: str
    request: SupportRequest | None = None

    def _next(self, days: int) -> None:
        day = working.current().add_workdays(clock.today(), days)
        self.calendar.add(day, self.go_on, hour=10)

    def ask(self) -> None:
        amount = Decimal(self.yuan) if self.yuan else None
        self.request = fieldwork.ask_support(
            site=self.sent.site,
            kind=self.kind,
            text=self.text,
            amount=amount,
            wanted_on=clock.today() + timedelta(10),
            actor=self.sent.people[1],
        )
        self._next(1)

    def go_on(self) -> None:
        """What the one who has it does; nothing once the story has come to its end."""
        request = self.request
        if request is None or request.state == self.end:
            return
        if request.state == S.APPROVING:
            self._consent(request)
        elif request.state == S.ASKED:
            self._answer(request)
        elif request.state == S.PROMISED:
            self._provide(request)
        elif request.state == S.DELIVERED:
            self.request = fieldwork.confirm_support(
                request=request, word="已收到，谢谢。", actor=self.sent.people[0]
            )
            return
        self._next(2)

    def _consent(self, request: SupportRequest) -> None:
        office = self.counties.get(request.holder_id) or self.ground.offices[CITY]
        if self.end == S.RETURNED:
            self.request = fieldwork.return_support(
                request=request, reason="驻点工会已有投影仪，请先借用；确需购置请说明。", actor=office
            )
        elif self.end == S.CANCELLED:
            self.request = fieldwork.cancel_support(
                request=request, reason="已搭乘兄弟工作组的车。", actor=self.sent.people[0]
            )
        else:
            self.request = fieldwork.approve_support(request=request, opinion="同意。", actor=office)

    def _answer(self, request: SupportRequest) -> None:
        self.request = fieldwork.answer_support(
            request=request,
            promise="已安排专人对接，按时落实。",
            promised_on=clock.today() + timedelta(9),
            estimated=request.approved,
            actor=self.desks[request.holder_id],
        )
        if self.kind == K.EXPERTISE and self.yuan is None and self.end == S.CONFIRMED:
            helper = next(unit for unit, actor in self._units() if unit.pk != request.holder_id)
            fieldwork.call_helper(
                request=request, unit=helper, note="请协助安排车辆。", actor=self.desks[request.holder_id]
            )

    def _units(self) -> Iterator[tuple[Unit, Actor]]:
        for unit in Unit.objects.filter(pk__in=self.desks).order_by("pk"):
            yield unit, self.desks[unit.pk]

    def _provide(self, request: SupportRequest) -> None:
        spent = (request.approved * Decimal("0.95")).quantize(Decimal(1)) if request.approved else None
        self.request = fieldwork.deliver_support(
            request=request, delivery="已按申请落实到位。", spent=spent, actor=self.desks[request.holder_id]
        )


def plan(calendar: Calendar, ground: Ground, counties: dict[int, Actor], teams: list[Sent]) -> None:
    """The city's rules at the start of April, then the stories."""
    desks = _rules(ground)
    for team, kind, text, yuan, (month, day), end in STORIES:
        story = Story(calendar, ground, counties, desks, teams[team], kind, text, yuan, end)
        calendar.add(date(2024, month, day), story.ask, hour=9)


def _rules(ground: Ground) -> dict[int, Actor]:
    """Routes, consents and limits of the city; the people at its desks by the unit they serve at."""
    city, office = ground.unit(CITY), ground.offices[CITY]
    departments = {
        unit.short_name: unit for unit in Unit.objects.filter(parent=city, kind=UnitKind.DEPARTMENT)
    }
    desks = {departments["权益保障部"].pk: ground.departments[CITY], city.pk: office}
    for name, username in DESKS.items():
        person = ground.person(departments[name], Grade.STAFF, "干事")
        desks[departments[name].pk] = ground.sign_ins.open(
            person, username, Role.DEPARTMENT, departments[name]
        )
    for kind, name in ROUTES.items():
        fieldwork.set_route(unit=city, kind=kind, department=departments[name], actor=office)
    for level, above in ((UnitKind.COUNTY, 0), (UnitKind.PREFECTURE, 3000), (UnitKind.PROVINCE, 50_000)):
        fieldwork.set_rule(unit=city, kind="", level=level, above=Decimal(above), actor=office)
    fieldwork.set_support_limit(unit=city, matter="answer", days=3, actor=office)
    return desks
