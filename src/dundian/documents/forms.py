"""Forms of the document pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.documents import drafting, kinds
from dundian.documents.kinds import DocumentKind, Shape
from dundian.documents.models import Document, Draft, PrintRun
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.forms import UnitField
from dundian.org.models import Unit
from dundian.ui.forms import FilterForm, Form, Opinion, SegmentedRadios, VersionField

choosers.units("documents.countersign", lambda actor, param: Unit.objects.open())


class DocumentFilter(FilterForm):
    text = forms.CharField(label=_("Number or title"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: [("", _("All")), *kinds.choices()])
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Document.State.choices])
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)


class DraftFilter(FilterForm):
    text = forms.CharField(label=_("Title"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: [("", _("All")), *drafted_kinds()])
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Draft.State.choices])


def drafted_kinds() -> list[tuple[str, Any]]:
    return [(kind.key, kind.title) for kind in kinds.every() if kind.drafted]


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("Reason for withdrawing"),
        max_length=200,
        widget=Opinion(
            phrases=[_("The list of teams has changed; a new notice follows."), _("Issued by mistake.")]
        ),
    )


HELP = {
    "chapters": _("A line such as 一、总体要求 begins a chapter; each other line is a paragraph."),
    "annexes": _("A line such as 附件：先进单位名单 begins an annex; 一、… begins a part of it."),
}


class DraftForm(Form):
    """The fields of a kind, as an office types them."""

    title = forms.CharField(label=_("Title"), max_length=200)
    mark = forms.CharField(
        label=_("Organ mark"),
        max_length=20,
        required=False,
        help_text=_("Such as 盐工发; the usual one when empty."),
    )
    version = VersionField(required=False)

    def __init__(self, *args: Any, kind: DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if not kind.numbered:
            del self.fields["mark"]
        for field in (*drafting.asked_of(kind), *kinds.FURNITURE):
            self.fields[field.name] = _field_of(field)

    def facts(self) -> dict[str, Any]:
        """What was typed, as the draft keeps it."""
        asked = (*drafting.asked_of(self.kind), *kinds.FURNITURE)
        return {f.name: drafting.value_of(f, self.cleaned_data.get(f.name)) for f in asked}


def _field_of(field: kinds.Field) -> forms.Field:
    told = {"label": field.title, "required": field.required, "help_text": HELP.get(field.name, field.help)}
    if field.shape == Shape.DAY:
        return forms.DateField(**told, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    if field.shape == Shape.LINE:
        return forms.CharField(**told, max_length=500)
    rows = 12 if field.name == "chapters" else 5
    return forms.CharField(**told, max_length=60_000, widget=forms.Textarea({"rows": rows}))


def typed(draft: Draft, kind: DocumentKind) -> dict[str, Any]:
    """Initial values of the form for a stored draft."""
    asked = (*drafting.asked_of(kind), *kinds.FURNITURE)
    told = {f.name: drafting.typed_text(f, draft.facts.get(f.name)) for f in asked}
    return {"title": draft.title, "mark": draft.mark, "version": draft.version, **told}


class SubmitForm(Form):
    """Up to three units that countersign."""

    first = UnitField(among="documents.countersign", label=_("Countersigned by"), required=False)
    second = UnitField(among="documents.countersign", label=_("Countersigned by, second"), required=False)
    third = UnitField(among="documents.countersign", label=_("Countersigned by, third"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second", "third"):
            self.fields[name].use(actor)  # type: ignore[attr-defined]

    def units(self) -> list[Unit]:
        chosen = (self.cleaned_data.get(name) for name in ("first", "second", "third"))
        return [unit for unit in chosen if unit]


class DecisionForm(Form):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("agree", _("Agree")), ("return", _("Return"))], widget=SegmentedRadios
    )
    text = forms.CharField(
        label=_("Opinion"),
        max_length=300,
        required=False,
        help_text=_("A reason is needed to return it."),
        widget=Opinion(phrases=[_("Agreed."), _("Please check the facts and figures once more.")]),
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("decision") == "return" and not told.get("text"):
            self.add_error("text", _("Say why it goes back."))
        return told


class TemplateForm(Form):
    file = forms.FileField(
        label=_("Word file"),
        help_text=_(".docx up to 5 MB, without macros, links and embedded objects."),
        widget=forms.FileInput({"accept": ".docx"}),
    )


class PrintForm(Form):
    form = forms.ChoiceField(
        label=_("As"), choices=PrintRun.Form.choices, widget=SegmentedRadios, initial="pdf"
    )


class VerifyForm(Form):
    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        help_text=_("16 letters and digits, printed on the document."),
    )
