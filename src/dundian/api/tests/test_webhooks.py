"""What programs are told: signed, tried again, given up visibly, never to this machine."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.urls import reverse

from dundian.api import actions, sending
from dundian.api.models import Webhook, WebhookDelivery
from dundian.concerns.actions import raise_concern
from dundian.documents.actions import freeze_document, withdraw_document
from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast, client_of
from dundian.org.models import Unit

pytestmark = pytest.mark.django_db
State = WebhookDelivery.State


class Listener:
    """A program that hears; answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.heard: list[tuple[dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heard.append((dict(self.headers), body))
                self.send_response(outer.status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()
                self.wfile.write(b"heard")

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?a=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setattr(sending, "allowed", lambda address: True)
    found = Listener()
    yield found
    found.server.shutdown()
    found.server.server_close()


def hook(cast: Cast, unit: Unit, url: str = "https://example.org/x") -> tuple[Webhook, str]:
    told = {"name": "平台", "url": url, "events": ["concern.raised", "team.dispatched"]}
    return actions.add_webhook(unit=unit, actor=cast.system_admin, **told)


def test_an_event_is_signed_and_says_nothing_of_its_content(cast: Cast, listener: Listener) -> None:
    _webhook, secret = hook(cast, cast.ground.city, listener.url)
    hook(cast, cast.ground.other_city, listener.url)
    concern = raise_concern(unit=cast.ground.site, text="秘密的话", reporter="示例甲", actor=cast.cadre)
    delivery = WebhookDelivery.objects.get()  # the other city hears nothing
    actions.carry_delivery(delivery_id=delivery.pk)
    actions.carry_delivery(delivery_id=delivery.pk)  # once delivered, never again
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.answer) == (State.DELIVERED, 200, "heard")
    ((headers, body),) = listener.heard
    at, given = (part.split("=")[1] for part in headers["Dundian-Signature"].split(","))
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(given, made)
    told = json.loads(body)
    assert told["object"] == {"kind": "concern", "id": concern.number}
    assert "秘密" not in body.decode()


def test_what_fails_is_tried_later_and_given_up_visibly(cast: Cast, listener: Listener) -> None:
    webhook, _secret = hook(cast, cast.ground.city, listener.url)
    listener.status = 302  # followed nowhere
    delivery = actions.send_again(webhook=webhook, actor=cast.office_city)
    waits = []
    for _attempt in range(10):
        actions.carry_delivery(delivery_id=delivery.pk)
        delivery.refresh_from_db()
        waits.append(delivery.next_at)
    assert len(listener.heard) == 10
    assert (delivery.state, delivery.attempts, delivery.status) == (State.FAILED, 10, 302)
    assert all(waits[:9])
    assert waits[9] is None
    page = client_of(cast.office_city).get(reverse("api:webhook_detail", args=[webhook.pk])).text
    assert "302" in page
    listener.status = 204
    client_of(cast.office_city).post(reverse("api:delivery_again", args=[delivery.pk]))
    actions.carry_delivery(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == State.DELIVERED


def test_never_to_this_machine() -> None:
    for inside in (
        "127.0.0.1",
        "::1",
        "169.254.169.254",
        "0.0.0.0",
        "::ffff:127.0.0.1",
        "fe80::1%eth0",
        "224.0.0.1",
    ):
        assert not sending.allowed(inside)
    for outside in ("10.1.2.3", "192.168.1.9", "93.184.216.34"):
        assert sending.allowed(outside)


@pytest.mark.parametrize(
    "url", ["ftp://x/", "https://u:p@x/", "file:///etc/passwd", "javascript:1", "", "https:///x"]
)
def test_only_web_addresses(cast: Cast, url: str) -> None:
    with pytest.raises(Invalid):
        hook(cast, cast.ground.city, url)


def test_who_keeps_webhooks(cast: Cast) -> None:
    webhook, _secret = hook(cast, cast.ground.city)
    for actor in (cast.office_city, cast.leader, cast.security_admin):
        with pytest.raises(Refused):
            actions.add_webhook(
                unit=cast.ground.city, name="x", url="https://x.cn", events=["ping"], actor=actor
            )
    client_of(cast.office_city).post(reverse("api:webhook_pause", args=[webhook.pk]))
    raise_concern(unit=cast.ground.site, text="话", actor=cast.cadre)
    assert not WebhookDelivery.objects.exists()
    assert client_of(cast.outsider).get(reverse("api:webhook_detail", args=[webhook.pk])).status_code == 404


def test_the_life_of_a_document_is_told(cast: Cast) -> None:
    told = {"name": "办公系统", "url": "https://example.org/x"}
    actions.add_webhook(
        unit=cast.ground.city,
        events=["document.issued", "document.replaced", "document.withdrawn"],
        actor=cast.system_admin,
        **told,
    )
    made = {"unit": cast.ground.city, "kind": "circular", "content": b"x", "extension": "docx"}
    first = freeze_document(title="通知", actor=cast.office_city, **made)
    second = freeze_document(title="通知（修订）", replaces=first, actor=cast.office_city, **made)
    withdraw_document(document=second, reason="有误", actor=cast.office_city)
    heard = [(d.event, d.body["object"]["id"]) for d in WebhookDelivery.objects.order_by("created_at", "id")]
    assert heard == [
        ("document.issued", str(first.pk)),
        ("document.issued", str(second.pk)),
        ("document.replaced", str(first.pk)),
        ("document.withdrawn", str(second.pk)),
    ]
