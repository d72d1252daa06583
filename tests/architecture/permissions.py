"""Asks every address as every member of the cast, and keeps the answers as a table."""

import csv
from collections.abc import Sequence
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dundian.org.cast import client_of
from tests.architecture.world import World

FILE = Path(__file__).with_name("permission_table.csv")
VISITORS = (
    "visitor", "office_province", "office_city", "office_county", "leader", "team_leader", "cadre",
    "department", "host", "system_admin", "security_admin", "audit_admin", "outsider",
)  # fmt: skip
METHODS = ("GET", "POST")
PARTS = 4  # into so many tests the addresses are dealt, so that several workers ask them
Key = tuple[str, str]

# What an argument stands for, by the beginning of the address (the longest that fits) and the word.
MEANING = {
    ("org:unit", "pk"): "unit",
    ("org:person", "pk"): "person",
    ("org:appointment", "pk"): "appointment",
    ("exchange:run", "pk"): "run",
    ("exchange:export", "pk"): "export",
    ("fieldwork:task", "pk"): "task",
    ("fieldwork:log", "pk"): "log",
    ("fieldwork:photo", "pk"): "photo",
    ("fieldwork:report", "pk"): "report",
    ("fieldwork:leave", "pk"): "leave",
    ("fieldwork:plan", "pk"): "plan",
    ("fieldwork:baseline", "pk"): "site",
    ("fieldwork:evidence", "pk"): "site",
    ("fieldwork:site", "pk"): "site",
    ("fieldwork:absence", "pk"): "site",
    ("fieldwork:support", "pk"): "support",
    ("fieldwork:support_rule", "pk"): "route",
    ("fieldwork:handover", "pk"): "handover",
    ("fieldwork:unfinished", "pk"): "unfinished",
    ("fieldwork:schedule", "pk"): "schedule",
    ("fieldwork:schedule_plan", "pk"): "site",
    ("fieldwork:schedule_export", "pk"): "site",
    ("fieldwork:campaign", "pk"): "campaign",
    ("fieldwork:team", "pk"): "team",
    ("concerns:measure", "pk"): "measure",
    ("concerns:help", "pk"): "help",
    ("concerns:letter", "pk"): "letter",
    ("concerns:attachment", "pk"): "attachment",
    ("concerns:body", "pk"): "body",
    ("concerns:phrase", "pk"): "phrase",
    ("concerns:issue", "pk"): "issue",
    ("documents:document", "pk"): "document",
    ("documents:draft", "pk"): "document_draft",
    ("documents:template", "pk"): "letter_template",
    ("documents:print", "pk"): "print_run",
    ("oversight:draw", "pk"): "draw",
    ("oversight:bulletin", "pk"): "draw",
    ("oversight:visit", "pk"): "visit",
    ("oversight:finding", "pk"): "finding",
    ("oversight:photo", "pk"): "finding_photo",
    ("oversight:look_back", "pk"): "look_back",
    ("oversight:line", "pk"): "look_back_line",
    ("oversight:group", "pk"): "contact_group",
    ("oversight:return", "pk"): "return_visit",
    ("oversight:site", "pk"): "site",
    ("oversight:question", "pk"): "question",
    ("oversight:question_ask", "pk"): "site",
    ("knowledge:practice", "pk"): "practice",
    ("knowledge:practice_edit", "pk"): "practice_draft",
    ("knowledge:practice_submit", "pk"): "practice_draft",
    ("knowledge:practice_answer", "pk"): "practice_waiting",
    ("knowledge:adoption", "pk"): "adoption",
    ("knowledge:site_practice", "pk"): "site",
    ("knowledge:concern_practice", "pk"): "settled",
    ("knowledge:log_practice", "pk"): "log",
    ("knowledge:issue_practice", "pk"): "decided",
    ("knowledge:institution", "pk"): "institution",
    ("knowledge:publicity", "pk"): "publicity",
    ("knowledge:publicity_edit", "pk"): "item_draft",
    ("knowledge:publicity_submit", "pk"): "item_draft",
    ("knowledge:publicity_answer", "pk"): "item_waiting",
    ("knowledge:appearance", "pk"): "appearance",
    ("knowledge:appearance_add", "pk"): "publicity",
    ("knowledge:placement", "pk"): "placement",
    ("knowledge:placement_add", "pk"): "publicity",
    ("knowledge:channel", "pk"): "channel",
    ("knowledge:meeting", "pk"): "meeting",
    ("knowledge:attendance", "pk"): "meeting",
    ("knowledge:speech", "pk"): "meeting",
    ("knowledge:minutes", "pk"): "meeting",
    ("knowledge:decision_add", "pk"): "meeting",
    ("knowledge:decision_finish", "pk"): "decision",
    ("knowledge:invitation", "pk"): "invitation",
    ("knowledge:material", "pk"): "material",
    ("knowledge:course", "pk"): "course",
    ("knowledge:participant", "pk"): "course",
    ("knowledge:certificate", "pk"): "participant",
    ("knowledge:summary", "pk"): "summary",
    ("knowledge:summary_draft", "pk"): "campaign",
    ("knowledge:campaign", "pk"): "campaign",
    ("recognition:scheme", "pk"): "scheme",
    ("recognition:category", "pk"): "category",
    ("recognition:round", "pk"): "round",
    ("recognition:word", "pk"): "round",
    ("recognition:round_names", "pk"): "noticed",
    ("recognition:round_object", "pk"): "noticed",
    ("recognition:round_decide", "pk"): "noticed",
    ("recognition:round_recall", "pk"): "noticed",
    ("recognition:round_judging", "pk"): "noticed",
    ("recognition:round_panel", "pk"): "noticed",
    ("recognition:evidence", "pk"): "file",
    ("recognition:nomination", "pk"): "nomination",
    ("recognition:judge", "pk"): "judge",
    ("recognition:barred", "pk"): "barred",
    ("recognition:objection", "pk"): "objection",
    ("recognition:honour", "pk"): "honour",
    ("recognition:unit_honours", "pk"): "unit",
    ("recognition:person_honours", "pk"): "person",
    ("recognition:growth_record", "pk"): "person",
    ("recognition:note", "pk"): "note",
    ("planning:dispatch_result", "notice_id"): "notice",
    ("api:token", "pk"): "token",
    ("api:webhook", "pk"): "webhook",
    ("api:delivery", "pk"): "event_sent",
    ("offline:phone", "pk"): "device",
    ("offline:conflict", "pk"): "conflict",
    ("campaign:", "pk"): "campaign",
    ("campaign:site", "pk"): "site",
    ("campaign:task_set", "pk"): "task_set",
    ("campaign:task_set_adopt", "pk"): "campaign",
    ("campaign:indicator", "pk"): "indicator",
    ("campaign:baseline_form", "pk"): "baseline_form",
    ("campaign:initiative_drop", "row"): "initiative",
    ("campaign:group_drop", "row"): "member",
    ("campaign:charge_drop", "row"): "charge",
}
WORDS: dict[str, Any] = {
    "format": "docx",
    "moment": "start",
    "key": "x",
    "what": "route",
    "digest": "0" * 64,
    "topic": "office",
    "kind": "new_employment",
    "year": 2024,
    "part": "planning-campaign_panel",
}


@cache
def patterns() -> dict[str, URLPattern]:
    """All named addresses of our own by full name."""
    return _patterns(get_resolver(), "")


def _patterns(resolver: URLResolver, space: str) -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= _patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            assert entry.name, f"an address without a name: {space}{entry.pattern}"
            found[f"{space}{entry.name}"] = entry
    return found


def addresses() -> list[str]:
    return sorted(patterns())


def dealt(part: int) -> list[str]:
    """Every address stands in one of the `PARTS`."""
    return addresses()[part::PARTS]


def arguments(world: World, name: str) -> dict[str, Any]:
    """What the address needs, taken from the world."""
    return {word: _thing(world, name, word) for word in patterns()[name].pattern.converters}


def _thing(world: World, name: str, word: str) -> Any:
    things = world.things
    if name == "concerns:concern_unlink" and word == "other":
        return things["other"].number
    if name.startswith("documents:") and word in ("number", "kind"):
        return {"number": 1, "kind": "minutes"}[word]
    if name.startswith("concerns:") and word == "number":
        return things["concern"].number
    if name.startswith("web:feedback") and word == "number":
        return things["feedback"].number
    if name == "recognition:notice_open":
        return things["noticed"].token
    if name == "concerns:worker_page":
        return things["page"].token
    if word in WORDS:
        return WORDS[word]
    noun = word.removesuffix("_id")
    if noun not in things:
        noun = MEANING[
            max((k for k in MEANING if name.startswith(k[0]) and k[1] == word), key=lambda k: len(k[0]))
        ]
    return things[noun].pk


class Asker:
    """Signs every member of the cast in once and asks addresses for them; whatever an answer wrote is rolled back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {name: client_of(member) for name, member in world.cast.members().items()}
        self.clients["visitor"] = Client()
        for client in self.clients.values():
            client.raise_request_exception = False
            client.defaults["HTTP_ACCEPT"] = "text/plain"  # a refusal in words, without the frame around it

    def status(self, address: str, method: str, visitor: str) -> int:
        client = self.clients[visitor]
        cookies = client.cookies.output(header="", sep=";")
        with transaction.atomic():
            response = client.generic(method, address)
            response.getvalue() if response.streaming else response.content
            transaction.set_rollback(True)
        client.cookies = SimpleCookie(cookies)
        return int(response.status_code)

    def row(self, name: str, method: str) -> dict[str, int]:
        address = reverse(name, kwargs=arguments(self.world, name))
        return {visitor: self.status(address, method, visitor) for visitor in VISITORS}


def read_table() -> dict[Key, dict[str, int]]:
    """Status by visitor, by (address, method)."""
    if not FILE.exists():
        return {}
    with FILE.open(newline="") as file:
        return {
            (row["address"], row["method"]): {who: int(row[who]) for who in VISITORS}
            for row in csv.DictReader(file)
        }


def write_table(world: World, rooms: Sequence[str] = ()) -> None:
    """Ask everything and write the table anew; with `rooms`, or beginnings of addresses, those and what has no row."""
    kept = {key: row for key, row in read_table().items() if rooms and not key[0].startswith(tuple(rooms))}
    asker = Asker(world)
    rows = [
        [name, method, *(kept.get((name, method)) or asker.row(name, method)).values()]
        for name in addresses()
        for method in METHODS
    ]
    with FILE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "method", *VISITORS])
        writer.writerows(rows)
