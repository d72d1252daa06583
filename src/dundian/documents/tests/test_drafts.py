"""A document's way: drafted, reviewed, countersigned, numbered; returned; replaced; proved by its code."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dundian.documents import actions, drafting, kinds
from dundian.documents.models import Document, Draft
from dundian.documents.todos import drafts as todos_of
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.notify.todo import Tab
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of
from dundian.org.factories import AppointmentFactory
from dundian.org.models import Role

TEXT = "一、总体要求\n真蹲实蹲。\n二、工作要求\n各级工会抓好落实。"


def begin(cast: Cast, **changed: Any) -> Draft:
    facts = {
        "addressees": "各县总工会",
        "paragraphs": ["现将有关事项通知如下。"],
        "chapters": drafting.chapters_of(TEXT),
        "annexes": drafting.annexes_of("附件：名单\n一、先进单位\n灯城县总工会"),
    }
    told = {"unit": cast.ground.city, "kind": "circular", "title": "关于做好服务保障的通知", "facts": facts}
    return actions.create_draft(**(told | {"actor": cast.office_city} | changed))


def waiting(actor: Actor) -> list[str]:
    return [str(todo.kind) for todo in todos_of(actor, Tab.WAITING, 50)]


def test_the_whole_way(cast: Cast) -> None:
    draft = begin(cast)
    actions.submit_draft(draft=draft, countersigners=[cast.ground.department], actor=cast.office_city)
    assert (len(waiting(cast.office_province)), len(waiting(cast.department))) == (1, 0)
    with pytest.raises(Refused):
        actions.review_draft(draft=draft, text="", actor=cast.office_city)  # nobody approves their own
    actions.review_draft(draft=draft, text="同意。", actor=cast.office_province)
    assert len(waiting(cast.department)) == 1
    with pytest.raises(Refused):
        actions.issue_draft(draft=draft, actor=cast.office_city)
    asked = draft.countersigns.get()
    with pytest.raises(Refused):
        actions.countersign_draft(countersign=asked, text="", actor=cast.outsider)
    actions.countersign_draft(countersign=asked, text="同意。", actor=cast.department)
    assert len(waiting(cast.office_city)) == 1
    document = actions.issue_draft(draft=draft, actor=cast.office_city)
    draft.refresh_from_db()
    assert (draft.state, draft.document) == (Draft.State.ISSUED, document)
    assert document.number == "盐工发〔2024〕1号".replace("2024", document.number[4:8])
    assert document.code
    assert waiting(cast.office_city) == []
    assert [s.what for s in draft.steps.order_by("created_at")] == [
        "drafted", "submitted", "reviewed", "countersigned", "issued",
    ]  # fmt: skip


def test_returned_with_a_reason_and_sent_again(cast: Cast) -> None:
    draft = begin(cast)
    actions.submit_draft(draft=draft, countersigners=[], actor=cast.office_city)
    client = client_of(cast.office_province)
    address = reverse("documents:draft_review", args=[draft.pk])
    assert client.post(address, {"decision": "return", "text": ""}).status_code == 422
    assert client.post(address, {"decision": "return", "text": "数字有误"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.returned) == (Draft.State.DRAFT, "数字有误")
    assert (
        "数字有误"
        in client_of(cast.office_city)
        .get(reverse("documents:draft_detail", args=[draft.pk]))
        .content.decode()
    )
    assert len(waiting(cast.office_city)) == 1
    actions.submit_draft(draft=draft, countersigners=[], actor=cast.office_city)
    actions.review_draft(draft=draft, text="", actor=cast.office_province)
    draft.refresh_from_db()
    assert draft.state == Draft.State.APPROVED


def test_a_colleague_of_the_office_reviews(cast: Cast) -> None:
    draft = begin(cast)
    actions.submit_draft(draft=draft, countersigners=[], actor=cast.office_city)
    AppointmentFactory.create(user=cast.cadre.user, role=Role.OFFICE, unit=cast.ground.city)
    from dundian.org.access import actor_of

    actions.review_draft(draft=draft, text="", actor=actor_of(cast.cadre.user))


def test_pages_of_the_way(cast: Cast) -> None:
    office = client_of(cast.office_city)
    assert office.get(reverse("documents:draft_create")).status_code == 200
    address = f"{reverse('documents:draft_create')}?kind=circular"
    assert office.get(address).status_code == 200
    assert office.post(address, {"title": ""}).status_code == 422
    told = {
        "title": "通知",
        "paragraphs": "请落实。",
        "chapters": TEXT,
        "annexes": "附件：名单\n甲",
        "closing": "",
    }
    response = office.post(address, told)
    assert response.status_code == 302
    draft = Draft.objects.get()
    assert [c["heading"] for c in draft.facts["chapters"]] == ["一、总体要求", "二、工作要求"]
    edit = reverse("documents:draft_edit", args=[draft.pk])
    assert "一、总体要求" in office.get(edit).content.decode()
    assert office.post(edit, told | {"title": "新通知", "version": draft.version}).status_code == 302
    with pytest.raises(Conflict):
        actions.change_draft(draft=draft, version=1, title="旧", facts={}, actor=cast.office_city)
    assert office.post(edit, told | {"version": 1}).status_code == 409
    assert office.get(reverse("documents:draft_file", args=[draft.pk])).status_code == 200
    submit = reverse("documents:draft_submit", args=[draft.pk])
    assert office.get(submit).status_code == 200
    assert office.post(submit, {"first": f"#{cast.ground.department.pk}"}).status_code == 302
    province = client_of(cast.office_province)
    assert (
        province.post(reverse("documents:draft_review", args=[draft.pk]), {"decision": "agree"}).status_code
        == 302
    )
    department = client_of(cast.department)
    sign = reverse("documents:draft_countersign", args=[draft.pk])
    assert department.get(reverse("documents:draft_detail", args=[draft.pk])).status_code == 200
    assert department.post(sign, {"decision": "agree", "text": "同意。"}).status_code == 302
    issue = reverse("documents:draft_issue", args=[draft.pk])
    assert office.get(issue).status_code == 200
    assert office.post(issue).status_code == 302
    assert Document.objects.get().title == "新通知"
    for actor in (cast.outsider, cast.host, cast.cadre):
        assert client_of(actor).get(reverse("documents:draft_detail", args=[draft.pk])).status_code == 404


def test_the_new_one_takes_the_old_one_out_of_force(cast: Cast) -> None:
    old = actions.issue_document(
        unit=cast.ground.city,
        kind="circular",
        title="旧通知",
        context={"paragraphs": ["一"]},
        actor=cast.office_city,
    )
    draft = begin(cast, replaces=old)
    actions.submit_draft(draft=draft, countersigners=[], actor=cast.office_city)
    actions.review_draft(draft=draft, text="", actor=cast.office_province)
    new = actions.issue_draft(draft=draft, actor=cast.office_city)
    old.refresh_from_db()
    assert (old.state, old.replaced_by) == (Document.State.REPLACED, new)
    page = Client().get(reverse("documents:verify"), {"code": old.code}).content.decode()
    assert new.number in page


def test_a_document_that_lacks_a_field_is_not_issued(cast: Cast) -> None:
    with pytest.raises(Invalid, match="paragraphs"):
        actions.issue_document(
            unit=cast.ground.city, kind="circular", title="空", context={}, actor=cast.office_city
        )
    assert not Document.objects.exists()


def test_the_public_page_says_only_what_is_needed(cast: Cast) -> None:
    context = {"paragraphs": ["秘密的话"], "secrecy": "秘密★1年"}
    secret = actions.issue_document(
        unit=cast.ground.city,
        kind="circular",
        title="不可外传的题目",
        context=context,
        actor=cast.office_city,
    )
    visitor, address = Client(), reverse("documents:verify")
    page = visitor.get(address, {"code": secret.code.lower().replace("-", " ")}).content.decode()
    assert secret.number in page
    assert "不可外传的题目" not in page
    assert str(secret.by) not in page
    for wrong in ("0000-0000-0000-0000", "x", "%00", "1" * 200, ""):
        assert visitor.get(address, {"code": wrong}).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        visitor.get(address, {"code": secret.code})
    assert len(captured) <= 2


def test_every_drafted_kind_prints_what_its_form_takes(cast: Cast) -> None:
    office = client_of(cast.office_city)
    for kind in kinds.every():
        if kind.drafted:
            told = {f.name: drafting.typed_text(f, f.example) for f in drafting.asked_of(kind)}
            address = f"{reverse('documents:draft_create')}?kind={kind.key}"
            assert office.post(address, told | {"title": "题目"}).status_code == 302, kind.key
            draft = Draft.objects.latest("created_at")
            assert office.get(reverse("documents:draft_file", args=[draft.pk])).status_code == 200, kind.key


def test_list_costs_the_same_for_few_and_for_many(cast: Cast) -> None:
    client, counts = client_of(cast.office_city), []
    for many in (2, 20):
        for _place in range(many):
            begin(cast)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("documents:draft_list")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
