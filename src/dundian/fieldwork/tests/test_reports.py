"""Reports: what rules ask for, drafts that meet a person's text, combined upward, signed, and figures that stay."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from docx import Document as Docx
from hypothesis import given
from hypothesis import strategies as st

from dundian.campaign.actions import set_report_rules
from dundian.campaign.queries import Rule, shipped_rules
from dundian.documents.factories import issued
from dundian.documents.models import Draft
from dundian.fieldwork import actions, drafting
from dundian.fieldwork.factories import Posting, make_log, make_report, make_task, person_of, post
from dundian.fieldwork.models import Report
from dundian.fieldwork.periods import periods
from dundian.fieldwork.queries import combined_due, differences
from dundian.fieldwork.todos import of_fieldwork
from dundian.kernel.errors import Invalid, Refused
from dundian.notify.todo import Tab
from dundian.org.cast import Cast, client_of

JUNE = (date(2024, 6, 3), date(2024, 6, 9))


def only(kind: str, **facts: object) -> list[Rule]:
    """Rules of a campaign that asks for one kind of report."""
    return [
        replace(rule, in_use=rule.kind == kind, **(facts if rule.kind == kind else {}))  # type: ignore[arg-type]
        for rule in shipped_rules().values()
    ]


@pytest.mark.django_db
def test_due_dates_are_working_days_and_fortnights_are_the_same_for_all() -> None:
    weekly = [Rule("weekly", due_after=1)]
    due = {p.starts_on: p.due_on for p in periods(weekly, date(2024, 4, 22), date(2024, 6, 12))}
    assert due[date(2024, 4, 29)] == date(2024, 5, 6)  # after the May holiday
    assert due[date(2024, 6, 3)] == date(2024, 6, 11)  # Monday is the Dragon Boat Festival
    first = periods([Rule("fortnight")], date(2024, 4, 1), date(2024, 5, 31))
    other = periods([Rule("fortnight")], date(2024, 4, 10), date(2024, 5, 31))
    assert {p.ends_on for p in other} <= {p.ends_on for p in first}
    assert all(p.ends_on.weekday() == 6 for p in first[:-1])


LINES = st.lists(st.text("甲乙丙丁", min_size=1, max_size=3), max_size=6)


@given(base=LINES, fresh=LINES, own=LINES, at=st.integers(0, 6))
def test_a_new_draft_never_loses_what_a_person_wrote(
    base: list[str], fresh: list[str], own: list[str], at: int
) -> None:
    mine = [*base[:at], *(f"本人：{line}" for line in own), *base[at:]]
    merged = drafting.merge("\n".join(base), "\n".join(mine), "\n".join(fresh))
    lines = merged.text.splitlines()
    assert [line for line in lines if line.startswith("本人")] == [f"本人：{line}" for line in own]
    assert set(fresh) <= set(lines)
    assert {line for line in lines if not line.startswith("本人")} <= set(fresh)
    assert drafting.merge("\n".join(fresh), merged.text, "\n".join(fresh)).text == merged.text


def test_lines_stand_under_their_tasks_and_a_redraft_takes_in_what_came(cast: Cast, posting: Posting) -> None:
    key = make_task(posting.site, name="思想政治引领", group="五个方面重点任务")
    counted = make_task(posting.site, name="走访一百人", indicator=posting.talks, target=100)
    write = {"site": posting.site, "activities": ["visit"], "actor": cast.cadre}
    log = actions.write_log(on=JUNE[0], text="宣讲政策", tasks=[key], **write)
    actions.write_log(on=JUNE[0], text="入户访谈", figures={posting.talks: Decimal(8)}, **write)
    actions.write_log(on=JUNE[1], text="整理资料", **write)
    report = actions.draft_report(
        team=posting.team, kind="weekly", starts_on=JUNE[0], ends_on=JUNE[1], actor=cast.cadre
    )
    places = [
        report.body.index(words) for words in ("【思想政治引领】", "宣讲政策", "【走访一百人】", "入户访谈")
    ]
    assert places == sorted(places)
    assert "整理资料" in report.body
    mine = report.body.replace("整理资料", "整理资料并归档") + "\n我的体会"
    report = actions.save_report(report=report, version=report.version, body=mine, actor=cast.cadre)
    actions.change_log(
        log=log, version=1, on=JUNE[0], activities=["visit"], text="宣讲惠民政策", actor=cast.cadre
    )
    done = actions.redraft_report(report=report, version=report.version, actor=cast.cadre)
    assert "宣讲惠民政策" in done.report.body
    assert "：宣讲政策" not in done.report.body
    assert "整理资料并归档" in done.report.body
    assert done.report.body.endswith("我的体会")
    assert (len(done.came["body"]), len(done.gone["body"])) == (1, 1)
    key.refresh_from_db()
    counted.refresh_from_db()
    assert (key.state, counted.progress) == ("doing", Decimal(8))


def accepted(cast: Cast, posting: Posting, body: str) -> Report:
    report = actions.draft_report(
        team=posting.team,
        kind="monthly",
        starts_on=date(2024, 5, 1),
        ends_on=date(2024, 5, 31),
        actor=cast.cadre,
    )
    report = actions.save_report(report=report, version=report.version, body=body, actor=cast.cadre)
    report = actions.submit_report(report=report, version=report.version, actor=cast.team_leader)
    return actions.accept_report(report=report, note="同意", actor=cast.office_county)


def test_a_report_goes_up_level_by_level_and_keeps_its_figures(cast: Cast, posting: Posting) -> None:
    set_report_rules(
        campaign=posting.campaign,
        rules=only("monthly", by_area=True, gather_after=5, gather_countersign="head"),
        actor=cast.office_city,
    )
    other = post(cast, cast.ground.neighbour, "第二蹲点工作组")
    write = {"on": date(2024, 5, 8), "activities": ["visit"], "text": "访谈", "actor": cast.cadre}
    log = actions.write_log(site=posting.site, figures={posting.talks: Decimal(8)}, **write)
    team = accepted(cast, posting, "走访企业。")
    assert team.desk == cast.ground.county
    due = [d for d in combined_due(cast.office_county) if d.period.starts_on == date(2024, 5, 1)]
    assert [d.unit for d in due] == [cast.ground.county]
    assert combined_due(cast.outsider) == []
    gather = {"campaign": posting.campaign, "kind": "monthly", "starts_on": date(2024, 5, 1)}
    with pytest.raises(Refused):
        actions.gather_report(unit=cast.ground.county, actor=cast.cadre, **gather)
    with pytest.raises(Invalid):
        actions.gather_report(unit=cast.ground.city, actor=cast.office_city, **gather)
    county = actions.gather_report(unit=cast.ground.county, actor=cast.office_county, **gather)
    assert "【飞骑工会（第一蹲点工作组）】" in county.body.replace(str(cast.ground.site), "飞骑工会")
    page = client_of(cast.office_county).get(reverse("fieldwork:report_detail", args=[county.pk]))
    assert page.context["missing"] == [f"{other.site}（第二蹲点工作组）"]
    county = actions.submit_report(report=county, version=county.version, actor=cast.office_county)
    with pytest.raises(Refused):
        actions.accept_report(report=county, note="", actor=cast.office_county)
    with pytest.raises(Invalid):  # the head of the leading group signs first
        actions.accept_report(report=county, note="", actor=cast.office_city)
    actions.change_log(
        log=log,
        version=1,
        on=log.on,
        activities=["visit"],
        text="访谈",
        figures={posting.talks: Decimal(5)},
        actor=cast.cadre,
    )
    for report in (Report.objects.get(pk=team.pk), county):
        [line] = [line for line in differences(report) if line.name == posting.talks.name]
        assert (line.amount, line.now) == (8, 5)
    with pytest.raises(Invalid):
        actions.delete_log(log=log, reason="写错了", actor=cast.cadre)


def test_the_leader_of_the_area_signs_before_the_office_accepts(cast: Cast, posting: Posting) -> None:
    rules = only("weekly", countersign="area")
    set_report_rules(campaign=posting.campaign, rules=rules, actor=cast.office_city)
    make_log(posting.site, person_of(cast.cadre), on=JUNE[0])
    report = actions.draft_report(
        team=posting.team, kind="weekly", starts_on=JUNE[0], ends_on=JUNE[1], actor=cast.cadre
    )
    report = actions.submit_report(report=report, version=report.version, actor=cast.team_leader)

    def waiting(actor: object) -> list[str]:
        return [t.url for t in of_fieldwork(actor, Tab.WAITING, 20) if str(report.pk) in t.url]  # type: ignore[arg-type]

    assert waiting(cast.leader)
    assert not waiting(cast.office_city)
    with pytest.raises(Refused):
        actions.countersign_report(report=report, note="", actor=cast.office_city)
    sign = reverse("fieldwork:report_countersign", args=[report.pk])
    assert client_of(cast.leader).post(sign, {"note": "同意"}).status_code == 302
    assert waiting(cast.office_city)
    actions.accept_report(report=report, note="", actor=cast.office_city)
    assert [e.state for e in report.events.all()] == ["submitted", "signed", "accepted"]


def test_an_accepted_report_is_filed_as_a_document(cast: Cast, posting: Posting) -> None:
    report = make_report(posting.site)
    office = client_of(cast.office_city)
    address = reverse("fieldwork:report_file", args=[report.pk])
    assert office.post(address).status_code == 403
    Report.objects.filter(pk=report.pk).update(state=Report.State.ACCEPTED)
    assert address in office.get(reverse("fieldwork:report_detail", args=[report.pk])).text
    assert client_of(cast.cadre).post(address).status_code == 403
    assert office.post(address).status_code == 302
    document = issued(Draft.objects.get(), office=cast.office_city, reviewer=cast.office_province)
    assert (document.kind, document.number) == ("report", "")
    assert (
        reverse("documents:draft_detail", args=[document.draft.pk])
        in office.get(reverse("fieldwork:report_detail", args=[report.pk])).text
    )


def test_a_ledger_is_filed_as_a_document(cast: Cast, posting: Posting) -> None:
    make_log(posting.site, person_of(cast.cadre), on=JUNE[0], text="走访车间，座谈十二人。")
    office = client_of(cast.office_city)
    asked = urlencode({"site": posting.site.pk, "since": JUNE[0], "until": JUNE[1]})
    page, address = (
        f"{reverse('fieldwork:ledger_view')}?{asked}",
        f"{reverse('fieldwork:ledger_file')}?{asked}",
    )
    assert reverse("fieldwork:ledger_file") in office.get(page).text
    word = Docx(BytesIO(office.get(f"{reverse('fieldwork:ledger_download')}?{asked}").content))
    assert any("走访车间" in cell.text for cell in word.tables[0].rows[1].cells)
    assert client_of(cast.cadre).post(address).status_code == 403
    assert client_of(cast.outsider).post(address).status_code == 404
    assert office.post(address).status_code == 302
    make_log(posting.site, person_of(cast.cadre), on=JUNE[0], text="后来补写的一条。")
    document = issued(Draft.objects.get(), office=cast.office_city, reviewer=cast.office_province)
    assert document.kind == "ledger"
    assert document.number.endswith("台账〔2024〕1号")
    with document.file.open("rb") as stored:
        told = [cell.text for row in Docx(stored).tables[0].rows for cell in row.cells]
    assert any("走访车间" in text for text in told)
    assert not any("后来补写" in text for text in told), "what was reviewed is what is filed"
    shown = office.get(page).text
    assert reverse("documents:draft_detail", args=[document.draft.pk]) in shown
    assert reverse("fieldwork:ledger_file") not in shown


def test_the_ledger_of_one_person_is_not_sent_round(cast: Cast, posting: Posting) -> None:
    make_log(posting.site, person_of(cast.cadre), on=JUNE[0])
    asked = urlencode({"person": person_of(cast.cadre).pk, "since": JUNE[0], "until": JUNE[1]})
    office = client_of(cast.office_city)
    assert (
        reverse("fieldwork:ledger_file") not in office.get(f"{reverse('fieldwork:ledger_view')}?{asked}").text
    )
    assert office.post(f"{reverse('fieldwork:ledger_file')}?{asked}").status_code == 403
    assert office.get(f"{reverse('fieldwork:ledger_download')}?{asked}").status_code == 200
