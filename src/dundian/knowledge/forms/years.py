"""The year's end: summary, comparison, carrying over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.knowledge.forms.fields import offer, text
from dundian.knowledge.queries.years import federations_for
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.ui.forms import Chips, FilterForm, Form, VersionField

PART_WORDS = [
    ("task_sets", _("Task sets, in their newest edition")),
    ("candidates", _("Candidates with their history")),
    ("group", _("Leading group")),
    ("initiatives", _("Initiatives")),
    ("quotas", _("Quotas")),
    ("stages", _("Stages, moved by a year")),
    ("rules", _("Rules for reports, roles and baseline")),
]


class CompareFilter(FilterForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Federation"), empty_label=None)
    since = forms.IntegerField(label=_("From year"), min_value=2000, max_value=2100)
    until = forms.IntegerField(label=_("To year"), min_value=2000, max_value=2100)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", federations_for(actor))


class SummaryForm(Form):
    title = forms.CharField(label=_("Title"), max_length=100)
    addressees = forms.CharField(label=_("Addressed to"), max_length=300, required=False)
    overview = text(_("Work done"), 10_000, 7)
    practices = text(_("What was learned"), 10_000, 6, required=False)
    problems = text(_("Problems"), 10_000, 5, required=False)
    institutions = text(_("What became a rule"), 10_000, 4, required=False)
    outlook = text(_("What comes next"), 10_000, 4, required=False)
    version = VersionField(required=False)


class IssueForm(Form):
    mark = forms.CharField(
        label=_("Organ mark"), max_length=20, help_text=_("Such as 自工发; the number follows.")
    )


class CarryForm(Form):
    name = forms.CharField(label=_("Name of the next campaign"), max_length=100)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    starts_on = forms.DateField(label=_("Starts on"))
    ends_on = forms.DateField(label=_("Ends on"))
    parts = forms.MultipleChoiceField(
        label=_("What goes along"), choices=PART_WORDS, required=False, widget=Chips
    )
    columns = 2
    sections = (
        (_("The next campaign"), ("name", "year", "starts_on", "ends_on")),
        (_("What goes along"), ("parts",)),
    )

    def all_parts(self) -> list[str]:
        return [value for value, _words in PART_WORDS]
