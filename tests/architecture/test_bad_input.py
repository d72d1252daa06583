"""Whatever is typed into whichever field: never a fault, never lost, and nothing that hides is kept.

The forms are found on the pages themselves, so a new form is asked as soon as an address shows it.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from dundian.org.cast import Cast, client_of
from dundian.web.models import Feedback
from tests.architecture.permissions import PARTS, VISITORS, arguments, dealt, read_table
from tests.architecture.posted_forms import PostedForm, forms_on
from tests.architecture.world import World, make_world, written

LONG = "长" * 10_000
BAD = {
    "long": LONG,
    "emoji": "骑手🛵👩‍🔧",
    "control": "前\x00\x07\x1b后",
    "direction": "甲\u202e乙\u2066丙\u200f",
    "surrogate": "丁\ud800戊",
}
ALL_AT_ONCE = "🛵前\x00\x07后\u202e丁\ud800"
# Who has the most to choose from in a form comes first.
NEAREST = ("visitor", "team_leader", "cadre", "office_city")
# Forms that stand behind a choice made on a list.
BEHIND = {"planning:candidate_choose": "candidate", "planning:candidate_set_aside": "candidate"}
# Controls as JSON writes them; direction marks as themselves.
HIDDEN = r"\\u00(0[0-8be]|1[0-9a-f]|7f)|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
# What a browser says of itself and the framework's own keeping; no text of ours.
NOT_OURS = {"django_session", "axes_accessattempt", "axes_accesslog", "axes_accessfailurelog"}


@dataclass
class Opened:
    """A form, and somebody who has it open."""

    form: PostedForm
    client: Client

    def send(self, changes: dict[str, str]) -> tuple[HttpResponseBase, list[str]]:
        """The answer, and the tables that then hold hidden characters; whatever was written is rolled back."""
        cookies = copy(self.client.cookies)
        with transaction.atomic():
            before = written()
            response = self.client.post(
                self.form.action, self.form.body(changes), content_type="application/x-www-form-urlencoded"
            )
            found = tables_with_hidden(written() - before) if response.status_code == 302 else []
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return response, found


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def opened(world: World, part: int) -> Iterator[Opened]:
    """Every form on the part's pages once, by the first of the cast who can open it."""
    known, table = set(), read_table()
    for visitor in (*NEAREST, *(v for v in VISITORS if v not in NEAREST)):
        client = Client() if visitor == "visitor" else client_of(world.cast.members()[visitor])
        client.raise_request_exception = False
        for name in dealt(part):
            if table[name, "GET"][visitor] != 200 and name not in BEHIND:
                continue
            address = reverse(name, kwargs=arguments(world, name))
            for form in forms_on(_page(client, world, name, address), address):
                if form.kind not in known:
                    known.add(form.kind)
                    yield Opened(form, client)


def _page(client: Client, world: World, name: str, address: str) -> HttpResponseBase:
    cookies = copy(client.cookies)
    with transaction.atomic():
        if name in BEHIND:
            response = client.post(address, {"pick": world.things[BEHIND[name]].pk})
        else:
            response = client.get(address)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def tables_with_hidden(among: Iterable[str] | None = None) -> list[str]:
    """Tables (of all, or `among` these) in which some row now holds a control or direction character."""
    ours = {m._meta.db_table for m in apps.get_models()} - NOT_OURS
    tables = sorted(ours if among is None else ours & set(among))
    if not tables:
        return []
    name = connection.ops.quote_name
    parts = [
        f"SELECT '{t}' WHERE EXISTS (SELECT FROM {name(t)} AS r WHERE to_jsonb(r)::text ~ %s)" for t in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [HIDDEN] * len(tables))
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_bad_text_in_every_field(world: World, part: int) -> None:
    faults: list[str] = []
    asked = 0
    for one in opened(world, part):
        faults += _ask(one)
        asked += bool(one.form.typed)
    assert not faults, "\n".join(faults)
    assert asked >= 30 // PARTS


@pytest.mark.parametrize("text", ["甲\u202e乙", "前\x07后"])
def test_hidden_characters_would_be_found(world: World, text: str) -> None:
    assert tables_with_hidden() == []
    before = written()
    Feedback.objects.create(kind="fault", text=text, number="T000002")
    assert tables_with_hidden() == tables_with_hidden(written() - before) == ["web_feedback"]


def _ask(one: Opened) -> list[str]:
    form, faults = one.form, []
    attempts = [dict.fromkeys(form.typed, bad) for bad in BAD.values()] if form.typed else []
    attempts += [{name: LONG} for name in form.typed]
    attempts += [{name: ALL_AT_ONCE} for name in form.values]
    for changes in attempts:
        response, hidden = one.send(changes)
        told = f"{form.kind[0]} {[*changes]} {next(iter(changes.values()))[:8]!r} → {response.status_code}"
        if response.status_code >= 500:
            faults.append(told)
        if hidden:
            faults.append(f"{told}: hidden characters kept in {hidden}")
        if LONG in changes.values() and (lost := _lost(form, changes, response)):
            faults.append(f"{told}: {lost} lost")
    return faults


def _lost(form: PostedForm, changes: dict[str, str], response: HttpResponseBase) -> list[str]:
    """Fields whose text is not on the page of a refusal any more."""
    if response.status_code == 302:
        return []
    shown = {
        name: form_again.values[name]
        for form_again in forms_on(response, form.action)
        for name in form_again.typed
    }
    sent = {name: [changes[name]] if name in changes else form.values[name] for name in form.typed}
    return [n for n in sent if n not in form.passing and shown.get(n) != sent[n]]
