"""What is done to one concern."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.concerns.access import HANDLERS
from dundian.concerns.models import Concern
from dundian.concerns.workflow import WAY, rank
from dundian.org.models import Appointment, Person
from dundian.ui.forms import Form, Opinion, SegmentedRadios, VersionField


class ConcernForm(Form):
    """What is done to one concern."""

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "version" in self.fields:
            self.initial.setdefault("version", concern.version)


class StepForm(ConcernForm):
    step = forms.ChoiceField(label=_("Step"), widget=SegmentedRadios)
    text = forms.CharField(
        label=_("What was found, thought, set or done"),
        max_length=2000,
        widget=Opinion(
            [
                _("Checked with the worker and the union; the facts are as stated."),
                _("Talked with the employer; measures agreed."),
            ]
        ),
    )
    version = VersionField()

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, concern=concern, **kwargs)
        offered = [s for s in WAY[1:4] if rank(s) <= rank(concern.step) + 1]
        self.fields["step"].choices = [(s.value, s.label) for s in offered]  # type: ignore[attr-defined]
        self.initial.setdefault("step", offered[-1].value)


class CloseForm(ConcernForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Concern.Outcome.choices)
    text = forms.CharField(label=_("What came of it"), max_length=2000, widget=forms.Textarea)
    workers_word = forms.CharField(
        label=_("The worker's word"),
        max_length=500,
        required=False,
        help_text=_("What the worker says of the result; needed when it counts as solved."),
        widget=Opinion([_("Satisfied."), _("Basically satisfied."), _("Not satisfied.")]),
    )
    version = VersionField()


class ReasonForm(ConcernForm):
    """A single reason: taking over, reopening, opening a sealed identity."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


class AssignForm(ConcernForm):
    person = forms.ModelChoiceField(label=_("Person in charge"), queryset=Person.objects.none())

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, concern=concern, **kwargs)
        able = Appointment.objects.active().filter(unit=concern.handler, role__in=HANDLERS).values("user")
        self.fields["person"].queryset = Person.objects.filter(user__in=able).order_by("name")  # type: ignore[attr-defined]
