"""The key of identities turns while people work; a key that is gone is said plainly, and nothing else breaks."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from dundian.audit_trail.models import Entry
from dundian.concerns.actions import add_note, raise_concern, rotation, see_reporter
from dundian.concerns.identity import KeyGone
from dundian.concerns.models import Concern, DataKey
from dundian.config.secrets import FILE, IdentityRing, load
from dundian.kernel.errors import Refused
from dundian.org.cast import Cast, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[IdentityRing]:
    load(tmp_path)
    with override_settings(IDENTITY_RING=IdentityRing(tmp_path)):
        yield settings.IDENTITY_RING


def raised(cast: Cast, number: int) -> list[Concern]:
    return [
        raise_concern(unit=cast.ground.site, text=f"第{n}件", actor=cast.cadre, reporter=f"示例工人{n}")
        for n in range(number)
    ]


def name_of(concern: Concern, cast: Cast) -> str:
    return see_reporter(concern=concern, reason="回访", actor=cast.cadre).name


def test_turned_while_people_work_and_cut_off_anywhere(cast: Cast, ring: IdentityRing) -> None:
    old = raised(cast, 5)
    before = ring.current()[0]
    elsewhere = IdentityRing(ring.path.parent)  # another process, which has the old file in mind
    assert elsewhere.current()[0] == before
    made = rotation.turn_key()
    assert elsewhere.current()[0] == made
    assert oct(ring.path.stat().st_mode & 0o777) == "0o600"
    assert name_of(old[0], cast) == "示例工人0"
    assert rotation.rewrap_batch(2) == 2
    assert rotation.waiting() == 3
    with pytest.raises(Refused):
        rotation.forget_former_keys()
    fresh = raised(cast, 1)[0]
    assert fresh.data_key.key_id == made
    assert [name_of(c, cast) for c in old] == [f"示例工人{n}" for n in range(5)]
    assert sum(rotation.rewrap_all(2)) == 3
    assert rotation.waiting() == 0
    assert rotation.forget_former_keys() == [before]
    assert list(ring.keys()) == [made]
    assert [name_of(c, cast) for c in (*old, fresh)] == [f"示例工人{n}" for n in range(5)] + ["示例工人0"]
    assert {"turn", "remove"} <= set(Entry.objects.filter(noun="identity_key").values_list("verb", flat=True))


def test_a_lost_key_is_said_and_nothing_else_breaks(cast: Cast, ring: IdentityRing) -> None:
    concern = raised(cast, 1)[0]
    lost = ring.current()[0]
    ring.path.unlink()
    load(ring.path.parent)  # a new file with other keys
    assert rotation.lost() == {lost: 1}
    with pytest.raises(KeyGone):
        name_of(concern, cast)
    client = client_of(cast.cadre)
    said = client.post(f"/concerns/{concern.number}/worker/", {"do": "open", "reporter-reason": "回访"})
    assert said.status_code == 422
    assert "密钥" in said.content.decode()
    assert client.get(f"/concerns/{concern.number}/").status_code == 200
    add_note(concern=concern, text="照常办理", actor=cast.cadre)
    assert raised(cast, 1)[0].data_key.key_id != lost
    assert DataKey.objects.count() == 2


def test_keys_from_the_environment_go_first(ring: IdentityRing, monkeypatch: pytest.MonkeyPatch) -> None:
    held = ring.current()[0]
    stored = json.loads((ring.path.parent / FILE).read_text())
    monkeypatch.setitem(os.environ, "DUNDIAN_IDENTITY_KEY", "ab" * 32)
    assert list(ring.keys())[1:] == [held]
    monkeypatch.setitem(os.environ, "DUNDIAN_IDENTITY_FORMER", f"{'cd' * 32}, {stored['identity']}")
    assert len(ring.keys()) == 3
    with pytest.raises(Refused, match="DUNDIAN_IDENTITY_FORMER"):
        rotation.turn_key()
