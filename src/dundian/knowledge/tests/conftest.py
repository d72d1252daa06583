"""The day and the ground of this room's tests: a posting with a settled concern, and the offices of city and county."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dundian.concerns.actions import raise_concern
from dundian.concerns.models import Concern
from dundian.fieldwork.factories import Posting, make_log, person_of, post
from dundian.fieldwork.models import WorkLog
from dundian.kernel import clock
from dundian.knowledge.actions import practices
from dundian.knowledge.models import Practice
from dundian.org.cast import Cast

CASE = {
    "title": "骑手休息驿站共建",
    "problem": "夏季高温，骑手无处休息、喝水。",
    "approach": "工会联系沿街门店共建驿站，配凉茶和充电。",
    "result": "建成驿站六处，骑手每天使用。",
    "kind": "new_employment",
    "industry": "网约配送",
    "weaknesses": ["服务职工的方式方法不足"],
    "categories": ["401"],
}


TODAY = datetime(2024, 7, 14, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _in_july(settings: Any, tmp_path: Any) -> Iterator[None]:
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "attachments"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": files}
    with clock.at(TODAY):
        yield


@dataclass
class Story:
    cast: Cast
    posting: Posting
    concern: Concern
    log: WorkLog


@pytest.fixture
def story(cast: Cast) -> Story:
    posting = post(cast)
    log = make_log(
        posting.site, person_of(cast.cadre), text="走访站点，骑手张示例电话13812345678反映无处休息"
    )
    concern = raise_concern(
        unit=cast.ground.site, site=posting.site, text="高温天骑手没有地方休息，联系人王建国", reporter="王建国",
        actor=cast.cadre,
    )  # fmt: skip
    Concern.objects.filter(pk=concern.pk).update(
        step="closed", outcome="solved", workers_word="满意", closed_on="2024-06-20", category="401"
    )
    concern.refresh_from_db()
    return Story(cast, posting, concern, log)


def publish(story: Story, **facts: Any) -> Practice:
    """A practice of the cast's site, accepted by the county and published in the city."""
    made = practices.draft_practice(
        unit=story.cast.ground.site, site=story.posting.site, actor=story.cast.cadre, **{**CASE, **facts}
    )
    practices.submit_practice(practice=made, actor=story.cast.cadre)
    practices.answer_practice(practice=made, accepted=True, reason="", actor=story.cast.office_county)
    return practices.publish_practice(
        practice=made, scope=story.cast.ground.city, actor=story.cast.office_city
    )
