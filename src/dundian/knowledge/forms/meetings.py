"""Meetings and courses: frame, agenda, invitations, attendance, speeches, decisions, check."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dundian.campaign.forms.campaigns import LinesField
from dundian.campaign.forms.rows import RowForm
from dundian.campaign.models import Campaign, Site
from dundian.knowledge.forms.fields import ALL, moment, offer, offices_of, running, text
from dundian.knowledge.models import AgendaItem, Course, Invitation, Meeting, Speech
from dundian.knowledge.queries.meetings import LEADING_GROUP
from dundian.org.access import Actor
from dundian.org.forms import PersonField
from dundian.org.models import Unit
from dundian.ui.forms import Chips, FilterForm, Form, NamedField, SegmentedRadios, VersionField

GROUP_WORDS = [
    (LEADING_GROUP, _("Leading group of the campaign")),
    ("offices", _("Offices at and beneath this federation")),
    ("leaders", _("Leaders in charge of areas")),
    ("team_leaders", _("Team leaders")),
    ("cadres", _("Stationed cadres")),
    ("departments", _("Departments")),
    ("hosts", _("Host unions")),
]


class MeetingFilter(FilterForm):
    text = forms.CharField(label=_("Name or place"), max_length=50)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *Meeting.Kind.choices])
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *Meeting.State.choices])
    campaign = NamedField(Campaign.objects.none(), label=_("Campaign"), empty_label=_("All"))
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("To"))
    more = ("campaign", "since", "until")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "campaign", running(actor))


class CourseFilter(FilterForm):
    text = forms.CharField(label=_("Name or place"), max_length=50)
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *Course.State.choices])
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("To"))


class _Called(Form):
    """What a meeting and a course have in common: who calls it and for which campaign."""

    noun = ""

    def __init__(self, actor: Actor, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit is not None:
            del self.fields["unit"]
        else:
            offer(self, "unit", offices_of(actor, "keep", self.noun))
        offer(self, "campaign", running(actor))


class MeetingForm(_Called):
    noun = "meeting"
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Called by"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=Meeting.Kind.choices, widget=SegmentedRadios)
    name = forms.CharField(label=_("Name of the meeting"), max_length=100)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), required=False, empty_label=_("None")
    )
    starts_at = moment(_("Starts at"))
    ends_at = moment(_("Ends at"), required=False)
    place = forms.CharField(label=_("Held at"), max_length=100)
    chair = PersonField(among="knowledge.staff", label=_("Chaired by"), required=False)
    version = VersionField(required=False)
    columns = 2

    def __init__(self, actor: Actor, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(actor, *args, unit=unit, **kwargs)
        if unit is not None:
            del self.fields["kind"]
        cast(PersonField, self.fields["chair"]).use(actor)


class CourseForm(_Called):
    noun = "course"
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Given by"), empty_label=None)
    name = forms.CharField(label=_("Name of the course"), max_length=100)
    teacher = forms.CharField(label=_("Taught by"), max_length=60, required=False)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), required=False, empty_label=_("None")
    )
    starts_at = moment(_("Starts at"))
    place = forms.CharField(label=_("Held at"), max_length=100)
    hours = forms.DecimalField(label=_("Hours"), min_value=0, max_value=200, decimal_places=1, max_digits=4)
    pass_mark = forms.IntegerField(label=_("Pass mark of the check, per cent"), min_value=0, max_value=100)
    content = text(_("Content"), 4000, 4, required=False)
    version = VersionField(required=False)
    columns = 2


class PointRow(RowForm):
    title = forms.CharField(label=_("Point of the agenda"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaItem.Kind.choices)
    speaker = forms.CharField(label=_("By whom"), max_length=60, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600, required=False)


class QuestionRow(RowForm):
    text = forms.CharField(label=_("Question"), max_length=200)
    options = LinesField(label=_("Options, one a line"), widget=forms.Textarea(attrs={"rows": 4}))
    answer = forms.IntegerField(label=_("Which line is right"), min_value=1, max_value=6)


class InviteForm(Form):
    """Groups by appointment, single people, and guests from outside."""

    groups = forms.MultipleChoiceField(
        label=_("Groups"), choices=GROUP_WORDS, required=False, widget=Chips,
        help_text=_("Those who hold the appointment today, at this federation and beneath."),
    )  # fmt: skip
    person = PersonField(among="knowledge.staff", label=_("One more person"), required=False)
    guest = forms.CharField(label=_("Guest from outside"), max_length=40, required=False)
    of = forms.CharField(label=_("Unit of the guest"), max_length=60, required=False)
    capacity = forms.CharField(label=_("Invited as"), max_length=30, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["person"]).use(actor)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("groups") or data.get("person") or data.get("guest")) and not self.errors:
            self.add_error("groups", _("Choose a group, a person, or name a guest."))
        return data


class ReplyForm(Form):
    reply = forms.ChoiceField(
        label=_("Your answer"), choices=Invitation.Reply.choices[1:], widget=SegmentedRadios
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=100,
        required=False,
        help_text=_("Who comes instead, or why you cannot come."),
    )


class SpeechForm(Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Speech.Kind.choices, widget=SegmentedRadios)
    speaker = forms.CharField(label=_("Speaker"), max_length=40)
    of = forms.CharField(label=_("Unit"), max_length=60, required=False)
    words = text(_("Words spoken"), 3000, 6)


class MinutesForm(Form):
    minutes = text(_("Minutes"), 20_000, 16, required=False)
    version = VersionField(required=False)


class DecisionForm(Form):
    text = text(_("What was decided"), 300, 2)
    owner = PersonField(among="knowledge.staff", label=_("Owner"), required=False)
    due_on = forms.DateField(label=_("Due on"))
    site = forms.ModelChoiceField(
        Site.objects.none(),
        label=_("Becomes a task of the site"),
        required=False,
        empty_label=_("None: it is kept with the meeting"),
    )

    def __init__(self, actor: Actor, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["owner"]).use(actor)
        sites = Site.objects.filter(unit__in=actor.units("add", "task"), state=Site.State.ACTIVE)
        if meeting.campaign_id:
            family = {"campaign": meeting.campaign_id}
            sites = sites.filter(**family) | sites.filter(campaign__parent=meeting.campaign_id)
        offer(self, "site", sites.select_related("unit").order_by("county", "id"))


class FinishForm(Form):
    result = text(_("Result"), 300, 2)


class FileForm(Form):
    file = forms.FileField(label=_("File"), help_text=_("JPEG, PNG, WebP, PDF, Word or Excel, up to 10 MB."))


class EnrolForm(Form):
    groups = forms.MultipleChoiceField(
        label=_("Groups"),
        choices=[choice for choice in GROUP_WORDS if choice[0] != LEADING_GROUP],
        required=False,
        widget=Chips,
    )
    person = PersonField(among="knowledge.staff", label=_("One more person"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["person"]).use(actor)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("groups") or data.get("person")) and not self.errors:
            self.add_error("groups", _("Choose a group or a person."))
        return data


class CheckForm(Form):
    """The questions of the check, one choice each."""

    def __init__(self, course: Course, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(course.questions.all())
        for n, question in enumerate(self.questions, 1):
            self.fields[str(question.pk)] = forms.ChoiceField(
                label=f"{n}. {question.text}",
                choices=list(enumerate(question.options)),
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[Any, int]:
        return {q.pk: int(self.cleaned_data[str(q.pk)]) for q in self.questions}


def meeting_initial(meeting: Meeting) -> dict[str, Any]:
    names = ("name", "campaign", "starts_at", "ends_at", "place", "chair", "version")
    return _local({name: getattr(meeting, name) for name in names})


def course_initial(course: Course) -> dict[str, Any]:
    names = ("name", "teacher", "campaign", "starts_at", "place", "hours", "pass_mark", "content", "version")
    return _local({name: getattr(course, name) for name in names})


def _local(values: dict[str, Any]) -> dict[str, Any]:
    """Moments as the clock on the wall shows them."""
    return {
        name: timezone.localtime(value) if hasattr(value, "tzinfo") and hasattr(value, "hour") else value
        for name, value in values.items()
    }
