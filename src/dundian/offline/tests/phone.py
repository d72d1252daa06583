"""A phone in Python that follows the protocol, for tests, benchmarks and fault runs."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Protocol

from django.test import Client
from PIL import Image

from dundian.kernel import clock
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.cast import client_of


class Answer(Protocol):
    """What a call gives back."""

    status_code: int

    def json(self) -> Any: ...


def photo(seed: int = 0, size: tuple[int, int] = (320, 240), **save: Any) -> bytes:
    """A JPEG as the phone prepares it: small, and nothing in it but the picture."""
    picture = Image.effect_noise(size, 60 + seed % 40).convert("RGB")
    picture.putpixel((0, 0), (seed % 256, seed // 256 % 256, 7))
    content = BytesIO()
    picture.save(content, "JPEG", quality=80, **save)
    return content.getvalue()


@dataclass
class Phone:
    """One signed-in phone. `skew`: how far its clock is ahead."""

    device: str
    secret: str
    skew: timedelta = timedelta(0)
    client: Client = field(default_factory=Client)
    cursor: str = ""
    sets: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    seq: int = 0

    @classmethod
    def of(cls, actor: Actor, **more: Any) -> "Phone":
        """Sign a phone in through the session, as the app does."""
        browser = client_of(actor)
        csrf = browser.get("/app/session/").json()["csrf"]
        made = browser.post(
            "/app/devices/",
            {"name": "测试机"},
            content_type="application/json",
            headers={"X-CSRFToken": csrf},
        )
        assert made.status_code == 200, made.content
        return cls(made.json()["device"], made.json()["secret"], **more)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Device {self.device}.{self.secret}"}

    def now(self) -> datetime:
        return clock.now() + self.skew

    def operation(self, kind: str, record: Any = None, fields: Any = None, **more: Any) -> dict[str, Any]:
        """An operation, not sent yet."""
        self.seq += 1
        return {
            "id": str(new_id()),
            "seq": self.seq,
            "kind": kind,
            "record": str(record or new_id()),
            "at": self.now().isoformat(),
            "after": [],
            "fields": fields or {},
            **more,
        }

    def post(self, body: Any) -> Answer:
        found: Any = self.client.post(
            "/app/sync/operations/",
            body if isinstance(body, bytes) else json.dumps(body),
            content_type="application/json",
            headers=self.headers,
        )
        return found  # type: ignore[no-any-return]

    def send(self, *operations: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post({"now": self.now().isoformat(), "operations": operations})
        assert answer.status_code == 200, answer.status_code
        results: list[dict[str, Any]] = answer.json()["results"]
        assert [r["id"] for r in results] == [o["id"] for o in operations]
        return results

    def do(self, kind: str, record: Any = None, fields: Any = None, **more: Any) -> dict[str, Any]:
        """One operation, sent at once; its result."""
        return self.send(self.operation(kind, record, fields, **more))[0]

    def read(self) -> Any:
        return self.client.get(f"/app/sync/changes/?cursor={self.cursor}", headers=self.headers)

    def pull(self) -> int:
        """Bring `sets` up to date; the number of calls it took."""
        for calls in range(1, 20):
            answer = self.read().json()
            if answer["full"]:
                self.sets = {}
            for gone in answer["gone"]:
                del self.sets[gone["type"], gone["id"]]
            for record in answer["records"]:
                self.sets[record["type"], record["id"]] = record
            self.cursor = answer["cursor"]
            if not answer["more"]:
                return calls
        raise AssertionError("never ends")

    def all(self, type_: str) -> list[dict[str, Any]]:
        return [record for (kind, _id), record in self.sets.items() if kind == type_]

    def chunk(self, content: bytes, offset: int, length: int = 64 * 1024, **more: Any) -> Answer:
        digest = more.get("digest") or hashlib.sha256(content).hexdigest()
        size = more.get("size", len(content))
        found: Any = self.client.post(
            f"/app/photos/{digest}/?offset={offset}&size={size}",
            content[offset : offset + length],
            content_type="application/octet-stream",
            headers=self.headers,
        )
        return found  # type: ignore[no-any-return]

    def upload(self, content: bytes) -> Answer:
        answer = self.chunk(content, 0)
        while answer.status_code == 200 and not answer.json()["complete"]:
            answer = self.chunk(content, answer.json()["received"])
        return answer
