"""What people type about concerns."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign, Site
from dundian.concerns import queries
from dundian.concerns.access import HANDLERS
from dundian.concerns.models import Concern, TimeLimit
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Unit
from dundian.ui.forms import Chips, FilterForm, Form, Opinion, SegmentedRadios, VersionField

NAME, CONTACT = 40, 60


class ConcernFilter(FilterForm):
    more: ClassVar = ("kind", "topic", "since", "until", "campaign", "site")

    q = forms.CharField(label=_("Words, number or union"), max_length=60)
    step = forms.ChoiceField(label=_("Step"), choices=[("", _("All")), *Concern.Step.choices])
    only = forms.MultipleChoiceField(
        label=_("Only"), choices=[("open", _("still open")), ("late", _("overdue"))], widget=Chips
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Concern.Kind.choices])
    topic = forms.ChoiceField(label=_("Topic"), choices=[("", _("All")), *Concern.Topic.choices])
    since = forms.DateField(label=_("Raised from"))
    until = forms.DateField(label=_("Raised to"))
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), empty_label=_("All")
    )
    area = forms.IntegerField(widget=forms.HiddenInput)
    site = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.visible_to(actor).order_by("-year", "name")  # type: ignore[attr-defined]
        self.actor = actor

    def conditions(self) -> dict[str, Any]:
        """Keyword arguments for `queries.filtered`."""
        data = self.valid_data()
        only = data.pop("only", [])
        area = data.pop("area", None)
        visible = Unit.objects.visible_to(self.actor)
        return {
            "text": data.pop("q", ""),
            "still_open": "open" in only,
            "late": "late" in only,
            "area": visible.filter(pk=area).first() if area else None,
            **data,
        }


class RaiseForm(Form):
    """A new concern. The union is given by the page it was opened from, or chosen among the actor's."""

    sections: ClassVar = (
        (_("The matter"), ("unit", "text", "kind", "topic", "people")),
        (_("Who raised it"), ("reporter", "contact")),
    )

    unit = forms.ModelChoiceField(label=_("Where it arose"), queryset=Unit.objects.none())
    text = forms.CharField(label=_("What is the matter"), max_length=2000, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Concern.Kind.choices, initial=Concern.Kind.CONCERN, widget=SegmentedRadios
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Concern.Topic.choices, initial=Concern.Topic.OTHER)
    people = forms.IntegerField(label=_("Workers concerned"), min_value=1, max_value=1_000_000, initial=1)
    reporter = forms.CharField(
        label=_("Worker's name"),
        max_length=NAME,
        required=False,
        help_text=_(
            "Stored sealed. Opened only by those who handle the matter; never shown to the employer or the host union."
        ),
    )
    contact = forms.CharField(label=_("Phone or other contact"), max_length=CONTACT, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.filter(unit__in=actor.units("raise", "concern")).values("unit")
        own = [a.unit_id for a in actor.appointments]
        able = Unit.objects.filter(pk__in=sites) | Unit.objects.filter(pk__in=own)
        self.fields["unit"].queryset = able.open().order_by("path")  # type: ignore[attr-defined]


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
        order = list(Concern.Step)
        reached = order.index(Concern.Step(concern.step))
        offered = [s for s in order[1:4] if order.index(s) <= reached + 1]
        self.fields["step"].choices = [(s.value, s.label) for s in offered]  # type: ignore[attr-defined]
        self.initial.setdefault("step", offered[-1].value)


class ReferForm(ConcernForm):
    to = forms.ModelChoiceField(label=_("Refer to"), queryset=Unit.objects.none())
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=Opinion(
            [_("Beyond our remit."), _("Needs the department's expertise."), _("Needs a decision above.")]
        ),
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, concern=concern, **kwargs)
        field = self.fields["to"]
        field.queryset = queries.targets(concern)  # type: ignore[attr-defined]
        handler = concern.handler
        field.label_from_instance = (  # type: ignore[attr-defined]
            lambda unit: f"{queries.direction(handler, unit).label} · {unit.name}"
        )


class AnswerForm(ConcernForm):
    """Accept, or return with a reason."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("accept", _("Accept")), ("return", _("Return"))],
        initial="accept",
        widget=SegmentedRadios,
    )
    text = forms.CharField(
        label=_("Remark; the reason when returned"),
        max_length=500,
        required=False,
        widget=Opinion(
            [
                _("Accepted; will be handled."),
                _("Not within our duties."),
                _("Facts are missing; please complete."),
            ]
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "return" and not data.get("text"):
            self.add_error("text", _("Say why it is returned."))
        return data


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


class TimeLimitForm(Form):
    """A limit for one of the actor's own offices; setting it again replaces it."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    matter = forms.ChoiceField(label=_("For"), choices=TimeLimit.Matter.choices, widget=SegmentedRadios)
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=365)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [a.unit_id for a in actor.appointments if actor.can("change", "time_limit", a.unit)]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=own).order_by("path")  # type: ignore[attr-defined]
