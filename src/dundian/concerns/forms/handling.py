"""What is done to one concern: its steps, its clock, its end."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.concerns import queries
from dundian.concerns.models import CallBack, Concern, Pause, Phrase, Satisfaction, Tier
from dundian.concerns.workflow import FACTS, PATHS, SETTLED, TEXTS, Gravity, Means, Step
from dundian.kernel import clock
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.ui.forms import Form, Opinion, SegmentedRadios, VersionField

CHOICES: dict[str, Any] = {"gravity": Gravity, "satisfaction": Satisfaction, "means": Means}
SHIPPED_PHRASES: dict[str, tuple[Any, ...]] = {
    Phrase.Place.THOUGHT: (_("Checked with the worker and the union; the facts are as stated."),),
    Phrase.Place.ACTED: (_("Talked with the employer; measures agreed."),),
    Phrase.Place.VERIFIED: (_("Satisfied."), _("Basically satisfied."), _("Not satisfied.")),
    Phrase.Place.REFER: (
        _("Beyond our remit."),
        _("Needs the department's expertise."),
        _("Needs a decision above."),
    ),
    Phrase.Place.ANSWER: (
        _("Accepted; will be handled."),
        _("Not within our duties."),
        _("Facts are missing; please complete."),
    ),
    Phrase.Place.REPLY: (
        _("Your matter has been received and is being looked into."),
        _("Your matter has been settled. Thank you for telling us."),
    ),
}


def opinion(actor: Actor, place: str, rows: int = 3) -> Opinion:
    """A text area with one's own phrases, the federation's, and the shipped ones."""
    return Opinion([*queries.phrases(actor, place), *SHIPPED_PHRASES.get(place, ())], {"rows": rows})


class TokenField(forms.UUIDField):
    """The id of the row that the form will make, so that a form sent twice makes one row."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=new_id)


class ConcernForm(Form):
    """What is done to one concern."""

    def __init__(self, *args: Any, concern: Concern, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.concern, self.actor = concern, actor
        if "version" in self.fields:
            self.initial.setdefault("version", concern.version)

    def offer_phrases(self, name: str, place: str, rows: int = 3) -> None:
        field = self.fields[name]
        widget = opinion(self.actor, place, rows)
        widget.attrs = {**field.widget.attrs, **widget.attrs}
        widget.is_required = field.required
        field.widget = widget


def fact_field(form: str, label: Any, needed: bool) -> forms.Field:
    """The field for one fact of a step."""
    more: dict[str, Any] = {"label": label, "required": needed}
    if form == "date":
        return forms.DateField(**more)
    if form == "number":
        return forms.IntegerField(min_value=0, max_value=1_000_000, **more)
    if form == "text":
        return forms.CharField(max_length=1000, widget=forms.Textarea({"rows": 2}), **more)
    if form in CHOICES:
        choices = CHOICES[form].choices
        if needed:
            return forms.ChoiceField(choices=choices, widget=SegmentedRadios, **more)
        return forms.ChoiceField(choices=[("", "—"), *choices], **more)
    return forms.CharField(max_length=300, **more)


class StepForm(ConcernForm):
    """One step: its text and its facts, shown as they stand."""

    step: ClassVar[Step]

    text = forms.CharField(max_length=2000, widget=forms.Textarea)
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = str(TEXTS[self.step])
        for fact in FACTS[self.step]:
            self.fields[fact.name] = fact_field(fact.form, fact.label, fact.needed)
        self.order_fields(["text", *(f.name for f in FACTS[self.step])])
        self.offer_phrases("text", self.step.value)
        if not self.is_bound:
            self._fill()

    def _fill(self) -> None:
        last = self.concern.steps.filter(step=self.step).order_by("at", "id").last()
        if last and not (self.step != Step.FOUND and last.at < self.concern.clock_from):
            self.initial.setdefault("text", last.text)
            for name, value in last.facts.items():
                self.initial.setdefault(name, value)
        elif self.step == Step.FOUND:
            self.initial.setdefault("text", self.concern.text)

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        text, version = data.pop("text"), data.pop("version")
        return {"step": self.step, "text": text, "version": version, "facts": data}


class FindForm(StepForm):
    step = Step.FOUND


class ThinkForm(StepForm):
    step = Step.THOUGHT


class AimForm(StepForm):
    step = Step.GOAL


class ActForm(StepForm):
    step = Step.ACTED


class VerifyForm(StepForm):
    step = Step.VERIFIED


class CloseForm(ConcernForm):
    """The end, with an outcome of the kind's own list."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What came of it"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("Without grounds or outside the remit: give the grounds here."),
    )
    workers_word = forms.CharField(
        label=_("The worker's word"),
        max_length=500,
        required=False,
        help_text=_("What the worker says of the result; needed when it counts as solved."),
    )
    reply = forms.CharField(
        label=_("Tell the worker"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What stands here is shown to the worker."),
    )
    parts = forms.BooleanField(label=_("Close its open parts with the same answer"), required=False)
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        path = PATHS[self.concern.kind]
        self.fields["outcome"].choices = [(o.value, o.label) for o in path.outcomes]  # type: ignore[attr-defined]
        if not any(o in SETTLED for o in path.outcomes) or self.concern.workers_word:
            del self.fields["workers_word"]
        else:
            self.offer_phrases("workers_word", Phrase.Place.VERIFIED, rows=2)
        self.offer_phrases("text", Phrase.Place.CLOSE)
        self.offer_phrases("reply", Phrase.Place.REPLY)
        if path.reply_needed and not self.concern.replied_at:
            self.fields["reply"].required = True
        if not queries.closable_parts(self.concern, self.actor):
            del self.fields["parts"]

    def given(self) -> dict[str, Any]:
        return {"workers_word": "", **self.cleaned_data}


class ReasonForm(ConcernForm):
    """A single reason: taking over, reopening, recalling, opening a sealed identity."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


class PauseForm(ConcernForm):
    reason = forms.ChoiceField(
        label=_("Why"), choices=Pause.Reason.choices, widget=SegmentedRadios, initial=Pause.Reason.WORKER
    )
    text = forms.CharField(label=_("What is awaited"), max_length=300)
    until = forms.DateField(
        label=_("Goes on at the latest on"), help_text=_("On this day the clock runs again by itself.")
    )
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", clock.today() + timedelta(14))


class NothingForm(ConcernForm):
    """Nothing to fill in."""


class GradeForm(ConcernForm):
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, widget=SegmentedRadios)
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("tier", self.concern.tier)


class AssignForm(ConcernForm):
    person = forms.ModelChoiceField(label=_("Person in charge"), queryset=Person.objects.none())
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = queries.colleagues(self.concern.handler)  # type: ignore[attr-defined]


class MeasureForm(ConcernForm):
    text = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = forms.ModelChoiceField(label=_("Who does it"), queryset=Person.objects.none())
    due_on = forms.DateField(label=_("By"))
    id = TokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = queries.can_do_measures(self.concern)  # type: ignore[attr-defined]


class FinishForm(ConcernForm):
    result = forms.CharField(label=_("What came of it"), max_length=300, required=False)


class CallBackForm(ConcernForm):
    result = forms.ChoiceField(
        label=_("What the worker says"), choices=CallBack.Result.choices, widget=forms.RadioSelect
    )
    word = forms.CharField(
        label=_("In the worker's words"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Not satisfied: somebody else takes the matter up again."),
    )
