"""Forms as every room writes them: cleaned text, our templates, messages that name the field."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

import django.forms as forms
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet, TextField
from django.db.models.fields import BLANK_CHOICE_DASH
from django.db.models.functions import Cast
from django.forms import widgets
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.choices import BlankChoiceIterator
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line, clean_text
from dundian.ui import drawing
from dundian.ui.conflicts import settle

Text = str | Promise
if TYPE_CHECKING:
    ModelField = forms.ModelChoiceField[Any]
    ChoiceIterator = ModelChoiceIterator[Any]
else:
    ModelField, ChoiceIterator = forms.ModelChoiceField, ModelChoiceIterator


class BoundField(forms.BoundField):
    """A field that knows how it is laid out (`kind`) and where the error summary should point (`target`)."""

    @property
    def kind(self) -> str:
        """Name of the layout: checkbox, radios, checks, segmented, chips, text, file, date, select, other."""
        widget = self.field.widget
        for known, kind in (
            (SegmentedRadios, "segmented"),
            (Chips, "chips"),
            (widgets.CheckboxSelectMultiple, "checks"),
            (widgets.RadioSelect, "radios"),
            (widgets.CheckboxInput, "checkbox"),
            (widgets.Textarea, "text"),
            (widgets.FileInput, "file"),
            (widgets.DateTimeBaseInput, "date"),
            (widgets.Select, "select"),
        ):
            if isinstance(widget, known):
                return kind
        return "other"

    @property
    def optional(self) -> bool:
        """Whether （选填） stands after the label; a single checkbox is its own answer."""
        return (
            not self.field.required and not self.field.disabled and self.kind not in ("checkbox", "segmented")
        )

    @property
    def target(self) -> str:
        """Id of the element that takes the focus from the error summary."""
        return self.id_for_label or self.auto_id

    @property
    def phrases(self) -> Sequence[Text]:
        """Common phrases (常用语) offered under a text area."""
        return getattr(self.field.widget, "phrases", ())


class Renderer(DjangoTemplates):
    """Our templates first, Django's own widgets after; independent of INSTALLED_APPS order."""

    form_template_name = "ui/form.html"
    formset_template_name = "ui/formset.html"
    field_template_name = "ui/field.html"
    bound_field_class = BoundField

    @cached_property
    def engine(self) -> Any:
        django_templates = Path(forms.__file__).parent / "templates"
        own = Path(__file__).parent / "templates"
        return self.backend(
            {"APP_DIRS": True, "DIRS": [own, django_templates], "NAME": "forms", "OPTIONS": {}}
        )

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> Any:
        """Plain inputs and selects by code, all else by its template."""
        drawn = drawing.draw(template_name, context)
        return super().render(template_name, context, request) if drawn is None else drawn


class DateInput(forms.DateInput):
    """The browser's own date picker; typing works too."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """Date and time to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class SegmentedRadios(forms.RadioSelect):
    """Two to five short choices side by side."""


class Chips(forms.CheckboxSelectMultiple):
    """Several of a few short choices, as chips to tap."""


class Opinion(forms.Textarea):
    """办理意见 with 常用语: a tap puts the phrase into the text."""

    def __init__(self, phrases: Sequence[Text] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 3, **(attrs or {})})
        self.phrases = tuple(phrases)


class VersionField(forms.IntegerField):
    """The version the person saw, carried back unseen so that a later save cannot swallow an earlier one."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 2**31 - 1, **kwargs})


def first_named(*columns: Any) -> str:
    """The short name where there is one, else the name."""
    for column in columns:
        if column:
            return str(column)
    return ""


class _Pairs(ChoiceIterator):
    """(key, words) read as columns."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        field = cast("NamedField", self.field)
        words = field.words
        if field.empty_label is not None:
            yield "", str(field.empty_label)
        for key, *columns in self.queryset.values_list(Cast("pk", TextField()), *field.columns):
            yield key, words(*columns)


class LongSelect(forms.Select):
    """A select over hundreds of rows, drawn without an object for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        given = self.build_attrs(self.attrs, attrs)
        return drawing.long_select(name, given, cast(Any, self.choices), self.format_value(value))


class NamedField(ModelField):
    """A select over hundreds of rows: it reads their keys and `columns` alone and makes no objects of them.

    `words` makes of the columns what `str` would make of the object.
    """

    iterator = _Pairs
    widget = LongSelect

    def __init__(
        self,
        queryset: QuerySet[Any],
        *,
        columns: Sequence[str] = ("name",),
        words: Callable[..., str] = first_named,
        **kwargs: Any,
    ) -> None:
        self.columns, self.words = columns, words
        super().__init__(queryset, **kwargs)


class YearField(forms.IntegerField):
    """A year as a condition of a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Year"), "min_value": 2000, "max_value": 2100, **kwargs})


Section = tuple[Text, Sequence[str]]


class House:
    """What every form shares; mixed into `Form` and `ModelForm`."""

    sections: ClassVar[Sequence[Section]] = ()
    columns: ClassVar[int] = 1
    blank: ClassVar[Text] = _("Please choose")
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and args[0] is not None:
            args = (settle(args[0]), *args[1:])
        elif kwargs.get("data") is not None:
            kwargs["data"] = settle(kwargs["data"])
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _furnish(field)
            _name_the_blank(field, self.blank)

    def _widget_data_value(self, widget: widgets.Widget, html_name: str) -> Any:
        value = super()._widget_data_value(widget, html_name)  # type: ignore[misc]
        if isinstance(widget, widgets.PasswordInput):
            return value
        clean = clean_text if isinstance(widget, widgets.Textarea) else clean_line
        if isinstance(value, list):
            return [clean(v) if isinstance(v, str) else v for v in value]
        return clean(value) if isinstance(value, str) else value

    @property
    def error_count(self) -> int:
        """Number of messages in the summary."""
        return sum(len(messages) for messages in self.errors.values())  # type: ignore[attr-defined, misc]

    def laid_out(self) -> Iterator[tuple[Text, list[forms.BoundField]]]:
        """(legend, visible bound fields) per section; fields in no section come first, without a legend."""
        placed = {name for _legend, names in self.sections for name in names}
        loose = [bf for bf in self.visible_fields() if bf.name not in placed]  # type: ignore[attr-defined]
        if loose:
            yield "", loose
        for legend, names in self.sections:
            yield legend, [self[n] for n in names if n in self.fields and not self[n].is_hidden]  # type: ignore[index]


TOO_LONG = ngettext_lazy(
    "At most %(limit_value)d character; there are %(show_value)d now.",
    "At most %(limit_value)d characters; there are %(show_value)d now.",
    "limit_value",
)


def _furnish(field: forms.Field) -> None:
    """Native pickers, room to write, and messages in the words of the label."""
    widget = field.widget
    if type(widget) is widgets.DateInput:
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif type(widget) is widgets.DateTimeInput:
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(widget, widgets.Textarea):
        widget.attrs["rows"] = widget.attrs["rows"] if widget.attrs.get("rows") not in (None, "10") else 4
        widget.attrs.pop("cols", None)
    elif isinstance(widget, widgets.NumberInput):
        widget.attrs.setdefault("inputmode", "numeric" if type(field) is forms.IntegerField else "decimal")
    if type(field) is forms.IntegerField and field.max_value is None:
        field.validators.append(MaxValueValidator(2**31 - 1))
    own = field.error_messages
    own["max_length"] = own.get("max_length") or TOO_LONG
    if own.get("required") == forms.Field.default_error_messages["required"]:
        chosen = isinstance(widget, widgets.Select | widgets.RadioSelect | widgets.CheckboxSelectMultiple)
        own["required"] = format_lazy(
            _("Choose: {label}") if chosen else _("Fill in: {label}"), label=field.label or ""
        )


def _name_the_blank(field: forms.Field, words: Text) -> None:
    """Django's row of dashes in words: what to do, or in a filter what it means."""
    dashes = BLANK_CHOICE_DASH[0][1]
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == dashes:
            field.empty_label = str(words)
    elif isinstance(field, forms.ChoiceField) and isinstance(field.choices, list | BlankChoiceIterator):
        field.choices = [(k, words if k in ("", None) and v == dashes else v) for k, v in field.choices]


class Form(House, forms.Form):
    """A plain form in the house's dress."""


class ModelForm(House, forms.ModelForm):  # type: ignore[type-arg]
    """A model form in the house's dress."""


def show(form: forms.BaseForm, bad: Invalid) -> None:
    """Put the messages of an `Invalid` at the fields they name; those without a field of the form stand on top."""
    for name, message in bad.messages.items():
        form.add_error(name if name in form.fields else None, message)


class FilterForm(Form):
    """Conditions above a list, sent by GET; nothing is required; `more` names those folded away."""

    more: Sequence[str] = ()
    blank: ClassVar[Text] = _("All")
    UNFOLD: ClassVar[str] = "unfold"  # the word in the address that asks for the folded conditions

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        self._offered: dict[str, Callable[[], Sequence[tuple[str, Text]]]] = {}

    def fold(self, *names: str) -> None:
        """Put these behind 更多条件 as well, before all others: nothing is asked for until somebody looks."""
        self.more = (*(name for name in names if name in self.fields), *self.more)

    def offer(self, name: str, choices: Callable[[], Sequence[tuple[str, Text]]]) -> None:
        """Choices of a select that must be asked for: they are when it is drawn or something was chosen in it.

        Without any it is not shown; while it is folded away it is not asked.
        """
        found = self._offered[name] = cache(choices)
        cast(forms.ChoiceField, self.fields[name]).choices = lambda: [("", self.blank), *found()]

    def _shown(self, folded: bool) -> list[forms.BoundField]:
        fields = [bf for bf in self.visible_fields() if (bf.name in self.more) is folded]
        return [bf for bf in fields if bf.name not in self._offered or self._offered[bf.name]()]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """Always in sight."""
        return self._shown(folded=False)

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Behind 更多条件."""
        return self._shown(folded=True)

    @property
    def more_in_use(self) -> bool:
        """Whether a folded condition is set or asked for, so that it must be shown."""
        return self.is_bound and any(self.data.get(name) for name in (*self.more, self.UNFOLD))

    @property
    def more_waits(self) -> bool:
        """Whether there is a fold that is asked for only when it is opened: of ten lists nine are left without it."""
        return bool(self.more) and not self.more_in_use

    @property
    def in_use(self) -> list[tuple[Text, str]]:
        """(label, value in words) of each condition set, for the line over the list and for exports."""
        from dundian.ui.conflicts import in_words

        if not self.is_bound:
            return []
        shown = [*self.visible_fields(), *self._carried()]
        return [(bf.label, words) for bf in shown if bf.data and (words := in_words(bf, bf.data))]

    def _carried(self) -> list[forms.BoundField]:
        """Hidden conditions that narrow the list without a box of their own: those with a label given to them."""
        return [bf for bf in self.hidden_fields() if bf.field.label]

    @property
    def carried_in_use(self) -> list[tuple[Text, str]]:
        """(label, value in words) of each hidden condition set, so that the page can say what narrows it."""
        from dundian.ui.conflicts import in_words

        if not self.is_bound:
            return []
        return [(bf.label, words) for bf in self._carried() if bf.data and (words := in_words(bf, bf.data))]

    def valid_data(self) -> dict[str, Any]:
        """`cleaned_data` with unreadable conditions left out, so that a broken link still shows a list."""
        self.is_valid()
        return dict(getattr(self, "cleaned_data", {}))
