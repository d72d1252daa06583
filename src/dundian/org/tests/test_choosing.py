"""`UnitField` and `PersonField`: what is typed, what is meant, and never more than one may see."""

from typing import Any

import pytest

from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of
from dundian.org.choosers import person_text, unit_text
from dundian.org.factories import PersonFactory, UnitFactory
from dundian.org.forms import PersonField, UnitField, UserField
from dundian.org.models import Person, Unit
from dundian.ui.forms import Form


class Choice(Form):
    unit = UnitField(required=False)
    person = PersonField(required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.use(actor)  # type: ignore[attr-defined]


def chosen(actor: Actor, **typed: str) -> tuple[Unit | Person | None, dict[str, Any]]:
    form = Choice(typed, actor=actor)
    valid = form.is_valid()
    name = next(iter(typed)).removesuffix("-pick")
    return (form.cleaned_data[name] if valid else None), form.errors


@pytest.mark.parametrize(
    "text", ["飞骑外卖配送工会", " 飞骑外卖配送工会 ", "#{id}", "飞骑外卖配送工会 · #{id}"]
)
def test_a_unit_by_name_or_key(cast: Cast, text: str) -> None:
    site = cast.ground.site
    assert chosen(cast.office_city, unit=text.format(id=site.pk)) == (site, {})


def test_a_unit_by_code(cast: Cast) -> None:
    county = cast.ground.county
    assert chosen(cast.office_city, unit="990321")[0] == county
    assert chosen(cast.office_city, unit=unit_text(county))[0] == county


def test_outside_sight_nothing_is_found(cast: Cast) -> None:
    away = cast.ground.other_site
    for text in (away.name, f"#{away.pk}", unit_text(away), cast.ground.other_city.code):
        row, errors = chosen(cast.office_city, unit=text)
        assert row is None
        assert errors
    cast.ground.site.closed_on = "2024-01-01"
    cast.ground.site.save()
    assert chosen(cast.office_city, unit=cast.ground.site.name)[0] is None


def test_what_could_mean_several_comes_back_as_a_list_to_pick_from(cast: Cast) -> None:
    twin = UnitFactory.create(parent=cast.ground.city, name=cast.ground.site.name)
    form = Choice({"unit": cast.ground.site.name}, actor=cast.office_city)
    assert not form.is_valid()
    html = str(form["unit"])
    assert 'name="unit-pick"' in html
    assert f'value="#{twin.pk}"' in html
    assert chosen(cast.office_city, **{"unit": "x", "unit-pick": f"#{twin.pk}"})[0] == twin


def test_part_of_a_name_offers_what_contains_it(cast: Cast) -> None:
    form = Choice({"unit": "外卖"}, actor=cast.office_city)
    assert not form.is_valid()
    assert cast.ground.site.name in str(form["unit"])


def test_a_person_by_name_number_or_text(cast: Cast) -> None:
    person = cast.cadre.person
    assert person
    for text in (
        person.name,
        person.number,
        person_text(person),
        f"#{person.pk}",
        f"{person.name} · {person.home_unit}",
    ):
        assert chosen(cast.office_city, person=text)[0] == person
    assert chosen(cast.outsider, person=person.name)[0] is None
    PersonFactory.create(name=person.name, home_unit=cast.ground.site)
    assert chosen(cast.office_city, person=person.name)[0] is None
    assert chosen(cast.office_city, person=person_text(person))[0] == person


def test_an_initial_row_is_shown_by_its_text_and_counts_as_unchanged(cast: Cast) -> None:
    site, person = cast.ground.site, cast.cadre.person
    assert person
    form = Choice(
        {"unit": unit_text(site), "person": person_text(person)}, actor=cast.office_city,
        initial={"unit": site, "person": person.pk},
    )  # fmt: skip
    assert form.is_valid()
    assert form.changed_data == []
    blank = Choice(actor=cast.office_city, initial={"unit": site.pk, "person": f"#{person.pk}"})
    assert unit_text(site) in str(blank["unit"])
    assert person_text(person) in str(blank["person"])


def test_a_user_field_offers_only_people_with_a_sign_in(cast: Cast) -> None:
    PersonFactory.create(name="无号人", home_unit=cast.ground.site)
    field = UserField()
    field.use(cast.office_city)
    with pytest.raises(Exception, match=r"unknown|找不到|Nothing"):
        field.clean("无号人")
    person = field.clean("吴干部")
    assert person
    assert UserField.user_of(person) == cast.cadre.user


def test_suggestions_are_short_and_within_sight(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for n in range(40):
        UnitFactory.create(parent=cast.ground.county, name=f"长街{n}号工会")
    client = client_of(cast.office_county)
    with django_assert_max_num_queries(6):
        page = client.get(
            "/units/choose/", {"among": "org.units", "field": "to", "to": "长街"}
        ).content.decode()
    assert page.count("<option") == choosers.SHOWN
    assert (
        cast.ground.other_site.name
        not in client.get(
            "/units/choose/", {"among": "org.units", "field": "to", "to": "冰川"}
        ).content.decode()
    )
    assert client.get("/units/choose/", {"among": "no.such"}).status_code == 404
    people = client.get("/people/choose/", {"among": "org.people", "field": "p", "p": "吴"}).content.decode()
    assert "吴干部" in people
    hidden = client_of(cast.host).get("/people/choose/", {"among": "org.people", "field": "p", "p": "吴"})
    assert "吴干部" not in hidden.content.decode()


def test_a_field_nobody_uses_as_somebody_is_a_mistake_of_ours(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        UnitField().clean("x")
