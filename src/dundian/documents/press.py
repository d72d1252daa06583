"""The press: a Word template and its facts become a Word document (docxtpl).

`render("dispatch_notice", context)` wants these keys, all text unless said otherwise:

- organ 发文机关, number 发文字号, title 标题, addressees 主送机关, copies 抄送 (may be empty)
- paragraphs: list of the body's paragraphs; signed_on: date 成文日期
- annex 附件名称; teams: list of {place: int, name, site, leader, members, roles, starts_on: date, ends_on: date}

`render("report", context)`:

- title, subtitle, signed_by; signed_on: date
- figures: list of {name, amount, total, target} (may be empty); chapters: list of {heading, paragraphs: list}

`render("dossier", context)`:

- title, subtitle, signed_by; signed_on: date
- blocks: list of {heading, paragraphs: list, head: four texts, rows: list of four texts each (may be empty)}

`render("letter", context)`:

- organ, number, title, subject, addressees; paragraphs: list; signed_on: date
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from dundian.kernel.errors import Invalid

FOLDER = Path(__file__).parent / "templates_docx"
# What XML 1.0 (section 2.2) cannot hold, and the characters that turn or hide text.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def day_in_chinese(day: date) -> str:
    """2024年4月8日: no leading zeros (GB/T 9704-2012, 7.3.5.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


@cache
def _source(template: str) -> bytes:
    path = FOLDER / f"{template}.docx"
    if not path.is_file() or path.parent != FOLDER:
        raise LookupError(f"no such template: {template}")
    return path.read_bytes()


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.filters["chinese_day"] = day_in_chinese
    return environment


def refuse_unprintable(value: Any, where: str = "") -> None:
    """`Invalid` that names the place of the first character no document may hold."""
    if isinstance(value, str) and (found := UNPRINTABLE.search(value)):
        sign = f"U+{ord(found.group()):04X}"
        raise Invalid(
            _("“%(where)s” holds the character %(sign)s, which cannot be printed.")
            % {"where": where, "sign": sign}
        )
    if isinstance(value, Mapping):
        for name, inside in value.items():
            refuse_unprintable(inside, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, inside in enumerate(value, 1):
            refuse_unprintable(inside, f"{where} {number}")


def render(template: str, context: dict[str, Any]) -> bytes:
    """The .docx; what stands in `context` is text, never markup or template code."""
    refuse_unprintable(context)
    document = DocxTemplate(BytesIO(_source(template)))
    document.render(context, _environment(), autoescape=True)
    printed = BytesIO()
    document.save(printed)
    return printed.getvalue()
