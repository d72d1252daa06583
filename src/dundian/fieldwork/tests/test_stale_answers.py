"""What somebody sends about a report or a list that is no longer, or never was, what they think."""

import pytest
from django.test import Client
from django.urls import reverse

from dundian.fieldwork import actions
from dundian.fieldwork.factories import Posting, make_report
from dundian.fieldwork.models import Report
from dundian.fieldwork.queries import sites
from dundian.kernel.errors import Conflict
from dundian.org.cast import Cast, client_of


def submitted(cast: Cast, posting: Posting) -> Report:
    report = make_report(posting.site, body="初稿")
    return actions.submit_report(report=report, version=report.version, actor=cast.team_leader)


def test_a_report_sent_again_meanwhile_is_not_accepted_unread(cast: Cast, posting: Posting) -> None:
    report = submitted(cast, posting)
    office, leader = client_of(cast.office_city), client_of(cast.leader)
    detail = office.get(reverse("fieldwork:report_detail", args=[report.pk])).content.decode()
    accept = reverse("fieldwork:report_accept", args=[report.pk]) + f"?version={report.version}"
    assert f'href="{accept}"' in detail
    read = report.version
    back = reverse("fieldwork:report_return", args=[report.pk])
    assert leader.post(back, {"note": "补充数据", "version": read}).status_code == 302
    report.refresh_from_db()
    texts = {"body": "改稿", "problems": "", "next_steps": ""}
    saved = actions.save_report(report=report, version=report.version, actor=cast.team_leader, **texts)
    actions.submit_report(report=saved, version=saved.version, actor=cast.team_leader)
    assert office.get(accept).context["form"]["version"].value() == read
    assert office.post(accept, {"note": "", "version": read}).status_code == 409
    with pytest.raises(Conflict):
        actions.return_report(report=report, reason="再改", version=read, actor=cast.office_city)
    report.refresh_from_db()
    assert report.state == Report.State.SUBMITTED
    assert office.post(accept, {"note": "", "version": report.version}).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000, "²", "\x00"])
def test_a_version_that_is_no_number_is_an_old_one(cast: Cast, posting: Posting, version: str) -> None:
    report = make_report(posting.site, body="初稿")
    address = reverse("fieldwork:report_submit", args=[report.pk])
    assert client_of(cast.team_leader).post(address, {"version": version}).status_code == 409
    office = client_of(cast.office_city)
    assert (
        office.get(reverse("fieldwork:report_accept", args=[report.pk]), {"version": version}).status_code
        == 200
    )


@pytest.mark.parametrize("name", ["log_list", "task_list", "report_list", "ledger_view", "log_export"])
def test_a_choice_of_many_takes_any_text(
    cast: Cast, posting: Posting, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "MOST_OFFERED", 0)
    client: Client = client_of(cast.office_city)
    for field in ("site", "team", "author", "owner", "person"):
        for typed in ("nope", "\x00", "9" * 40):
            answer = client.get(reverse(f"fieldwork:{name}"), {field: typed})
            assert answer.status_code < 500, (field, typed)
