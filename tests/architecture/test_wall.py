"""The second wall: what the database itself shows, were every room's own filter forgotten."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from dundian.config import wall
from dundian.config.wall.tables import OPEN, covered
from dundian.kernel import reach
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of
from dundian.org.models import Unit
from scripts.wall import FILE, page
from tests.architecture.permissions import arguments, patterns
from tests.architecture.test_models import our_models
from tests.architecture.world import World, make_world


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def rows() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in covered():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
def test_the_tests_work_behind_the_wall() -> None:
    assert wall.stands()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_every_table_is_covered_or_says_why_not() -> None:
    tables = {m._meta.db_table for m in apps.get_models(include_auto_created=True) if _ours(m)}
    opened = {apps.get_model(label)._meta.db_table for label in OPEN}
    assert tables == covered().keys() | opened
    assert not covered().keys() & opened
    assert all(reason.strip() for reason in OPEN.values())


def _ours(model: Any) -> bool:
    return model in our_models() or model.__module__.startswith("dundian.")


def test_the_reference_page_is_up_to_date() -> None:
    assert FILE.read_text() == page(), "run python -m scripts.wall"


def test_every_job_says_how_far_it_reaches() -> None:
    for file in Path("src/dundian").glob("*/tasks.py"):
        text = file.read_text()
        assert text.count("@app.task(") == text.count("@everywhere\n"), file


def test_whoever_says_nothing_sees_nothing(world: World) -> None:
    whole = rows()
    assert sum(count > 0 for count in whole.values()) > 40
    with reach.holding(lambda: reach.NOTHING):
        assert {table: count for table, count in rows().items() if count} == {}
    assert rows() == whole


def test_somebody_of_another_area_sees_nothing_of_this_one(world: World) -> None:
    with reach.of(world.cast.outsider):
        assert {table: count for table, count in rows().items() if count} == {}


def test_the_top_of_the_only_tree_sees_all_of_it(world: World) -> None:
    whole = rows()
    with reach.of(world.cast.office_province):
        assert rows() == whole
    Unit.objects.create(path="999999", name="另一个省", kind="province")
    with reach.of(world.cast.office_province):
        shown = rows()
    assert shown["concerns_concern"] == whole["concerns_concern"]
    assert shown["fieldwork_worklog"] == whole["fieldwork_worklog"]


def test_a_setting_lost_with_its_transaction_is_told_again(world: World) -> None:
    whole = rows()["concerns_concern"]
    with transaction.atomic():
        with reach.of(world.cast.outsider):
            assert rows()["concerns_concern"] == 0
        transaction.set_rollback(True)
    assert rows()["concerns_concern"] == whole


@pytest.fixture
def without_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every room's scope replaced by everything, as if each had been forgotten."""
    for model in our_models():
        rows = type(model._default_manager.all())
        if "visible_to" in vars(rows):
            monkeypatch.setattr(rows, "visible_to", lambda self, actor, **how: self.all())
    monkeypatch.setattr(Actor, "units", lambda self, verb, noun: Unit.objects.values("id"))
    monkeypatch.setattr(Actor, "reaches_wide", lambda self, verb, noun: True)


LISTS = (
    "concerns:concern_list", "concerns:concern_export", "concerns:issue_list", "concerns:site_page_list",
    "fieldwork:log_list", "fieldwork:log_export", "fieldwork:task_list", "fieldwork:report_list",
    "fieldwork:leave_list", "fieldwork:plan_list", "fieldwork:support_list", "fieldwork:handover_list",
    "oversight:visit_list", "oversight:finding_list", "oversight:question_list",
)  # fmt: skip
RECORDS = (
    "concerns:concern_detail", "fieldwork:log_detail", "fieldwork:task_detail", "fieldwork:report_detail",
    "fieldwork:leave_detail", "fieldwork:plan_detail", "fieldwork:support_detail", "fieldwork:handover_detail",
    "fieldwork:photo_view", "oversight:visit_detail", "oversight:finding_detail", "concerns:attachment_download",
)  # fmt: skip
# What stands in the rows of the site and on no page otherwise.
TOLD = ("高温津贴", "防暑药品", "走访一百人", "饮水机停用", "情况怎样？", "探亲", "防暑降温")


def read(client: Client, name: str, world: World) -> tuple[int, str]:
    """The status, and what is written there; of a workbook its text files."""
    answer: Any = client.get(reverse(name, kwargs=arguments(world, name)))
    content = answer.getvalue() if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as whole:
            content = b"".join(whole.read(part) for part in whole.namelist())
    return answer.status_code, content.decode(errors="replace")


def leaked(client: Client, world: World) -> set[str]:
    """The texts of the site's rows that the lists show, and the records that open."""
    found = set()
    for name in LISTS:
        status, text = read(client, name, world)
        assert status == 200, name
        found |= {told for told in TOLD if told in text}
    records = [name for name in RECORDS if name in patterns()]
    return found | {name for name in records if read(client, name, world)[0] == 200}


def test_with_every_filter_removed_the_pages_are_empty(world: World, without_filters: None) -> None:
    assert leaked(client_of(world.cast.outsider), world) == set()


def test_and_without_the_wall_they_would_not_be(
    world: World, without_filters: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Actor, "reach", reach.EVERYTHING)
    found = leaked(client_of(world.cast.outsider), world)
    assert found >= {
        "高温津贴",
        "走访一百人",
        "饮水机停用",
        "concerns:concern_detail",
        "fieldwork:log_detail",
    }
