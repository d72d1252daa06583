"""Editors with rows (stages, lines of a task set) that work without script: a button adds, a tick takes away."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dundian.kernel.errors import Invalid
from dundian.ui.forms import Form

MOST = 100
if TYPE_CHECKING:
    Formset = BaseFormSet[Any]
else:
    Formset = BaseFormSet


class RowForm(Form):
    """One row; an empty one that nobody filled does not count."""

    remove = forms.BooleanField(label=_("Take this row away"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "remove"])

    @property
    def wanted(self) -> bool:
        """Whether the row is to be kept."""
        return not self.cleaned_data.get("remove")


class Rows(Formset):
    """Rows of one form class under a prefix."""

    def kept(self) -> list[RowForm]:
        """Filled rows that were not ticked for removal; call after `is_valid`."""
        return [form for form in self.forms if form.has_changed() and form.wanted]

    def show(self, bad: Invalid) -> list[str]:
        """Put messages keyed `<prefix>-<n>-<field>` at the n-th kept row; return those for the whole."""
        rows, whole = self.kept(), []
        for key, message in bad.messages.items():
            parts = key.split("-", 2)
            if (
                len(parts) == 3
                and parts[0] == self.prefix
                and parts[1].isdigit()
                and int(parts[1]) < len(rows)
            ):
                rows[int(parts[1])].add_error(parts[2] if parts[2] in rows[0].fields else None, message)
            else:
                whole.append(message)
        return whole


def rows_of(
    form: type[RowForm],
    prefix: str,
    *,
    data: Mapping[str, Any] | None = None,
    stored: Sequence[Mapping[str, Any]] = (),
    spare: int = 1,
    form_kwargs: dict[str, Any] | None = None,
) -> Rows:
    """The editor: of what was posted, or of the stored rows with `spare` empty ones below."""
    made = forms.formset_factory(
        form, formset=Rows, extra=0 if stored and not spare else spare, max_num=MOST, absolute_max=MOST
    )
    if data is not None:
        rows = cast(Rows, made(data, prefix=prefix, form_kwargs=form_kwargs))
        if not rows.management_form.is_valid():
            raise Invalid(gettext("The form did not arrive whole. Go back, reload the page and try again."))
        return rows
    return cast(Rows, made(prefix=prefix, initial=list(stored), form_kwargs=form_kwargs))


def with_spare(
    form: type[RowForm], prefix: str, data: Any, form_kwargs: dict[str, Any] | None = None
) -> Rows:
    """What was typed so far, unchecked, with one more empty row."""
    many = data.get(f"{prefix}-TOTAL_FORMS", "0")
    count = min(int(many), MOST) if many.isascii() and many.isdigit() and len(many) < 5 else 0

    def sent(n: int, name: str, field: forms.Field) -> Any:
        key = f"{prefix}-{n}-{name}"
        return data.getlist(key) if isinstance(field, forms.MultipleChoiceField) else data.get(key, "")

    typed = [{name: sent(n, name, field) for name, field in form.base_fields.items()} for n in range(count)]
    return rows_of(form, prefix, stored=typed, form_kwargs=form_kwargs)
