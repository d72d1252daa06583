"""Practices: writing, answering, publishing, adopting."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.forms.campaigns import LinesField
from dundian.concerns.queries import tree_for
from dundian.knowledge.forms.fields import ALL, KINDS, industries, offer, text
from dundian.knowledge.models import Adoption, Practice
from dundian.org.access import Actor
from dundian.org.forms import UnitField
from dundian.org.models import FEDERATIONS, Unit
from dundian.ui.forms import FilterForm, Form, NamedField, Opinion, SegmentedRadios, VersionField


class PracticeFilter(FilterForm):
    text = forms.CharField(label=_("Words"), max_length=50)
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *Practice.State.choices])
    kind = forms.ChoiceField(label=_("Kind of union"), choices=[ALL, *KINDS])
    industry = forms.ChoiceField(label=_("Industry"), choices=[ALL, *industries()])
    weakness = forms.CharField(label=_("Weakness"), max_length=40)
    area = NamedField(
        Unit.objects.none(), columns=("short_name", "name"), label=_("Area"), empty_label=_("All")
    )
    mine = forms.BooleanField(label=_("Written by me"))
    more = ("weakness", "area", "mine")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Unit.objects.visible_to(actor).filter(kind__in=FEDERATIONS)
        offer(self, "area", visible.order_by("path"))


class PracticeForm(Form):
    """One case. `cleared` is asked for only when something in the texts may point at a person."""

    title = forms.CharField(
        label=_("Title"), max_length=80, help_text=_("What was achieved, in one line that others search for.")
    )
    problem = text(_("What the problem was"), 2000)
    approach = text(
        _("What was done about it"), 4000, 6, help_text=_("Step by step, so that others can follow.")
    )
    result = text(_("What it brought about"), 2000)
    evidence = text(_("What shows it"), 1000, 2, required=False)
    conditions = text(
        _("What it takes"),
        1000,
        2,
        required=False,
        help_text=_("Money, people, partners; where it would not work."),
    )
    kind = forms.ChoiceField(label=_("Kind of union"), choices=[("", _("Any kind")), *KINDS], required=False)
    industry = forms.ChoiceField(
        label=_("Industry"), choices=[("", _("Any industry")), *industries()], required=False
    )
    weaknesses = LinesField(label=_("Weaknesses it answers"), required=False, help_text=_("One a line."))
    categories = forms.MultipleChoiceField(
        label=_("Categories of concerns it answers"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Several: hold Ctrl while choosing."),
    )
    cleared = forms.BooleanField(label=_("I have read it: no worker can be recognised"), required=False)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = VersionField(required=False)
    sections = (
        (_("The case"), ("title", "problem", "approach", "result", "evidence", "conditions")),
        (_("Which sites are like it"), ("kind", "industry", "weaknesses", "categories")),
        (_("People left out"), ("cleared",)),
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (top, [(c.code, c.name) for c in leaves]) for top, leaves in tree_for(unit).groups if leaves
        ]
        cast(forms.MultipleChoiceField, self.fields["categories"]).choices = groups


class AnswerForm(Form):
    accepted = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Take in")), ("no", _("Return it with a reason"))],
        widget=SegmentedRadios,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=Opinion((_("Say more precisely what was done."), _("Say what shows the result."))),
        help_text=_("Needed when it is returned."),
    )


class PublishForm(Form):
    scope = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Published in"),
        empty_label=None,
        help_text=_("Everybody who works at or beneath this federation can read it."),
    )

    def __init__(self, actor: Actor, practice: Practice, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Unit.objects.over(practice.unit).filter(
            kind__in=FEDERATIONS, pk__in=actor.units("review", "practice")
        )
        offer(self, "scope", above)


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=Opinion())


class AdoptForm(Form):
    unit = UnitField(among="knowledge.adopting", label=_("For which union"))
    plan = text(_("How it is fitted to the place"), 500, 3, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(UnitField, self.fields["unit"]).use(actor)


class OutcomeForm(Form):
    outcome = forms.ChoiceField(
        label=_("What it brought"), choices=Adoption.Outcome.choices, widget=SegmentedRadios
    )
    told = text(_("What it brought about"), 1000)
