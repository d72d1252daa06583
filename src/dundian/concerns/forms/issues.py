"""What people decide about issues."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.concerns import queries
from dundian.concerns.models import Concern, Issue
from dundian.org.access import Actor
from dundian.org.forms import PersonField
from dundian.ui.forms import Form, VersionField


class IssueForm(Form):
    """A form about one issue; `initial` starts from it."""

    version = VersionField()

    def __init__(self, *args: Any, issue: Issue, actor: Actor, **kwargs: Any) -> None:
        names = {f.name for f in Issue._meta.concrete_fields} & set(self.base_fields)
        known = {name: getattr(issue, name) for name in names if name != "owner"}
        super().__init__(
            *args, initial={**known, "version": issue.version, **kwargs.pop("initial", {})}, **kwargs
        )
        self.issue, self.actor = issue, actor
        if "owner" in self.fields:
            cast(PersonField, self.fields["owner"]).use(actor)
            self.fields["owner"].initial = issue.owner_id or getattr(actor.person, "pk", None)


class ConfirmIssueForm(IssueForm):
    """It is one problem: who sees to it, and what will be true by when."""

    columns = 2
    name = forms.CharField(label=_("Name of the issue"), max_length=60)
    owner = PersonField(label=_("Person in charge"))
    goal = forms.CharField(label=_("What will be true"), max_length=300)
    due_on = forms.DateField(label=_("By when"))
    measures = forms.CharField(
        label=_("Measures"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )


class DismissIssueForm(IssueForm):
    """It is not one problem."""

    reason = forms.CharField(label=_("Why these are different problems"), max_length=200)


class MergeIssueForm(IssueForm):
    """The same problem as another issue."""

    into = forms.ModelChoiceField(label=_("The other issue"), queryset=Issue.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Issue.objects.filter(
            unit__in=self.actor.units("decide", "issue"), state__in=Issue.STANDING
        ).exclude(pk=self.issue.pk)
        self.fields["into"].queryset = others.order_by("state", "name")  # type: ignore[attr-defined]


class SplitIssueForm(IssueForm):
    """Some of its concerns are another problem."""

    name = forms.CharField(label=_("Name of the new issue"), max_length=60)
    concerns = forms.ModelMultipleChoiceField(
        label=_("Concerns that are another problem"),
        queryset=Concern.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("name", None)
        field: Any = self.fields["concerns"]
        field.queryset = queries.members(self.actor, self.issue).order_by("-raised_on", "-id")
        field.label_from_instance = lambda c: f"{c.number} {c.unit} {c.text[:40]}"


class SettleIssueForm(IssueForm):
    """The problem is settled."""

    answer = forms.CharField(
        label=_("The answer that holds for all"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "It stands on the page of every concern of the issue; whoever handles one can close it with it."
        ),
    )
    close = forms.BooleanField(
        label=_("Close those that I handle myself with this answer, and tell the workers"), required=False
    )


class PutInForm(IssueForm):
    """Another concern belongs to it."""

    number = forms.CharField(label=pgettext_lazy("concern", "Number"), max_length=20)

    def clean_number(self) -> Concern:
        number = self.cleaned_data["number"].strip()
        found = Concern.objects.visible_to(self.actor).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no such concern."))
        return found
