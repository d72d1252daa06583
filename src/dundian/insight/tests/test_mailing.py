"""Kept tables by mail: through a real SMTP server on this machine, once each, tried again; and without one."""

import smtplib
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import LazySettings
from django.core.mail import get_connection
from python_calamine import CalamineWorkbook

from dundian.audit_trail.models import Entry
from dundian.insight.actions import keep_table
from dundian.insight.mailing import TRIES, mail_due
from dundian.insight.models import Delivery, OwnTable
from dundian.insight.sending import send_due
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.org.cast import Cast, client_of

pytestmark = pytest.mark.django_db
BUILD = "/stats/tables/build/?figure=concerns_raised&down=area&period=whole"
CONDITIONS = {"figure": "concerns_raised", "down": "area", "period": "whole"}
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Post:
    """What the server took; `refuse` makes it answer that it will not."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.refuse = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return "451 try again later"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken.append((envelope.rcpt_tos, mail))
        return "250 taken"


@pytest.fixture
def post(settings: LazySettings) -> Iterator[Post]:
    kept = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND, settings.MAIL_HOST, settings.EMAIL_HOST = SMTP, "127.0.0.1", "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.DEFAULT_FROM_EMAIL, settings.MAIL_DOMAINS = "dundian@zgh.example.org", ["zgh.example.org"]
    yield kept
    controller.stop()


def weekly(cast: Cast, **more: Any) -> OwnTable:
    told = {"name": "各县诉求", "conditions": CONDITIONS, "shared": False, "every": "week"}
    return keep_table(**told, actor=cast.office_city, **more)


def test_the_workbook_arrives_once_as_it_lies_in_the_inbox(cast: Cast, post: Post) -> None:
    with clock.at(clock.now().replace(year=2024, month=6, day=10, hour=7)):
        weekly(cast, mail_to="office@zgh.example.org")
        assert send_due() == 1
        assert (mail_due(), mail_due()) == (1, 0)
    ((receivers, mail),) = post.taken
    delivery = Delivery.objects.get()
    assert receivers == ["office@zgh.example.org"]
    assert (mail["Subject"], mail["From"]) == ("各县诉求 2024-06-10", "dundian@zgh.example.org")
    assert mail["Message-ID"] == f"<{delivery.pk}@zgh.example.org>"
    (workbook,) = mail.iter_attachments()
    assert workbook.get_filename() == "各县诉求 2024-06-10.xlsx"
    content = workbook.get_content()
    assert content == bytes(delivery.content)
    assert CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert delivery.mailed_at
    assert Entry.objects.filter(verb="mail", noun="table").count() == 1
    assert "office@zgh.example.org" in client_of(cast.office_city).get("/stats/tables/").text


def test_what_the_server_refuses_is_tried_again_and_stays_in_the_inbox(cast: Cast, post: Post) -> None:
    with clock.at(clock.now().replace(year=2024, month=6, day=10, hour=7)):
        weekly(cast, mail_to="office@zgh.example.org")
        send_due()
        post.refuse = True
        assert mail_due() == 0
        delivery = Delivery.objects.get()
        assert (delivery.mail_tries, delivery.mailed_at) == (1, None)
        assert "451" in delivery.mail_fault
        assert "未能寄出" in client_of(cast.office_city).get("/stats/tables/").text
        post.refuse = False
        assert mail_due() == 1
        Delivery.objects.update(mailed_at=None, mail_tries=TRIES)
        assert mail_due() == 0, "at most five times"
    assert len(post.taken) == 1


def test_nothing_is_mailed_to_whom_may_no_longer_see_figures(cast: Cast, post: Post) -> None:
    with clock.at(clock.now().replace(year=2024, month=6, day=10, hour=7)):
        weekly(cast, mail_to="office@zgh.example.org")
        send_due()
        cast.office_city.user.appointments.update(until="2020-01-01")
        assert mail_due() == 0
    assert post.taken == []


def test_mail_goes_only_where_it_may(cast: Cast, post: Post) -> None:
    for address in ("somebody@elsewhere.example.com", "no address", "a@zgh.example.org\nBcc: b@example.org"):
        with pytest.raises(Invalid):
            weekly(cast, mail_to=address)
    client = client_of(cast.office_city)
    told = {"name": "各县诉求", "every": "week", "mail_to": "somebody@elsewhere.example.com"}
    answer = client.post(BUILD, told)
    assert answer.status_code == 422
    assert "somebody@elsewhere.example.com" in answer.text
    assert client.post(BUILD, told | {"mail_to": "office@zgh.example.org"}).status_code == 302
    assert OwnTable.objects.get().mail_to == "office@zgh.example.org"


def test_without_a_server_the_page_says_so_and_the_inbox_holds_it(cast: Cast, settings: LazySettings) -> None:
    assert not settings.MAIL_HOST
    page = client_of(cast.office_city).get(BUILD).text
    assert "未设置邮件服务器" in page
    assert 'name="mail_to"' not in page
    with pytest.raises(Invalid):
        weekly(cast, mail_to="office@zgh.example.org")
    with clock.at(clock.now().replace(year=2024, month=6, day=10, hour=7)):
        weekly(cast)
        assert send_due() == 1
        assert mail_due() == 0


def test_the_server_speaks_smtp(post: Post) -> None:
    """The test's own server, so that the others prove something."""
    with get_connection() as connection:
        assert isinstance(connection.connection, smtplib.SMTP)  # type: ignore[attr-defined]
