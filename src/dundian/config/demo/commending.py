"""Three commendations of the demonstration.

Guangyuan's stands in its public notice with an objection to look into, Leshan's is decided, Zigong's begins: host
unions are being asked. Honours of the year before are on record from the decision that was read out in April.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dundian.campaign.models import Campaign
from dundian.config.demo.ground import Ground
from dundian.config.demo.programme import Sent
from dundian.kernel import clock
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.models import Grade, Role, Unit
from dundian.recognition import actions, letters
from dundian.recognition.models import Nomination, Round, Scheme
from dundian.recognition.views.schemes import default_scheme

GUANGYUAN, LESHAN = "510800", "511100"
CITIES = (GUANGYUAN, LESHAN)
LAST_YEAR = "2023年度全省工会干部赴基层蹲点"
STATEMENTS = (
    "带着问题走访，摸清骑手最急的三件事；推动站点与职工代表协商，高温津贴写进集体合同，惠及全部在册职工。",
    "建起四个工会小组和一支调解小队，一般争议不出站点；会员意见有人记、有人办、有人回。",
    "协调县总、街道腾出场地建成职工驿站，制定开放和值守制度，交由驻点工会长期管理。",
)
WORDS = (
    ("satisfied", "工作组到站点和我们一起上早班，高温津贴和休息室两件事都有了结果。"),
    ("satisfied", "帮我们把会员册理清了，还教会了怎样开职工代表会议。"),
    ("basically", "办了不少实事，希望后面回访能常来，制度执行还要盯一段时间。"),
)


@dataclass
class Commended:
    """A round and the people who bring it on."""

    round: Round
    office: Actor
    judges: list[Actor]


def begin(ground: Ground, code: str, sent: list[Sent]) -> None:
    """A round whose host unions are being asked, and what two cadres had before."""
    with _on(6, 17), transaction.atomic():
        held = _prepare(ground, code, until=date(2024, 6, 14), words_until=date(2024, 6, 28))
        for one in sent[:2]:
            if one.people[0].person:
                actions.add_honour(
                    name=f"{LAST_YEAR}先进个人",
                    given_by="四川省总工会",
                    year=2023,
                    person=one.people[0].person,
                    given_on=date(2024, 3, 20),
                    actor=held.office,
                )
    with _on(6, 18), transaction.atomic():
        _words(held, ground, sent[:3])


def commend(ground: Ground, code: str, sent: list[Sent]) -> None:
    """The course of one city's commendation, each step on its day."""
    with _on(5, 20), transaction.atomic():
        held = _prepare(ground, code, until=date(2024, 5, 24), words_until=date(2024, 5, 24))
    with _on(5, 22), transaction.atomic():
        _words(held, ground, sent)
    with _on(5, 27), transaction.atomic():
        actions.open_round(round=held.round, until=date(2024, 5, 31), actor=held.office)
        held.round.refresh_from_db()
        found = _nominate(held, sent)
    with _on(6, 3), transaction.atomic():
        _judge(held, found)
    with _on(6, 6), transaction.atomic():
        actions.draw_up(round=held.round, actor=held.office)
        actions.publish_notice(
            round=held.round, contact=f"{held.round.unit.name}蹲点办 0000-0000000", actor=held.office
        )
        held.round.refresh_from_db()
    if code == GUANGYUAN:
        with _on(6, 12), transaction.atomic():
            _object(held)
    else:
        with _on(6, 17), transaction.atomic():
            wording = letters.usual_wording(held.round)
            actions.decide(round=held.round, wording=wording, actor=held.office)
            actions.issue_citations(round=held.round, actor=held.office)


def _on(month: int, day: int) -> AbstractContextManager[None]:
    return clock.at(datetime(2024, month, day, 10, tzinfo=timezone.get_default_timezone()))


def _prepare(ground: Ground, code: str, *, until: date, words_until: date) -> Commended:
    office = ground.offices[code]
    unit = ground.unit(code)
    scheme = _scheme(unit, office)
    campaign = Campaign.objects.get(unit=unit, year=2024)
    round = actions.create_round(
        unit=unit,
        scheme=scheme,
        campaign=campaign,
        name="2024年上半年工会干部赴基层蹲点先进单位和先进个人",
        since=campaign.starts_on,
        until=until,
        actor=office,
    )
    actions.ask_words(round=round, until=words_until, actor=office)
    judges = []
    for number in range(3):
        person = ground.person(unit, Grade.LEADING, ("副主席", "经审会主任", "二级调研员")[number])
        judge = ground.sign_ins.open(person, f"judge{code[2:4]}{number + 1}", Role.LEADER, unit)
        judges.append(judge)
        for panel in scheme.panels.all():
            actions.seat_judge(round=round, panel=panel, person=judge.person, actor=office)
    actions.add_honour(
        name=f"{LAST_YEAR}先进单位", given_by="四川省总工会", year=2023, unit=unit, actor=office
    )
    return Commended(round, office, judges)


def _scheme(unit: Unit, office: Actor) -> Scheme:
    content = default_scheme()
    content["categories"] = [
        replace(category, quota=quota) for category, quota in zip(content["categories"], (2, 3), strict=True)
    ]
    scheme = actions.create_scheme(unit=unit, actor=office, **content)
    return actions.publish_scheme(scheme=scheme, actor=office)


def _words(held: Commended, ground: Ground, sent: list[Sent]) -> None:
    """Four host unions say what they think; the others keep silent, as happens."""
    for number, one in enumerate(sent[:4]):
        person = ground.person(one.site.unit, post="工会主席")
        host = ground.sign_ins.open(person, f"host-{one.site.unit.pk}", Role.HOST, one.site.unit)
        grade, text = WORDS[number % len(WORDS)]
        actions.give_word(round=held.round, site=one.site, grade=grade, text=text, actor=host)


def _nominate(held: Commended, sent: list[Sent]) -> list[Nomination]:
    """Three units and five cadres before the panels; one more is left out."""
    units, people = held.round.scheme.categories.all()
    told: list[dict[str, Any]] = [{"category": units, "unit": one.site.unit} for one in sent[:3]]
    told += [{"category": people, "person": one.people[0].person} for one in sent[:6] if one.people[0].person]
    found = []
    for number, whom in enumerate(told):
        one = actions.nominate(
            round=held.round, statement=STATEMENTS[number % len(STATEMENTS)], actor=held.office, **whom
        )
        if number == len(told) - 1:
            actions.leave_out(nomination=one, reason="实绩材料尚不充分，名额有限。", actor=held.office)
        else:
            found.append(actions.pass_on(nomination=one, opinion="实绩真实，同意推荐。", actor=held.office))
    return found


def _judge(held: Commended, found: list[Nomination]) -> None:
    """Three judges score; one stands aside once, one score lies off the others' and says why."""
    actions.close_nominations(round=held.round, judge_until=date(2024, 6, 5), actor=held.office)
    held.round.refresh_from_db()
    actions.declare_conflict(nomination=found[-1], reason="与其系大学同学，申请回避", actor=held.judges[0])
    for number, one in enumerate(found):
        for seat, judge in enumerate(held.judges):
            if seat == 0 and one == found[-1]:
                continue
            odd = seat == 2 and number == 1
            base = 93 - 3 * number + seat
            points = {
                c: (base - place % 3 - (24 if odd and place == 0 else 0),
                    "指标完成主要靠上年底存量，本期新增有限。" if odd and place == 0 else "")
                for place, c in enumerate(one.category.criteria.all())
            }  # fmt: skip
            actions.give_scores(nomination=one, points=points, actor=judge)


def _object(held: Commended) -> None:
    """Two came in: one has been looked into, one waits for the office."""
    listed = list(held.round.nominations.filter(listed_on__isnull=False).order_by("id"))
    first, _code = actions.receive_objection(
        round=held.round, id=new_id(), nomination=listed[0], text="听说材料里的会员人数有重复，请核实。"
    )
    actions.settle_objection(
        objection=first,
        upheld=False,
        findings="查阅会员名册并抽查二十名会员，未发现重复计入；名册由县总复核。",
        reply="经核实，未发现重复计入的情况。感谢您的监督。",
        actor=held.office,
    )
    actions.receive_objection(
        round=held.round,
        id=new_id(),
        nomination=listed[-1],
        text="所说的职工驿站只开了两周，现在经常关门，希望到现场看看。",
        contact="现场职工，可在下午四点后联系站点值班室",
    )
