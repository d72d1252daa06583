"""A bad network: an HTTP proxy that cuts, tears, doubles, delays and reorders what the phone's app sends and gets."""

import http.client
import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 30
Answer = tuple[int, list[tuple[str, str]], bytes]
# What may happen to one call of the app, and how often it does in a storm.
KINDS = {
    "cut before it left": 10,
    "cut in the middle of the question": 8,
    "answer lost": 14,
    "answer torn": 6,
    "sent twice": 10,
    "sent again later": 8,
    "operations out of order": 12,
    "slow": 12,
    "held back": 6,
    "fair": 14,
}
PASSED = {"connection", "keep-alive", "transfer-encoding"}


class Weather:
    """`storm`: whether calls are spoiled. `strike`: called once, in the middle of the next call that writes."""

    def __init__(self, port: int, rng: random.Random) -> None:
        self.upstream, self.rng = port, rng
        self.storm = False
        self.strike: Callable[[], None] | None = None
        self.counts: Counter[str] = Counter()
        self.acknowledged: dict[str, str] = {}
        self.photos: set[str] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server.server_address[1]}"

    def choose(self) -> str:
        return self.rng.choices(list(KINDS), list(KINDS.values()))[0] if self.storm else "fair"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def note(self, path: str, answer: Answer) -> None:
        """Remember what the phone has been told for certain."""
        status, _headers, body = answer
        if status != 200:
            return
        if path.startswith("/app/sync/operations/"):
            for result in json.loads(body)["results"]:
                if result["state"] in ("applied", "conflict"):
                    self.acknowledged[result["id"]] = result["state"]
        elif path.startswith("/app/photos/") and json.loads(body).get("complete"):
            self.photos.add(path.split("/")[3])


def _handler(weather: Weather) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"weather": weather})


class _Handler(BaseHTTPRequestHandler):
    """One connection from the browser, one call."""

    protocol_version = "HTTP/1.1"
    weather: Weather

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = _Call(self.weather, self.command, self.path, dict(self.headers), body)
        try:
            answer = call.carried_out(self.weather.choose() if call.spoilable else "fair")
        except (OSError, http.client.HTTPException):
            answer = None  # the server is away: so it is for the phone
        try:
            self.give(call, answer)
        except OSError:
            return  # the tab is gone

    do_POST = do_DELETE = do_HEAD = do_GET

    def give(self, call: "_Call", answer: Answer | None) -> None:
        if answer is None:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, headers, body = answer
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in PASSED | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if call.torn:
            self.wfile.write(body[: len(body) // 2])
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.wfile.write(body)
        self.wfile.flush()
        self.weather.note(call.path, answer)


class _Call:
    """One request on its way."""

    def __init__(
        self, weather: Weather, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> None:
        self.weather, self.method, self.path, self.body = weather, method, path, body
        self.headers = {k: v for k, v in headers.items() if k.lower() not in PASSED | {"content-length"}}
        self.headers["Accept-Encoding"] = "identity"
        self.torn = False

    @property
    def writes(self) -> bool:
        return self.method == "POST" and self.path.startswith(("/app/sync/", "/app/photos/"))

    @property
    def spoilable(self) -> bool:
        return self.path.startswith(("/app/sync/", "/app/photos/"))

    def carried_out(self, kind: str) -> Answer | None:
        """The answer to give, or None to hang up."""
        if self.spoilable:
            self.weather.counts["calls"] += 1
            self.weather.counts[kind] += 1
        rng = self.weather.rng
        if kind == "cut before it left":
            return None
        if kind == "cut in the middle of the question":
            self.half_sent()
            return None
        if kind == "sent twice":
            threading.Thread(target=self.quietly, daemon=True).start()
        if kind == "sent again later":
            threading.Timer(rng.uniform(0.3, 2), self.quietly).start()
        if kind == "operations out of order":
            self.out_of_order()
        if kind in ("slow", "held back"):
            time.sleep(rng.uniform(0.05, 0.3) if kind == "slow" else rng.uniform(0.4, 1.2))
        answer = self.forward(self.body)
        self.torn = kind == "answer torn"
        return None if kind == "answer lost" else answer

    def forward(self, body: bytes) -> Answer:
        if self.writes and (strike := self.weather.strike):
            self.weather.strike = None
            threading.Timer(self.weather.rng.uniform(0, 0.03), strike).start()
        connection = http.client.HTTPConnection("127.0.0.1", self.weather.upstream, timeout=PATIENCE)
        try:
            connection.request(self.method, self.path, body or None, self.headers)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def quietly(self) -> None:
        """Once more, and nobody hears the answer."""
        try:
            self.forward(self.body)
        except (OSError, http.client.HTTPException):
            return

    def half_sent(self) -> None:
        head = f"{self.method} {self.path} HTTP/1.1\r\n"
        head += "".join(f"{k}: {v}\r\n" for k, v in self.headers.items())
        head += f"Content-Length: {len(self.body)}\r\n\r\n"
        try:
            with socket.create_connection(("127.0.0.1", self.weather.upstream), timeout=5) as upstream:
                upstream.sendall(head.encode() + self.body[: len(self.body) // 2])
        except OSError:
            return

    def out_of_order(self) -> None:
        """Some of the batch arrive first, the later ones before the earlier ones."""
        if not self.path.startswith("/app/sync/operations/"):
            return
        batch = json.loads(self.body)
        operations = list(reversed(batch["operations"]))
        some = operations[: self.weather.rng.randint(1, len(operations))] if operations else []
        try:
            self.forward(json.dumps({**batch, "operations": some}).encode())
        except (OSError, http.client.HTTPException):
            return
