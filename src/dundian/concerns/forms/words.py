"""Replies, notes, files, urging, links and phrases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.concerns import queries
from dundian.concerns.forms.handling import ConcernForm, TokenField
from dundian.concerns.models import Concern, OutsideBody, Phrase
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import Form


class ReplyForm(ConcernForm):
    text = forms.CharField(
        label=_("Reply to the worker"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("What stands here is shown to the worker."),
    )
    id = TokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_phrases("text", Phrase.Place.REPLY)


class NoteForm(ConcernForm):
    text = forms.CharField(
        label=_("Note for colleagues"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Never shown to the worker, the host union or anybody outside."),
    )
    id = TokenField()


class UrgeForm(ConcernForm):
    text = forms.CharField(label=_("What for"), max_length=200, required=False)


class FileForm(ConcernForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("JPEG, PNG, WebP, PDF, Word (.docx) or Excel (.xlsx), at most 10 MB, without macros."),
    )


class NumberForm(ConcernForm):
    """Names another concern by its number."""

    number = forms.CharField(label=_("Number of the other concern"), max_length=20)

    def clean_number(self) -> Concern:
        found = queries.by_number(self.actor, self.cleaned_data["number"])
        if found is None:
            raise forms.ValidationError(_("No concern in sight has this number."))
        return found


class LinkForm(NumberForm):
    why = forms.CharField(label=_("What they have to do with each other"), max_length=200, required=False)

    def given(self) -> dict[str, Any]:
        return {"other": self.cleaned_data["number"], "why": self.cleaned_data["why"]}


class JoinForm(NumberForm):
    """The concern of which this one is a part; empty: of none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["number"]
        field.label, field.required = _("Part of the concern with the number"), False
        field.help_text = _("Leave empty to make it one of its own again.")
        if self.concern.parent:
            self.initial.setdefault("number", self.concern.parent.number)

    def clean_number(self) -> Concern | None:  # type: ignore[override]
        return super().clean_number() if self.cleaned_data["number"] else None

    def given(self) -> dict[str, Any]:
        return {"parent": self.cleaned_data["number"]}


class PhraseForm(Form):
    place = forms.ChoiceField(label=_("Where it is offered"), choices=Phrase.Place.choices)
    text = forms.CharField(label=_("Phrase"), max_length=500, widget=forms.Textarea({"rows": 3}))
    unit = forms.ModelChoiceField(
        label=_("For whom"), queryset=Unit.objects.none(), required=False, empty_label=_("For me alone")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [a.unit_id for a in actor.appointments if actor.can("change", "phrase", a.unit)]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=own).order_by("path")  # type: ignore[attr-defined]
        if not own:
            del self.fields["unit"]


class BodyForm(Form):
    """An authority or an employer that letters go to."""

    unit = forms.ModelChoiceField(label=_("Kept by"), queryset=Unit.objects.none())
    name = forms.CharField(label=pgettext_lazy("outside body", "Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=OutsideBody.Kind.choices)
    contact = forms.CharField(
        label=_("Contact office"),
        max_length=100,
        required=False,
        help_text=_("The office that takes letters, not a person."),
    )
    in_use = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, actor: Actor, body: OutsideBody | None = None, **kwargs: Any) -> None:
        if body:
            names = ("name", "kind", "contact", "in_use")
            kwargs.setdefault("initial", {name: getattr(body, name) for name in names})
        super().__init__(*args, **kwargs)
        if body:
            del self.fields["unit"]
        else:
            own = [a.unit_id for a in actor.appointments if actor.can("change", "outside_body", a.unit)]
            self.fields["unit"].queryset = Unit.objects.filter(pk__in=own).order_by("path")  # type: ignore[attr-defined]
