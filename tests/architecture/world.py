"""One of everything at the cast's site, so that every address has something to point at."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from dundian.accounts.models import SignIn
from dundian.api import actions as interface
from dundian.audit_trail.actions import ask_verification
from dundian.audit_trail.models import Entry
from dundian.campaign.actions import (
    FieldLine,
    ItemLine,
    add_initiative,
    adopt_baseline_form,
    charge_area,
    create_baseline_form,
    create_task_set,
    publish_baseline_form,
    seat_member,
)
from dundian.campaign.factories import CampaignFactory, IndicatorFactory
from dundian.campaign.models import Campaign
from dundian.concerns import actions as handling
from dundian.concerns.actions import open_page, raise_concern, refer_concern
from dundian.concerns.models import Concern, Issue, IssueMember
from dundian.documents import press
from dundian.documents.actions import add_template, ask_printing, create_draft, freeze_document
from dundian.documents.kinds import find
from dundian.exchange.actions import check_workbook
from dundian.exchange.models import Export
from dundian.fieldwork.actions import (
    add_task,
    ask_leave,
    ask_support,
    draft_plan,
    draft_report,
    propose_schedule,
    set_route,
    write_log,
)
from dundian.fieldwork.actions.handovers import draft_handover
from dundian.insight.actions import keep_table
from dundian.insight.models import Delivery, OwnTable
from dundian.kernel import clock
from dundian.kernel.models import new_id
from dundian.knowledge.actions import institutions, meetings, practices, publicity, training
from dundian.knowledge.actions.materials import add_material
from dundian.knowledge.actions.years import draft_summary
from dundian.offline.factories import make_conflict, make_device
from dundian.org.access import SYSTEM, actor_of
from dundian.org.cast import Cast, make_actor
from dundian.org.models import Role, Unit
from dundian.oversight.actions import draws as drawing_up
from dundian.oversight.actions.findings import FindingLine
from dundian.oversight.actions.lookbacks import open_look_back
from dundian.oversight.actions.questions import ask_question
from dundian.oversight.actions.returns import form_contact_group
from dundian.oversight.actions.visits import keep_bulletin, save_visit
from dundian.oversight.queries.hints import Hint
from dundian.planning.actions import (
    MemberLine,
    add_candidate,
    add_group,
    ask_plan,
    choose_candidates,
    dispatch_teams,
    form_team,
    set_selection_rules,
    set_survey,
    solve_plan,
)
from dundian.planning.assignments import PlannedPlace, TeamPlan
from dundian.planning.queries.assigning import team_snapshot
from dundian.recognition import actions as recognising
from dundian.recognition.models import Round, Score
from dundian.web.models import Feedback


@dataclass
class World:
    """Objects by the words that addresses use for them."""

    cast: Cast
    things: dict[str, Any]


def _plan(campaign: Campaign, office: Any) -> Any:
    """A plan of sites, calculated and not yet decided."""
    set_selection_rules(campaign=campaign, facts={"choose": 1}, actor=office)
    plan = ask_plan(campaign=campaign, actor=office)
    return solve_plan(plan=plan, actor=SYSTEM)


def _who_goes_where(campaign: Campaign, cadre: Any, office: Any) -> TeamPlan:
    """A plan of teams that was asked for and waits; one person has a place in it."""
    plan = TeamPlan.objects.create(campaign=campaign, number=1, rules=team_snapshot(campaign), by=office.user)
    PlannedPlace.objects.create(plan=plan, person=cadre.person)
    return plan


def make_world(cast: Cast) -> World:
    """Everything is made by the people whose work it is."""
    ground, office, today = cast.ground, cast.office_city, clock.today()
    campaign: Campaign = CampaignFactory(
        unit=ground.city, starts_on=today - timedelta(40), ends_on=today + timedelta(60)
    )
    talks = IndicatorFactory(unit=ground.city, name="访谈")
    task_set = create_task_set(
        unit=ground.city, name="六件事", year=2024, items=[ItemLine(name="走访")], actor=office
    )
    initiative = add_initiative(campaign=campaign, name="三年行动", actor=office)
    member = seat_member(campaign=campaign, person=office.person, seat="office", actor=office)
    charge = charge_area(campaign=campaign, person=cast.leader.person, unit=ground.county, actor=office)
    chosen = add_candidate(campaign=campaign, unit=ground.site, kind=ground.site.kind, actor=office)
    waiting = add_candidate(
        campaign=campaign, unit=ground.neighbour, kind=ground.neighbour.kind, actor=office
    )
    site = choose_candidates(candidates=[chosen], reason="职工多", actor=office)[0]
    members = [
        MemberLine(cast.team_leader.person, True, ["组织员"]),
        MemberLine(cast.cadre.person, False, ["宣传员"]),
    ]
    team = form_team(campaign=campaign, name="第一工作组", members=members, site=site, actor=office)
    dispatch = dispatch_teams(
        teams=[team], starts_on=campaign.starts_on, ends_on=campaign.ends_on, actor=office
    )[0]
    leader, cadre = actor_of(cast.team_leader.user), actor_of(cast.cadre.user)
    task = add_task(
        site=site, name="走访一百人", due_on=today, indicator=talks, target=Decimal(100), actor=leader
    )
    log = write_log(
        site=site,
        on=today,
        activities=["visit"],
        text="走访",
        figures={talks: Decimal(3)},
        photos=[_photo()],
        actor=cadre,
    )
    report = draft_report(
        team=team, kind="weekly", starts_on=campaign.starts_on, ends_on=campaign.starts_on, actor=leader
    )
    plan = draft_plan(team=team, actor=leader)
    asked = create_baseline_form(
        unit=ground.city, name="摸底表", fields=[FieldLine("在岗职工", measure="人")], actor=office
    )
    asked = publish_baseline_form(form=asked, actor=office)
    adopt_baseline_form(campaign=campaign, form=asked, actor=office)
    set_survey(campaign=campaign, form=asked, joint=True, actor=office)
    baseline_form = create_baseline_form(
        unit=ground.city, name="新表", fields=[FieldLine("会员")], actor=office
    )
    leave = ask_leave(
        person=cadre.person, unit=ground.site, starts_on=today, ends_on=today, reason="探亲", actor=cadre
    )
    schedule = propose_schedule(site=site, actor=cadre)
    concern = raise_concern(unit=ground.site, site=site, text="高温津贴", reporter="示例甲", actor=cadre)
    handled = _handled(concern, cast, cadre)
    refer_concern(concern=concern, to=ground.county, reason="上报", actor=cadre)
    device = make_device(cadre)
    support = ask_support(site=site, kind="vehicle", text="用车", amount=Decimal(100), actor=cadre)
    route = set_route(unit=ground.city, kind="office", department=ground.department, actor=office)
    sheet = draft_handover(
        team=team,
        leaving=cadre.person,
        coming=leader.person,
        on=today + timedelta(30),
        until=None,
        reason="调动",
        actor=office,
    )
    document = freeze_document(
        unit=ground.city, kind="dispatch_notice", title="通知", content=b"x", extension="docx", actor=office
    )
    things: dict[str, Any] = {
        **_papers(office, ground.city, document),
        "campaign": campaign,
        "indicator": talks,
        "task_set": task_set,
        "initiative": initiative,
        "member": member,
        "charge": charge,
        "candidate": waiting,
        "selection": _plan(campaign, office),
        "assignment": _who_goes_where(campaign, cadre, office),
        "group": add_group(campaign=campaign, name="二选一", candidates=[chosen, waiting], actor=office),
        "site": site,
        "team": team,
        "dispatch": dispatch,
        "notice": dispatch.notice,
        "task": task,
        "log": log,
        "photo": log.photos.get(),
        "report": report,
        "plan": plan,
        "baseline_form": baseline_form,
        "leave": leave,
        "support": support,
        "route": route,
        "handover": sheet,
        "unfinished": sheet.items.filter(source="support").first(),
        "schedule": schedule,
        "concern": concern,
        **handled,
        "device": device,
        "conflict": make_conflict(device, log),
        "document": document,
        "page": open_page(site=site, actor=leader),
        **_commended(campaign, site, cast),
        "run": _import(office, ground.city),
        "export": Export.objects.create(title="人员", address="/people/export/", by=office.user),
        "unit": ground.site,
        "person": cast.cadre.person,
        "appointment": cast.host.appointments[0],
        "sign_in": SignIn.objects.create(user=cast.cadre.user, session_digest="x"),
        "feedback": Feedback.objects.create(kind="fault", text="打不开", number="T000001"),
        **_interface(cast),
        "table": (own := _table(cast)),
        "delivery": Delivery.objects.create(table=own, content=b"x", rows=1),
        "entry": Entry.objects.filter(unit_id=ground.site.pk).latest("id"),
        "verification": ask_verification(actor=cast.audit_admin),
        **_overseen(cast, site, dispatch),
        **_learned(cast, site, campaign, log),
    }
    return World(cast, things)


def _papers(office: Any, city: Unit, document: Any) -> dict[str, Any]:
    """A draft, a template of one's own, and a joint print."""
    content = press.default_source(find("minutes"))
    return {
        "document_draft": create_draft(unit=city, kind="circular", title="通知", facts={}, actor=office),
        "letter_template": add_template(
            unit=city, kind="minutes", filename="m.docx", content=content, actor=office
        ),
        "print_run": ask_printing(
            title="一件", source="documents", papers=[str(document.pk)], form="zip", actor=office
        ),
    }


def _handled(concern: Concern, cast: Cast, cadre: Any) -> dict[str, Any]:
    """What belongs to the handling of a concern: a measure, a part, a letter, a file, a phrase, a linked one."""
    ground, today = cast.ground, clock.today()
    body = handling.keep_body(unit=ground.city, name="监察支队", kind="labour", actor=cast.office_city)
    other = raise_concern(unit=ground.site, text="防暑药品", actor=cadre)
    handling.link_concerns(concern=concern, other=other, why="", actor=cadre)
    return {
        "measure": handling.add_measure(
            concern=concern, text="核对工资表", owner=cadre.person, due_on=today, actor=cadre
        ),
        "help": handling.ask_help(
            concern=concern, unit=ground.county, part="摸清人数", due_on=today, actor=cadre
        ),
        "body": body,
        "letter": handling.draft_letter(
            concern=concern, kind="advice", body=body, title="建议", text="请检查", reply_days=10, actor=cadre
        ),
        "attachment": handling.attach_file(concern=concern, file=_photo(), actor=cadre),
        "phrase": handling.add_phrase(place="reply", text="已收到。", unit=None, actor=cadre),
        "other": other,
        "issue": _issue(ground.county, concern, other),
    }


def _overseen(cast: Cast, site: Any, dispatch: Any) -> dict[str, Any]:
    """A drawn inspection with its saved visit and a finding; a look-back, a return visit, a question."""
    office, today = cast.office_city, clock.today()
    colleague = make_actor("inspector", "冯督查", Role.DEPARTMENT, cast.ground.department)
    facts: dict[str, Any] = {
        "campaign": site.campaign, "size": 1, "by_county": True, "by_kind": True,
        "inspectors": [colleague.person], "informed": [], "exclusions": [], "actor": office,
    }  # fmt: skip
    draw = drawing_up.plan_draw(title="抽查", **facts)
    drawing_up.commit_draw(draw=draw, actor=office)
    draw = drawing_up.make_draw(draw=draw, outside="3141", actor=office)
    visit = draw.visits.get()
    mend = FindingLine(
        "饮水机停用", owner=cast.team_leader.person, due_on=today + timedelta(14), photos=[_photo()]
    )
    save_visit(
        visit=visit, visited_on=today, seen_there="骑手午休", compared="", findings=[mend], actor=colleague
    )
    keep_bulletin(draw=draw, title="通报", addressees="各县总工会", text="一、", actor=office)
    look_back = open_look_back(
        campaign=site.campaign, title="回头看", due_on=today + timedelta(30), indicators=[], actor=office
    )
    finding = visit.findings.get()
    group = form_contact_group(dispatch=dispatch, actor=office)
    hint = Hint("quiet", site, "x", "三周没有办理诉求", "", today)
    return {
        "draw": draw,
        "visit": visit,
        "finding": finding,
        "finding_photo": finding.photos.get(),
        "look_back": look_back,
        "look_back_line": look_back.lines.first(),
        "contact_group": group,
        "return_visit": group.visits.first() if group else None,
        "question": ask_question(hint=hint, text="情况怎样？", actor=office),
    }


def _commended(campaign: Campaign, site: Any, cast: Cast) -> dict[str, Any]:
    """A round before its panels, with one in its public notice behind it, so that both kinds of page can be asked."""
    ground, office, county, today = cast.ground, cast.office_city, cast.office_county, clock.today()
    draft = recognising.create_scheme(unit=ground.city, name="起草中", year=2024, actor=office)
    criteria = [recognising.CriterionLine("实际成效", "results", 100)]
    category = recognising.keep_category(
        scheme=draft, told=recognising.CategoryLine("先进单位", "unit", 1, criteria=criteria), actor=office
    )
    line = recognising.CategoryLine("先进个人", "person", 1, criteria=criteria)
    scheme = recognising.create_scheme(
        unit=ground.city, name="表扬方案", year=2024, categories=[line], actor=office
    )
    scheme = recognising.publish_scheme(scheme=scheme, actor=office)
    rounds = []
    for name in ("先进个人", "标兵个人"):
        round = recognising.create_round(
            unit=ground.city, scheme=scheme, campaign=campaign, name=name, actor=office
        )
        recognising.ask_words(round=round, until=today, actor=office)
        rounds.append(recognising.open_round(round=round, until=today, actor=office))
    round, noticed = rounds
    judge = recognising.seat_judge(
        round=noticed, panel=scheme.panels.get(), person=cast.department.person, actor=office
    )
    named = recognising.nominate(
        round=noticed,
        category=scheme.categories.get(),
        person=cast.cadre.person,
        statement="实绩",
        actor=county,
    )
    for vetting in (county, office):
        named = recognising.pass_on(nomination=named, actor=vetting)
    noticed = recognising.close_nominations(round=noticed, actor=office)
    criterion = scheme.categories.get().criteria.get()
    Score.objects.create(judge=judge, nomination=named, criterion=criterion, points=90)
    aside = recognising.declare_conflict(nomination=named, reason="同乡", actor=cast.department)[0]
    Round.objects.filter(pk=noticed.pk).update(
        state=Round.State.NOTICED, token="world-notice-one", noticed_on=today
    )
    named.listed_on, named.notice_until = today, today
    named.touch("listed_on", "notice_until")
    noticed.refresh_from_db()
    objection = recognising.receive_objection(
        round=noticed, id=new_id(), nomination=named, text="有意见", contact="138"
    )[0]
    return {
        "scheme": draft,
        "category": category,
        "round": round,
        "noticed": noticed,
        "nomination": named,
        "file": round.files.get(),
        "judge": judge,
        "barred": aside,
        "objection": objection,
        "honour": recognising.add_honour(
            name="先进", given_by="省总", year=2023, unit=ground.site, actor=office
        ),
        "note": recognising.write_growth(kind="did", text="建会", on=today, shared=True, actor=cast.cadre),
    }


def _issue(unit: Unit, *concerns: Concern) -> Issue:
    """Suggested, as the night does it."""
    issue = Issue.objects.create(unit=unit, kind=Issue.Kind.COMMON, name="防暑降温")
    IssueMember.objects.bulk_create(IssueMember(issue=issue, concern=c) for c in concerns)
    return issue


def _table(cast: Cast) -> OwnTable:
    conditions = {"figure": "concerns_raised", "down": "topic"}
    return keep_table(name="诉求", conditions=conditions, shared=True, every="week", actor=cast.office_city)


def _learned(cast: Cast, site: Any, campaign: Campaign, log: Any) -> dict[str, Any]:
    """What was learned: a published practice, a rule, a placed item, a meeting, a course, a summary."""
    ground, office, today = cast.ground, cast.office_city, clock.today()
    settled = raise_concern(unit=ground.site, site=site, text="开水供应", actor=actor_of(cast.cadre.user))
    Concern.objects.filter(pk=settled.pk).update(step="closed", outcome="solved", closed_on=today)
    decided = Issue.objects.create(unit=ground.city, kind="common", name="饮水", state="confirmed")
    case = {"title": "驿站共建", "problem": "无处休息", "approach": "共建驿站", "result": "建成六处"}
    practice = practices.draft_practice(unit=ground.site, site=site, log=log, actor=cast.cadre, **case)
    draft, waiting = (
        practices.draft_practice(unit=ground.site, site=site, actor=cast.cadre, **case) for _ in range(2)
    )
    for one in (practice, waiting):
        practices.submit_practice(practice=one, actor=cast.cadre)
    practices.answer_practice(practice=practice, accepted=True, reason="", actor=office)
    practice = practices.publish_practice(practice=practice, scope=ground.city, actor=office)
    rule = institutions.write_institution(
        unit=ground.city, name="驿站办法", text="第一条", practices=[practice], actor=office
    )
    text = {"title": "驿站", "body": "正文", "shows_worker": True}
    item, written, handed_in = (
        publicity.draft_item(unit=ground.site, actor=cast.cadre, **text) for _ in range(3)
    )
    shown = publicity.note_appearance(item=item, called="小示", shown="quoted", actor=cast.cadre)
    for one in (item, handed_in):
        publicity.submit_item(item=one, actor=cast.cadre)
    item = publicity.answer_item(item=item, approved=True, reason="", actor=office)
    facts = {"name": "公众号", "kind": "own", "form": "brief", "longest_title": 30, "longest_text": 500}
    channel = publicity.keep_channel(unit=ground.city, actor=office, **facts)
    return {
        "settled": settled,
        "decided": decided,
        "practice": practice,
        "practice_draft": draft,
        "practice_waiting": waiting,
        "adoption": practices.adopt_practice(practice=practice, unit=ground.neighbour, plan="", actor=office),
        "institution": institutions.change_status(
            result=rule, status="trial", on=today, reason="", actor=office
        ),
        "publicity": item,
        "item_draft": written,
        "item_waiting": handed_in,
        "appearance": shown,
        "channel": channel,
        "placement": publicity.place_item(
            item=item, channel=channel, title="驿站", body="短讯", actor=office
        ),
        "summary": draft_summary(campaign=campaign, actor=office),
        **_gathered(cast, campaign),
    }


def _gathered(cast: Cast, campaign: Campaign) -> dict[str, Any]:
    """A meeting that has been held, with all that belongs to it, and a course with a certificate."""
    office, ground, before = cast.office_city, cast.ground, clock.now() - timedelta(days=1)
    meeting = meetings.call_meeting(
        unit=ground.city, kind="promotion", name="推进会", starts_at=before, place="礼堂", campaign=campaign,
        actor=office,
    )  # fmt: skip
    people = [cast.team_leader.person, cast.cadre.person]
    guests = [meetings.Guest(p.name, "", "", p) for p in people if p]
    meetings.invite(meeting=meeting, guests=guests, actor=office)
    course = training.plan_course(unit=ground.city, name="培训", place="党校", starts_at=before, actor=office)
    training.enrol(course=course, people=[p for p in people if p], actor=office)
    training.note_presence(
        course=course, present=list(course.participants.values_list("pk", flat=True)), actor=office
    )
    training.certify(course=course, actor=office)
    training.set_questions(
        course=course, questions=[training.QuestionLine("几倍？", ["一倍", "一点五倍"], 1)], actor=office
    )
    return {
        "meeting": meeting,
        "invitation": meeting.invitations.get(person=cast.cadre.person),
        "decision": meetings.decide(
            meeting=meeting, text="印发通知", due_on=clock.today(), owner=office.person, actor=office
        ),
        "material": add_material(of=meeting, file=_photo(), actor=office),
        "course": course,
        "participant": course.participants.get(person=cast.cadre.person),
    }


def _interface(cast: Cast) -> dict[str, Any]:
    """A token that waits for the city's office, and a webhook with a trial on its way."""
    unit, administrator = cast.ground.city, cast.system_admin
    token, _secret = interface.ask_token(
        unit=unit, name="大屏", purpose="展示", scopes=["tasks"], expires_on=clock.today() + timedelta(30),
        actor=administrator,
    )  # fmt: skip
    webhook, _secret = interface.add_webhook(
        unit=unit,
        name="平台",
        url="https://example.org/hook",
        events=["team.dispatched"],
        actor=administrator,
    )
    return {
        "token": token,
        "webhook": webhook,
        "event_sent": interface.send_again(webhook=webhook, actor=administrator),
    }


def _photo() -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
    return SimpleUploadedFile("p.jpg", picture.getvalue(), "image/jpeg")


def _import(office: Any, unit: Unit) -> Any:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "单位", "职级"])
        sheet.write_row(1, 0, ["示例乙", unit.name, "中层干部"])
    file.seek(0)
    return check_workbook(kind="people", file=file, filename="名册.xlsx", actor=office, unit=unit)


def written() -> Counter[str]:
    """How many rows of each table this transaction has written so far, as the database counts them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return Counter(dict(cursor.fetchall()))
