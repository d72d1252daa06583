"""Pages of support requests: who sees what, what can be done, and how much asking it takes."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dundian.fieldwork import actions
from dundian.fieldwork.factories import Posting
from dundian.fieldwork.models import SupportRequest
from dundian.fieldwork.tests.test_support import ask, route
from dundian.org.cast import Cast, client_of

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"fieldwork:support_{name}", args=args)


def test_from_form_to_confirmation(cast: Cast, posting: Posting) -> None:
    route(cast)
    cadre, county, department = (
        client_of(cast.cadre),
        client_of(cast.office_county),
        client_of(cast.department),
    )
    sent = {"site": str(posting.site.pk), "kind": "vehicle", "text": "用车", "amount": "800"}
    shown = cadre.post(url("create"), {**sent, "preview": "1"}).content.decode()
    assert "灯城县总工会" in shown
    assert "权益保障部" in shown
    assert not SupportRequest.objects.exists()
    assert cadre.post(url("create"), {**sent, "amount": "-3"}).status_code == 422
    assert cadre.post(url("create"), sent).status_code == 302
    request = SupportRequest.objects.get()
    assert department.get(url("detail", request.pk)).status_code == 404
    page = county.get(url("detail", request.pk))
    assert url("approve", request.pk) in page.content.decode()
    assert county.post(url("return", request.pk), {"return-reason": ""}).status_code == 422
    county.post(url("approve", request.pk), {"approve-opinion": "同意", "approve-amount": "700"})
    request.refresh_from_db()
    assert request.state == "asked"
    assert request.approved == 700
    department.post(
        url("answer", request.pk),
        {"answer-promise": "派车", "answer-promised_on": "2024-06-20", "answer-estimated": "700"},
    )
    department.post(url("deliver", request.pk), {"deliver-delivery": "已派", "deliver-spent": "650"})
    assert cadre.post(url("confirm", request.pk), {"confirm-word": "收到"}).status_code == 302
    request.refresh_from_db()
    assert request.state == "confirmed"
    assert request.spent == 650
    host = client_of(cast.host).get(url("detail", request.pk)).content.decode()
    host = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", host)  # an id in an address may hold any digits
    assert "用车" in host
    assert "650" not in host
    assert "700" not in host
    assert "800" not in host


def test_lists_ask_a_constant_number_of_questions(cast: Cast, posting: Posting) -> None:
    route(cast)
    pages = {
        "list": (cast.office_county, url("list")),
        "desk": (cast.department, url("list") + "?box=waiting"),
        "panel": (cast.leader, reverse("fieldwork:site_support_panel", args=[posting.site.pk])),
        "export": (cast.office_city, url("export")),
        "todo": (cast.department, "/"),
    }
    counts: dict[str, list[int]] = {name: [] for name in pages}
    for _round in range(2):
        for number in range(4):
            ask(cast, posting, amount=Decimal(100) if number % 2 else None, text=f"第{number}件")
        for name, (actor, address) in pages.items():
            client = client_of(actor)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = client.get(address)
                assert answer.status_code == 200
                b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
            counts[name].append(len(asked))
    assert all(first == second for first, second in counts.values()), counts


def test_many_are_approved_at_once(cast: Cast, posting: Posting) -> None:
    for number in range(3):
        ask(cast, posting, amount=Decimal(100 + number))
    bigger = ask(cast, posting, amount=Decimal(9000))
    client = client_of(cast.office_county)
    assert "data-bulk" in client.get(url("list")).content.decode()
    page = client.post(url("approve_many"), {"all": "1", "filter": "state=approving"})
    assert "9,303" in page.content.decode()
    client.post(
        url("approve_many"), {"all": "1", "filter": "state=approving", "confirmed": "1", "opinion": "同意"}
    )
    states = list(SupportRequest.objects.values_list("state", flat=True))
    assert states.count("asked") == 3
    bigger.refresh_from_db()
    assert bigger.state == "approving"
    assert bigger.holder == cast.ground.city


def test_rules_are_data_of_the_federation(cast: Cast, posting: Posting) -> None:
    g, city = cast.ground, client_of(cast.office_city)
    city.post(
        url("rules"),
        {"do": "route", "route-unit": g.city.pk, "route-kind": "office", "route-department": g.department.pk},
    )
    city.post(
        url("rules"), {"do": "rule", "rule-unit": g.city.pk, "rule-level": "prefecture", "rule-above": "0"}
    )
    city.post(
        url("rules"), {"do": "limit", "limit-unit": g.city.pk, "limit-matter": "approve", "limit-days": "1"}
    )
    assert city.get(url("rules")).status_code == 200
    request = ask(cast, posting, kind="office", amount=Decimal(10))
    assert (request.holder, request.department) == (g.city, g.department)
    assert f"{request.due_on}" == "2024-06-17"
    county = client_of(cast.office_county)
    kept = posting.campaign.unit.support_rules.get()
    assert county.get(url("rule_drop", "rule", kept.pk)).status_code == 403
    assert (
        county.post(url("rules"), {"do": "rule", "rule-unit": g.city.pk, "rule-level": "county"}).status_code
        == 422
    )
    assert city.post(url("rule_drop", "rule", kept.pk)).status_code == 302
    assert client_of(cast.cadre).get(url("rules")).status_code == 403
    actions.urge_support(request=request, actor=cast.cadre)
    assert client_of(cast.cadre).post(url("urge", request.pk)).status_code == 422
