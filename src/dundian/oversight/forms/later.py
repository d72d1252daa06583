"""Look-backs, return visits, and questions to teams."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign, Indicator
from dundian.campaign.queries import indicators_for
from dundian.fieldwork.forms import LogForm
from dundian.fieldwork.models import WorkLog
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.forms import UnitField
from dundian.oversight.models import (
    ContactGroup,
    Draw,
    LookBack,
    LookBackItem,
    LookBackLine,
    Question,
    ReturnVisit,
)
from dundian.oversight.queries.results import LASTING
from dundian.oversight.queries.returns import unfinished_of
from dundian.ui import forms

ALL = ("", _("All"))


class LookBackFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Words"), max_length=50)
    state = django_forms.ChoiceField(label=_("State"), choices=[ALL, *LookBack.State.choices])


class LookBackForm(forms.Form):
    title = django_forms.CharField(label=_("Title"), max_length=100)
    due_on = django_forms.DateField(label=_("To be finished by"))
    draw = django_forms.ChoiceField(
        label=_("Sites"),
        required=False,
        help_text=_("All of them, or those of a committed draw for a look-back."),
    )
    indicators = django_forms.MultipleChoiceField(
        label=_("Results to look at"),
        required=False,
        widget=forms.Chips,
        help_text=_("The union itself and concerns said to be solved are always among them."),
    )

    def __init__(self, campaign: Campaign, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drawn = Draw.objects.known_to(actor).filter(
            campaign=campaign, purpose=Draw.Purpose.LOOK_BACK, state=Draw.State.DRAWN
        )
        self.draws = {str(draw.pk): draw for draw in drawn.order_by("-id")}
        self.counted: dict[str, Indicator] = {str(i.pk): i for i in indicators_for(campaign.unit)}
        offered = [("", _("All sites with a team")), *((pk, draw.title) for pk, draw in self.draws.items())]
        cast(django_forms.ChoiceField, self.fields["draw"]).choices = offered
        field = cast(django_forms.MultipleChoiceField, self.fields["indicators"])
        field.choices = [(pk, i.name) for pk, i in self.counted.items()]
        field.initial = [pk for pk, i in self.counted.items() if i.code in LASTING]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "title": data["title"],
            "due_on": data["due_on"],
            "draw": self.draws.get(data["draw"]),
            "indicators": [self.counted[pk] for pk in data["indicators"]],
        }


class LineForm(forms.Form):
    """Each reported result: whether it stands, and what does not."""

    looked_on = django_forms.DateField(label=_("Looked at on"))
    note = django_forms.CharField(
        label=_("Note"), max_length=1000, required=False, widget=django_forms.Textarea({"rows": 3})
    )

    def __init__(self, line: LookBackLine, *args: Any, **kwargs: Any) -> None:
        self.items = list(line.items.all())
        rows: dict[str, django_forms.Field] = {}
        for item in self.items:
            rows[f"stands_{item.pk}"] = django_forms.ChoiceField(
                label=_("Stands?"),
                choices=[("", _("Not looked at")), *LookBackItem.Stands.choices],
                required=False,
                initial=item.stands,
            )
            rows[f"note_{item.pk}"] = django_forms.CharField(
                label=_("What does not stand"), max_length=300, required=False, initial=item.note
            )
        self.base_fields = {**type(self).base_fields, **rows}  # type: ignore[misc]
        initial = {"looked_on": line.looked_on or clock.today(), "note": line.note}
        super().__init__(*args, initial=initial, **kwargs)

    def rows(self) -> list[tuple[LookBackItem, Any, Any]]:
        return [(item, self[f"stands_{item.pk}"], self[f"note_{item.pk}"]) for item in self.items]

    def stands(self) -> dict[UUID, tuple[str, str]]:
        data = self.cleaned_data
        return {item.pk: (data[f"stands_{item.pk}"], data[f"note_{item.pk}"]) for item in self.items}


class ConclusionForm(forms.Form):
    conclusion = django_forms.CharField(
        label=_("Conclusion"), max_length=2000, widget=django_forms.Textarea({"rows": 5})
    )


class ReturnFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Site or team"), max_length=50)
    state = django_forms.ChoiceField(
        label=_("State"), choices=[ALL, ("late", _("Overdue")), *ReturnVisit.State.choices]
    )
    since = django_forms.DateField(label=_("Due from"))
    until = django_forms.DateField(label=_("Due to"))


class ReturnLogForm(LogForm):
    """A return visit as a work log like any other, and what came of the things the team left unfinished."""

    def __init__(self, group: ContactGroup, *args: Any, **kwargs: Any) -> None:
        self.items = list(unfinished_of(group)[:30])
        super().__init__(group.site, *args, initial={"on": clock.today(), "activities": ["visit"]}, **kwargs)
        self.fields["text"].label = _("What the visit brought")
        self.fields.pop("tasks", None)  # what was left goes on as unfinished items

    def _more(self, log: WorkLog | None) -> dict[str, django_forms.Field]:
        rows: dict[str, django_forms.Field] = {
            f"item_{item.pk}": django_forms.CharField(label=item.title, max_length=300, required=False)
            for item in self.items
        }
        return {**super()._more(log), **rows}

    @property
    def item_fields(self) -> list[Any]:
        return [self[f"item_{item.pk}"] for item in self.items]

    def values(self) -> dict[str, Any]:
        data, line = self.cleaned_data, self.line()
        del line["tasks"]
        said = {item.pk: data[f"item_{item.pk}"] for item in self.items}
        return {
            **line,
            "concerns": list(self.concerns()),
            "settled": {pk: text for pk, text in said.items() if text},
            "id": data["id"],
        }


class MoveForm(forms.Form):
    due_on = django_forms.DateField(label=_("New date"))
    reason = django_forms.CharField(label=_("Reason"), max_length=200)


class RhythmForm(forms.Form):
    columns: ClassVar[int] = 2

    unit = UnitField(among="oversight.rhythm", label=_("Federation"))
    months = django_forms.CharField(
        label=_("Months after the end"), max_length=100, help_text=_("For example: 1, 3, 6, 9, 12")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(UnitField, self.fields["unit"]).use(actor)

    def clean_months(self) -> list[int]:
        parts = str(self.cleaned_data["months"]).replace("、", ",").replace("，", ",").split(",")
        numbers = [part.strip() for part in parts if part.strip()]
        if not numbers or not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in numbers):
            raise django_forms.ValidationError(_("Write whole months, separated by commas."))
        return [int(part) for part in numbers]


class QuestionFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Words"), max_length=50)
    kind = django_forms.ChoiceField(label=_("Kind"), choices=[ALL, *Question.Kind.choices])
    state = django_forms.ChoiceField(label=_("State"), choices=[ALL, *Question.State.choices])


class HintFilter(forms.FilterForm):
    kind = django_forms.ChoiceField(label=_("Kind"), choices=[ALL, *Question.Kind.choices])


class AskForm(forms.Form):
    text = django_forms.CharField(
        label=_("Question to the team, or why it is set aside"),
        max_length=500,
        widget=forms.Opinion(
            (
                _("How is it on site? Is there something we can help with?"),
                _("Known already, no question needed."),
            )
        ),
    )


class AnswerForm(forms.Form):
    answer = django_forms.CharField(
        label=_("Answer"), max_length=1000, widget=django_forms.Textarea({"rows": 4})
    )


class ClosingForm(forms.Form):
    closing = django_forms.CharField(
        label=_("Word of the office"),
        max_length=300,
        required=False,
        widget=forms.Opinion((_("Clear, thank you."), _("The office helps with it."))),
    )
