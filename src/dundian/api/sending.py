"""Sending an event: signed, to an address outside this machine, without following where it leads."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import time
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 10
READ = 300


class Undelivered(Exception):
    """It did not arrive; `status` when there was an answer."""

    def __init__(self, text: str, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(hashlib.sha256(b"webhook " + settings.KEYS.django.encode()).digest()))


def sealed(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    try:
        return _box().decrypt(kept.encode()).decode()
    except InvalidToken as fault:
        raise Undelivered(_("The signing secret cannot be read any more; make the webhook anew.")) from fault


def signature(secret: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) of the time, a dot and the body: t=1718000000,v1=<hex>."""
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


def allowed(address: str) -> bool:
    """Whether an event may be sent to this IP address: never to this machine or to what only machines talk to."""
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return not (ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved)


def _reached(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise Undelivered(_("The address of the host is not known.")) from fault
    for *_rest, place in found:
        if allowed(str(place[0])):
            return str(place[0])
    raise Undelivered(_("This host is not to be reached from here."))


def send(*, url: str, secret: str, body: dict[str, Any], delivery: str) -> tuple[int, str]:
    """(status, beginning of the answer) of a 2xx answer; `Undelivered` for anything else."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    at = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Dundian-Webhook/1",
        "Dundian-Event": str(body["event"]),
        "Dundian-Delivery": delivery,
        "Dundian-Signature": signature(secret, at, content),
    }
    try:
        status, text = _post(url, content, headers)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise Undelivered(str(fault)[:READ] or type(fault).__name__) from fault
    if not 200 <= status < 300:
        raise Undelivered(text or str(status), status)
    return status, text


def _post(url: str, content: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """One request to the address that was checked; another one that the name might give later is never used."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    reached = socket.create_connection((_reached(host, port), port), SECONDS)
    try:
        if secure:
            reached = ssl.create_default_context().wrap_socket(reached, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        connection.sock = reached
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, content, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(READ).decode("utf-8", "replace")
    finally:
        reached.close()
