"""Forms: text is cleaned, messages name the field, two versions become one."""

from typing import Any

import pytest
from django import forms as django_forms
from django.db.models import BLANK_CHOICE_DASH, CharField
from django.http import QueryDict

from dundian.kernel.errors import Invalid
from dundian.ui import conflicts, forms


class SiteForm(forms.Form):
    name = django_forms.CharField(label="Name", max_length=10)
    note = django_forms.CharField(label="Note", widget=django_forms.Textarea, required=False)
    password = django_forms.CharField(widget=django_forms.PasswordInput, required=False)
    weak = django_forms.MultipleChoiceField(
        label="Weak", choices=[("a", "Base"), ("b", "Funds")], required=False, widget=forms.Chips
    )
    kind = django_forms.ChoiceField(label="Kind", choices=[("p", "Park"), ("s", "Street")], required=False)
    told = django_forms.BooleanField(label="Told", required=False)
    start = django_forms.DateField(label="Start", required=False)
    when = django_forms.SplitDateTimeField(label="When", required=False)
    version = forms.VersionField(required=False)
    sections = (("Basics", ("name", "kind")),)


def post(**values: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for key, value in values.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    return data


def test_text_loses_what_nobody_typed() -> None:
    form = SiteForm(post(name=" 点\u202e位\x00\u200b 一 ", note="一\r\n二\x07", password="p\u200bq"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "点位 一"
    assert form.cleaned_data["note"] == "一\n二"
    assert form.cleaned_data["password"] == "p\u200bq"
    assert form["name"].value() == "点位 一"


def test_nul_in_a_password_is_an_error() -> None:
    assert "password" in SiteForm(post(name="a", password="p\x00q")).errors


def test_messages_name_the_field_and_both_lengths() -> None:
    assert "Name" in SiteForm(post(name="")).errors["name"][0]
    too_long = SiteForm(post(name="字" * 12)).errors["name"][0]
    assert "10" in too_long
    assert "12" in too_long


def test_rendered_field_is_tied_to_its_label_help_and_error() -> None:
    html = str(SiteForm(post(name="")))
    assert 'aria-describedby="id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'href="#id_name"' in html
    assert "<legend>Basics</legend>" in html
    assert 'type="date"' in html


def test_each_visible_field_is_drawn_once_and_hidden_ones_too() -> None:
    html = str(SiteForm())
    for name in ("name", "note", "weak", "version", "start"):
        assert f'name="{name}"' in html
    assert html.count('name="name"') == 1


def test_show_puts_each_message_at_its_field() -> None:
    form = SiteForm(post(name="a"))
    forms.show(form, Invalid({"kind": "not this", "elsewhere": "nor that"}))
    assert form.errors["kind"] == ["not this"]
    assert form.non_field_errors() == ["nor that"]


def test_dashes_become_words() -> None:
    choices = [*BLANK_CHOICE_DASH, ("p", "Park")]

    class Asks(forms.Form):
        kind = django_forms.ChoiceField(choices=choices)

    class Filters(forms.FilterForm):
        kind = django_forms.ChoiceField(choices=choices)

    class Model(forms.Form):
        kind = CharField(choices=[("p", "Park")]).formfield()

    assert "----" not in str(Asks()) + str(Model())
    assert str(Asks().fields["kind"].choices[0][1]) != str(Filters().fields["kind"].choices[0][1])  # type: ignore[attr-defined]


STORED = {"name": "old", "weak": ["a"], "kind": "p", "told": True, "note": "n", "start": None}


def conflict(mine: QueryDict) -> tuple[dict[str, conflicts.Difference], QueryDict]:
    """The differing fields by name, and what the conflict page would post without any choice made."""
    differing, carried = conflicts.differences(SiteForm(mine), SiteForm(initial=STORED))
    data = QueryDict(mutable=True)
    data["conflict"] = "1"
    data["version"] = "4"
    for name, value in [*carried, *(pair for d in differing for pair in d.inputs)]:
        data.appendlist(name, value)
    return {d.name: d for d in differing}, data


def test_only_fields_that_differ_are_asked() -> None:
    differing, _data = conflict(post(name="new", weak=["b", "a"], kind="p", told="on", note="n"))
    assert list(differing) == ["name", "weak"]
    assert (differing["weak"].mine, differing["weak"].theirs) == ("Funds、Base", "Base")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, {"name": "new", "weak": ["b"], "told": False}),
        ({"take.weak": "theirs", "take.told": "theirs"}, {"name": "new", "weak": ["a"], "told": True}),
        ({"take": "theirs"}, {"name": "old", "weak": ["a"], "told": True}),
        ({"take": "mine", "take.name": "theirs"}, {"name": "new", "weak": ["b"], "told": False}),
        ({"take.name": "nonsense"}, {"weak": ["b"]}),
    ],
)
def test_the_choice_becomes_an_ordinary_form(choice: dict[str, str], expected: dict[str, Any]) -> None:
    _differing, data = conflict(post(name="new", weak=["b"], kind="p", note="n"))
    data.update(choice)
    form = SiteForm(data)
    form.is_valid()
    assert {name: form.cleaned_data.get(name) for name in expected} == expected
    assert form.cleaned_data["version"] == 4
    assert form.cleaned_data["kind"] == "p"


def test_a_field_of_two_parts_is_chosen_as_one() -> None:
    mine = post(name="old", weak=["a"], kind="p", told="on", note="n", when_0="2024-06-01", when_1="09:30")
    differing, data = conflict(mine)
    assert list(differing) == ["when"]
    kept = SiteForm(data)
    assert kept.is_valid()
    assert f"{kept.cleaned_data['when']:%Y-%m-%d %H:%M}" == "2024-06-01 09:30"
    data["take.when"] = "theirs"
    form = SiteForm(data)
    assert form.is_valid()
    assert form.cleaned_data["when"] is None


class Conditions(forms.FilterForm):
    q = django_forms.CharField(label="Words")
    kind = django_forms.ChoiceField(label="Kind", choices=[("", "All"), ("p", "Park")])
    late = django_forms.BooleanField(label="Late")
    more = ("late",)


def test_unreadable_conditions_are_left_out() -> None:
    form = Conditions(QueryDict("q=x&kind=nonsense&late=on"))
    assert form.valid_data() == {"q": "x", "late": True}
    assert form.more_in_use
    assert [bf.name for bf in form.main_fields] == ["q", "kind"]
    assert [label for label, _words in Conditions(QueryDict("kind=p")).in_use] == ["Kind"]
    assert Conditions(QueryDict()).valid_data() == {"q": "", "kind": "", "late": False}


class Asking(forms.FilterForm):
    site = django_forms.ChoiceField(label="Site")
    team = django_forms.ChoiceField(label="Team")
    more = ("team",)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.asked: list[str] = []
        self.offer("site", lambda: self._found("site"))
        self.offer("team", lambda: self._found("team"))

    def _found(self, name: str) -> list[tuple[str, str]]:
        self.asked.append(name)
        return [("1", f"{name} one")] if name == "team" else []


def test_choices_are_asked_for_when_they_are_seen_or_used() -> None:
    plain = Asking(QueryDict("site="))
    assert (plain.valid_data(), plain.in_use, plain.asked) == ({"site": "", "team": ""}, [], [])
    assert plain.more_waits
    assert [bf.name for bf in plain.main_fields] == []  # none to choose from
    assert plain.asked == ["site"]
    chosen = Asking(QueryDict("team=1"))
    assert (chosen.valid_data()["team"], chosen.more_waits) == ("1", False)
    assert [(str(label), words) for label, words in chosen.in_use] == [("Team", "team one")]
    assert "team one" in str(chosen["team"])
    assert chosen.asked == ["team"]
    unfolded = Asking(QueryDict("unfold=1"))
    assert [bf.name for bf in unfolded.more_fields] == ["team"]
    assert not unfolded.more_waits
