"""Forms for tasks, reports and leave."""

from typing import Any, cast

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Indicator, Site
from dundian.fieldwork import queries
from dundian.fieldwork.drafting import LONGEST, LONGEST_COMBINED
from dundian.fieldwork.models import Leave, Report, Task
from dundian.org.models import Person
from dundian.planning.models import TeamMember
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
    """A task of a site; owner, indicator and what it comes after are the site's own."""

    columns = 2
    sections = (
        (_("What is done"), ("name", "owner", "indicator", "target", "weight", "evidence", "content")),
        (_("When"), ("takes_days", "after", "starts_on", "due_on", "fixed_on")),
    )

    name = django_forms.CharField(label=_("Task"), max_length=100)
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
    weight = django_forms.IntegerField(
        label=_("Weight"), required=False, min_value=0, max_value=100, help_text=_("10 when left empty.")
    )
    evidence = django_forms.CharField(label=_("Evidence expected"), required=False, max_length=200)
    content = django_forms.CharField(
        label=_("What is asked"), required=False, max_length=2000, widget=django_forms.Textarea
    )
    takes_days = django_forms.IntegerField(
        label=_("Takes, working days"),
        required=False,
        min_value=1,
        max_value=250,
        help_text=_("5 when left empty."),
    )
    after = django_forms.ModelMultipleChoiceField(
        Task.objects.none(),
        label=_("Comes after"),
        required=False,
        widget=forms.Chips,
    )
    starts_on = django_forms.DateField(label=_("Planned start"), required=False)
    due_on = django_forms.DateField(label=_("Due on"))
    fixed_on = django_forms.DateField(
        label=_("Fixed date"),
        required=False,
        help_text=_("Finished by this day at the latest, whatever is planned anew."),
    )
    version = forms.VersionField(required=False)

    def __init__(self, site: Site, *args: Any, task: Task | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, others = queries.log_indicators(site)
        members = Person.objects.filter(team_places__in=TeamMember.objects.filter(team__site=site)).order_by(
            "-team_places__leads", "name", "id"
        )
        tasks = Task.objects.filter(site=site).order_by("due_on", "id")
        if task:
            tasks = tasks.exclude(pk=task.pk)
        for name, rows in (
            ("owner", members),
            (
                "indicator",
                Indicator.objects.filter(pk__in=[i.pk for i in own + others]).select_related("unit"),
            ),
            ("after", tasks),
        ):
            cast("django_forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def clean_weight(self) -> int:
        weight = self.cleaned_data["weight"]
        return 10 if weight is None else int(weight)

    def clean_takes_days(self) -> int:
        return self.cleaned_data["takes_days"] or 5

    @staticmethod
    def initial_of(task: Task) -> dict[str, Any]:
        names = (
            "name", "due_on", "owner", "indicator", "target", "content", "version", "starts_on", "fixed_on",
            "takes_days", "weight", "evidence",
        )  # fmt: skip
        return {name: getattr(task, name) for name in names} | {
            "after": [str(other.pk) for other in task.after.all()]
        }


class FinishForm(forms.Form):
    result = django_forms.CharField(
        label=_("Result"), required=False, max_length=2000, widget=forms.Opinion(TASK_DONE)
    )


class ReportForm(forms.Form):
    """The texts of a report: those of the parts that its rule asks for."""

    version = forms.VersionField()

    def __init__(self, report: Report, *args: Any, **kwargs: Any) -> None:
        most = LONGEST_COMBINED if report.is_combined else LONGEST
        texts = {
            part.value: django_forms.CharField(
                label=part.label,
                required=False,
                max_length=most,
                widget=django_forms.Textarea({"rows": 20 if part == Report.Part.WORK else 6}),
            )
            for part in Report.TEXTS
            if part in report.parts
        }
        self.base_fields = {**texts, **type(self).base_fields}  # type: ignore[misc]
        initial = {name: getattr(report, name) for name in [*texts, "version"]}
        super().__init__(*args, **{"initial": initial, **kwargs})


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
    kind = django_forms.ChoiceField(
        label=_("Kind"),
        choices=[(k.value, k.label) for k in Leave.Kind if k != Leave.Kind.ABSENCE],
        widget=forms.SegmentedRadios,
        initial=Leave.Kind.ANNUAL,
    )
    starts_on = django_forms.DateField(label=_("First day"))
    ends_on = django_forms.DateField(label=_("Last day"))
    from_noon = django_forms.BooleanField(label=_("First day from noon"), required=False)
    to_noon = django_forms.BooleanField(label=_("Last day until noon"), required=False)
    reason = django_forms.CharField(label=_("Reason for leave"), max_length=200)
    stand_in = django_forms.ModelChoiceField(
        Person.objects.none(), label=_("Who stands in"), required=False, empty_label=_("Nobody")
    )

    def __init__(self, sites: list[Site], person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(django_forms.ChoiceField, self.fields["site"])
        field.choices = [(str(site.pk), str(site)) for site in sites]
        if len(sites) == 1:
            field.initial = str(sites[0].pk)
        cast("django_forms.ModelChoiceField[Person]", self.fields["stand_in"]).queryset = colleagues(
            sites, person
        )


class AbsenceForm(forms.Form):
    """A member's days away without leave."""

    columns = 2

    person = django_forms.ModelChoiceField(Person.objects.none(), label=_("Cadre"))
    starts_on = django_forms.DateField(label=_("First day"))
    ends_on = django_forms.DateField(label=_("Last day"))
    reason = django_forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, site: Site, person: Person | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = colleagues([site], person)
        cast("django_forms.ModelChoiceField[Person]", self.fields["person"]).queryset = rows


def colleagues(sites: list[Site], person: Person | None) -> Any:
    """Who serves in the teams of these sites, without the person."""
    places = TeamMember.objects.filter(team__site__in=sites)
    rows = Person.objects.filter(pk__in=places.values("person")).order_by("name", "id")
    return rows.exclude(pk=person.pk) if person else rows


class BackForm(forms.Form):
    on = django_forms.DateField(label=_("Back at the site on"))


class AnswerForm(forms.Form):
    answer = django_forms.CharField(
        label=_("Opinion"),
        required=False,
        max_length=200,
        widget=forms.Opinion((_("Agreed."), _("Hand over your work first."), _("Please choose other days."))),
        help_text=_("A reason is needed when the request is returned."),
    )
