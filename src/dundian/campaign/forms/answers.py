"""A baseline form as people fill it in; also its preview in the builder."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.asked import BaselineField
from dundian.ui.forms import Form, SegmentedRadios, VersionField

Kind = BaselineField.Kind
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
LONGEST = 500


def _input(field: BaselineField, must: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": field.name,
        "help_text": field.help,
        "required": must and field.required,
    }
    if field.kind == Kind.NUMBER:
        common["label"] = f"{field.name}（{field.measure}）" if field.measure else field.name
        return forms.DecimalField(
            min_value=0, max_value=Decimal("9999999999"), max_digits=12, decimal_places=2, **common
        )
    if field.kind == Kind.CHOICE:
        return forms.ChoiceField(choices=[("", _("Choose")), *((c, c) for c in field.choices)], **common)
    if field.kind == Kind.YES_NO:
        return forms.ChoiceField(choices=YES_NO, widget=SegmentedRadios, **common)
    return forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 2}), **common)


def written(value: Any) -> str:
    """An answer as it is stored."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value or "")


class AnswersForm(Form):
    """One field for each question, named by its id."""

    columns = 2
    version = VersionField(required=False)

    def __init__(
        self,
        questions: Sequence[BaselineField],
        *args: Any,
        answers: Mapping[str, str] | None = None,
        must: bool = True,
        **kwargs: Any,
    ) -> None:
        self.questions = questions
        asked = {f"q_{field.pk}": _input(field, must) for field in questions}
        self.base_fields = {**asked, **type(self).base_fields}  # type: ignore[misc]
        stored = {f"q_{pk}": value for pk, value in (answers or {}).items()}
        kwargs["initial"] = {**stored, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def answers(self) -> dict[str, str]:
        """What was answered, by the question's id; nothing for questions left open."""
        said = {str(field.pk): written(self.cleaned_data.get(f"q_{field.pk}")) for field in self.questions}
        return {pk: text for pk, text in said.items() if text}
