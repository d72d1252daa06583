"""Forms for tasks, reports and leave."""

from typing import Any, cast

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Indicator, Site
from dundian.fieldwork import queries
from dundian.fieldwork.drafting import LONGEST
from dundian.fieldwork.models import Task
from dundian.org.models import Person
from dundian.ui import forms

TASK_DONE = (
    _("Done as planned."),
    _("Done; the mechanism is in place."),
    _("Handed over to the host union."),
)
ACCEPTING = (_("Agreed."), _("Well done, carry on."), _("Accepted; follow up the problems."))
RETURNING = (
    _("The figures do not match the logs; please check."),
    _("Too general: add what was done."),
    _("The problems are not stated."),
)


class TaskForm(forms.Form):
    """A task of a site; owner and indicator are the site's own."""

    columns = 2

    name = django_forms.CharField(label=_("Task"), max_length=100)
    due_on = django_forms.DateField(label=_("Due on"))
    owner = django_forms.ModelChoiceField(Person.objects.none(), label=_("Owner"), required=False)
    indicator = django_forms.ModelChoiceField(
        Indicator.objects.none(),
        label=_("Indicator"),
        required=False,
        help_text=_(
            "With an indicator the progress follows from the logs; without one the task is declared done."
        ),
    )
    target = django_forms.DecimalField(
        label=_("Target"), required=False, max_digits=8, decimal_places=2, min_value=0, max_value=999_999
    )
    content = django_forms.CharField(
        label=_("What is asked"), required=False, max_length=2000, widget=django_forms.Textarea
    )
    version = forms.VersionField(required=False)

    def __init__(self, site: Site, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, others = queries.log_indicators(site)
        members = Person.objects.filter(team_places__team__site=site).order_by(
            "-team_places__leads", "name", "id"
        )
        for name, rows in (
            ("owner", members),
            (
                "indicator",
                Indicator.objects.filter(pk__in=[i.pk for i in own + others]).select_related("unit"),
            ),
        ):
            cast("django_forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    @staticmethod
    def initial_of(task: Task) -> dict[str, Any]:
        names = ("name", "due_on", "owner", "indicator", "target", "content", "version")
        return {name: getattr(task, name) for name in names}


class FinishForm(forms.Form):
    result = django_forms.CharField(
        label=_("Result"), required=False, max_length=2000, widget=forms.Opinion(TASK_DONE)
    )


class ReportForm(forms.Form):
    """The three texts of a report."""

    body = django_forms.CharField(
        label=_("Work done"), required=False, max_length=LONGEST, widget=django_forms.Textarea({"rows": 18})
    )
    problems = django_forms.CharField(
        label=_("Problems and requests"),
        required=False,
        max_length=LONGEST,
        widget=django_forms.Textarea({"rows": 6}),
    )
    next_steps = django_forms.CharField(
        label=_("Next steps"), required=False, max_length=LONGEST, widget=django_forms.Textarea({"rows": 6})
    )
    version = forms.VersionField()


class NoteForm(forms.Form):
    note = django_forms.CharField(
        label=_("Opinion"), required=False, max_length=500, widget=forms.Opinion(ACCEPTING)
    )
    version = forms.VersionField(required=False)


class ReasonForm(forms.Form):
    note = django_forms.CharField(
        label=_("Reason for returning"), max_length=500, widget=forms.Opinion(RETURNING)
    )
    version = forms.VersionField(required=False)


class LeaveForm(forms.Form):
    """One's own leave from a site."""

    columns = 2

    site = django_forms.ChoiceField(label=_("Site"))
    starts_on = django_forms.DateField(label=_("First day"))
    ends_on = django_forms.DateField(label=_("Last day"))
    reason = django_forms.CharField(label=_("Reason for leave"), max_length=200)

    def __init__(self, sites: list[Site], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(django_forms.ChoiceField, self.fields["site"])
        field.choices = [(str(site.pk), str(site)) for site in sites]
        if len(sites) == 1:
            field.initial = str(sites[0].pk)


class AnswerForm(forms.Form):
    answer = django_forms.CharField(
        label=_("Opinion"),
        required=False,
        max_length=200,
        widget=forms.Opinion((_("Agreed."), _("Hand over your work first."), _("Please choose other days."))),
        help_text=_("A reason is needed when the request is returned."),
    )
