"""From the plan of a draw to a verified rectification and the bulletin: what each may do, and what is refused."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as WordFile
from PIL import Image

from dundian.audit_trail.models import Entry
from dundian.campaign.models import AreaCharge
from dundian.fieldwork.factories import Posting, make_log, make_task, person_of
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import actor_of
from dundian.org.cast import Cast, make_actor
from dundian.org.models import Role
from dundian.oversight import drawing
from dundian.oversight.actions import draws as drawing_up
from dundian.oversight.actions import findings as mending
from dundian.oversight.actions import visits as visiting
from dundian.oversight.actions.findings import FindingLine
from dundian.oversight.factories import Drawn, inspector_of, person, planned_by
from dundian.oversight.models import Draw, Finding, Visit
from dundian.oversight.views.draws import record_of

LATER = date(2024, 6, 28)


def mend(cast: Cast, **more: Any) -> FindingLine:
    values = {"text": "休息点饮水机停用", "owner": person_of(cast.team_leader), "due_on": LATER, **more}
    return FindingLine(**values)


def saved(drawn: Drawn, *findings: FindingLine) -> Visit:
    return visiting.save_visit(
        visit=drawn.visit,
        visited_on=clock.today(),
        seen_there="午间站点有骑手休息",
        compared="日志所记走访属实",
        findings=findings,
        met_workers=6,
        actor=drawn.inspector,
    )


def photo() -> SimpleUploadedFile:
    picture = BytesIO()
    image = Image.new("RGB", (60, 40), "teal")
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    image.save(picture, "JPEG", exif=exif)
    return SimpleUploadedFile("p.jpg", picture.getvalue(), "image/jpeg")


def test_a_draw_is_committed_drawn_and_can_be_computed_again(cast: Cast, drawn: Drawn) -> None:
    told = drawing.read(drawing.canonical(record_of(drawn.draw)))
    assert all(check.holds for check in drawing.verify(told))
    assert told["chosen"] == [str(drawn.visit.site_id)]
    entry = Entry.objects.get(noun="draw", verb="commit")
    assert entry.detail["sha256"] == drawn.draw.commitment
    assert cast.ground.site.name not in f"{entry.object_label}{entry.detail}"


def test_before_the_draw_only_the_hash_of_the_seed_is_frozen(cast: Cast, posting: Posting) -> None:
    draw = planned_by(cast, posting, inspector_of(cast))
    draw = drawing_up.commit_draw(draw=draw, actor=cast.office_city)
    assert draw.seed not in drawing.canonical(draw.frozen)
    assert drawing.digest(draw.seed) == draw.frozen["seed_sha256"]
    with pytest.raises(Refused):
        drawing_up.edit_draw(
            draw=draw, title="x", size=1, by_county=True, by_kind=True, inspectors=[], informed=[], exclusions=[],
            actor=cast.office_city,
        )  # fmt: skip
    with pytest.raises(Invalid):
        drawing_up.make_draw(draw=draw, outside="123", actor=cast.office_city)


def test_a_site_that_comes_later_is_not_in_the_committed_population(cast: Cast, posting: Posting) -> None:
    from dundian.fieldwork.factories import post

    draw = planned_by(cast, posting, inspector_of(cast))
    draw = drawing_up.commit_draw(draw=draw, actor=cast.office_city)
    post(cast, unit=cast.ground.neighbour, name="第二工作组")
    draw = drawing_up.make_draw(draw=draw, outside="2718", actor=cast.office_city)
    assert len(draw.frozen["population"]) == 1


def test_the_inspected_side_is_kept_out_with_its_reason(cast: Cast, posting: Posting) -> None:
    AreaCharge.objects.create(
        campaign=posting.campaign, person=person_of(cast.leader), unit=cast.ground.county
    )
    for who, why in (
        (cast.cadre, "第一蹲点工作组"),
        (cast.leader, "灯城县"),
        (cast.host, "飞骑"),
        (cast.office_county, "灯城县"),
    ):
        with pytest.raises(Invalid) as found:
            planned_by(cast, posting, who)
        assert why in found.value.messages["inspectors"]
    assert not Draw.objects.exists()


def test_an_organiser_in_a_team_cannot_organise(cast: Cast, posting: Posting) -> None:
    from dundian.planning.models import TeamMember

    TeamMember.objects.create(team=posting.team, person=person_of(cast.office_city))
    with pytest.raises(Invalid) as found:
        planned_by(cast, posting, inspector_of(cast))
    assert "informed" in found.value.messages


def test_with_the_site_left_out_its_people_may_inspect(cast: Cast, posting: Posting) -> None:
    from dundian.fieldwork.factories import post

    other = post(cast, unit=cast.ground.neighbour, name="第二工作组")
    other.team.members.all().delete()
    helper = make_actor("helper", "沈帮手", Role.DEPARTMENT, cast.ground.department)
    from dundian.planning.models import TeamMember

    TeamMember.objects.create(team=other.team, person=person(helper))
    facts: dict[str, Any] = {
        "campaign": posting.campaign, "title": "抽查", "size": 1, "by_county": True, "by_kind": False,
        "inspectors": [person(helper)], "informed": [], "actor": cast.office_city,
    }  # fmt: skip
    with pytest.raises(Invalid):
        drawing_up.plan_draw(exclusions=[], **facts)
    draw = drawing_up.plan_draw(exclusions=[(other.site, "上周刚看过")], **facts)
    draw = drawing_up.commit_draw(draw=draw, actor=cast.office_city)
    assert [row[2] for row in draw.frozen["population"]] == [cast.ground.site.name]
    assert draw.frozen["excluded"] == [[str(other.site.pk), cast.ground.neighbour.name, "上周刚看过"]]


def test_who_may_plan(cast: Cast, posting: Posting) -> None:
    inspector = inspector_of(cast)
    for actor in (cast.office_county, cast.leader, cast.team_leader, cast.outsider):
        with pytest.raises(Refused):
            drawing_up.plan_draw(
                campaign=posting.campaign, title="x", size=1, by_county=True, by_kind=True,
                inspectors=[person(inspector)], informed=[], exclusions=[], actor=actor,
            )  # fmt: skip


def test_only_those_named_act_on_a_draw(cast: Cast, drawn: Drawn) -> None:
    with pytest.raises(Refused):
        drawing_up.close_draw(draw=drawn.draw, actor=cast.office_province)
    with pytest.raises(Refused):
        visiting.save_visit(
            visit=drawn.visit,
            visited_on=clock.today(),
            seen_there="x",
            compared="",
            findings=[],
            actor=cast.cadre,
        )


def test_size_and_stale_versions(cast: Cast, posting: Posting) -> None:
    inspector = inspector_of(cast)
    with pytest.raises(Invalid) as found:
        planned_by(cast, posting, inspector, size=2)
    assert "size" in found.value.messages
    draw = planned_by(cast, posting, inspector)
    with pytest.raises(Conflict):
        drawing_up.edit_draw(
            draw=draw, title="x", size=1, by_county=True, by_kind=True, inspectors=[person(inspector)], informed=[],
            exclusions=[], version=9, actor=cast.office_city,
        )  # fmt: skip


def test_a_saved_visit_keeps_what_was_said_then(cast: Cast, posting: Posting, drawn: Drawn) -> None:
    log = make_log(
        posting.site, person_of(cast.cadre), on=date(2024, 6, 13), text="走访二十户", people_met=20
    )
    make_task(posting.site, due_on=date(2024, 6, 1), name="建章立制")
    visit = saved(drawn)
    assert visit.said_then["days"] == 1
    assert visit.said_then["met"] == 20
    assert visit.said_then["tasks"]["late"] == ["建章立制（2024-06-01）"]
    log.text = "改写过的日志"
    log.touch("text")
    visit.refresh_from_db()
    assert visit.said_then["logs"][0]["text"] == "走访二十户"
    with pytest.raises(Refused):
        saved(drawn)


def test_a_visit_says_what_is_wrong(cast: Cast, drawn: Drawn) -> None:
    with pytest.raises(Invalid) as found:
        visiting.save_visit(
            visit=drawn.visit, visited_on=date(2024, 6, 1), seen_there=" ", compared="",
            findings=[FindingLine(text="", due_on=date(2024, 6, 1))], actor=drawn.inspector,
        )  # fmt: skip
    assert set(found.value.messages) == {
        "visited_on", "seen_there", "finding_0_text", "finding_0_owner", "finding_0_due_on",
    }  # fmt: skip
    drawn.visit.refresh_from_db()
    assert drawn.visit.state == Visit.State.PLANNED


def test_rectification_is_returned_and_then_verified(cast: Cast, drawn: Drawn) -> None:
    saved(drawn, mend(cast, photos=[photo()]))
    finding = Finding.objects.get()
    assert Image.open(finding.photos.get().file).getexif() == {}
    with pytest.raises(Refused):
        mending.prove_finding(finding=finding, text="已修", actor=cast.outsider)
    mending.prove_finding(finding=finding, text="已报修", uploads=[photo()], actor=cast.team_leader)
    with pytest.raises(Refused):
        mending.verify_finding(finding=finding, text="", actor=cast.office_county)
    with pytest.raises(Invalid):
        mending.return_finding(finding=finding, reason="", due_on=LATER, actor=drawn.inspector)
    mending.return_finding(finding=finding, reason="只报修未修好", due_on=LATER, actor=drawn.inspector)
    mending.prove_finding(finding=finding, text="已修好出水", actor=cast.team_leader)
    finding = mending.verify_finding(finding=finding, text="现场看过", actor=drawn.inspector)
    assert finding.state == Finding.State.VERIFIED
    assert [e.verb for e in finding.events.all()] == ["found", "proved", "returned", "proved", "verified"]
    assert finding.photos.count() == 1  # the same picture, kept once


def test_nobody_verifies_their_own_proof(cast: Cast, drawn: Drawn) -> None:
    saved(drawn, mend(cast))
    finding = Finding.objects.get()
    mending.prove_finding(finding=finding, text="已修", actor=cast.office_city)
    with pytest.raises(Refused):
        mending.verify_finding(finding=finding, text="", actor=cast.office_city)


def test_the_bulletin_waits_for_the_last_visit_and_is_frozen(cast: Cast, drawn: Drawn) -> None:
    from dundian.oversight import letters

    draft = letters.bulletin_draft(drawn.draw)
    bulletin = visiting.keep_bulletin(draw=drawn.draw, actor=cast.office_city, **draft)
    with pytest.raises(Refused):
        visiting.issue_bulletin(bulletin=bulletin, mark="盐工蹲办通", actor=cast.office_city)
    saved(drawn, mend(cast), FindingLine(text="骑手夜校办得实", kind=Finding.Kind.GOOD))
    draft = letters.bulletin_draft(drawn.draw)
    bulletin = visiting.keep_bulletin(
        draw=drawn.draw, actor=cast.office_city, version=bulletin.version, **draft
    )
    facts = letters.bulletin_context(bulletin)
    assert [chapter["heading"] for chapter in facts["chapters"]] == ["一、好的做法", "二、需要整改的问题"]
    document = visiting.issue_bulletin(bulletin=bulletin, mark="盐工蹲办通", actor=cast.office_city)
    text = "\n".join(p.text for p in WordFile(BytesIO(document.file.read())).paragraphs)
    assert "盐工蹲办通〔2024〕1号" in text
    assert "骑手夜校办得实" in text
    assert "休息点饮水机停用" in text
    with pytest.raises(Refused):
        visiting.keep_bulletin(draw=drawn.draw, actor=cast.office_city, **draft)


def test_a_draw_closes_when_every_visit_is_over(cast: Cast, drawn: Drawn) -> None:
    with pytest.raises(Refused):
        drawing_up.close_draw(draw=drawn.draw, actor=cast.office_city)
    visiting.call_off_visit(visit=drawn.visit, reason="道路中断", actor=cast.office_city)
    assert not Visit.objects.visible_to(actor_of(cast.team_leader.user)).exists()
    assert not Draw.objects.visible_to(cast.office_province).exists()
    drawing_up.close_draw(draw=drawn.draw, actor=cast.office_city)
    assert Draw.objects.visible_to(cast.office_province).exists()
    assert not Draw.objects.visible_to(cast.office_county).exists()


def test_only_inspectors_of_the_draw_are_sent(cast: Cast, drawn: Drawn) -> None:
    day = clock.today() + timedelta(3)
    with pytest.raises(Invalid):
        drawing_up.arrange_visits(
            draw=drawn.draw, days={drawn.visit.pk: (day, [person_of(cast.leader)])}, actor=cast.office_city
        )
    drawing_up.arrange_visits(
        draw=drawn.draw, days={drawn.visit.pk: (day, [person(drawn.inspector)])}, actor=cast.office_city
    )
    drawn.visit.refresh_from_db()
    assert drawn.visit.planned_on == day


def test_the_bulletin_is_reviewed_and_then_numbered(cast: Cast, drawn: Drawn) -> None:
    from dundian.documents import actions as press
    from dundian.oversight import letters

    saved(drawn, mend(cast))
    bulletin = visiting.keep_bulletin(
        draw=drawn.draw, actor=cast.office_city, **letters.bulletin_draft(drawn.draw)
    )
    draft = visiting.propose_bulletin(bulletin=bulletin, mark="盐工蹲办通", actor=cast.office_city)
    press.submit_draft(draft=draft, countersigners=[cast.ground.department], actor=cast.office_city)
    with pytest.raises(Refused):  # one paper is on its way once
        visiting.propose_bulletin(bulletin=bulletin, mark="盐工蹲办通", actor=cast.office_city)
    press.return_draft(draft=draft, reason="数字再核", actor=cast.office_province)
    again = visiting.propose_bulletin(bulletin=bulletin, mark="盐工蹲办通", actor=cast.office_city)
    assert again.pk == draft.pk
    press.submit_draft(draft=draft, countersigners=[cast.ground.department], actor=cast.office_city)
    press.review_draft(draft=draft, text="同意。", actor=cast.office_province)
    press.countersign_draft(countersign=draft.countersigns.get(), text="", actor=cast.department)
    document = press.issue_draft(draft=draft, actor=cast.office_city)
    bulletin.refresh_from_db()
    assert bulletin.document == document
    assert document.number.startswith("盐工蹲办通〔")
