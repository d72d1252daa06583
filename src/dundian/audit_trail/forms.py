"""Conditions above the trail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.audit_trail import words
from dundian.ui.forms import DateInput, FilterForm


class EntryFilter(FilterForm):
    who = forms.CharField(label=_("Who"), max_length=40)
    noun = forms.ChoiceField(label=_("What kind of thing"), choices=[("", _("All")), *words.NOUNS.items()])
    verb = forms.ChoiceField(label=_("What was done"), choices=[("", _("All")), *words.VERBS.items()])
    object = forms.CharField(label=_("Words in its name"), max_length=60)
    since = forms.DateField(label=_("From"), widget=DateInput)
    until = forms.DateField(label=_("To"), widget=DateInput)
