"""Oversight in the demonstration: an inspection that is over, one under way, a look-back half done, questions asked."""

from datetime import date

from dundian.config.demo.days import Calendar
from dundian.config.demo.ground import CITY, Ground
from dundian.config.demo.programme import Sent
from dundian.kernel import clock
from dundian.org.access import SYSTEM, Actor
from dundian.org.actions import edit_unit
from dundian.org.models import Grade, Person, Unit
from dundian.oversight import letters
from dundian.oversight.actions import draws as drawing_up
from dundian.oversight.actions import findings as mending
from dundian.oversight.actions import lookbacks, questions, visits
from dundian.oversight.actions.findings import FindingLine
from dundian.oversight.models import Draw, Finding, Visit
from dundian.oversight.queries import hints, results
from dundian.oversight.queries.reading import owners_at

K = Finding.Kind
# Seen, compared, findings (kind, text).
SEEN = (
    (
        "上午十点到站点，两名组员都在。休息区有七名骑手，多数认得组员，能说出入会渠道。",
        "近两周日志所记走访与骑手所说一致；“骑手夜校”两次活动有签到表。",
        ((K.GOOD, "把政策宣讲放到晚上九点半收工以后，用骑手自己的例子讲，站点愿意长期办下去。"),),
    ),
    (
        "驻点办公室整洁，意见本放在门口，最近一条是六月三日。职工反映中午休息室空调没有开。",
        "台账记有“改善休息条件”，任务标为进行中，与现场相符。",
        (
            (K.NOTE, "休息室空调遥控器由班长保管，当场与企业商定午休时段常开。"),
            (K.MEND, "公示栏里的工作组联系方式还是上一批干部的，职工不知道找谁。"),
        ),
    ),
    (
        "园区服务中心二楼，组长在岗，组员请假，手续齐全。访谈保洁、保安共五人，三人没有听说过工作组。",
        "日志写明走访了物业企业，但保洁和保安班组没有走到，覆盖面与“全覆盖走访”的任务有差距。",
        (
            (K.MEND, "走访没有覆盖物业外包班组，约四十人。"),
            (K.MEND, "职工意见本没有回复栏，提了意见看不到下文。"),
        ),
    ),
)
PROOFS = (
    "已更换公示栏，写明现任组员姓名、电话和接待时间，并在班前会上介绍。",
    "已逐班走访保洁、保安，记录四十一人意见，建账办理。",
)
# Rough positions of a few towns, so that a round can be shown; two sites stay without.
PLACES = ((29.34, 104.77), (29.18, 104.98), (29.46, 104.42), (29.37, 104.71))


def plan(calendar: Calendar, ground: Ground, teams: list[Sent], office: Actor) -> None:
    """What the leading group's office does in June."""
    inspectors: list[Actor] = []

    def first() -> None:
        inspectors.extend(_inspectors(ground))
        draw = _drawn(teams, inspectors, office, "六月第一轮“四不两直”抽查", 3, "骰子 4 2 6 1 5")
        rows = list(draw.visits.order_by("place"))
        for visit, (seen, compared, found) in zip(rows, SEEN, strict=False):
            _save(visit, seen, compared, found, inspectors[0])

    calendar.add(date(2024, 6, 5), first, hour=9)
    calendar.add(date(2024, 6, 11), lambda: _prove(office), hour=15)
    calendar.add(date(2024, 6, 13), lambda: _answer_proof(inspectors[0]), hour=10)
    calendar.add(date(2024, 6, 14), lambda: _bulletin(office), hour=16)
    calendar.add(date(2024, 6, 17), lambda: _second(teams, inspectors, office), hour=9)
    calendar.add(date(2024, 6, 17), lambda: _look_back(teams, office), hour=11)
    calendar.add(date(2024, 6, 18), lambda: _ask(office), hour=23)


def _inspectors(ground: Ground) -> list[Actor]:
    """Two colleagues of the city who belong to no team."""
    city = ground.unit(CITY)
    people = [ground.person(city, Grade.MIDDLE, "机关纪委书记"), ground.person(city, Grade.STAFF, "督查专员")]
    return [ground.sign_ins.open(person, f"inspector{n}") for n, person in enumerate(people, 1)]


def _drawn(
    teams: list[Sent], inspectors: list[Actor], office: Actor, title: str, size: int, outside: str
) -> Draw:
    draw = drawing_up.plan_draw(
        campaign=teams[0].site.campaign,
        title=title,
        size=size,
        by_county=True,
        by_kind=True,
        inspectors=[actor.person for actor in inspectors if actor.person],
        informed=[],
        exclusions=[(teams[17].site, "组员集中请假，已另行安排看望。")],
        actor=office,
    )
    drawing_up.commit_draw(draw=draw, actor=office)
    return drawing_up.make_draw(draw=draw, outside=outside, actor=office)


def _save(
    visit: Visit, seen: str, compared: str, found: tuple[tuple[str, str], ...], inspector: Actor
) -> None:
    owner = owners_at(visit.site, visit.draw.unit).first()
    lines = [
        FindingLine(text, kind, owner if kind == K.MEND else None, date(2024, 6, 14 + 7 * n))
        for n, (kind, text) in enumerate(found)
    ]
    visits.save_visit(
        visit=visit,
        visited_on=clock.today(),
        seen_there=seen,
        compared=compared,
        findings=lines,
        met_team=1,
        met_host=1,
        met_workers=5,
        met_note="站长、班组长、一线职工",
        actor=inspector,
    )


def _open() -> list[Finding]:
    return list(
        Finding.objects.filter(state=Finding.State.OPEN).select_related("owner__user", "unit").order_by("id")
    )


def _prove(office: Actor) -> None:
    for finding, text in zip(_open(), PROOFS, strict=False):
        mending.prove_finding(finding=finding, text=text, actor=office)


def _answer_proof(inspector: Actor) -> None:
    proved = list(Finding.objects.filter(state=Finding.State.PROVED).order_by("id"))
    for n, finding in enumerate(proved):
        if n == 0:
            mending.verify_finding(finding=finding, text="现场看过，整改到位。", actor=inspector)
        else:
            reason = "只有走访记录，没有办理结果，请补充。"
            mending.return_finding(finding=finding, reason=reason, due_on=date(2024, 6, 21), actor=inspector)


def _bulletin(office: Actor) -> None:
    draw = Draw.objects.get(title__startswith="六月第一轮")
    bulletin = visits.keep_bulletin(draw=draw, actor=office, **letters.bulletin_draft(draw))
    visits.issue_bulletin(bulletin=bulletin, mark="自工通", actor=office)
    drawing_up.close_draw(draw=draw, actor=office)


def _second(teams: list[Sent], inspectors: list[Actor], office: Actor) -> None:
    """Under way on the day of the demonstration: known to the office and the inspectors alone."""
    draw = _drawn(teams, inspectors, office, "六月第二轮“四不两直”抽查", 6, "当日开奖 08 11 17 23 29")
    rows = list(draw.visits.order_by("place"))
    people = [actor.person for actor in inspectors if actor.person]
    days = {visit.pk: (date(2024, 6, 20 + n // 4), people) for n, visit in enumerate(rows)}
    drawing_up.arrange_visits(draw=draw, days=days, actor=office)
    _place(draw.unit, (29.35, 104.78))
    for visit, place in zip(rows, PLACES, strict=False):
        _place(Unit.objects.get(pk=visit.unit_id), place)


def _place(unit: Unit, place: tuple[float, float]) -> None:
    edit_unit(unit=unit, version=unit.version, latitude=place[0], longitude=place[1], actor=SYSTEM)


def _look_back(teams: list[Sent], office: Actor) -> None:
    """A sample of three in mid-term, one of them looked at."""
    campaign = teams[0].site.campaign
    person: Person | None = office.person
    draw = drawing_up.plan_draw(
        campaign=campaign,
        title="中期回头看抽样",
        purpose=Draw.Purpose.LOOK_BACK,
        size=3,
        by_county=True,
        by_kind=False,
        inspectors=[person] if person else [],
        informed=[],
        exclusions=[],
        actor=office,
    )
    drawing_up.commit_draw(draw=draw, actor=office)
    draw = drawing_up.make_draw(draw=draw, outside="骰子 3 3 1 6 2", actor=office)
    counted = results.lasting_for(campaign.unit)
    made = lookbacks.open_look_back(
        campaign=campaign,
        title="蹲点成果中期回头看",
        due_on=date(2024, 7, 12),
        indicators=counted,
        draw=draw,
        actor=office,
    )
    line = made.lines.order_by("id").first()
    if line is not None:
        items = list(line.items.all())
        stands = {item.pk: ("yes", "") for item in items[:-1]}
        stands |= {item.pk: ("partly", "制度已上墙，执行记录不全") for item in items[-1:]}
        lookbacks.fill_look_back(
            line=line,
            looked_on=clock.today(),
            stands=stands,
            note="现场查看台账和制度上墙情况。",
            actor=office,
        )


def _ask(office: Actor) -> None:
    """Two hints become questions, one is set aside."""
    for n, hint in enumerate(hints.hints_for(office)[:3]):
        text = "情况已掌握，不必询问。" if n == 2 else "现场情况怎么样？有没有需要协调支持的？"
        questions.ask_question(hint=hint, text=text, aside=n == 2, actor=office)
