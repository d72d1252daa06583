"""Pages: who may open them, and what they do."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dundian.accounts.models import User
from dundian.campaign.models import Site
from dundian.documents.models import Document
from dundian.org.access import SYSTEM, actor_of
from dundian.org.cast import client_of
from dundian.planning import actions
from dundian.planning.models import Candidate, Dispatch, Team
from dundian.planning.tests.conftest import Story
from dundian.planning.tests.test_dispatch import send

OFFICES = ("office_province", "office_city", "office_county")
PEOPLE = (*OFFICES, "leader", "team_leader", "cadre", "department", "host")
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin", "outsider")

# Expected: province, city, county office; leader, team leader, cadre; department, host; three administrators, outsider.
TABLE: dict[str, tuple[int, ...]] = {
    "candidate_home": (302, 302, 302, 302, 403, 403, 302, 403, 403, 403, 403, 200),
    "candidate_list": (200, 200, 200, 200, 403, 403, 200, 404, 404, 404, 404, 404),
    "candidate_export": (200, 200, 200, 200, 403, 403, 200, 404, 404, 404, 404, 404),
    "candidate_add": (200, 200, 200, 403, 403, 403, 403, 404, 404, 404, 404, 404),
    "candidate_detail": (200, 200, 200, 200, 404, 404, 200, 404, 404, 404, 404, 404),
    "candidate_edit": (200, 200, 200, 403, 404, 404, 403, 404, 404, 404, 404, 404),
    "candidate_unchoose": (200, 200, 403, 403, 404, 404, 403, 404, 404, 404, 404, 404),
    "campaign_panel": (200, 200, 200, 200, 200, 200, 200, 404, 404, 404, 404, 404),
    "team_board": (200, 200, 200, 200, 200, 200, 200, 404, 404, 404, 404, 404),
    "team_export": (200, 200, 200, 200, 200, 200, 200, 404, 404, 404, 404, 404),
    "team_add": (200, 200, 403, 403, 403, 403, 403, 404, 404, 404, 404, 404),
    "team_draft": (200, 200, 403, 403, 403, 403, 403, 404, 404, 404, 404, 404),
    "dispatch_create": (200, 200, 403, 403, 403, 403, 403, 404, 404, 404, 404, 404),
    "dispatch_result": (200, 200, 403, 403, 403, 403, 403, 404, 404, 404, 404, 404),
    "team_list": (200, 200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 200),
    "team_mine": (200, 200, 200, 200, 302, 302, 200, 200, 200, 200, 200, 200),
    "team_detail": (200, 200, 200, 200, 200, 200, 200, 200, 404, 404, 404, 404),
    "team_edit": (200, 200, 403, 403, 403, 403, 403, 403, 404, 404, 404, 404),
    "team_disband": (200, 200, 403, 403, 403, 403, 403, 403, 404, 404, 404, 404),
    "dispatch_extend": (200, 200, 403, 403, 403, 403, 403, 403, 404, 404, 404, 404),
    "dispatch_end": (200, 200, 403, 403, 403, 403, 403, 403, 404, 404, 404, 404),
    "site_panel": (200, 200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 404),
}
POSTS: dict[str, tuple[int, ...]] = {
    "candidate_quota": (200, 200, 200, 200, 403, 403, 200, 404, 404, 404, 404, 404),
    "candidate_choose": (200, 200, 403, 403, 403, 403, 403, 404, 404, 404, 404, 404),
    "candidate_set_aside": (200, 200, 403, 403, 403, 403, 403, 404, 404, 404, 404, 404),
    "candidate_reopen": (422, 422, 403, 403, 404, 404, 403, 404, 404, 404, 404, 404),
    "team_renew_rights": (302, 302, 403, 403, 403, 403, 403, 403, 404, 404, 404, 404),
}


@pytest.fixture
def sent(story: Story) -> dict[str, Any]:
    """A team on site at 飞骑, and what the addresses need."""
    team = story.team("第一组", 0, 1, site=story.site(0))
    (dispatch,) = send(story, team)
    own = {"campaign_id": story.campaign.pk}
    candidate, one = {"candidate_id": story.candidates[0].pk}, {"team_id": team.pk}
    urls: dict[str, Any] = {name: {} for name in ("candidate_home", "team_list", "team_mine")}
    for name in [*TABLE, *POSTS]:
        for start, words in (("candidate_", candidate), ("team_", one)):
            if name.startswith(start) and name not in urls:
                urls[name] = words
    campaign_wide = (
        "candidate_list candidate_export candidate_add candidate_quota candidate_choose candidate_set_aside "
        "campaign_panel team_board team_export team_add team_draft dispatch_create"
    )
    urls |= dict.fromkeys(campaign_wide.split(), own)
    urls |= {name: {"dispatch_id": dispatch.pk} for name in ("dispatch_extend", "dispatch_end")}
    urls["dispatch_result"] = own | {"notice_id": dispatch.notice_id}
    urls["site_panel"] = {"site_id": team.site_id}
    return urls


def status(client: Client, name: str, words: dict[str, Any], posted: dict[str, Any] | None) -> int:
    url = reverse(f"planning:{name}", kwargs=words)
    return (client.get(url) if posted is None else client.post(url, posted)).status_code


def test_who_may_open_what(story: Story, sent: dict[str, Any]) -> None:
    wrong = []
    posted = {"pick": str(story.candidates[1].pk)}
    for number, name in enumerate((*PEOPLE, *ADMINISTRATORS)):
        client = client_of(getattr(story.cast, name))
        for table, data in ((TABLE, None), (POSTS, posted)):
            for page, expected in table.items():
                found = status(client, page, sent[page], data)
                if found != expected[number]:
                    wrong.append(f"{page} {name}: {found}, not {expected[number]}")
    assert wrong == []


def test_addresses_of_nothing_are_not_found(story: Story, sent: dict[str, Any]) -> None:
    client = client_of(story.cast.office_city)
    for page, words in sent.items():
        if words and page not in ("candidate_quota",):
            nothing = {key: uuid4() for key in words}
            assert status(client, page, nothing, {} if page in POSTS else None) == 404, page


def test_a_member_sees_the_own_team_before_the_first_day(story: Story, sent: dict[str, Any]) -> None:
    client = client_of(actor_of(User.objects.get(person=story.people[1])))
    team = Team.objects.get()
    assert client.get(reverse("planning:team_detail", args=[team.pk])).status_code == 200
    assert client.get(reverse("planning:team_mine"))["Location"] == reverse(
        "planning:team_detail", args=[team.pk]
    )


def test_choose_many_in_few_steps(story: Story) -> None:
    """Everything the filter finds, cut to what the quotas have room for."""
    client = client_of(story.cast.office_city)
    url = reverse("planning:candidate_choose", args=[story.campaign.pk])
    page = client.post(url, {"all": "1", "filter": "sort=-workers"})
    words = page.content.decode()
    assert [c.workers for c, _area in page.context["lines"]] == [4000, 3000, 2000, 1000]
    assert "超出 2 个" in words
    picked = [str(value) for name, value in page.context["inputs"]]
    cut = client.post(url, {"pick": picked, "confirmed": "1", "cut": "1"})
    kept = [str(value) for name, value in cut.context["inputs"]]
    assert len(kept) == 2
    assert not Site.objects.exists()
    refused = client.post(url, {"pick": kept, "confirmed": "1", "reason": " "})
    assert refused.status_code == 422
    chosen = client.post(url, {"pick": kept, "confirmed": "1", "reason": "需求迫切"})
    assert chosen.status_code == 302
    assert Site.objects.count() == 2
    assert Candidate.objects.get(pk=kept[0]).workers == 4000


def test_quota_bar_follows_the_ticks(story: Story) -> None:
    client = client_of(story.cast.office_city)
    url = reverse("planning:candidate_quota", args=[story.campaign.pk])
    page = client.post(url, {"pick": [c.pk for c in story.candidates]}, headers={"HX-Request": "true"})
    assert "超出名额 2 个" in page.content.decode()
    assert client.post(url, {"pick": "x"}).status_code == 200


def test_filters_and_forged_input(story: Story) -> None:
    client = client_of(story.cast.office_city)
    url = reverse("planning:candidate_list", args=[story.campaign.pk])
    assert client.get(url, {"q": "盐化", "kind": "non_public", "workers": "3500"}).context["total"] == 1
    for query in (
        {"county": "x"},
        {"workers": "9" * 30},
        {"sort": "unit__name"},
        {"cursor": "zz"},
        {"q": "\x00"},
    ):
        assert client.get(url, query).status_code == 200
    assert (
        client.post(
            reverse("planning:candidate_choose", args=[story.campaign.pk]), {"pick": "\x00"}
        ).status_code
        == 422
    )
    aria = client.get(url, {"sort": "-workers"}).content.decode()
    assert 'aria-sort="descending"' in aria


def test_add_and_edit_with_a_conflict(story: Story) -> None:
    client = client_of(story.cast.office_city)
    candidate = story.candidates[0]
    url = reverse("planning:candidate_edit", args=[candidate.pk])
    facts = {"kind": candidate.kind, "workers": "900", "members": "300", "complexity": "4", "version": "1"}
    assert client.post(url, facts).status_code == 302
    clash = client.post(url, {**facts, "workers": "950", "other_weaknesses": "阵地缺乏，人手少"})
    assert clash.status_code == 409
    assert "950" in clash.content.decode()
    assert "900" in clash.content.decode()
    too_long = client.post(url, {**facts, "version": "2", "note": "长" * 5000, "contact": "\u202e倒"})
    assert too_long.status_code == 422


def test_team_form_adds_and_removes_without_losing_anything(story: Story) -> None:
    site = story.site(0)
    client = client_of(story.cast.office_city)
    url = reverse("planning:team_add", args=[story.campaign.pk])
    first = client.get(url, {"site": str(site.pk)})
    assert first.context["form"]["name"].value() == "飞骑外卖配送工会蹲点工作组"
    zero, one = (str(p.pk) for p in story.people[:2])
    typed = {"name": "飞骑组", "site": str(site.pk), "search": "驻点"}
    added = client.post(url, {**typed, "do": f"add:{zero}"}, headers={"HX-Request": "true"})
    assert [row["person"].name for row in added.context["rows"]] == ["驻点0"]
    both = {**typed, "members": [zero, one], "leader": zero, "roles": [f"{one}|组织员"]}
    fewer = client.post(url, {**both, "do": f"remove:{zero}"})
    assert [row["person"].name for row in fewer.context["rows"]] == ["驻点1"]
    assert fewer.context["form"]["name"].value() == "飞骑组"
    strange = client.post(url, {**both, "do": "add:\x00"})
    assert strange.status_code == 200
    not_member = client.post(url, {**typed, "members": [one], "leader": zero, "do": "save"})
    assert not_member.status_code == 422
    saved = client.post(url, {**both, "do": "save"})
    assert saved.status_code == 302
    team = Team.objects.get()
    assert [(m.person.name, m.leads, m.roles) for m in team.members.all()] == [
        ("驻点0", True, []),
        ("驻点1", False, ["组织员"]),
    ]


def test_second_editor_of_a_team_sees_both_versions(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    client = client_of(story.cast.office_city)
    url = reverse("planning:team_edit", args=[team.pk])
    zero, two = (str(story.people[n].pk) for n in (0, 2))
    actions.change_team(
        team=team,
        version=1,
        name="第一组",
        members=story.lines(1),
        site=team.site,
        actor=story.cast.office_province,
    )
    mine = {
        "name": "我的组",
        "site": str(team.site_id),
        "members": [zero, two],
        "leader": two,
        "version": "1",
        "do": "save",
    }
    clash = client.post(url, mine)
    assert clash.status_code == 409
    words = clash.content.decode()
    assert "驻点2" in words
    assert "驻点1" in words
    chosen = {
        "conflict": "1", "version": "2", "site": str(team.site_id), "take": "mine", "mine.name": "我的组",
        "theirs.name": "第一组", "mine.members": [zero, two], "theirs.members": [str(story.people[1].pk)],
        "mine.leader": two, "theirs.leader": str(story.people[1].pk),
    }  # fmt: skip
    assert client.post(url, chosen).status_code == 302
    assert {m.person.name for m in team.members.all()} == {"驻点0", "驻点2"}


def test_draft_all_dispatch_all(story: Story) -> None:
    story.site(0)
    story.site(1)
    client = client_of(story.cast.office_city)
    draft = reverse("planning:team_draft", args=[story.campaign.pk])
    assert not any(line.wanted for line in client.get(draft).context["sheet"].lines)
    plan = actions.ask_team_plan(campaign=story.campaign, actor=story.cast.office_city)
    actions.solve_team_plan(plan=plan, actor=SYSTEM)
    sheet = client.get(draft).context["sheet"]
    typed: dict[str, Any] = {"form": [line.key for line in sheet.lines]}
    for line in sheet.lines:
        typed[f"name-{line.key}"] = line.name
        typed[f"person-{line.key}"] = line.people
    broken = client.post(draft, typed | {f"person-{sheet.lines[0].key}": ["查无此人"]})
    assert broken.status_code == 422
    assert "查无此人" in broken.content.decode()
    twice = client.post(draft, typed | {f"person-{sheet.lines[0].key}": sheet.lines[1].people})
    assert twice.status_code == 422
    same_name = client.post(draft, typed | {f"name-{sheet.lines[0].key}": sheet.lines[1].name})
    assert same_name.status_code == 422
    assert not Team.objects.exists()
    assert client.post(draft, typed).status_code == 302
    assert Team.objects.count() == 2
    assert all(sorted(r for m in t.members.all() for r in m.roles) for t in Team.objects.all())
    url = reverse("planning:dispatch_create", args=[story.campaign.pk])
    page = client.get(url)
    assert page.context["ready"] == 2
    facts = {
        "team": [str(pk) for pk in page.context["chosen"]],
        "starts_on": "2024-04-08",
        "ends_on": "2024-07-31",
    }
    facts["mark"] = "盐工发"
    assert client.post(url, facts | {"ends_on": "2024-01-01"}).status_code == 422
    confirm = client.post(url, facts)
    assert confirm.status_code == 200
    assert not Dispatch.objects.exists()
    done = client.post(url, facts | {"confirmed": "1"})
    assert done.status_code == 302
    notice = Document.objects.get()
    assert done["Location"] == reverse("planning:dispatch_result", args=[story.campaign.pk, notice.pk])
    assert notice.number in client.get(done["Location"]).content.decode()
    again = client.post(url, facts | {"confirmed": "1"})
    assert again.status_code == 422
    assert Dispatch.objects.count() == 2


def test_extend_and_end_by_page(story: Story, sent: dict[str, Any]) -> None:
    client = client_of(story.cast.office_city)
    dispatch = Dispatch.objects.get()
    extend = reverse("planning:dispatch_extend", args=[dispatch.pk])
    assert client.post(extend, {"ends_on": "2024-06-01", "reason": "未完"}).status_code == 422
    assert client.post(extend, {"ends_on": "2024-08-31", "reason": "未完"}).status_code == 302
    end = reverse("planning:dispatch_end", args=[dispatch.pk])
    assert client.post(end, {"on": "2023-01-01", "reason": "完成"}).status_code == 422
    assert client.post(end, {"on": "2024-06-01", "reason": "完成"}).status_code == 302
    words = client.get(reverse("planning:team_detail", args=[dispatch.team_id])).content.decode()
    assert "提前结束" in words
    assert "2024-06-01" in words


def test_exports_are_workbooks(story: Story, sent: dict[str, Any]) -> None:
    client = client_of(story.cast.office_city)
    for name in ("candidate_export", "team_export"):
        answer = client.get(reverse(f"planning:{name}", kwargs=sent[name]))
        assert answer.getvalue().startswith(b"PK")


def test_a_contacts_telephone_is_masked_where_nobody_needs_to_ring_up(story: Story) -> None:
    candidate = story.candidates[0]
    candidate.contact = "示例联系人 138 0000-0009"
    candidate.save()
    page = reverse("planning:candidate_detail", args=[candidate.pk])
    shown = {
        who: client_of(getattr(story.cast, who)).get(page).content.decode()
        for who in ("office_county", "leader", "department")
    }
    assert "138 0000-0009" in shown["office_county"]
    for who in ("leader", "department"):
        assert "示例联系人 138****0009" in shown[who]
        assert "0000-0009" not in shown[who]
    export = reverse("planning:candidate_export", args=[story.campaign.pk])
    answer = client_of(story.cast.office_city).get(export)
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.getvalue())).get_sheet_by_index(0)
    cells = [str(cell) for row in sheet.to_python() for cell in row]
    assert "示例联系人 138****0009" in cells
    assert not any("0000-0009" in cell for cell in cells)
