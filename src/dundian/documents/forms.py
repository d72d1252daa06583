"""Forms of the document pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.documents import kinds
from dundian.documents.models import Document
from dundian.ui.forms import FilterForm, Form, Opinion


class DocumentFilter(FilterForm):
    text = forms.CharField(label=_("Number or title"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: [("", _("All")), *kinds.choices()])
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Document.State.choices])
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("Reason for withdrawing"),
        max_length=200,
        widget=Opinion(
            phrases=[_("The list of teams has changed; a new notice follows."), _("Issued by mistake.")]
        ),
    )
