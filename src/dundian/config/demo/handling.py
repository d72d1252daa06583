"""Concerns of the demonstration that show the whole workflow: paused, returned three times, with letters, helpers,
parts, a call-back, and those that wait at a department's desk."""

from datetime import date, time, timedelta
from functools import partial
from io import BytesIO
from uuid import UUID

from PIL import Image

from dundian.concerns import actions as concerns
from dundian.concerns.models import CallBack, Concern, Letter, OutsideBody, Phrase, Tier
from dundian.config.demo import words
from dundian.config.demo.days import Calendar
from dundian.config.demo.ground import CITY, Ground
from dundian.config.demo.programme import Sent
from dundian.kernel import clock
from dundian.org.access import Actor, actor_of
from dundian.org.models import Unit

Kind, Source, Topic = Concern.Kind, Concern.Source, Concern.Topic
BODIES = (
    ("市人力资源和社会保障局劳动保障监察支队", OutsideBody.Kind.LABOUR, "综合科"),
    ("市劳动人事争议仲裁院", OutsideBody.Kind.ARBITRATION, "立案庭"),
    ("市中级人民法院诉调对接中心", OutsideBody.Kind.COURT, "调解窗口"),
    ("市法律援助中心", OutsideBody.Kind.JUSTICE, "接待室"),
    ("示例配送服务有限公司", OutsideBody.Kind.EMPLOYER, "人力资源部"),
)
PHRASES = (
    (Phrase.Place.THOUGHT, "经与职工代表、企业人力资源部分别核实，情况属实，原因主要有："),
    (Phrase.Place.GOAL, "月底前企业完成整改并公示，以职工代表签字确认为准。"),
    (Phrase.Place.REPLY, "您反映的事项已交由专人办理，我们会在规定时间内答复您。"),
    (Phrase.Place.REFER, "已与贵单位电话沟通，请予接收。"),
    (Phrase.Place.CLOSE, "经协调，企业已完成整改，工会现场复核无误。"),
    (Phrase.Place.LETTER, "经核实，贵单位存在下列情况："),
)


def plan(
    calendar: Calendar, ground: Ground, counties: dict[int, Actor], own: Sent, others: list[Sent]
) -> None:
    """Put the stories on the calendar of the city told in full."""
    tales = Tales(calendar, ground, counties, own, others)
    office = ground.offices[CITY]
    calendar.add(date(2024, 4, 10), partial(_books, office), hour=9)
    for day, tale in (
        (date(2024, 5, 20), tales.with_letters),
        (date(2024, 6, 3), tales.paused),
        (date(2024, 5, 27), tales.bounced),
        (date(2024, 5, 30), tales.with_parts),
        (date(2024, 6, 11), tales.hotline),
        (date(2024, 6, 12), tales.praise),
        (date(2024, 6, 4), tales.grave),
        (date(2024, 6, 5), tales.reopened),
        (date(2024, 6, 17), tales.asked_today),
    ):
        calendar.add(day, tale, hour=10)
    for number in range(12):  # the job of every quarter of an hour, seen once a working day
        calendar.add(
            date(2024, 6, 3) + timedelta(number + number // 5 * 2), concerns.escalate_overdue, hour=18
        )


def _books(office: Actor) -> None:
    unit = office.appointments[0].unit
    for name, kind, contact in BODIES:
        concerns.keep_body(unit=unit, name=name, kind=kind, contact=contact, actor=office)
    for place, text in PHRASES:
        concerns.add_phrase(place=place, text=text, unit=unit, actor=office)
    concerns.set_time_limit(
        unit=unit, matter="settle", tier=Tier.ORDINARY, amount=15, measure="workdays", actor=office
    )
    concerns.set_handling_rule(
        unit=unit, warn_percent=70, quiet_from=time(20), quiet_until=time(8), bounces=3, escalate_every=21,
        call_back_workdays=5, actor=office,
    )  # fmt: skip


class Tales:
    """Each tale begins on its day and puts what follows on the calendar."""

    def __init__(
        self, calendar: Calendar, ground: Ground, counties: dict[int, Actor], own: Sent, others: list[Sent]
    ) -> None:
        self.calendar, self.ground, self.own, self.others = calendar, ground, own, others
        self.office, self.department = ground.offices[CITY], ground.departments[CITY]
        self.county = counties.get(own.site.county_id or 0, self.office)

    def _raise(self, sent: Sent, text: str, **more: object) -> Concern:
        return concerns.raise_concern(
            unit=sent.site.unit,
            site=sent.site,
            text=text,
            actor=actor_of(sent.people[1].user),
            **more,  # type: ignore[arg-type]
        )

    def _later(self, days: int, act: object, hour: int = 10) -> None:
        self.calendar.add(clock.today() + timedelta(days), act, hour=hour)  # type: ignore[arg-type]

    def _steps(self, concern: Concern, who: Actor, *steps: str) -> Concern:
        for step in steps:
            now = Concern.objects.get(pk=concern.pk)
            text = words.STEPS[step][0]
            facts = words.facts(step, clock.today() + timedelta(14))
            concern = concerns.take_step(
                concern=now, step=step, text=text, facts=facts, version=now.version, actor=who
            )
        return concern

    def with_letters(self) -> None:
        """A department writes to the employer and to the labour inspection; one reply came, one is overdue."""
        concern = self._raise(
            self.own, "平台按最低派单量扣罚，站点骑手每月被扣三百到八百元不等。", topic=Topic.WAGES, people=46,
            tier=Tier.HARD, where="城区三个配送站", gravity="serious", reporter="示例职工甲", contact="19900020001",
        )  # fmt: skip
        lead = actor_of(self.own.people[0].user)
        concerns.grade_concern(concern=concern, tier=Tier.HARD, version=concern.version, actor=lead)
        referral = concerns.refer_concern(
            concern=concern,
            to=self._unit(self.department),
            reason="涉及平台用工规则，请权益保障部牵头。",
            actor=lead,
        )
        concerns.accept_referral(referral=referral, answer="同意牵头办理。", actor=self.department)
        self._later(1, partial(self._letters, concern.pk))

    def _letters(self, pk: UUID) -> None:
        who, concern = self.department, Concern.objects.get(pk=pk)
        concern = self._steps(concern, who, "thought", "goal")
        bodies = {b.kind: b for b in OutsideBody.objects.filter(unit=self.office.appointments[0].unit)}
        person = who.person
        if person is None:
            return
        for text, days in (
            ("约谈平台公司，核对扣罚台账", 10),
            ("走访三个配送站，收集骑手意见", 20),
            ("督促公示新规则", 34),
        ):
            concerns.add_measure(
                concern=concern, text=text, owner=person, due_on=clock.today() + timedelta(days), actor=who
            )
        concerns.finish_measure(
            measure=concern.measures.earliest("due_on"), result="台账已核对，属实。", actor=who
        )
        concerns.ask_help(
            concern=concern, unit=self._unit(self.county), part="配合走访本县两个配送站，摸清扣罚人数和金额。",
            due_on=clock.today() + timedelta(7), actor=who,
        )  # fmt: skip
        concerns.answer_help(
            help=concern.helps.get(),
            answer="走访两个站点，涉及二十一人，共扣罚九千六百元。",
            actor=self.county,
        )
        letter = concerns.draft_letter(
            concern=concern, kind=Letter.Kind.OPINION, body=bodies[OutsideBody.Kind.EMPLOYER],
            title="关于最低派单量扣罚问题", reply_days=10, actor=who,
            text="贵单位以未达到最低派单量为由扣减骑手劳动报酬，未与职工代表协商，也未公示。\n"
            "请停止执行上述规定，退还已扣款项，并与工会就计件单价和派单规则开展集体协商。",
        )  # fmt: skip
        concerns.issue_letter(letter=letter, actor=self.office)
        second = concerns.draft_letter(
            concern=concern, kind=Letter.Kind.ADVICE, body=bodies[OutsideBody.Kind.LABOUR],
            title="关于配送行业扣罚问题的监察建议", reply_days=10, actor=who,
            text="我会在蹲点中发现配送站点普遍存在以罚代管、扣减报酬的情况。\n建议贵单位开展专项检查，依法纠正。",
        )  # fmt: skip
        concerns.issue_letter(letter=second, actor=self.office)
        reply = partial(
            concerns.record_letter_reply, letter=letter, actor=who, replied_on=date(2024, 6, 3),
            text="我公司已停止执行最低派单量扣罚，五月扣款于六月十五日前退还。",
        )  # fmt: skip
        self._later(13, reply)
        concerns.add_note(concern=concern, text="平台区域经理态度配合，财务核算要到十二号。", actor=who)
        picture = BytesIO()
        Image.new("RGB", (480, 320), (225, 232, 240)).save(picture, "PNG")
        picture.seek(0)
        picture.name = "扣罚台账.png"
        concerns.attach_file(concern=concern, file=picture, actor=who)
        concerns.reply_to_worker(
            concern=concern,
            text="您反映的扣罚问题已由市总工会权益保障部办理，已向公司发出意见书。",
            actor=who,
        )

    def paused(self) -> None:
        """The clock stands still until the arbitration has ruled."""
        concern = self._raise(
            self.own, "离职骑手被拖欠最后一个月报酬，已申请劳动仲裁。", topic=Topic.WAGES, people=2, tier=Tier.HARD,
            reporter="示例职工乙", contact="19900020002",
        )  # fmt: skip
        who = actor_of(self.own.people[0].user)
        concern = self._steps(concern, who, "thought", "goal")
        concerns.pause_concern(
            concern=concern, reason="ruling", text="等待劳动人事争议仲裁院七月上旬开庭裁决。",
            until=date(2024, 7, 12), version=concern.version, actor=who,
        )  # fmt: skip

    def bounced(self) -> None:
        """Three returns, then the leading group has it."""
        concern = self._raise(
            self.own, "园区班车停运，夜班职工下班后无车可乘，多家企业都有反映。", topic=Topic.WELFARE, people=260,
            gravity="serious",
        )  # fmt: skip
        self._bounce(concern.pk, 0)

    def _bounce(self, pk: UUID, round: int) -> None:
        concern, lead = Concern.objects.get(pk=pk), actor_of(self.own.people[0].user)
        asked = (self.county, self.department, self.county)[round]
        why = (
            "班车由园区管委会运营，不属县总工会职责，请与园区对接。",
            "不涉及劳动权益保障，建议由县区协调交通部门。",
            "交通线路调整需市级部门决定，县里无法解决。",
        )[round]
        referral = concerns.refer_concern(
            concern=concern, to=self._unit(asked), reason=words.REFERRALS[round % 3], actor=lead
        )
        self.calendar.add(
            clock.today() + timedelta(2),
            partial(concerns.return_referral, referral=referral, reason=why, actor=asked),
            hour=9,
        )
        if round < 2:
            self.calendar.add(clock.today() + timedelta(3), partial(self._bounce, pk, round + 1), hour=10)

    def with_parts(self) -> None:
        """One matter at four sites: a parent with three parts, and one linked."""
        whole = concerns.raise_concern(
            unit=self._unit(self.office), text="多个点位反映高温津贴未按标准发放，需要全市统一口径。",
            topic=Topic.WAGES, people=530, tier=Tier.GRAVE, source=Source.MEETING, actor=self.office,
            campaign=self.own.site.campaign,
        )  # fmt: skip
        for number, sent in enumerate((self.own, *self.others[:2])):
            part = self._raise(
                sent, f"入夏以来高温津贴没有发，班组{number + 1}组都没有领到。", topic=Topic.WAGES, people=30
            )
            lead = actor_of(sent.people[0].user)
            referral = concerns.refer_concern(
                concern=part, to=self._unit(self.office), reason=words.REFERRALS[2], actor=lead
            )
            concerns.accept_referral(referral=referral, answer="并入全市统一办理。", actor=self.office)
            part.refresh_from_db()
            concerns.join_concern(concern=part, parent=whole, actor=self.office)
        other = self._raise(self.others[2], "室外作业没有防暑药品和饮水点。", topic=Topic.SAFETY, people=18)
        concerns.link_concerns(concern=whole, other=other, why="同为防暑降温", actor=self.office)
        self._steps(whole, self.office, "thought", "goal")

    def hotline(self) -> None:
        """From 12345, with its ticket's number; a consultation, answered and closed."""
        told = self._raise(
            self.own, "转来咨询：新就业形态职工怎样加入工会，需要什么材料？", kind=Kind.CONSULTATION,
            topic=Topic.UNION, source=Source.HOTLINE, outside_number="12345-20240611-0786",
        )  # fmt: skip
        concerns.close_concern(
            concern=told, outcome="explained", text="已电话解释入会流程并发送二维码。", workers_word="",
            reply="您好，扫描站点海报上的二维码或到县总工会服务窗口即可申请入会，带身份证明即可。",
            version=told.version, actor=actor_of(self.own.people[1].user),
        )  # fmt: skip

    def praise(self) -> None:
        self._raise(
            self.own, "感谢工会帮忙装了换电柜，晚上不用再跑两公里换电。", kind=Kind.PRAISE, topic=Topic.OTHER
        )

    def grave(self) -> None:
        """Grave, urged by the leader in charge, with a deadline near."""
        concern = self._raise(
            self.own, "配送站宿舍二楼电线老化，已两次冒烟，住有十四名骑手。", topic=Topic.SAFETY, people=14,
            gravity="urgent", where="东街配送站宿舍二楼",
        )  # fmt: skip
        who = actor_of(self.own.people[0].user)
        self._steps(concern, who, "thought")
        self._later(9, partial(concerns.watch_concern, concern=concern, on=True, actor=self.office))
        self._later(
            10,
            partial(
                concerns.urge_concern, concern=concern, text="涉及安全，请三天内落实。", actor=self.office
            ),
        )

    def reopened(self) -> None:
        """Closed, the worker was called back and was not satisfied: somebody else has it."""
        concern = self._raise(
            self.own, "食堂外包后菜价上涨，早餐没有供应。", topic=Topic.WELFARE, people=90, reporter="示例职工丙",
            contact="19900020003",
        )  # fmt: skip
        who = actor_of(self.own.people[1].user)
        concern = self._steps(concern, who, "thought", "goal", "acted")
        concern = concerns.close_concern(
            concern=concern, outcome="partly", text="承包商同意恢复早餐，菜价下周公示。", workers_word="先看看再说。",
            version=concern.version, actor=who,
        )  # fmt: skip
        again = partial(
            concerns.call_back, concern=concern, result=CallBack.Result.DISSATISFIED,
            word="早餐只供应了三天，菜价也没有公示。", actor=self.county,
        )  # fmt: skip
        self._later(7, again)

    def asked_today(self) -> None:
        """Waits at the department's desk, and a part is asked of it."""
        lead = actor_of(self.own.people[0].user)
        first = self._raise(
            self.own, "企业要求新入职职工签自愿放弃社保承诺书。", topic=Topic.INSURANCE, people=35
        )
        concerns.refer_concern(
            concern=first, to=self._unit(self.department), reason=words.REFERRALS[0], actor=lead
        )
        second = self._raise(
            self.own, "站点要求骑手自费购买指定头盔和保险。", topic=Topic.CONTRACT, people=60
        )
        concerns.ask_help(
            concern=second, unit=self._unit(self.department), part="请提供平台用工协议的审查意见。",
            due_on=date(2024, 6, 21), actor=lead,
        )  # fmt: skip

    @staticmethod
    def _unit(actor: Actor) -> Unit:
        return actor.appointments[0].unit
