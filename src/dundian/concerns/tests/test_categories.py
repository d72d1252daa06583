"""Categories: suggested, chosen, learned from, and sorted without asking only where that is sure."""

import io
import json
import random

import numpy as np
import pytest

from dundian.audit_trail.models import Entry
from dundian.concerns import actions, queries
from dundian.concerns.models import CategoryTree, Concern, Learned
from dundian.concerns.text import vectors
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast, client_of

pytestmark = pytest.mark.django_db
WAGES, HEAT = "老板拖欠三个月工资一直没发", "车间太热没有高温补贴和清凉饮料"


def test_words_point_before_anything_is_learned_and_the_choice_stands_on_the_trail(cast: Cast) -> None:
    unit = cast.ground.site
    client = client_of(cast.team_leader)
    fragment = client.get("/concerns/near/", {"text": WAGES}, headers={"HX-Request": "true"}).content.decode()
    assert "拖欠工资" in fragment
    answer = client.post(
        "/concerns/new/",
        {"unit": unit.pk, "text": WAGES, "kind": "concern", "topic": "wages", "people": 1, "category": "101"},
    )
    assert answer.status_code == 302
    concern = Concern.objects.get()
    assert (concern.category, concern.category_how, concern.topic) == ("101", "person", "wages")
    assert Entry.objects.filter(verb="categorise", noun="concern").count() == 1
    page = client.get(f"/concerns/{concern.number}/").content.decode()
    assert "拖欠工资" in page
    assert (
        page.count(f"/concerns/{concern.number}/categorise/") == 2
    )  # beside the category, and among what can be done
    assert "/categorise/" not in client_of(cast.host).get(f"/concerns/{concern.number}/").content.decode()
    again = client.post(f"/concerns/{concern.number}/categorise/", {"categorise-category": "403"})
    assert again.status_code == 302
    concern.refresh_from_db()
    assert (concern.category, concern.topic) == ("403", "safety")
    with pytest.raises(Invalid):
        actions.categorise(concern=concern, category="1", actor=cast.team_leader)  # a top is no category
    with pytest.raises(Refused):
        actions.categorise(concern=concern, category="101", actor=cast.host)


def test_it_learns_from_choices_and_sorts_only_what_is_sure(cast: Cast) -> None:
    unit, office = cast.ground.site, cast.office_county
    told = [(f"{word}，{WAGES}", "101") for word in _words(40)] + [
        (f"{word}，{HEAT}", "403") for word in _words(40)
    ]
    for text, category in told:
        concern = actions.raise_concern(unit=unit, text=text, actor=office)
        assert actions.categorise_if_sure(concern.pk) == ""  # words alone never sort
        Concern.objects.filter(pk=concern.pk).update(category=category, category_how="person")
    federation = office.appointments[0].unit
    assert federation in queries.federations_that_sort()
    learned = actions.learn_categories(federation)
    assert learned is not None
    assert (learned.examples, learned.right) == (80, 1.0)
    assert actions.learn_categories(federation) is None  # nothing new
    guess = queries.guesses("工资拖欠三个月没发", unit)[0]
    assert guess.category.code == "101"
    assert guess.share is not None
    concern = actions.raise_concern(unit=unit, text=told[0][0], actor=office)
    sorted_as = actions.categorise_if_sure(concern.pk)
    concern.refresh_from_db()
    assert (sorted_as, concern.category, concern.category_how) == ("101", "101", "machine")
    other = actions.raise_concern(unit=unit, text="想了解入会手续怎么办理", actor=office)
    assert actions.categorise_if_sure(other.pk) == ""
    page = client_of(office).get("/concerns/categories/").content.decode()
    assert "80" in page
    assert Learned.objects.count() == 1


def test_it_learns_anew_when_vectors_come_or_go(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "available", lambda: False)
    unit, office = cast.ground.site, cast.office_county
    rows = [(WAGES, "101"), (HEAT, "403")] * 30
    for word, (text, category) in zip(_words(60), rows, strict=True):
        concern = actions.raise_concern(unit=unit, text=f"{text}，{word}", actor=office)
        Concern.objects.filter(pk=concern.pk).update(category=category, category_how="person")
    federation = office.appointments[0].unit
    assert actions.learn_categories(federation) is None  # sixty times the same two stories
    luck = random.Random(7)
    for concern in Concern.objects.all():
        told = concern.text[:6] + "".join(luck.choices("公司班组宿舍食堂昨天今天希望", k=20))
        Concern.objects.filter(pk=concern.pk).update(text=told)
    first = actions.learn_categories(federation)
    assert first is not None
    assert queries.learned_for(unit) == first
    Learned.objects.update(vectors=True)
    assert queries.learned_for(unit) is None  # learned with vectors, and there are none to ask it with
    assert queries.guesses("工资拖欠三个月没发", unit)[0].share is None
    again = actions.learn_categories(federation)
    assert again is not None
    assert queries.learned_for(unit) == again
    assert actions.learn_categories(federation) is None
    Learned.objects.filter(pk=again.pk).update(data=_as_before(again.data))
    assert (
        queries.guesses("工资拖欠三个月没发", unit)[0].category.code == "101"
    )  # what is older is still read
    assert actions.learn_categories(federation) is not None


def _as_before(data: bytes) -> bytes:
    """As it was stored before anything told of sureness."""
    with np.load(io.BytesIO(data)) as stored:
        arrays = {name: stored[name] for name in stored}
    head = json.loads(bytes(arrays["head"])) | {"form": 2}
    arrays["head"] = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def _words(n: int) -> list[str]:
    return [f"{chr(0x4E00 + 37 * i)}{chr(0x5E00 + 53 * i)}厂" for i in range(n)]


def test_a_federation_keeps_a_tree_of_its_own(cast: Cast) -> None:
    office = cast.office_county
    federation = office.appointments[0].unit
    client = client_of(office)
    shipped = queries.tree_for(cast.ground.site)
    assert shipped.unit is None
    assert len(shipped.tops) == 10
    assert 40 <= sum(len(beneath) for _top, beneath in shipped.groups) <= 60
    url = f"/concerns/categories/{federation.pk}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"rows": "1\t报酬\tnowhere"}).status_code == 422
    assert client.post(url, {"rows": "1\t报酬\twages\n101\t欠薪\twages\t9\t拖欠"}).status_code == 422
    assert client.post(url, {"rows": "1\t报酬\twages\n101\t欠薪\twages\t1\t拖欠 欠薪"}).status_code == 302
    tree = queries.tree_for(cast.ground.site)
    assert (tree.unit, tree.edition, tree.find("101").name) == (federation, 1, "欠薪")
    assert CategoryTree.objects.get().since == clock.today()
    assert client_of(cast.team_leader).get(url).status_code in (403, 404)
    assert client_of(cast.leader).get("/concerns/categories/").status_code == 403
