"""Forms of the pages of no single room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.ui.forms import FilterForm, Form, ModelForm, SegmentedRadios, VersionField
from dundian.web.models import Feedback


class FeedbackForm(ModelForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Feedback.Kind.choices, widget=SegmentedRadios)

    class Meta:
        model = Feedback
        fields = ["kind", "text", "contact"]
        widgets = {"text": forms.Textarea({"rows": 6})}
        help_texts = {
            "text": _("Please do not write workers’ names or telephone numbers here."),
            "contact": _("Telephone or e-mail, if you want to be called back."),
        }


class AnswerForm(ModelForm):
    version = VersionField()

    class Meta:
        model = Feedback
        fields = ["answer"]
        widgets = {"answer": forms.Textarea({"rows": 6})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True


class FeedbackFilter(FilterForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Feedback.Kind.choices])
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), ("open", _("Waiting for an answer")), ("answered", _("Answered"))],
    )


class PeopleFilter(FilterForm):
    q = forms.CharField(label=_("Name, sign-in name or unit"), max_length=40)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("All")),
            ("none", _("No sign-in yet")),
            ("open", _("May sign in")),
            ("closed", _("Shut out")),
        ],
    )


class OpenForm(Form):
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=40,
        help_text=_("Letters, digits, dot, hyphen and underscore only."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))
