"""What was answered on a form, held against the question: for baselines of sites and surveys of candidates."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Protocol

from django.utils.translation import gettext as _

from dundian.campaign.asked import BaselineField
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.text import clean_text

Kind = BaselineField.Kind
LONGEST = 500
YES_NO = {"是": "yes", "有": "yes", "否": "no", "无": "no", "没有": "no"}


def checked_answer(field: BaselineField, said: str) -> str:
    """The answer as it is stored; `Invalid` with what is wrong with it."""
    text = clean_text(said)
    if not text:
        return ""
    if field.kind == Kind.NUMBER:
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation:
            raise Invalid(_("A number is expected.")) from None
        if not number.is_finite() or not 0 <= number <= Decimal("9999999999") or number != round(number, 2):
            raise Invalid(_("A number from 0 with at most two decimals is expected."))
        plain = f"{number:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if field.kind == Kind.CHOICE and text not in field.choices:
        raise Invalid(_("Choose one of: %(choices)s.") % {"choices": "、".join(field.choices)})
    if field.kind == Kind.YES_NO and text not in ("yes", "no"):
        raise Invalid(_("Yes or no is expected."))
    if len(text) > LONGEST:
        raise Invalid(_("At most 500 characters."))
    return text


def answer_in_cell(field: BaselineField, said: str) -> str:
    """`checked_answer` of what people write in a workbook."""
    return checked_answer(field, YES_NO.get(said, said) if field.kind == Kind.YES_NO else said)


class Sheet(Protocol):
    """A form filled in for a site or a candidate."""

    version: int
    answers: dict[str, str]


def answers_over(
    stored: Sheet | None,
    fields: Sequence[BaselineField],
    answers: Mapping[str, str],
    version: int | None,
    *,
    anew: bool,
    whole: bool,
) -> dict[str, str]:
    """`checked_answers` over those that are stored, unless all are given `anew`.

    `Conflict` when the stored sheet is no longer the one of `version`, the one that was seen.
    """
    if version is not None and stored and stored.version != version:
        raise Conflict(stored)
    return checked_answers(fields, answers, stored.answers if stored and not anew else {}, whole=whole)


def checked_answers(
    fields: Sequence[BaselineField], answers: Mapping[str, str], stored: Mapping[str, str], *, whole: bool
) -> dict[str, str]:
    """All answers as they are stored, by the question's id. `Invalid` is keyed `q_<id>`.

    `stored` stands for what is not given; only `whole` asks for the questions that must be answered.
    """
    told: dict[str, str] = {}
    faults: dict[str, str] = {}
    for field in fields:
        key = str(field.pk)
        try:
            text = checked_answer(field, answers.get(key, stored.get(key, "")))
        except Invalid as bad:
            faults[f"q_{key}"] = "；".join(map(str, bad.messages.values()))
            continue
        if whole and field.required and not text:
            faults[f"q_{key}"] = _("This must be answered.")
        if text:
            told[key] = text
    if faults:
        raise Invalid(faults)
    return told
