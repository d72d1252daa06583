"""Referring and answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.concerns import queries
from dundian.concerns.forms.handling import ConcernForm
from dundian.concerns.models import Concern
from dundian.org.models import Unit
from dundian.ui.forms import Opinion, SegmentedRadios


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
