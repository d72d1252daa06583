"""What the city learned by June: meetings, a course, practices and rules, publicity, and the years before."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from dundian.campaign.models import Campaign
from dundian.concerns.models import Concern
from dundian.config.demo import learning_words as words
from dundian.config.demo.ground import CITY, Ground
from dundian.config.demo.programme import Sent
from dundian.kernel import clock
from dundian.knowledge.actions import institutions, meetings, practices, publicity, training, years
from dundian.knowledge.actions.meetings import Guest, Point
from dundian.knowledge.actions.training import QuestionLine
from dundian.knowledge.models import Meeting, Practice
from dundian.knowledge.queries.meetings import people_of
from dundian.knowledge.sources import from_concern
from dundian.org.access import Actor


def tell(ground: Ground, teams: list[Sent], until: datetime) -> None:
    """Everything by the city's office and its teams, each on its day."""
    office = ground.offices[CITY]
    campaign = Campaign.objects.get(unit=ground.unit(CITY), year=2024)
    with clock.at(_on(3, 27)), transaction.atomic():
        for year, name, amount, measure in words.PAST:
            years.keep_past_figure(
                unit=campaign.unit, year=year, name=name, amount=amount, measure=measure,
                source=f"{year}年度工作总结", actor=office,
            )  # fmt: skip
    _promotion(campaign, office)
    _course(campaign, office)
    told = _practices(ground, teams)
    _rules(ground, told)
    _publicity(ground, teams, told)
    _leading_group(campaign, office, until)
    with clock.at(until), transaction.atomic():
        years.draft_summary(campaign=campaign, actor=office)


def _on(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=timezone.get_default_timezone())


def _invite(meeting: Meeting, office: Actor, *groups: str) -> None:
    people = people_of(meeting.unit, meeting.campaign, groups)
    guests = [Guest(p.name, str(p.home_unit), as_, p) for p, as_ in people]
    meetings.invite(meeting=meeting, guests=guests, actor=office)


def _promotion(campaign: Campaign, office: Actor) -> None:
    """推进会 of 8 April, after which everything else follows."""
    with clock.at(_on(4, 2)), transaction.atomic():
        meeting = meetings.call_meeting(
            unit=campaign.unit, kind="promotion", name="2024年工会干部赴基层蹲点工作推进会", starts_at=_on(4, 8),
            ends_at=_on(4, 8, 12), place="市总工会二楼会议室", campaign=campaign, chair=office.person, actor=office,
        )  # fmt: skip
        points = [Point(*point) for point in words.AGENDA]
        meetings.set_agenda(meeting=meeting, points=points, actor=office)
        _invite(meeting, office, "leading_group", "offices", "team_leaders", "departments")
        meetings.invite(meeting=meeting, guests=[Guest("示例丙", "市级媒体", "列席")], actor=office)
    with clock.at(_on(4, 8, 15)), transaction.atomic():
        invited = list(meeting.invitations.values_list("pk", flat=True))
        present = [pk for n, pk in enumerate(invited) if n % 17 != 11]
        meetings.note_attendance(meeting=meeting, present=present, actor=office)
        for kind, speaker, of, said in words.SPEECHES:
            meetings.add_speech(meeting=meeting, kind=kind, speaker=speaker, of=of, words=said, actor=office)
        meetings.write_minutes(meeting=meeting, minutes=words.MINUTES, actor=office)
        for text, due_on in words.DECISIONS:
            decision = meetings.decide(
                meeting=meeting, text=text, due_on=due_on, owner=office.person, actor=office
            )
            if due_on < date(2024, 6, 1):
                meetings.finish_decision(decision=decision, result="已印发各区县。", actor=office)
        meetings.issue_minutes(meeting=meeting, actor=office)


def _course(campaign: Campaign, office: Actor) -> None:
    with clock.at(_on(4, 3)), transaction.atomic():
        course = training.plan_course(
            unit=campaign.unit, name="蹲点干部业务培训", teacher="市总工会权益保障部", place="市委党校",
            starts_at=_on(4, 8, 14), hours=4, content=words.COURSE, campaign=campaign, actor=office,
        )  # fmt: skip
        lines = [QuestionLine(text, options, right) for text, options, right in words.QUESTIONS]
        training.set_questions(course=course, questions=lines, actor=office)
        chosen = people_of(campaign.unit, campaign, ["team_leaders", "cadres"])
        people = [person for person, _as in chosen]
        training.enrol(course=course, people=people, actor=office)
    with clock.at(_on(4, 8, 18)), transaction.atomic():
        there = list(course.participants.values_list("pk", flat=True))[2:]
        training.note_presence(course=course, present=there, actor=office)
        training.certify(course=course, actor=office)
    with clock.at(_on(6, 11)), transaction.atomic():
        later = training.plan_course(
            unit=campaign.unit, name="集体协商实务培训", teacher="市总工会权益保障部", place="市总工会三楼",
            starts_at=_on(6, 25), hours=3, content="协商要约、集体合同文本、常见争议。",
            campaign=campaign, actor=office,
        )  # fmt: skip
        training.enrol(course=later, people=people[:20], actor=office)


def _practices(ground: Ground, teams: list[Sent]) -> list[Practice]:
    """Cases from sites of the city, most of them published there; others adopted some."""
    office, found = ground.offices[CITY], []
    by_kind = {case["kind"]: [s for s in teams if s.site.kind == case["kind"]] for case in words.CASES}
    for number, case in enumerate(words.CASES):
        sent = by_kind[case["kind"]][number % len(by_kind[case["kind"]])]
        with clock.at(_on(5, 8 + number * 3)), transaction.atomic():
            practice = practices.draft_practice(
                unit=sent.site.unit, site=sent.site, actor=sent.people[0], cleared=True, **case
            )
            practices.submit_practice(practice=practice, actor=sent.people[0])
            if number < len(words.CASES) - 1:
                practices.answer_practice(practice=practice, accepted=True, reason="", actor=office)
                practice = practices.publish_practice(
                    practice=practice, scope=ground.unit(CITY), actor=office
                )
                found.append(practice)
    _drawn_from_a_concern(teams)
    _adopt(found, teams)
    return found


def _drawn_from_a_concern(teams: list[Sent]) -> None:
    """A draft as one click makes it, from a concern that was solved."""
    for sent in teams:
        solved = Concern.objects.filter(site=sent.site, step="closed", outcome="solved").first()
        source = from_concern(sent.people[0], solved.pk) if solved else None
        if source is not None and source.unit is not None and source.initial["approach"]:
            with clock.at(_on(6, 12)), transaction.atomic():
                facts = {**source.initial, "title": "一件诉求的办理经过"}
                practices.draft_practice(
                    unit=source.unit, actor=sent.people[0], cleared=True, **source.tied, **facts
                )
            return


def _adopt(found: list[Practice], teams: list[Sent]) -> None:
    for number, (plan, outcome, said) in enumerate(words.ADOPTIONS):
        practice = found[number % len(found)]
        others = [s for s in teams if s.site.unit_id != practice.unit_id]
        sent = others[(number * 5 + 3) % len(others)]
        with clock.at(_on(5, 28)), transaction.atomic():
            adoption = practices.adopt_practice(
                practice=practice, unit=sent.site.unit, plan=plan, actor=sent.people[0]
            )
        if outcome:
            with clock.at(_on(6, 10)), transaction.atomic():
                practices.tell_outcome(adoption=adoption, outcome=outcome, told=said, actor=sent.people[0])


def _rules(ground: Ground, told: list[Practice]) -> None:
    office, city = ground.offices[CITY], ground.unit(CITY)
    for number, (name, addressees, text, status) in enumerate(words.RULES):
        with clock.at(_on(6, 3 + number)), transaction.atomic():
            rule = institutions.write_institution(
                unit=city, name=name, addressees=addressees, text=text, practices=told[number : number + 1],
                actor=office,
            )  # fmt: skip
            rule = institutions.change_status(
                result=rule, status="trial", on=clock.today(), reason="", actor=office
            )
            if status == "formal":
                rule = institutions.change_status(
                    result=rule, status="formal", on=clock.today(), reason="试行反响好", actor=office
                )
            for unit in city.children.filter(kind="county").order_by("place")[: 3 - number]:
                institutions.follow(
                    result=rule,
                    unit=unit,
                    since=clock.today(),
                    how="已转发所属工会并列入检查。",
                    actor=office,
                )


def _publicity(ground: Ground, teams: list[Sent], told: list[Practice]) -> None:
    office, city = ground.offices[CITY], ground.unit(CITY)
    with clock.at(_on(4, 10)), transaction.atomic():
        publicity.take_over_channels(unit=city, actor=office)
    for number, (title, body, called) in enumerate(words.ITEMS):
        sent = teams[number * 4]
        with clock.at(_on(5, 20 + number)), transaction.atomic():
            item = publicity.draft_item(
                unit=sent.site.unit, site=sent.site, title=title, body=body, shows_worker=bool(called),
                practice=told[number] if number < len(told) else None, actor=sent.people[0],
            )  # fmt: skip
            if called:
                has_agreed = number == 0
                publicity.note_appearance(
                    item=item,
                    called=called,
                    shown="quoted",
                    how="signed" if has_agreed else "",
                    agreed_on=clock.today() if has_agreed else None,
                    kept_at="点位资料柜2号" if has_agreed else "",
                    actor=sent.people[0],
                )
            publicity.submit_item(item=item, actor=sent.people[0])
        if number == len(words.ITEMS) - 1:
            continue
        with clock.at(_on(5, 23 + number)), transaction.atomic():
            item = publicity.answer_item(item=item, approved=True, reason="", actor=office)
            fitting = city.channels.filter(kind__in=("own", "mainstream"), longest_text__gte=len(body))
            for channel in fitting[:2]:
                placement = publicity.place_item(
                    item=item, channel=channel, title=title[: channel.longest_title], body=body, actor=office
                )
                if number == 0:
                    publicity.publish_placement(
                        placement=placement, published_on=clock.today(),
                        link=f"https://example.org/dundian/{item.pk.hex[-8:]}", actor=office,
                    )  # fmt: skip


def _leading_group(campaign: Campaign, office: Actor, until: datetime) -> None:
    """A meeting to come, whose invitations wait."""
    with clock.at(until - timedelta(days=2)), transaction.atomic():
        meeting = meetings.call_meeting(
            unit=campaign.unit, kind="leading_group", name="蹲点工作领导小组第二次会议",
            starts_at=until + timedelta(days=4), place="市总工会小会议室", campaign=campaign, chair=office.person,
            actor=office,
        )  # fmt: skip
        _invite(meeting, office, "leading_group", "offices", "leaders")
