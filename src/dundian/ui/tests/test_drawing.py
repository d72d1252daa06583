"""What is drawn by code is what Django's templates would draw."""

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import engines
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dundian.ui import drawing
from dundian.ui.forms import Renderer

ODD = "\"><script>&'甲"
PLAIN = DjangoTemplates()


def squeezed(html: Any) -> str:
    return re.sub(r">\s+<", "><", str(html)).strip()


WIDGETS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput({"maxlength": 5, "data-x": ODD, "disabled": True, "hidden": False}), ODD),
    (forms.TextInput(), None),
    (forms.NumberInput({"step": 0.5}), 1234),
    (forms.EmailInput(), format_html("<b>{}</b>", "x")),
    (forms.HiddenInput(), 0),
    (forms.DateInput(), date(2024, 5, 1)),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.PasswordInput(), "secret"),
    (forms.Select(choices=[("", _("All")), (1, ODD), ("b", format_html("<i>{}</i>", "b"))]), 1),
    (forms.Select(choices=[("组", [(1, "一"), (2, 2.5)]), ("c", "丙")]), "c"),
    (forms.SelectMultiple({"size": 3}, choices=[("a", "A"), ("b", "B")]), ["a", "b"]),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_widgets_look_as_django_draws_them(widget: forms.Widget, value: Any) -> None:
    attrs = {"id": "id_x", "required": True}
    ours = widget.render("名", value, attrs, renderer=Renderer())
    assert isinstance(ours, SafeString)
    assert squeezed(ours) == squeezed(widget.render("名", value, attrs, renderer=PLAIN))


def test_a_long_select_looks_like_a_select() -> None:
    pairs = [("", "全部"), ("1", ODD), ("2", "乙")]
    ours = drawing.long_select("c", {"id": "id_c"}, pairs, ["2"])
    theirs = forms.Select(choices=pairs).render("c", "2", {"id": "id_c"}, renderer=PLAIN)
    assert squeezed(ours) == squeezed(theirs)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "工资",
        "工资拖欠两个月",
        "工资拖欠两个月，工会已经去问",
        f"工资{ODD}拖欠",
        "e\u0301" * 6,
        "e\u0301" * 12,
        "q\u0301" * 8,
        "q\u0301" * 12,
        "👩‍🔧" * 5,
    ],
)
def test_a_text_is_shortened_as_by_the_filter(text: str) -> None:
    theirs = engines["django"].from_string("{{ text|truncatechars:8 }}").render({"text": text})
    assert drawing.shortened(text, 8) == theirs
